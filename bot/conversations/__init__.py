"""Questions to the curator and to the centre, and their answers, without phone numbers."""

"""First contact, consent to the processing of personal data, and the profile (section 1 of the route card)."""

"""Import of organisations and of people from workbooks: template, upload, preview by cell, errors to download."""

"""The person's first screen, and help."""

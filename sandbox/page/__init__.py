"""The door for the chat page and for tests: `/sandbox/*`."""

"""The chat page; a package only so that its files are packed."""

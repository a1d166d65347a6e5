"""The result of an assessment, opened by an explicit tap."""

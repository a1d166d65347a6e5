"""The register of rules: reading it, tying tests to it, reporting what is proven."""

"""Applications for diagnostics: the form, and how an application stands."""

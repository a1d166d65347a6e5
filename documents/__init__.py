"""Official forms, each from one dataclass."""

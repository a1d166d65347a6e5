"""The tables and enums; imports nothing of ours. Importing the package makes every table known to the metadata."""

from models import (
    accounts,
    applications,
    audit,
    catalogue,
    conversations,
    counters,
    deadlines,
    files,
    health,
    imports,
    inbox,
    notices,
    outside,
    people,
    places,
    results,
    routes,
)
from models.base import Base

__all__ = [
    "Base",
    "accounts",
    "applications",
    "audit",
    "catalogue",
    "conversations",
    "counters",
    "deadlines",
    "files",
    "health",
    "imports",
    "inbox",
    "notices",
    "outside",
    "people",
    "places",
    "results",
    "routes",
]

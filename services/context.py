"""Who asks, when, and where: the second argument of every service."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from models.accounts import Role
from regions import Document, Region

#: A region comes to the doors in the context: its types have their names here; only services read the profile itself.
__all__ = ["Actor", "Context", "Document", "Region", "Scope"]


@dataclass(frozen=True)
class Scope:
    """A role with where it holds; nothing set means the whole region."""

    role: Role
    centre_id: int | None = None
    organization_id: int | None = None
    municipality_id: int | None = None

    @property
    def regional(self) -> bool:
        """Whether it holds in the whole region."""
        return self.centre_id is None and self.organization_id is None and self.municipality_id is None


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with their roles, or the system itself (no person)."""

    person_id: int | None
    scopes: tuple[Scope, ...] = ()
    door: str = "system"

    def has(self, *roles: Role) -> bool:
        """Whether any of ``roles`` is held in any scope."""
        return any(scope.role in roles for scope in self.scopes)

    @property
    def is_system(self) -> bool:
        """Whether the scheduler or the command line acts."""
        return self.person_id is None and self.door == "system"


@dataclass(frozen=True)
class Context:
    """Actor, domain time, region profile, and an id that joins everything one request did."""

    actor: Actor
    now: datetime
    region: Region
    correlation_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def today(self) -> date:
        """Today in the region."""
        return self.region.today(self.now)

"""Regional profiles: words, blocks, terms and texts of one region, as data in a YAML file."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent


class Part(BaseModel):
    """A part of a profile: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(Part):
    """A code that never changes and the name people read (К-36)."""

    code: str
    name: str


class Term(Part):
    """How long something may take: working days from the event, its clause, and whether it is a norm here."""

    days: int | None = None
    clause: str = ""
    normative: bool = False


class Document(Part):
    """A text a person agrees to, with its version."""

    version: str
    title: str
    text: str


class Letterhead(Part):
    """What official papers print at their top."""

    institute: str
    centre: str
    city: str


class Region(Part):
    """One region's profile."""

    code: str
    name: str
    timezone: str
    days_off: frozenset[date] = frozenset()
    blocks: dict[str, tuple[Named, ...]]
    subjects: tuple[Named, ...]
    positions: dict[str, tuple[str, ...]]
    terms: dict[str, Term]
    route_months: tuple[int, int]
    next_assessment_months: int
    level_thresholds: tuple[int, int]
    workday: tuple[time, time]
    deputy_approves: bool
    letterhead: Letterhead
    personal_data_consent: Document
    participation_consent: Document

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone: days end at 24:00 of it."""
        return ZoneInfo(self.timezone)

    def today(self, now: datetime) -> date:
        """The date of the moment ``now`` in the region."""
        return now.astimezone(self.zone).date()

    def block_name(self, code: str) -> str:
        """Name of a block by its code; the code itself for one the profile no longer has."""
        named = (block for blocks in self.blocks.values() for block in blocks)
        return next((block.name for block in named if block.code == code), code)

    def subject_name(self, code: str) -> str:
        """Name of a school subject by its code; empty for no subject."""
        return next((subject.name for subject in self.subjects if subject.code == code), code)


def codes() -> list[str]:
    """Codes of the regions that have a profile."""
    return sorted(path.stem for path in HERE.glob("*.yaml"))


@cache
def load(code: str) -> Region:
    """Read the profile of the region ``code``; raises FileNotFoundError or pydantic.ValidationError."""
    with (HERE / f"{code}.yaml").open(encoding="utf-8") as source:
        return Region.model_validate(yaml.safe_load(source))

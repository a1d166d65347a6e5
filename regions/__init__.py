"""Regional profiles: words, blocks, terms and texts of one region, as data in a YAML file."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

HERE = Path(__file__).parent
_CLAUSE = re.compile(r"приказ № (?P<act>\S+), приложение (?P<annex>\d+), п\. \d+(\.\d+)*")


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


class Target(Part):
    """What an order wants an indicator to reach, in percent, and its clause."""

    percent: int
    clause: str


class Annex(Part):
    """An annex of an act: its title, and the date and number as its own head prints them, right or wrong (К-21)."""

    number: int
    title: str
    printed: str


class Act(Part):
    """An act: its requisites as verified are what is printed (К-21); ``supervisor`` controls its execution."""

    number: str
    signed_on: date
    title: str
    issuer: str
    supervisor: str
    annexes: tuple[Annex, ...]


class Definition(Part):
    """A word of the orders and what it means there."""

    term: str
    meaning: str


class Listing(Part):
    """A list that an order sets, word for word, with its clause."""

    title: str
    clause: str
    items: tuple[str, ...]


class Founding(Part):
    """On which forms and bases of assessment a model of routes is founded (annex 3, cl. 2.3; К-51)."""

    forms: tuple[str, ...]
    bases: tuple[str, ...]


class Document(Part):
    """A text a person agrees to, with its version."""

    version: str
    title: str
    text: str


class Spelling(Part):
    """How people write: words of school names that every list writes differently, letters that come and go in the forms
    of a word, parts of names that take no capital, Cyrillic letters that look like Latin ones."""

    school_words: frozenset[str]
    fleeting: str
    small: frozenset[str]
    alike: dict[str, str]


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
    teaching_positions: frozenset[str]
    spelling: Spelling
    terms: dict[str, Term]
    targets: dict[str, Target] = {}
    route_months: tuple[int, int]
    route_models: dict[str, Founding]
    next_assessment_months: int
    route_kept_months: int
    curator_load: tuple[int, int]
    instrument_months: int
    level_thresholds: tuple[int, int]
    workday: tuple[time, time]
    deputy_approves: bool
    letterhead: Letterhead
    route_aim: str
    acts: tuple[Act, ...]
    glossary: tuple[Definition, ...]
    lists: tuple[Listing, ...]
    personal_data_consent: Document
    participation_consent: Document

    @model_validator(mode="after")
    def _cite(self) -> Self:
        """Refuse a norm or a list that does not cite an act, its annex and a clause (SM-ORD-1)."""
        annexes = {(act.number, annex.number) for act in self.acts for annex in act.annexes}
        norms = [term.clause for term in self.terms.values() if term.normative]
        aims = [target.clause for target in self.targets.values()]
        for clause in (*norms, *aims, *(listing.clause for listing in self.lists)):
            cited = _CLAUSE.fullmatch(clause)
            if cited is None or (cited["act"], int(cited["annex"])) not in annexes:
                raise ValueError(f"«{clause}» cites no clause of an annex of the acts of this profile")
        return self

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

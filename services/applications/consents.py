"""The consents to take part that a case rests on, with the paper each came on: for the person and their centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.applications import Consent
from models.people import Person, Way
from services.applications.finding import find
from services.context import Context


@dataclass(frozen=True)
class ConsentLine:
    """A consent for one subject and its blocks; ``recorded_by`` is empty for one given in the chat."""

    subject: str
    blocks: tuple[str, ...]
    version: str
    given_at: datetime
    way: Way
    recorded_by: str
    withdrawn_at: datetime | None
    scan_id: int | None


@dataclass(frozen=True)
class CasePapers:
    """What came on paper or was agreed to: the scan of the application, and the consents, the newest first."""

    scan_id: int | None
    consents: tuple[ConsentLine, ...]


def papers(session: Session, ctx: Context, *, participation_id: int) -> CasePapers:
    """The papers of a case; raises NotFound for whoever has nothing to do with it. Source: annex 2, form of consent."""
    row = find(session, ctx, participation_id)
    scan_id = row.application.scan_id if row.application else None
    return CasePapers(scan_id, tuple(_line(session, one) for one in reversed(row.consents)))


def _line(session: Session, one: Consent) -> ConsentLine:
    recorder = session.get(Person, one.recorded_by_id) if one.recorded_by_id else None
    return ConsentLine(
        one.subject, tuple(one.blocks), one.version, one.given_at, one.way, recorder.short_name if recorder else "",
        one.withdrawn_at, one.scan_id,
    )  # fmt: skip

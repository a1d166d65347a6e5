"""What is shown of a result, and what is entered of one: scores, levels, deficits in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from models.applications import DiagnosticForm, Participation
from models.results import DeficitLevel, FoundDeficit, Result, ResultStatus
from services.context import Context
from services.results.rows import held_on


@dataclass(frozen=True)
class ScoreIn:
    """Percent of points for a subject × block, 0 to 100."""

    subject: str
    block: str
    percent: Decimal


@dataclass(frozen=True)
class DeficitIn:
    """A found deficit: the codifier's code where there is one, words always."""

    subject: str
    block: str
    text: str
    code: str = ""


@dataclass(frozen=True)
class ScoreLine:
    """A score as shown."""

    subject: str
    block: str
    percent: Decimal
    level: DeficitLevel


@dataclass(frozen=True)
class DeficitLine:
    """A found deficit as shown."""

    id: int
    subject: str
    block: str
    code: str
    text: str


@dataclass(frozen=True)
class ResultCard:
    """An individual result. Only ``look`` and the centre's own steps give one out."""

    participation_id: int
    person: str
    form: DiagnosticForm | None
    held_on: date
    version: int
    status: ResultStatus
    scores: tuple[ScoreLine, ...]
    deficits: tuple[DeficitLine, ...]
    recommendations: str
    level: DeficitLevel


@dataclass(frozen=True)
class LookLine:
    """Who of the staff looked at a result, and when."""

    viewer: str
    at: datetime
    door: str


@dataclass(frozen=True)
class ResultStage:
    """How far a result has come, without anything of what it says."""

    status: ResultStatus
    version: int
    entered_by: str
    entered_at: datetime
    checked_at: datetime | None
    published_at: datetime | None

    @property
    def mark(self) -> str:
        """What a page was made from: a step from a page that has become old is not taken."""
        return mark_of(self.version, self.status, self.entered_at)


def mark_of(version: int, status: ResultStatus, entered_at: datetime) -> str:
    """The mark of a result as it stands."""
    return f"{version}:{status}:{entered_at.isoformat()}"


def level_of(ctx: Context, percent: Decimal) -> DeficitLevel:
    """Deficit level by the profile's thresholds: below the first high, below the second medium, else low (К-08)."""
    high_below, medium_below = ctx.region.level_thresholds
    if percent < high_below:
        return DeficitLevel.high
    return DeficitLevel.medium if percent < medium_below else DeficitLevel.low


def worst(levels: Sequence[DeficitLevel]) -> DeficitLevel:
    """The worst of several levels decides (К-28)."""
    order = list(DeficitLevel)
    return min(levels, key=order.index)


def card_of(session: Session, row: Participation, result: Result) -> ResultCard:
    """The card of a result, for the rooms that have looked at the right to it."""
    return ResultCard(
        participation_id=row.id,
        person=row.person.full_name,
        form=row.application.form if row.application else None,
        held_on=held_on(session, row.id),
        version=result.version,
        status=result.status,
        scores=tuple(ScoreLine(one.subject, one.block, one.percent, one.level) for one in result.scores),
        deficits=tuple(deficit_line(one) for one in result.deficits),
        recommendations=result.recommendations,
        level=worst([one.level for one in result.scores]),
    )


def deficit_line(found: FoundDeficit) -> DeficitLine:
    """A found deficit as shown to one who may see results."""
    return DeficitLine(found.id, found.subject, found.block, found.code, found.text)

"""Results of an assessment: entered, checked by a person, published, corrected, recalled; and who looked at them.

The only room that reads the tables of results. Every way out passes ``rights.sees_result`` (annex 2, cl. 6.3; К-01),
and each look of staff is recorded where the person can read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Application, DecisionKind, DiagnosticForm, Participation, ParticipationStatus
from models.deadlines import DeadlineKind
from models.people import Person
from models.results import Assessment, BlockScore, DeficitLevel, FoundDeficit, Result, ResultLook, ResultStatus
from services import deadlines, notices, recipients, rights
from services.applications.lifecycle import PARTICIPATION
from services.applications.steps import find
from services.context import Context
from services.errors import Invalid, NotFound, Refused, Stale
from services.moves import move
from services.notices import NoticeKind

_ = catalog("services").lazy


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


def enter(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    scores: Sequence[ScoreIn],
    deficits: Sequence[DeficitIn],
    recommendations: str,
) -> ResultCard:
    """Enter or re-enter the result before it is published. Raises Invalid for a score outside the consent's scope,
    a missing one, or a percent outside 0-100. Source: annex 3, cl. 5.4; form of consent, note **."""
    row = find(session, ctx, participation_id)
    move(session, ctx, PARTICIPATION, row, "enter_result")
    _check_scope(row, scores)
    result = _latest(session, row.id)
    if result is None or result.status not in (ResultStatus.entered, ResultStatus.checked):
        version = (result.version if result else 0) + 1
        result = Result(participation_id=row.id, version=version, entered_by_id=ctx.actor.person_id, entered_at=ctx.now)
        session.add(result)
    result.entered_by_id = ctx.actor.person_id or result.entered_by_id
    result.entered_at = ctx.now
    result.status, result.checked_by_id, result.checked_at = ResultStatus.entered, None, None
    _fill(session, ctx, result, scores, deficits, recommendations)
    return _card(session, row, result)


def _check_scope(row: Participation, scores: Sequence[ScoreIn]) -> None:
    consented = {
        (consent.subject, block) for consent in row.consents if not consent.withdrawn_at for block in consent.blocks
    }
    given = {(score.subject, score.block) for score in scores}
    if len(given) != len(scores) or given - consented:
        raise Invalid(_("A result may cover only the subjects and blocks of the consent."), "scores")
    if consented - given:
        raise Invalid(_("Please enter a percent for each block of the consent."), "scores")
    if any(not 0 <= score.percent <= 100 for score in scores):
        raise Invalid(_("A percent is a number from 0 to 100."), "scores")


def _fill(
    session: Session,
    ctx: Context,
    result: Result,
    scores: Sequence[ScoreIn],
    deficits: Sequence[DeficitIn],
    recommendations: str,
) -> None:
    if any(not found.text.strip() for found in deficits):
        raise Invalid(_("Please name the deficit in words; a code alone is not enough."), "deficits")
    result.scores, result.deficits = [], []
    session.flush()
    result.recommendations = recommendations.strip()
    result.scores = [
        BlockScore(subject=one.subject, block=one.block, percent=one.percent, level=level_of(ctx, one.percent))
        for one in scores
    ]
    result.deficits = [
        FoundDeficit(subject=one.subject, block=one.block, code=one.code.strip(), text=one.text.strip())
        for one in deficits
    ]
    session.flush()


def check(session: Session, ctx: Context, *, participation_id: int) -> ResultCard:
    """A person confirms the entered result: no level is published by a machine alone."""
    row = find(session, ctx, participation_id)
    move(session, ctx, PARTICIPATION, row, "enter_result")
    result = _latest(session, row.id)
    if result is None or result.status is not ResultStatus.entered:
        raise Stale(_("There is nothing to check."))
    result.status, result.checked_by_id, result.checked_at = ResultStatus.checked, ctx.actor.person_id, ctx.now
    session.flush()
    return _card(session, row, result)


def publish(session: Session, ctx: Context, *, participation_id: int) -> None:
    """Publish a checked result: the person is told that it is ready (never what it is); a decision is due."""
    row = find(session, ctx, participation_id)
    result = _latest(session, row.id)
    checked = result is not None and result.status is ResultStatus.checked
    if row.status is ParticipationStatus.assessed and not checked:
        raise Refused(_("The result must be entered and checked before it is published."))
    move(session, ctx, PARTICIPATION, row, "publish")
    assert result is not None  # noqa: S101 for the type checker: what may be published was checked
    result.status, result.published_at = ResultStatus.published, ctx.now
    deadlines.open_deadline(session, ctx, DeadlineKind.decision, row, event_on=ctx.today)
    notices.post(session, ctx, NoticeKind.result_ready, [row.person_id], row, key=str(result.version))


def correct(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    scores: Sequence[ScoreIn],
    deficits: Sequence[DeficitIn],
    recommendations: str,
    reason: str,
) -> None:
    """Replace a published result by a corrected version, with a reason; the person is told."""
    row = find(session, ctx, participation_id)
    if not reason.strip():
        raise Invalid(_("Please give the reason."), "reason")
    move(session, ctx, PARTICIPATION, row, "correct")
    _check_scope(row, scores)
    old = published(session, row.id)
    old.status = ResultStatus.superseded
    session.flush()
    new = Result(
        participation_id=row.id, version=old.version + 1, status=ResultStatus.published, reason=reason.strip(),
        entered_by_id=ctx.actor.person_id, entered_at=ctx.now, checked_by_id=ctx.actor.person_id, checked_at=ctx.now,
        published_at=ctx.now,
    )  # fmt: skip
    session.add(new)
    _fill(session, ctx, new, scores, deficits, recommendations)
    notices.post(session, ctx, NoticeKind.result_corrected, [row.person_id], row, key=str(new.version))


def recall(session: Session, ctx: Context, *, participation_id: int, reason: str) -> None:
    """Recall a published result, with a reason: the case is assessed again and the person is told."""
    row = find(session, ctx, participation_id)
    if not reason.strip():
        raise Invalid(_("Please give the reason."), "reason")
    result = published(session, row.id)
    move(session, ctx, PARTICIPATION, row, "recall", decision=None, decided_at=None)
    result.status, result.reason = ResultStatus.recalled, reason.strip()
    deadlines.open_deadline(session, ctx, DeadlineKind.result, row, event_on=held_on(session, row.id))
    notices.post(session, ctx, NoticeKind.result_recalled, [row.person_id], row, key=str(result.version))


def decide(session: Session, ctx: Context, *, participation_id: int, decision: DecisionKind) -> None:
    """Decide what follows a result (annex 2, cl. 6.6.1). A route opens the planner's 10 working days, counted from the
    assessment (annex 3, cl. 4.3.2)."""
    row = find(session, ctx, participation_id)
    undecided = {"decision": None}
    move(session, ctx, PARTICIPATION, row, "decide", only_if=undecided, decision=decision, decided_at=ctx.now)
    if decision is DecisionKind.route:
        deadlines.open_deadline(session, ctx, DeadlineKind.draw_up, row, event_on=held_on(session, row.id))
        planners = recipients.of_case(session, ctx, row, Role.planner)
        notices.post(session, ctx, NoticeKind.decision_route, planners, row, key="1")


def look(session: Session, ctx: Context, *, participation_id: int) -> ResultCard:
    """The published result for one who may see it; the look of anyone but the person is recorded.

    Raises NotFound for everyone else, whether there is a result or not.
    """
    row = session.get(Participation, participation_id)
    if row is None or not rights.sees_result(session, ctx, row):
        raise NotFound(_("There is no such result."))
    result = _latest(session, row.id) if _works_on(ctx, row) else _published(session, row.id)
    if result is None:
        raise NotFound(_("There is no such result."))
    if row.person_id != ctx.actor.person_id:
        session.add(ResultLook(participation_id=row.id, viewer_id=ctx.actor.person_id, at=ctx.now, door=ctx.actor.door))
        session.flush()
    return _card(session, row, result)


def note_look(session: Session, ctx: Context, *, participation_id: int) -> None:
    """Record that staff are shown deficits of a published result on the page of its route. Such a page is opened anew
    after every step: one look a day is recorded for each who looks. Raises NotFound for who may not see the result."""
    row = session.get(Participation, participation_id)
    if row is None or not rights.sees_result(session, ctx, row):
        raise NotFound(_("There is no such result."))
    midnight = datetime.combine(ctx.today, time(), tzinfo=ctx.region.zone)
    seen = sa.select(ResultLook.id).where(
        ResultLook.participation_id == row.id, ResultLook.viewer_id == ctx.actor.person_id, ResultLook.at >= midnight
    )
    if row.person_id != ctx.actor.person_id and session.scalar(seen.limit(1)) is None:
        session.add(ResultLook(participation_id=row.id, viewer_id=ctx.actor.person_id, at=ctx.now, door=ctx.actor.door))
        session.flush()


def stage(session: Session, ctx: Context, *, participation_id: int) -> ResultStage | None:
    """How far the result of a case has come, for the centre's staff who may look at it; None before it is entered, and
    for a planner before it is published."""
    row = find(session, ctx, participation_id)
    if row.person_id == ctx.actor.person_id or not rights.sees_result(session, ctx, row):
        return None
    result = _latest(session, row.id) if _works_on(ctx, row) else _published(session, row.id)
    if result is None:
        return None
    author = session.get_one(Person, result.entered_by_id)
    return ResultStage(
        result.status, result.version, author.short_name, result.entered_at, result.checked_at, result.published_at
    )


def deficits_looked_at(session: Session, ctx: Context, *, participation_id: int) -> tuple[DeficitLine, ...] | None:
    """The deficits of the published result for staff whose look at it is recorded already; None before that look."""
    row = session.get(Participation, participation_id)
    if row is None or not rights.sees_result(session, ctx, row):
        return None
    looks = sa.select(ResultLook.id).where(
        ResultLook.participation_id == row.id, ResultLook.viewer_id == ctx.actor.person_id
    )
    result = _published(session, row.id)
    if result is None or session.scalar(looks.limit(1)) is None:
        return None
    return tuple(deficit_line(one) for one in result.deficits)


def _works_on(ctx: Context, row: Participation) -> bool:
    return row.person_id != ctx.actor.person_id and rights.holds(ctx, Role.operator, centre_id=row.centre_id)


def lookers(session: Session, ctx: Context, *, participation_id: int) -> Sequence[LookLine]:
    """Who looked at the actor's own result, newest first; raises NotFound for another's."""
    row = session.get(Participation, participation_id)
    if row is None or row.person_id != ctx.actor.person_id:
        raise NotFound(_("There is no such result."))
    query = (
        sa.select(ResultLook, Person)
        .join(Person, Person.id == ResultLook.viewer_id)
        .where(ResultLook.participation_id == row.id)
        .order_by(ResultLook.id.desc())
        .limit(50)
    )
    return [LookLine(person.full_name, seen.at, seen.door) for seen, person in session.execute(query)]


def _latest(session: Session, participation_id: int) -> Result | None:
    query = sa.select(Result).where(Result.participation_id == participation_id).order_by(Result.version.desc())
    return session.scalars(query.limit(1)).first()


def _published(session: Session, participation_id: int) -> Result | None:
    query = sa.select(Result).where(
        Result.participation_id == participation_id, Result.status == ResultStatus.published
    )
    return session.scalar(query)


def published(session: Session, participation_id: int) -> Result:
    """The published result's row, for the services that build on it; raises Refused when there is none (К-03)."""
    result = _published(session, participation_id)
    if result is None:
        raise Refused(_("The result is not published yet."))
    return result


def held_on(session: Session, participation_id: int) -> date:
    """The day on which the assessment was held."""
    query = sa.select(Assessment.held_on).where(Assessment.participation_id == participation_id)
    return session.scalars(query).one()


def last_comprehensive_on(session: Session, person_id: int) -> date | None:
    """The day of the person's last comprehensive assessment, None when there was none: a standardized one held as an
    event of its own (К-51). Source: annex 2, cl. 3.1.1, 5.6.1."""
    query = (
        sa.select(sa.func.max(Assessment.held_on))
        .join(Assessment.participation)
        .join(Participation.application)
        .where(Participation.person_id == person_id, Application.form == DiagnosticForm.standardized)
    )
    return session.scalar(query)


def _card(session: Session, row: Participation, result: Result) -> ResultCard:
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

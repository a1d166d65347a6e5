"""Lists of participations: a person's own, those of a person for staff, the operator's queue. Never a result."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.accounts import Role
from models.applications import Application, DiagnosticForm, Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineStatus
from models.people import Person, Way
from models.places import Organization
from services import deadlines, naming, rights
from services.applications.acts import route_awaited
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context

S = ParticipationStatus


@dataclass(frozen=True)
class ParticipationLine:
    """A row of a list."""

    id: int
    person: str
    organization: str
    status: ParticipationStatus
    form: DiagnosticForm | None
    number: str
    received_on: date | None
    deadline: DeadlineLine | None


class QueueTab(enum.StrEnum):
    """Tabs of the operator's queue."""

    new = "new"
    proposed = "proposed"
    agreed = "agreed"
    assessed = "assessed"
    to_decide = "to_decide"
    to_draw_up = "to_draw_up"
    closed = "closed"


class Whose(enum.StrEnum):
    """Whose cases of the queue are wanted."""

    mine = "mine"
    nobody = "nobody"


@dataclass(frozen=True)
class Only:
    """What of the queue is wanted; None: whatever it is."""

    municipality_id: int | None = None
    whose: Whose | None = None
    way: Way | None = None
    form: DiagnosticForm | None = None


EVERY = Only()
_TABS: dict[QueueTab, sa.ColumnElement[bool]] = {
    QueueTab.new: Participation.status == S.submitted,
    QueueTab.proposed: Participation.status == S.proposed,
    QueueTab.agreed: Participation.status == S.agreed,
    QueueTab.assessed: Participation.status == S.assessed,
    QueueTab.to_decide: sa.and_(Participation.status == S.result_published, Participation.decision.is_(None)),
    QueueTab.to_draw_up: route_awaited(),
    # A draft that was thrown away before it was sent was never a case.
    QueueTab.closed: sa.and_(
        Participation.status.in_((S.withdrawn, S.cancelled)),
        sa.or_(
            Participation.application_id.is_(None),
            Participation.application_id.in_(sa.select(Application.id).where(Application.received_at.is_not(None))),
        ),
    ),
}


def mine(session: Session, ctx: Context) -> Sequence[ParticipationLine]:
    """The actor's own applications but drafts and discarded ones, newest first."""
    query = _lines().where(Participation.person_id == ctx.actor.person_id, Application.received_at.is_not(None))
    return _read(session, ctx, query.order_by(Participation.id.desc()).limit(50))


def of_person(session: Session, ctx: Context, *, person_id: int) -> Sequence[ParticipationLine]:
    """A person's cases in the actor's centres but drafts, the newest first; empty for others."""
    query = _lines().where(_scoped(ctx), Participation.person_id == person_id, Participation.status != S.draft)
    return _read(session, ctx, query.order_by(Participation.id.desc()).limit(50))


def _scoped(ctx: Context) -> sa.ColumnElement[bool]:
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    return sa.true() if centres is None else Participation.centre_id.in_(centres)


def queue_counts(session: Session, ctx: Context, *, text: str = "", only: Only = EVERY) -> dict[QueueTab, int]:
    """How many cases of the actor's centres stand in each tab, within the same narrowing as the queue itself."""
    counts = sa.select(*(sa.func.count().filter(condition) for condition in _TABS.values())).select_from(Participation)
    counts = counts.where(_scoped(ctx), *_narrowed(session, ctx, text, only))
    return dict(zip(_TABS, session.execute(counts).one(), strict=True))


def queue(
    session: Session,
    ctx: Context,
    *,
    tab: QueueTab,
    text: str = "",
    only: Only = EVERY,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[ParticipationLine]:
    """Cases of the actor's centres in a tab, the nearest deadline first, of closed ones the latest closed; ``text``
    narrows by a part of the name."""
    due = sa.func.min(Deadline.due_on)
    live = sa.select(due).where(Deadline.participation_id == Participation.id, Deadline.status.in_(deadlines.LIVE))
    soonest = live.correlate(Participation).scalar_subquery()
    by_day = (Participation.status_at.desc(),) if tab is QueueTab.closed else (soonest.is_(None), soonest)
    query = _lines().where(_scoped(ctx), _TABS[tab], *_narrowed(session, ctx, text, only))
    return _read(session, ctx, query.order_by(*by_day, Participation.id).limit(min(limit, 200)).offset(offset))


def _narrowed(session: Session, ctx: Context, text: str, only: Only) -> list[sa.ColumnElement[bool]]:
    """What the search and the choices above the queue leave; as sets, so that counting joins nothing."""
    found: list[sa.ColumnElement[bool]] = []
    if text:
        among = sa.select(Person.id).join(Participation, Participation.person_id == Person.id).where(_scoped(ctx))
        meant = naming.called(session, text=text, among=among)
        found.append(Participation.person_id.in_(sa.select(Person.id).where(meant)))
    if only.municipality_id is not None:
        there = sa.select(Organization.id).where(Organization.municipality_id == only.municipality_id)
        found.append(Participation.organization_id.in_(there))
    if only.whose is not None:
        me = Participation.operator_id == ctx.actor.person_id
        found.append(me if only.whose is Whose.mine else Participation.operator_id.is_(None))
    if only.way is not None:
        found.append(_applied(Application.way == only.way))
    if only.form is not None:
        found.append(_applied(Application.form == only.form))
    return found


def _applied(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return Participation.application_id.in_(sa.select(Application.id).where(condition))


def _lines() -> sa.Select[Participation]:
    return (
        sa.select(Participation)
        .join(Participation.person)
        .outerjoin(Participation.application)
        .options(
            joinedload(Participation.person), joinedload(Participation.organization),
            joinedload(Participation.application),
        )
    )  # fmt: skip


def _read(session: Session, ctx: Context, query: sa.Select[Participation]) -> list[ParticipationLine]:
    rows = session.scalars(query).all()
    wanted = sa.select(Deadline).where(
        Deadline.participation_id.in_([row.id for row in rows]), Deadline.status.in_(deadlines.LIVE)
    )
    soonest: dict[int | None, Deadline] = {}
    for deadline in session.scalars(wanted.order_by(Deadline.status, Deadline.due_on.desc())):
        if deadline.participation_id not in soonest or deadline.status is DeadlineStatus.open:
            soonest[deadline.participation_id] = deadline
    return [_line(ctx, row, soonest.get(row.id)) for row in rows]


def _line(ctx: Context, row: Participation, deadline: Deadline | None) -> ParticipationLine:
    application = row.application
    return ParticipationLine(
        id=row.id,
        person=row.person.full_name,
        organization=row.organization.name if row.organization else "",
        status=row.status,
        form=application.form if application else None,
        number=(application.incoming_number or "") if application else "",
        received_on=application.incoming_on if application else None,
        deadline=deadline_line(ctx, deadline) if deadline else None,
    )

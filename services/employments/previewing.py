"""What a merge of two rows would do, shown before anybody confirms it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Account, Grant, Role
from models.applications import Participation, ParticipationStatus
from models.people import Person
from models.routes import Route
from services import rights
from services.context import Context
from services.employments.merging import both, refuse_collision
from services.errors import Refused


def mergeable(ctx: Context, person_id: int) -> sa.ColumnElement[bool]:
    """Whether a row of people may be offered to be made one with ``person_id``: not itself, not merged already, and
    neither side staff, whose roles would move, unless an administrator looks. ``merge_people`` decides."""
    free = sa.and_(Person.id != person_id, Person.merged_into_id.is_(None))
    if rights.holds(ctx, Role.administrator):
        return free
    mine = sa.select(Grant.id).where(Grant.person_id == person_id).exists()
    theirs = sa.select(Grant.id).where(Grant.person_id == Person.id).correlate(Person).exists()
    return sa.and_(free, sa.not_(mine), sa.not_(theirs))


@dataclass(frozen=True)
class MergeSide:
    """One of the two rows: what tells it apart, and how much hangs on it."""

    id: int
    name: str
    phone: str | None
    email: str | None
    jobs: tuple[str, ...]
    in_chat: bool
    account: bool
    applications: int
    routes: int


@dataclass(frozen=True)
class MergePreview:
    """The row that is kept, the one that goes into it, and why it cannot be done, if it cannot."""

    keep: MergeSide
    drop: MergeSide
    refusal: str


def merge_preview(session: Session, ctx: Context, *, keep_id: int, drop_id: int) -> MergePreview:
    """Both rows side by side, for whoever may merge them; raises as ``merge_people`` does."""
    keep, drop = both(session, ctx, keep_id, drop_id, lock=False)
    refusal = ""
    try:
        refuse_collision(session, keep, drop)
    except Refused as error:
        refusal = str(error)
    return MergePreview(_side(session, keep), _side(session, drop), refusal)


def _side(session: Session, person: Person) -> MergeSide:
    cases = sa.select(sa.func.count(Participation.id)).where(
        Participation.person_id == person.id, Participation.status != ParticipationStatus.draft
    )
    routes = sa.select(sa.func.count(Route.id)).where(Route.person_id == person.id)
    account = sa.select(Account.id).where(Account.person_id == person.id)
    jobs = tuple(f"{job.organization.name}, {job.position}" for job in person.employments if job.ended_on is None)
    return MergeSide(
        person.id, person.full_name, person.phone, person.email, jobs, person.chat is not None,
        session.scalar(account) is not None, session.scalar(cases) or 0, session.scalar(routes) or 0,
    )  # fmt: skip

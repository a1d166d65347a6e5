"""Lifecycles as tables, and the one way to take a step in them.

A step is legal from certain states, for certain people, and opens and closes deadlines. ``move`` makes it with a
conditional update whose row count is checked: a double tap, a replayed update, two operators at once make one effect
and one clear message.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from locales import catalog
from models.applications import Participation
from models.audit import AuditEntry
from models.base import Base
from models.deadlines import DeadlineKind
from models.routes import Route
from services import audit, deadlines, rights
from services.context import Context
from services.errors import AlreadyDone, Stale
from services.rights import Who

_ = catalog("services").lazy
N_ = str
MOVED_ON = N_("This has already been done or has changed. Here is how it stands now.")


@dataclass(frozen=True)
class Step:
    """One row of a lifecycle: act, from, to (None: stays), who, the deadlines it meets, resumes or voids, clause.

    What it opens is opened by its service, which knows the day of the real event.
    """

    act: str
    sources: Sequence[enum.StrEnum]
    to: enum.StrEnum | None
    who: Sequence[Who]
    meets: Sequence[DeadlineKind] = ()
    resumes: Sequence[DeadlineKind] = ()
    voids: Sequence[DeadlineKind] = ()
    voids_all: bool = False
    clause: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """The table of legal moves of one kind of row."""

    steps: Sequence[Step]

    def step(self, act: str) -> Step:
        """The row of an act; raises KeyError for an unknown one."""
        for step in self.steps:
            if step.act == act:
                return step
        raise KeyError(act)

    def acts_from(self, status: enum.StrEnum) -> list[str]:
        """Acts that are legal from a state."""
        return [step.act for step in self.steps if status in step.sources]


def may(session: Session, ctx: Context, lifecycle: Lifecycle, row: Participation | Route, act: str) -> bool:
    """Whether the actor may take the step now: the state and the right."""
    step = lifecycle.step(act)
    return row.status in step.sources and any(rights.is_who(session, ctx, who, row) for who in step.who)


def possible(session: Session, ctx: Context, lifecycle: Lifecycle, row: Participation | Route) -> list[str]:
    """The acts open to the actor now, in the order of the table: what buttons a door shows."""
    return [step.act for step in lifecycle.steps if may(session, ctx, lifecycle, row, step.act)]


def move(
    session: Session,
    ctx: Context,
    lifecycle: Lifecycle,
    row: Participation | Route,
    act: str,
    *,
    on: date | None = None,
    only_if: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Take a step: right, state, conditional update with ``changes`` of other columns, audit, deadlines.

    ``on`` is the day of the real event where it is not today: its deadlines are met on that day. ``only_if`` names
    columns and the values they must still have. Raises Denied without the right and Stale when the row is no longer in
    a state the step starts from.
    """
    step = lifecycle.step(act)
    rights.require(any(rights.is_who(session, ctx, who, row) for who in step.who))
    session.flush()
    lock(session, row)
    if row.status not in step.sources or any(getattr(row, name) != value for name, value in (only_if or {}).items()):
        raise _late(session, ctx, step, row)
    if step.to is not None:
        changes |= {"status": step.to, "status_at": ctx.now}
    if changes:
        _change(session, step, row, changes)
    _settle(session, ctx, step, row, on)


def _late(session: Session, ctx: Context, step: Step, row: Participation | Route) -> Stale:
    """Why a step cannot be taken any more: the actor has taken it already, or things have moved on."""
    last = (
        sa.select(AuditEntry.actor_id)
        .where(AuditEntry.table == row.__tablename__, AuditEntry.row_id == row.id, AuditEntry.act == step.act)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    mine = ctx.actor.person_id is not None and session.scalar(last) == ctx.actor.person_id
    return (AlreadyDone if mine and row.status is step.to else Stale)(_(MOVED_ON))


def _change(session: Session, step: Step, row: Participation | Route, changes: dict[str, Any]) -> None:
    model = type(row)
    changed = {name: (getattr(row, name), value) for name, value in changes.items() if name != "status_at"}
    update = sa.update(model).where(model.id == row.id, model.status.in_(step.sources)).values(**changes)
    if session.execute(update, execution_options={"synchronize_session": False}).rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for an UPDATE
        raise Stale(_(MOVED_ON))
    for name, value in changes.items():
        set_committed_value(row, name, value)
    audit.record(session, step.act, row, changed)


def lock(session: Session, row: Base) -> None:
    """Take the row for this transaction and read its columns as they stand once nobody else is at it."""
    session.refresh(row, [column.key for column in sa.inspect(type(row)).column_attrs], with_for_update=True)


def _settle(session: Session, ctx: Context, step: Step, row: Participation | Route, on: date | None) -> None:
    for kind in step.meets:
        deadlines.meet(session, ctx, kind, row, on)
    for kind in step.resumes:
        deadlines.resume(session, ctx, kind, row, on)
    if step.voids_all:
        deadlines.void(session, ctx, row)
    elif step.voids:
        deadlines.void(session, ctx, row, step.voids)

"""The one act of erasing: who may be erased, and when; what is then taken away, and what the audit says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog, dates
from models.accounts import Account, Grant
from models.applications import Participation
from models.audit import AuditEntry, AuditValue
from models.conversations import Message
from models.files import StoredFile
from models.notices import Notice
from models.people import Person, PersonalDataConsent
from models.routes import Route, RouteStatus
from services import audit, calendar, deadlines, rights
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.erasing import holdings
from services.errors import NotFound, Refused
from services.files import HANGING
from services.moves import move
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy


@dataclass(frozen=True)
class Erased:
    """What an act of erasure says: whose data, when the consent was withdrawn, and how much was taken away."""

    person_id: int
    consent_withdrawn_at: datetime | None
    notices: int
    messages: int
    files: int
    routes: int


def erase_person(session: Session, ctx: Context, *, person_id: int) -> Erased:
    """Take away all that names a person, their duplicates included, and every word written of them or by them; what
    remains are numbered rows of states, days and numbers. The program's own act: no role of people has it.

    Raises NotFound for nobody, Refused for staff, while a consent is alive or anything is under way, and while the
    order keeps a route (annex 3, cl. 4.5.4). Source: 152-ФЗ art. 21, cl. 5; К-37.
    """
    rights.require(ctx.actor.is_system)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or person.merged_into_id is not None:
        raise NotFound(_("There is no such person."))
    ids = _with_duplicates(session, person.id)
    withdrawn_at = _withdrawn_at(session, ids)
    _require_over(session, ctx, ids)
    routes = _erase_routes(session, ctx, ids)
    found = holdings.of(session, ids)
    told = Erased(
        person.id, withdrawn_at, _count(session, found, Notice), _count(session, found, Message),
        _take_away(session, ids, found), routes,
    )  # fmt: skip
    audit.record(session, "erase", person, dict.fromkeys(("last_name", "first_name", "phone", "email"), (None, "")))
    session.expire_all()
    return told


def _with_duplicates(session: Session, person_id: int) -> list[int]:
    ids = [person_id]
    while more := session.scalars(
        sa.select(Person.id).where(Person.merged_into_id.in_(ids), Person.id.not_in(ids))
    ).all():
        ids += more
    return ids


def _withdrawn_at(session: Session, ids: Sequence[int]) -> datetime | None:
    given = session.scalars(
        sa.select(PersonalDataConsent.withdrawn_at).where(PersonalDataConsent.person_id.in_(ids))
    ).all()
    if None in given:
        raise Refused(_("A consent to the processing of personal data is alive: it is withdrawn first."))
    return max((one for one in given if one is not None), default=None)


def _require_over(session: Session, ctx: Context, ids: Sequence[int]) -> None:
    """Staff stay named in what they did; what is under way is ended first; a finished route is kept its year."""
    if any(session.scalar(sa.select(model.id).where(model.person_id.in_(ids)).limit(1)) for model in (Account, Grant)):
        raise Refused(_("This person has or had a role: what staff did stays under their name."))
    living = sa.select(Participation.id).where(
        Participation.person_id.in_(ids),
        Participation.status.in_((*PARTICIPATION.step("withdraw").sources, *PARTICIPATION.step("discard").sources)),
    )
    routes = session.scalars(sa.select(Route).where(Route.person_id.in_(ids))).all()
    over = (*ROUTE.step("erase").sources, RouteStatus.erased)
    if session.scalar(living.limit(1)) is not None or any(route.status not in over for route in routes):
        raise Refused(_("Something of this person's is still under way: it ends first."))
    for route in routes:
        ended_on = ctx.region.today(route.ended_at or route.status_at)
        kept_until = calendar.add_months(ended_on, ctx.region.route_kept_months)
        if route.status is not RouteStatus.erased and ctx.today < kept_until:
            raise Refused(_("The order keeps a finished route until {day}.", day=dates.day(kept_until)))


def _erase_routes(session: Session, ctx: Context, ids: Sequence[int]) -> int:
    """The step of the table for each route; terms that still run for a case end with it."""
    for row in session.scalars(sa.select(Participation).where(Participation.person_id.in_(ids))):
        deadlines.void(session, ctx, row)
    sources = ROUTE.step("erase").sources
    routes = session.scalars(sa.select(Route).where(Route.person_id.in_(ids), Route.status.in_(sources))).all()
    for route in routes:
        move(session, ctx, ROUTE, route, "erase")
    return len(routes)


def _count(session: Session, found: Sequence[holdings.Holding], model: type[Notice | Message]) -> int:
    theirs = [one.theirs for one in found if one.model is model]
    return session.scalar(sa.select(sa.func.count(model.id)).where(*theirs)) or 0


def _take_away(session: Session, ids: Sequence[int], found: Sequence[holdings.Holding]) -> int:
    """Blank and delete what is kept of them; returns how many files went."""
    session.flush()
    files = holdings.file_ids(session, ids)
    plain = {"synchronize_session": False}
    for one in found:
        _forget_values(session, one)
        statement: sa.Update | sa.Delete = (
            sa.update(one.model).values(**one.blank) if one.blank else sa.delete(one.model)
        )
        session.execute(statement.where(one.theirs), execution_options=plain)
    hanging = sa.or_(*(StoredFile.id.in_(sa.select(column).where(column.is_not(None))) for column in HANGING))
    own = sa.or_(StoredFile.id.in_(files), StoredFile.owner_id.in_(ids))
    gone = session.execute(sa.delete(StoredFile).where(own, sa.not_(hanging)), execution_options=plain)
    return int(gone.rowcount)  # type: ignore[attr-defined]  # CursorResult for a DELETE


def _forget_values(session: Session, one: holdings.Holding) -> None:
    """The audit keeps who changed which field when, and not what stood there."""
    key = sa.inspect(one.model).primary_key[0]
    entries = sa.select(AuditEntry.id).where(
        AuditEntry.table == one.model.__tablename__, AuditEntry.row_id.in_(sa.select(key).where(one.theirs))
    )
    forget = sa.delete(AuditValue).where(AuditValue.entry_id.in_(entries))
    session.execute(forget, execution_options={"synchronize_session": False})

"""What has happened in a case: attempts to reach the person, terms proposed and answered, the route that followed.

For the staff of the centre; the words of the person stay within it. Never a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.applications import AppointmentStatus, CancelReason, ContactAttempt, ContactOutcome, MeetingFormat
from models.people import Person, Way
from models.routes import Route, RouteStatus
from services import rights
from services.applications.finding import find
from services.applications.terms import usual_place
from services.context import Context
from services.errors import NotFound
from services.rights import Who
from services.routes.ending import EarlyEnd, early_end

_ = catalog("services").lazy


@dataclass(frozen=True)
class ContactLine:
    """An attempt to reach the person; ``at`` is no more than a day where nobody said the hour."""

    at: datetime | date
    way: Way
    outcome: ContactOutcome
    note: str
    by: str


@dataclass(frozen=True)
class TermsLine:
    """Terms that were proposed and what became of them."""

    starts_at: datetime
    place: str
    format: MeetingFormat
    status: AppointmentStatus
    answered_at: datetime | None
    answer_way: Way | None
    answer_note: str


@dataclass(frozen=True)
class CaseHistory:
    """Oldest first; ``route_id`` is the latest route's, ``usual_place`` where it is held by the rules."""

    contacts: tuple[ContactLine, ...]
    terms: tuple[TermsLine, ...]
    operator: str
    cancel_reason: CancelReason | None
    route_id: int | None
    route_status: RouteStatus | None
    usual_place: str
    route_end: EarlyEnd | None = None


def history(session: Session, ctx: Context, *, participation_id: int) -> CaseHistory:
    """The history of a case for the centre's staff; raises NotFound for anyone else, the person included."""
    row = find(session, ctx, participation_id)
    if not any(rights.is_who(session, ctx, who, row) for who in (Who.operator, Who.planner)):
        raise NotFound(_("There is no such application."))
    routes = sa.select(Route).where(Route.participation_id == row.id).order_by(Route.id.desc())
    route = session.scalars(routes.limit(1)).first()
    operator = session.get(Person, row.operator_id) if row.operator_id else None
    return CaseHistory(
        contacts=tuple(_contacts(session, ctx, row.id)),
        terms=tuple(
            TermsLine(
                one.starts_at, one.place, one.format, one.status, one.answered_at, one.answer_way, one.answer_note
            )
            for one in row.appointments
        ),
        operator=operator.short_name if operator else "",
        cancel_reason=row.cancel_reason,
        route_id=route.id if route else None,
        route_status=route.status if route else None,
        usual_place=usual_place(row),
        route_end=early_end(ctx, route) if route else None,
    )


def _contacts(session: Session, ctx: Context, participation_id: int) -> Sequence[ContactLine]:
    query = (
        sa.select(ContactAttempt, Person)
        .join(Person, Person.id == ContactAttempt.by_id)
        .where(ContactAttempt.participation_id == participation_id)
        .order_by(ContactAttempt.at, ContactAttempt.id)
    )
    return [
        ContactLine(
            one.at if one.hour_known else ctx.region.today(one.at), one.way, one.outcome, one.note, person.short_name
        )
        for one, person in session.execute(query)
    ]

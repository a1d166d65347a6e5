"""Date, place and terms of an assessment: proposed, accepted, refused, moved (annex 2, cl. 5.6, 5.7, 5.9.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from locales import Text, catalog, dates
from models.accounts import Role
from models.applications import (
    Appointment,
    AppointmentStatus,
    DatesBasis,
    DiagnosticForm,
    MeetingFormat,
    Participation,
    ParticipationStatus,
)
from models.deadlines import DeadlineKind
from models.people import Way
from services import calendar, deadlines, notices, outside, recipients, telling
from services.applications.finding import appointment_of, checked_words, find, has_begun
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import Invalid, Stale, all_of
from services.moves import move
from services.notices import NoticeKind
from services.outside import Said

_ = catalog("services").lazy
#: An address or a link; what else is to be known belongs to the terms.
PLACE_MOST = 300


def propose_terms(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    starts_at: datetime,
    place: str | None = None,
    format: MeetingFormat = MeetingFormat.on_site,
    terms: str = "",
    dates_basis: DatesBasis = DatesBasis.request,
    dates_act: str = "",
) -> int:
    """Propose date, place (the usual one when none is given), format and terms; the term of contact waits for the
    person. The dates rest on the person's request or on an act, which is then named. Returns the appointment's id.

    Source: annex 2, cl. 5.6, 5.7, 5.9.4.
    """
    row = find(session, ctx, participation_id)
    place = usual_place(row) if place is None else place
    check_terms(session, ctx, starts_at=starts_at, place=place, terms=terms, dates_basis=dates_basis,
                dates_act=dates_act)  # fmt: skip
    dates_act = checked_words(dates_act, "dates_act") if dates_basis is not DatesBasis.request else ""
    move(session, ctx, PARTICIPATION, row, "propose_terms", operator_id=row.operator_id or ctx.actor.person_id)
    appointment = _add_appointment(session, ctx, row, starts_at, place, format, terms)
    appointment.dates_basis, appointment.dates_act = dates_basis, dates_act
    deadlines.hold(session, ctx, DeadlineKind.contact, row, deadlines.AWAITS_ANSWER)
    deadlines.open_deadline(
        session, ctx, DeadlineKind.answer, row, event_on=ctx.today, due_on=_answered_by(ctx, starts_at)
    )  # fmt: skip
    notices.post(session, ctx, NoticeKind.terms_proposed, [row.person_id], row, key=str(appointment.id))
    return appointment.id


def _answered_by(ctx: Context, starts_at: datetime) -> date:
    """The day by which the terms are to be answered: the term of the profile, and no later than the last working day
    before the day they propose (ours)."""
    before = ctx.region.today(starts_at) - timedelta(days=1)
    latest = max(ctx.today, calendar.nearest_working_day(ctx.region, before, backwards=True))
    return min(deadlines.due_day(ctx, DeadlineKind.answer.value, ctx.today), latest)


def usual_place(row: Participation) -> str:
    """Where an assessment is held: a standardized one at the operator's, the three other forms in the person's own
    school. Source: annex 2, cl. 5.7.1, 5.7.3."""
    form = row.application.form if row.application else None
    if form is not DiagnosticForm.standardized and row.organization is not None:
        return row.organization.name
    return ", ".join(part for part in (row.centre.name, row.centre.address) if part)


def check_terms(
    _session: Session,
    ctx: Context,
    *,
    starts_at: datetime | None,
    place: str,
    terms: str = "",
    dates_basis: DatesBasis = DatesBasis.request,
    dates_act: str = "",
) -> None:
    """All that would be refused of typed terms, at once; a moment that is not known is not spoken of. Raises Invalid or
    Several."""
    all_of(
        partial(_check_moment, ctx, starts_at),
        partial(_check_place, place),
        partial(checked_words, terms, "terms"),
        partial(_check_basis, dates_basis, dates_act),
    )


def day_off(ctx: Context, day: date) -> Text | None:
    """What is to be said of a day on which nobody works, before an assessment is appointed on it; None of a working
    day, and of one that has passed. It is no error: an assessment may be held on such a day, if it is meant so."""
    if day < ctx.today or calendar.is_working_day(ctx.region, day):
        return None
    return _("This is a day off: {weekday}.", weekday=dates.weekday(day))


def _check_moment(ctx: Context, starts_at: datetime | None) -> None:
    if starts_at is not None and starts_at <= ctx.now:
        raise Invalid(_("The assessment must be in the future."), "starts_at")


def _check_basis(dates_basis: DatesBasis, dates_act: str) -> None:
    if dates_basis is not DatesBasis.request and not checked_words(dates_act, "dates_act"):
        raise Invalid(_("Please name the act that sets the dates."), "dates_act")


def _check_place(place: str) -> None:
    if not place.strip():
        raise Invalid(_("Please say where the assessment is held, or how to connect."), "place")
    if len(place) > PLACE_MOST:
        raise Invalid(_("Too long: at most {most} characters.", most=PLACE_MOST), "place")


def _add_appointment(
    session: Session,
    ctx: Context,
    row: Participation,
    starts_at: datetime,
    place: str,
    format: MeetingFormat,
    terms: str,
) -> Appointment:
    appointment = Appointment(
        participation_id=row.id, starts_at=starts_at, place=checked_words(place, "place"), format=format,
        terms=checked_words(terms, "terms"), proposed_by_id=ctx.actor.person_id, proposed_at=ctx.now,
    )  # fmt: skip
    row.appointments.append(appointment)
    session.flush()
    return appointment


def accept_terms(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    appointment_id: int | None = None,
    way: Way = Way.chat,
    on: date | None = None,
    scan_id: int | None = None,
) -> None:
    """Agree to the proposed terms: contact is made and terms are agreed (annex 2, cl. 5.9.4).

    An operator records for the person what was said outside the chat: ``way``, ``on`` the day it was said, a scan.
    Raises Stale for a day that had passed when it was said: nobody can come to it.
    """
    row = find(session, ctx, participation_id)
    appointment = appointment_of(session, row, appointment_id)
    said = Said(way, on, scan_id)
    day = outside.settle(
        session, ctx, row, "accept_terms", said, not_before=ctx.region.today(appointment.proposed_at)
    )  # fmt: skip
    held_on = ctx.region.today(appointment.starts_at)
    if row.status is ParticipationStatus.proposed and _said_late(ctx, appointment, day):
        raise Stale(_("This day has passed. Please ask for another time."))
    move(session, ctx, PARTICIPATION, row, "accept_terms", on=day)
    _answer(ctx, appointment, AppointmentStatus.accepted, outside.way_of(ctx, row, said), day)
    deadlines.open_deadline(session, ctx, DeadlineKind.assessment, row, event_on=day, due_on=held_on)
    operators = recipients.of_case(session, ctx, row, Role.operator)
    notices.post(session, ctx, NoticeKind.terms_accepted, operators, row, key=str(appointment.id))


def _said_late(ctx: Context, appointment: Appointment, on: date) -> bool:
    """Whether the appointment had begun when the person agreed: of an earlier day only the day is known."""
    return has_begun(ctx, appointment) if on == ctx.today else on > ctx.region.today(appointment.starts_at)


def refuse_terms(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    appointment_id: int | None = None,
    note: str = "",
    way: Way = Way.chat,
    on: date | None = None,
    scan_id: int | None = None,
) -> None:
    """Ask for another time, in words; the term of contact goes on, from the day it was said."""
    row = find(session, ctx, participation_id)
    appointment = appointment_of(session, row, appointment_id)
    words, said = checked_words(note, "note"), Said(way, on, scan_id)
    day = outside.settle(
        session, ctx, row, "refuse_terms", said, not_before=ctx.region.today(appointment.proposed_at)
    )  # fmt: skip
    move(session, ctx, PARTICIPATION, row, "refuse_terms", on=day)
    _answer(ctx, appointment, AppointmentStatus.refused, outside.way_of(ctx, row, said), day, words)
    operators = recipients.of_case(session, ctx, row, Role.operator)
    notices.post(session, ctx, NoticeKind.time_refused, operators, row, key=str(appointment.id))


def _answer(
    ctx: Context, appointment: Appointment, status: AppointmentStatus, way: Way, on: date, note: str = ""
) -> None:
    appointment.status, appointment.answer_way, appointment.answer_note = status, way, note
    appointment.answered_at = max(outside.moment(ctx, on), appointment.proposed_at)


def move_terms(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    starts_at: datetime,
    place: str,
    said: Said,
    format: MeetingFormat | None = None,
    terms: str | None = None,
) -> int:
    """Move an agreed assessment to another date, to which the person agreed as ``said``; the person is told. A format
    or terms that are not given stay as they were. Returns the new appointment's id. Raises Invalid when it is not said
    how, or for a day that cannot be.

    Source: annex 2, cl. 5.9.4, 5.9.5: an assessment is held on agreed terms.
    """
    row = find(session, ctx, participation_id)
    check_terms(session, ctx, starts_at=starts_at, place=place, terms=terms or "")
    old = appointment_of(session, row)
    move(session, ctx, PARTICIPATION, row, "move_terms")
    agreed_on = outside.settle(
        session, ctx, row, "move_terms", said, not_before=ctx.region.today(old.proposed_at)
    )  # fmt: skip
    old.status = AppointmentStatus.moved
    session.flush()
    appointment = _add_appointment(
        session, ctx, row, starts_at, place, format or old.format, old.terms if terms is None else terms
    )  # fmt: skip
    appointment.dates_basis, appointment.dates_act = old.dates_basis, old.dates_act
    appointment.proposed_at = outside.moment(ctx, agreed_on)
    _answer(ctx, appointment, AppointmentStatus.accepted, said.way, agreed_on)
    day = ctx.region.today(starts_at)
    deadlines.open_deadline(session, ctx, DeadlineKind.assessment, row, event_on=agreed_on, due_on=day)
    notices.post(session, ctx, NoticeKind.assessment_moved, [row.person_id], row, key=str(appointment.id))
    telling.by_word(session, ctx, NoticeKind.assessment_moved, row, str(appointment.id), way=said.way, on=agreed_on)
    return appointment.id

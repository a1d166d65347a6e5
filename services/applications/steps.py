"""The steps from an application to the assessment, taken by the person or, for a call or a letter, by the operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import (
    Appointment,
    AppointmentStatus,
    CancelReason,
    ContactAttempt,
    ContactOutcome,
    DatesBasis,
    DiagnosticForm,
    MeetingFormat,
    Participation,
    ParticipationStatus,
)
from models.deadlines import DeadlineKind
from models.people import Way
from models.results import Assessment
from services import deadlines, instruments, notices, outside, recipients, rights
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import Invalid, NotFound, Stale
from services.instruments import InstrumentLine
from services.moves import move
from services.notices import NoticeKind
from services.outside import Said
from services.rights import Who

_ = catalog("services").lazy
TEXT_MAX = 1000


def find(session: Session, ctx: Context, participation_id: int) -> Participation:
    """A participation the actor has to do with; raises NotFound for any other, existing or not."""
    row = session.get(Participation, participation_id)
    concerned = (Who.person, Who.operator, Who.planner)
    if row is None or not any(rights.is_who(session, ctx, who, row) for who in concerned):
        raise NotFound(_("There is no such application."))
    return row


def _words(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > TEXT_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=TEXT_MAX), field)
    return text


def live_appointment(row: Participation) -> Appointment | None:
    """The proposed or accepted appointment, if there is one."""
    live = (AppointmentStatus.proposed, AppointmentStatus.accepted)
    return next((item for item in row.appointments if item.status in live), None)


def _appointment(row: Participation, appointment_id: int | None) -> Appointment:
    found = live_appointment(row)
    if found is None or appointment_id not in (None, found.id):
        raise Stale(_("These terms have changed. Here is how it stands now."))
    return found


def log_contact(
    session: Session, ctx: Context, *, participation_id: int, way: Way, outcome: ContactOutcome, note: str = ""
) -> None:
    """Record an attempt to reach the person; not reached puts the term of contact on hold, the log is the reason."""
    row = find(session, ctx, participation_id)
    move(session, ctx, PARTICIPATION, row, "log_contact")
    attempt = ContactAttempt(
        participation_id=row.id, at=ctx.now, way=way, outcome=outcome, note=_words(note, "note"),
        by_id=ctx.actor.person_id,
    )  # fmt: skip
    session.add(attempt)
    if outcome is ContactOutcome.not_reached:
        deadlines.hold(session, ctx, DeadlineKind.contact, row, "not_reached")
    elif row.status is ParticipationStatus.submitted:
        deadlines.resume(session, ctx, DeadlineKind.contact, row)


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
    _check_terms(ctx, starts_at, place)
    dates_act = _words(dates_act, "dates_act") if dates_basis is not DatesBasis.request else ""
    if dates_basis is not DatesBasis.request and not dates_act:
        raise Invalid(_("Please name the act that sets the dates."), "dates_act")
    move(session, ctx, PARTICIPATION, row, "propose_terms", operator_id=row.operator_id or ctx.actor.person_id)
    appointment = _add_appointment(session, ctx, row, starts_at, place, format, terms)
    appointment.dates_basis, appointment.dates_act = dates_basis, dates_act
    deadlines.hold(session, ctx, DeadlineKind.contact, row, "awaits_answer")
    deadlines.open_deadline(session, ctx, DeadlineKind.answer, row, event_on=ctx.today)
    notices.post(session, ctx, NoticeKind.terms_proposed, [row.person_id], row, key=str(appointment.id))
    return appointment.id


def usual_place(row: Participation) -> str:
    """Where an assessment is held: a standardized one at the operator's, the three other forms in the person's own
    school. Source: annex 2, cl. 5.7.1, 5.7.3."""
    form = row.application.form if row.application else None
    if form is not DiagnosticForm.standardized and row.organization is not None:
        return row.organization.name
    return ", ".join(part for part in (row.centre.name, row.centre.address) if part)


def _check_terms(ctx: Context, starts_at: datetime, place: str) -> None:
    if starts_at <= ctx.now:
        raise Invalid(_("The assessment must be in the future."), "starts_at")
    if not place.strip():
        raise Invalid(_("Please say where the assessment is held, or how to connect."), "place")


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
        participation_id=row.id, starts_at=starts_at, place=_words(place, "place"), format=format,
        terms=_words(terms, "terms"), proposed_by_id=ctx.actor.person_id, proposed_at=ctx.now,
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
    """
    row = find(session, ctx, participation_id)
    appointment = _appointment(row, appointment_id)
    said = Said(way, on, scan_id)
    day = outside.settle(
        session, ctx, row, "accept_terms", said, not_before=ctx.region.today(appointment.proposed_at)
    )  # fmt: skip
    move(session, ctx, PARTICIPATION, row, "accept_terms", on=day)
    _answer(ctx, appointment, AppointmentStatus.accepted, outside.way_of(ctx, row, said), day)
    held_on = ctx.region.today(appointment.starts_at)
    deadlines.open_deadline(session, ctx, DeadlineKind.assessment, row, event_on=day, due_on=held_on)
    operators = recipients.of_case(session, ctx, row, Role.operator)
    notices.post(session, ctx, NoticeKind.terms_accepted, operators, row, key=str(appointment.id))


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
    appointment = _appointment(row, appointment_id)
    words, said = _words(note, "note"), Said(way, on, scan_id)
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
    session: Session, ctx: Context, *, participation_id: int, starts_at: datetime, place: str, terms: str = ""
) -> int:
    """Move an agreed assessment to another date; the person is told. Returns the new appointment's id."""
    row = find(session, ctx, participation_id)
    _check_terms(ctx, starts_at, place)
    old = _appointment(row, None)
    move(session, ctx, PARTICIPATION, row, "move_terms")
    old.status = AppointmentStatus.moved
    session.flush()
    appointment = _add_appointment(session, ctx, row, starts_at, place, old.format, terms or old.terms)
    appointment.dates_basis, appointment.dates_act = old.dates_basis, old.dates_act
    _answer(ctx, appointment, AppointmentStatus.accepted, Way.phone, ctx.today)
    day = ctx.region.today(starts_at)
    deadlines.open_deadline(session, ctx, DeadlineKind.assessment, row, event_on=ctx.today, due_on=day)
    notices.post(session, ctx, NoticeKind.assessment_moved, [row.person_id], row, key=str(appointment.id))
    return appointment.id


def record_no_show(session: Session, ctx: Context, *, participation_id: int) -> None:
    """The person did not come: the application waits for new terms, the term of contact begins anew."""
    row = find(session, ctx, participation_id)
    appointment = _appointment(row, None)
    move(session, ctx, PARTICIPATION, row, "no_show")
    appointment.status = AppointmentStatus.no_show
    deadlines.open_deadline(session, ctx, DeadlineKind.contact, row, event_on=ctx.today)
    notices.post(session, ctx, NoticeKind.no_show, [row.person_id], row, key=str(appointment.id))


def record_held(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    held_on: date | None = None,
    instrument_id: int | None = None,
) -> None:
    """Record that the assessment was held, on the agreed day or after it (annex 2, cl. 5.9.5), and by which instrument
    of the bank: only an approved one (cl. 4.3.9). Opens the term of the result from that day (cl. 5.9.6)."""
    row = find(session, ctx, participation_id)
    appointment = _appointment(row, None)
    day = held_on or ctx.today
    if day > ctx.today:
        raise Invalid(_("An assessment cannot have been held in the future."), "held_on")
    if row.status is ParticipationStatus.agreed and day < ctx.region.today(appointment.starts_at):
        raise Invalid(_("The agreed day is still to come: if it was held earlier, please move it first."), "held_on")
    usable = instruments_for(session, ctx, participation_id=row.id) if instrument_id is not None else ()
    if instrument_id is not None and instrument_id not in {one.id for one in usable}:
        raise Invalid(_("This instrument is not approved for such an assessment."), "instrument_id")
    move(session, ctx, PARTICIPATION, row, "hold", on=day)
    appointment.status = AppointmentStatus.held
    session.add(
        Assessment(
            participation_id=row.id, appointment_id=appointment.id, held_on=day, recorded_at=ctx.now,
            instrument_id=instrument_id, recorded_by_id=ctx.actor.person_id,
        )
    )  # fmt: skip
    deadlines.open_deadline(session, ctx, DeadlineKind.result, row, event_on=day)


def instruments_for(session: Session, ctx: Context, *, participation_id: int) -> Sequence[InstrumentLine]:
    """The approved instruments for a participation's form, kind of staff and subjects (annex 2, cl. 4.3.9)."""
    row = find(session, ctx, participation_id)
    form = row.application.form if row.application else None
    if form is None:
        return ()
    return instruments.usable(session, ctx, form=form, staff_kind=row.staff_kind, subjects=row.subjects)


def withdraw(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    way: Way = Way.chat,
    on: date | None = None,
    scan_id: int | None = None,
) -> None:
    """Withdraw an application, without a reason, until assessed (annex 2, cl. 5.1). An operator records for the person
    what was said outside the chat."""
    row = find(session, ctx, participation_id)
    received_on = row.application.incoming_on if row.application else None
    outside.settle(session, ctx, row, "withdraw", Said(way, on, scan_id), not_before=received_on)
    operators = recipients.of_case(session, ctx, row, Role.operator)
    _end(session, ctx, row, "withdraw")
    notices.post(session, ctx, NoticeKind.application_withdrawn, operators, row, key="1")


def cancel(session: Session, ctx: Context, *, participation_id: int, reason: CancelReason) -> None:
    """Cancel an application with a reason from the list; the person is told."""
    row = find(session, ctx, participation_id)
    _end(session, ctx, row, "cancel", cancel_reason=reason)
    notices.post(session, ctx, NoticeKind.application_cancelled, [row.person_id], row, key="1", reason=reason.value)


def _end(session: Session, ctx: Context, row: Participation, act: str, **changes: Any) -> None:
    move(session, ctx, PARTICIPATION, row, act, **changes)
    appointment = live_appointment(row)
    if appointment is not None:
        appointment.status = AppointmentStatus.cancelled
    for consent in row.consents:
        consent.withdrawn_at = consent.withdrawn_at or ctx.now

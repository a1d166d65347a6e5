"""The other steps of an application: contact, no-show, held, withdrawn, cancelled;
by the person or, for a call or a letter, the operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import (
    AppointmentStatus,
    CancelReason,
    ContactAttempt,
    ContactOutcome,
    Participation,
    ParticipationStatus,
)
from models.deadlines import DeadlineKind
from models.people import Way
from models.results import Assessment
from services import calendar, deadlines, instruments, notices, outside, recipients
from services.applications.finding import appointment_of, checked_words, find, has_begun, live_appointment
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import Invalid, all_of
from services.instruments import InstrumentLine
from services.moves import move
from services.notices import NoticeKind
from services.outside import Said

_ = catalog("services").lazy


def log_contact(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    way: Way,
    outcome: ContactOutcome,
    note: str = "",
    on: date | None = None,
    clock: time | None = None,
    scan_id: int | None = None,
) -> None:
    """Record an attempt to reach the person, made on the day ``on`` at ``clock``: today and now by default; a letter's
    scan is kept with the steps outside the chat.

    Not reached puts the term of contact on hold from that day, the log is the reason, and the person is asked by a
    notice, where one reaches them, when it would suit; only the latest attempt decides, in whatever order they are
    written down. Raises Invalid for a moment that is to come or before the application.
    """
    row = find(session, ctx, participation_id)
    all_of(partial(_moment_of_attempt, ctx, row, on, clock), partial(checked_words, note, "note"))
    at = _moment_of_attempt(ctx, row, on, clock)
    move(session, ctx, PARTICIPATION, row, "log_contact")
    later = sa.select(ContactAttempt.id).where(ContactAttempt.participation_id == row.id, ContactAttempt.at > at)
    superseded = session.scalar(later.limit(1)) is not None
    attempt = ContactAttempt(
        participation_id=row.id, at=at, hour_known=clock is not None, way=way, outcome=outcome,
        note=checked_words(note, "note"), by_id=ctx.actor.person_id,
    )  # fmt: skip
    session.add(attempt)
    if scan_id is not None:
        outside.settle(session, ctx, row, "log_contact", Said(way, ctx.region.today(at), scan_id, attempt.note))
    if not superseded:
        _settle_contact(session, ctx, row, outcome, ctx.region.today(at))
        if outcome is ContactOutcome.not_reached:
            key = f"{ctx.region.today(at)}"
            told = recipients.reachable(session, [row.person_id])
            notices.post(session, ctx, NoticeKind.not_reached, told, row, key=key, way=way)


def heard_from(session: Session, ctx: Context, row: Participation) -> None:
    """The person wrote about their application: whoever could not be reached is reached by that, and the term of
    contact goes on from today (annex 2, cl. 5.9.4)."""
    if deadlines.waits_for(deadlines.find(session, DeadlineKind.contact, row), deadlines.NOT_REACHED):
        deadlines.resume(session, ctx, DeadlineKind.contact, row)


def _settle_contact(session: Session, ctx: Context, row: Participation, outcome: ContactOutcome, day: date) -> None:
    """What the latest attempt does to the term of contact."""
    if outcome is ContactOutcome.not_reached:
        reason = deadlines.NOT_REACHED if row.status is ParticipationStatus.submitted else deadlines.AWAITS_ANSWER
        deadlines.hold(session, ctx, DeadlineKind.contact, row, reason, on=day)
    elif row.status is ParticipationStatus.submitted:
        deadlines.resume(session, ctx, DeadlineKind.contact, row, on=day)


def _moment_of_attempt(ctx: Context, row: Participation, on: date | None, clock: time | None) -> datetime:
    day = outside.checked_day(ctx, on, row.application.incoming_on if row.application else None)
    at = calendar.at(ctx.region, day, clock) if clock else outside.moment(ctx, day)
    if at > ctx.now:
        raise Invalid(_("This hour is still to come. Please give the time at which it happened."), "clock")
    return at


def record_no_show(session: Session, ctx: Context, *, participation_id: int) -> None:
    """The person did not come: the application waits for new terms, the term of contact begins anew, from the missed
    day. Raises Invalid before the hour of the appointment."""
    row = find(session, ctx, participation_id)
    appointment = appointment_of(session, row)
    if row.status is ParticipationStatus.agreed and not has_begun(ctx, appointment):
        raise Invalid(_("The agreed hour is still to come."))
    move(session, ctx, PARTICIPATION, row, "no_show")
    appointment.status = AppointmentStatus.no_show
    missed_on = ctx.region.today(appointment.starts_at)
    deadlines.open_deadline(session, ctx, DeadlineKind.contact, row, event_on=missed_on)
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
    appointment = appointment_of(session, row)
    day = held_on or ctx.today
    all_of(
        partial(_check_held, ctx, row, day, ctx.region.today(appointment.starts_at)),
        partial(_check_instrument, session, ctx, row, instrument_id),
    )
    move(session, ctx, PARTICIPATION, row, "hold", on=day)
    appointment.status = AppointmentStatus.held
    session.add(
        Assessment(
            participation_id=row.id, appointment_id=appointment.id, held_on=day, recorded_at=ctx.now,
            instrument_id=instrument_id, recorded_by_id=ctx.actor.person_id,
        )
    )  # fmt: skip
    deadlines.open_deadline(session, ctx, DeadlineKind.result, row, event_on=day)


def _check_held(ctx: Context, row: Participation, day: date, agreed_on: date) -> None:
    if day > ctx.today:
        raise Invalid(_("An assessment cannot have been held in the future."), "held_on")
    if row.status is ParticipationStatus.agreed and day < agreed_on:
        raise Invalid(_("The agreed day is still to come: if it was held earlier, please move it first."), "held_on")


def _check_instrument(session: Session, ctx: Context, row: Participation, instrument_id: int | None) -> None:
    usable = instruments_for(session, ctx, participation_id=row.id) if instrument_id is not None else ()
    if instrument_id is not None and instrument_id not in {one.id for one in usable}:
        raise Invalid(_("This instrument is not approved for such an assessment."), "instrument_id")


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
    end(session, ctx, row, "withdraw")
    notices.post(session, ctx, NoticeKind.application_withdrawn, operators, row, key="1")


def cancel(session: Session, ctx: Context, *, participation_id: int, reason: CancelReason) -> None:
    """Cancel an application with a reason from the list; the person is told."""
    row = find(session, ctx, participation_id)
    end(session, ctx, row, "cancel", cancel_reason=reason)
    notices.post(session, ctx, NoticeKind.application_cancelled, [row.person_id], row, key="1", reason=reason)


def end(session: Session, ctx: Context, row: Participation, act: str, **changes: Any) -> None:
    """Take a step that ends an application: its appointment is off, its consents are taken back."""
    move(session, ctx, PARTICIPATION, row, act, **changes)
    appointment = live_appointment(row)
    if appointment is not None:
        appointment.status = AppointmentStatus.cancelled
    for consent in row.consents:
        consent.withdrawn_at = consent.withdrawn_at or ctx.now

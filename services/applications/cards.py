"""What is shown of a participation: its card, its deadlines and terms. Never a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.applications import (
    Application,
    Appointment,
    AppointmentStatus,
    DatesBasis,
    DecisionKind,
    DiagnosticForm,
    MeetingFormat,
    Participation,
    ParticipationStatus,
)
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.people import Way
from models.results import Assessment
from services import deadlines
from services.applications.acts import has_passed, open_acts
from services.applications.finding import find, is_expected, live_appointment
from services.applications.intake import awaits_confirmation
from services.context import Context

S = ParticipationStatus


@dataclass(frozen=True)
class DeadlineLine:
    """A deadline as shown: by when, by which clause, whether late, frozen once met."""

    kind: DeadlineKind
    due_on: date
    clause: str
    normative: bool
    status: DeadlineStatus
    overdue: bool
    closed_on: date | None
    hold_reason: str
    provisional: bool


@dataclass(frozen=True)
class AppointmentLine:
    """Date, place and terms of an assessment, and what its dates rest on."""

    id: int
    starts_at: datetime
    place: str
    format: MeetingFormat
    terms: str
    dates_basis: DatesBasis = DatesBasis.request
    dates_act: str = ""


@dataclass(frozen=True)
class ParticipationCard:
    """A participation with what may be done next. ``note``: of the entry, for staff; ``asked_for``: the person's own
    words about another time when the last terms were refused. ``passed``: the proposed day has come and gone
    unanswered, nobody can agree to it any more. ``expected``: the agreed hour is still to come."""

    id: int
    person_id: int
    person: str
    phone: str | None
    in_chat: bool
    organization: str
    status: ParticipationStatus
    status_at: datetime
    form: DiagnosticForm | None
    way: Way
    number: str
    received_on: date | None
    wanted_from: date | None
    wanted_to: date | None
    blocks: tuple[tuple[str, tuple[str, ...]], ...]
    appointment: AppointmentLine | None
    held_on: date | None
    decision: DecisionKind | None
    deadlines: tuple[DeadlineLine, ...]
    acts: tuple[str, ...]
    centre_name: str
    centre_phone: str
    to_confirm: bool = False
    note: str = ""
    asked_for: str = ""
    passed: bool = False
    expected: bool = False

    @property
    def missed_call(self) -> bool:
        """Whether the term of contact waits because the person could not be reached."""
        held = [one for one in self.deadlines if one.status is DeadlineStatus.on_hold]
        return any(one.hold_reason == deadlines.NOT_REACHED for one in held)


def deadline_line(ctx: Context, deadline: Deadline) -> DeadlineLine:
    """A deadline as shown today."""
    return DeadlineLine(
        deadline.kind, deadline.due_on, deadline.clause, deadline.normative, deadline.status,
        deadlines.is_overdue(ctx, deadline), deadline.closed_on, deadline.hold_reason, deadline.provisional,
    )  # fmt: skip


def card(session: Session, ctx: Context, *, participation_id: int) -> ParticipationCard:
    """A participation for the person concerned or their centre's staff; raises NotFound for anyone else."""
    row = find(session, ctx, participation_id)
    # A participation without an application, as of a course, reads like one that was never written.
    came = row.application or Application(incoming_number=None, note="", way=Way.chat)
    assessment = session.scalar(sa.select(Assessment).where(Assessment.participation_id == row.id))
    return ParticipationCard(
        id=row.id, person_id=row.person_id, person=row.person.full_name, phone=row.person.phone,
        in_chat=row.person.chat is not None and row.person.chat.blocked_at is None,
        organization=row.organization.name if row.organization else "", status=row.status, status_at=row.status_at,
        form=came.form, way=came.way, number=came.incoming_number or "", received_on=came.incoming_on,
        wanted_from=came.wanted_from, wanted_to=came.wanted_to, blocks=_blocks(row),
        appointment=appointment_line(live_appointment(row)), held_on=assessment.held_on if assessment else None,
        decision=row.decision, deadlines=tuple(deadline_line(ctx, one) for one in deadlines.of(session, row)),
        acts=open_acts(session, ctx, row), centre_name=row.centre.name, centre_phone=row.centre.phone,
        to_confirm=awaits_confirmation(row), note=came.note if row.person_id != ctx.actor.person_id else "",
        asked_for=_asked_for(row), passed=has_passed(ctx, row), expected=is_expected(ctx, row),
    )  # fmt: skip


def _blocks(row: Participation) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The blocks that are asked for, by subject, in the order of choosing."""
    found: dict[str, list[str]] = {}
    for one in row.blocks:
        found.setdefault(one.subject, []).append(one.block)
    return tuple((subject, tuple(blocks)) for subject, blocks in found.items())


def _asked_for(row: Participation) -> str:
    """What the person said of another time, while no later terms are agreed."""
    latest = max(row.appointments, key=lambda item: item.id, default=None)
    refused = latest is not None and latest.status is AppointmentStatus.refused
    return latest.answer_note if latest is not None and refused else ""


def appointment_line(appointment: Appointment | None) -> AppointmentLine | None:
    """An appointment as shown, or None."""
    if appointment is None:
        return None
    return AppointmentLine(
        appointment.id, appointment.starts_at, appointment.place, appointment.format, appointment.terms,
        appointment.dates_basis, appointment.dates_act,
    )  # fmt: skip

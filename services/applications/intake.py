"""Applications that came by phone, on paper, by letter or in person: entered by an operator, confirmed by the person.

An application may be spoken or written (annex 2, cl. 5.9.3); the term of contact runs from the day it came and not from
its entry, so a late entry may be overdue at once. A spoken one is confirmed by the person in the chat (К-31).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import (
    Application,
    Consent,
    DiagnosticForm,
    Participation,
    ParticipationStatus,
)
from models.people import Employment, Person, StaffKind, Way
from models.places import Municipality, Organization
from services import files, notices, outside, people, recipients, rights
from services.applications.blocks import put_pairs
from services.applications.draft import application_of
from services.applications.finding import GOING_ON, under_way
from services.applications.lifecycle import PARTICIPATION
from services.applications.steps import end
from services.applications.submission import receive
from services.context import Context
from services.errors import ConsentNeeded, Invalid, NotFound, Refused, Stale, all_of
from services.moves import move
from services.notices import NoticeKind
from services.rights import Who

_ = catalog("services").lazy
_WRITTEN = (Way.paper, Way.letter)


def enter_application(
    session: Session,
    ctx: Context,
    *,
    person_id: int,
    form: DiagnosticForm,
    subjects: Sequence[str],
    blocks: Sequence[str],
    own_blocks: Mapping[str, Sequence[str]] = MappingProxyType({}),
    wanted_from: date,
    wanted_to: date,
    way: Way,
    received_on: date | None = None,
    scan_id: int | None = None,
    note: str = "",
) -> int:
    """Enter a person's individual application by an operator of their centre; returns the participation's id.

    ``blocks`` are asked for in every subject but those of ``own_blocks``, which names the blocks of each (form of
    consent, note **). The consent to take part is kept with its way and scan; a draft the person has begun in the chat
    becomes this application. Raises NotFound for a person of another centre, ConsentNeeded for one without a living
    consent to the processing of personal data, Refused for a second application or a person who has no school, Invalid
    for a wrong choice, a day that cannot be, or a written application without its scan.
    """
    check_application(
        session, ctx, person_id=person_id, subjects=subjects, blocks=blocks, own_blocks=own_blocks,
        wanted_from=wanted_from, wanted_to=wanted_to, way=way, received_on=received_on or ctx.today,
        scanned=scan_id is not None, note=note,
    )  # fmt: skip
    if scan_id is not None:
        files.own(session, ctx, file_id=scan_id)
    job, on = _served_job(session, ctx, person_id), outside.checked_day(ctx, received_on)
    chosen = _pairs(_named(job.staff_kind, subjects, own_blocks), blocks, own_blocks)
    row = _draft(session, ctx, job)
    known = [block.code for block in ctx.region.blocks[job.staff_kind.value]]
    put_pairs(row, dict.fromkeys(subject for subject, _block in chosen), chosen, known)
    application = application_of(row)
    application.form, application.wanted_from, application.wanted_to = form, wanted_from, wanted_to
    application.scan_id, application.note = scan_id, outside.checked_note(note)
    move(session, ctx, PARTICIPATION, row, "submit", operator_id=ctx.actor.person_id)
    receive(session, ctx, row, way=way, on=on, scan_id=scan_id)
    notices.post(session, ctx, NoticeKind.application_recorded, [row.person_id], row, key="1", way=way)
    return row.id


def check_application(
    session: Session,
    ctx: Context,
    *,
    person_id: int,
    subjects: Sequence[str],
    blocks: Sequence[str],
    own_blocks: Mapping[str, Sequence[str]],
    wanted_from: date | None,
    wanted_to: date | None,
    way: Way,
    received_on: date | None,
    scanned: bool,
    note: str,
) -> None:
    """All that ``enter_application`` would refuse of what was typed, at once: raises Invalid or Several. What forbids
    any application of this person is raised first and alone; a day that is not known is not spoken of."""
    job = _served_job(session, ctx, person_id)
    _require_consent(session, person_id)
    if under_way(session, person_id):
        raise Refused(_("This person already has an application under way."))
    kind, named = job.staff_kind, _named(job.staff_kind, subjects, own_blocks)
    asked = named or [""]  # blocks are missed whether or not a subject is
    all_of(
        partial(_check_way, way, scanned),
        partial(outside.checked_day, ctx, received_on),
        partial(_check_subjects, ctx, kind, named),
        partial(_check_blocks, ctx, kind, asked, _pairs(asked, blocks, own_blocks)),
        partial(_check_period, wanted_from, wanted_to, received_on),
        partial(outside.checked_note, note),
    )


def confirm_entry(session: Session, ctx: Context, *, participation_id: int) -> None:
    """The person confirms in the chat what was entered for them: the spoken application is now their own statement and
    the consent is given by themselves (К-31, К-35). Raises Stale when there is nothing to confirm."""
    row = _entered(session, ctx, participation_id)
    application_of(row).confirmed_at = ctx.now
    live = sa.select(Consent).where(Consent.participation_id == row.id, Consent.withdrawn_at.is_(None))
    for consent in session.scalars(live):
        consent.way, consent.given_at, consent.recorded_by_id = Way.chat, ctx.now, None
    session.flush()


def deny_entry(session: Session, ctx: Context, *, participation_id: int) -> None:
    """The person says that they never asked for what was entered for them: it is withdrawn, and the operator is told
    why (К-31; annex 2, cl. 5.1). Raises Stale when there is nothing to confirm."""
    row = _entered(session, ctx, participation_id)
    operators = recipients.of_case(session, ctx, row, Role.operator)
    end(session, ctx, row, "deny_entry")
    notices.post(session, ctx, NoticeKind.application_withdrawn, operators, row, key="1", denied=True)


def _entered(session: Session, ctx: Context, participation_id: int) -> Participation:
    """The actor's own application that awaits their confirmation."""
    row = session.get(Participation, participation_id)
    if row is None or not rights.is_who(session, ctx, Who.person, row):
        raise NotFound(_("There is no such application."))
    if not awaits_confirmation(row):
        raise Stale(_("This has already been done or has changed. Here is how it stands now."))
    return row


def awaits_confirmation(row: Participation) -> bool:
    """Whether the person is still to confirm an application that was spoken to staff and is under way."""
    application = row.application
    return (
        row.status in GOING_ON
        and application is not None
        and application.received_at is not None
        and application.way in (Way.phone, Way.in_person)
        and application.scan_id is None
        and application.confirmed_at is None
    )


def _served_job(session: Session, ctx: Context, person_id: int) -> Employment:
    """The person's main place of work in a centre where the actor is an operator."""
    centres = rights.centres_of(ctx, Role.operator)
    current = sa.or_(Employment.ended_on.is_(None), Employment.ended_on >= ctx.today)
    query = (
        sa.select(Employment)
        .join(Employment.organization)
        .join(Organization.municipality)
        .where(Employment.person_id == person_id, current, Employment.position != "")
        .order_by(Employment.main.desc(), Employment.id)
    )
    if centres is not None:
        query = query.where(Municipality.centre_id.in_(centres))
    job = session.scalars(query.limit(1)).first()
    if job is None or person_id == ctx.actor.person_id:
        raise NotFound(_("There is no such person in your centre, or their school and position are not known yet."))
    return job


def _require_consent(session: Session, person_id: int) -> None:
    """The same rule as in the chat, in words for whoever enters the application."""
    if not people.has_consented(session, person_id):
        raise ConsentNeeded(_("The person has no consent to the processing of personal data. Please record it first."))


def _check_way(way: Way, scanned: bool) -> None:
    outside.check_way(way)
    if way in _WRITTEN and not scanned:
        raise Invalid(_("Please attach the scan of the written application."), "scan_id")


def _check_period(wanted_from: date | None, wanted_to: date | None, came_on: date | None) -> None:
    if wanted_from is not None and came_on is not None and wanted_from < came_on:
        raise Invalid(_("The period must begin on the day the application came or later."), "period")
    if wanted_from is not None and wanted_to is not None and wanted_to < wanted_from:
        raise Invalid(_("The last day cannot be before the first."), "wanted_to")


def _named(staff_kind: StaffKind, subjects: Sequence[str], own: Mapping[str, Sequence[str]]) -> list[str]:
    """Subjects that are asked for; a manager is assessed in none."""
    apart = [subject for subject, blocks in own.items() if blocks]
    return [""] if staff_kind is StaffKind.manager else list(dict.fromkeys((*subjects, *apart)))


def _pairs(named: Sequence[str], blocks: Sequence[str], own: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Each subject with its own blocks, or with those of all."""
    return [(subject, block) for subject in named for block in dict.fromkeys(own.get(subject) or blocks)]


def _check_subjects(ctx: Context, staff_kind: StaffKind, named: Sequence[str]) -> None:
    known = {""} if staff_kind is StaffKind.manager else {subject.code for subject in ctx.region.subjects}
    if not named or set(named) - known:
        raise Invalid(_("Please choose at least one subject from the list."), "subjects")


def _check_blocks(ctx: Context, staff_kind: StaffKind, named: Sequence[str], pairs: Sequence[tuple[str, str]]) -> None:
    known = {block.code for block in ctx.region.blocks[staff_kind.value]}
    if {subject for subject, _block in pairs} != set(named) or {block for _subject, block in pairs} - known:
        raise Invalid(_("Please choose at least one block from the list."), "blocks")


def _draft(session: Session, ctx: Context, job: Employment) -> Participation:
    query = sa.select(Participation).where(
        Participation.person_id == job.person_id, Participation.status == ParticipationStatus.draft
    )
    row = session.scalars(query).one_or_none()
    centre_id = rights.centre_of(session, job.organization_id)
    if row is None:
        application = Application(centre_id=centre_id, created_at=ctx.now, created_by_id=ctx.actor.person_id)
        row = Participation(
            application=application, person_id=job.person_id, status_at=ctx.now, created_at=ctx.now,
            centre_id=centre_id, subjects=[], chosen_blocks=[],
        )  # fmt: skip
        session.add(row)
    application_of(row).centre_id = row.centre_id = centre_id
    row.organization_id, row.staff_kind = job.organization_id, job.staff_kind
    session.flush()
    session.get_one(Person, job.person_id, with_for_update=True)
    return row

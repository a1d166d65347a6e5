"""Sending an application: its place in the incoming register, its consents, the term of contact it opens."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Consent, Participation, ParticipationStatus
from models.deadlines import DeadlineKind
from models.people import Way
from services import counters, deadlines, notices, outside, people, recipients, rights
from services.applications.draft import DraftStep, application_of, draft_card
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import NotFound, Refused
from services.moves import move
from services.notices import NoticeKind
from services.rights import Who

_ = catalog("services").lazy


def submit(session: Session, ctx: Context, *, participation_id: int) -> int:
    """Send the application with the consent per subject × blocks; returns the participation's id.

    Opens the 3 working days of contact from today. Raises Refused while something is not chosen, Stale when it has
    been sent already. Source: annex 2, cl. 5.9.1-5.9.4; form of consent, notes * and **.
    """
    draft = session.get(Participation, participation_id)
    if draft is None or not rights.is_who(session, ctx, Who.person, draft):
        raise NotFound(_("There is no such application."))
    if draft.status is ParticipationStatus.draft and draft_card(session, ctx, draft).step is not DraftStep.review:
        raise Refused(_("Something is not chosen yet. Please look through the form."))
    move(session, ctx, PARTICIPATION, draft, "submit")
    receive(session, ctx, draft, way=Way.chat)
    return draft.id


def receive(
    session: Session,
    ctx: Context,
    participation: Participation,
    *,
    way: Way,
    on: date | None = None,
    scan_id: int | None = None,
) -> None:
    """Enter a submitted application into the incoming register, keep its consents, open the term of contact.

    ``on`` is the day of the real event (a call, a letter); today for the chat. ``scan_id`` is the paper of the consent.
    """
    people.require_consent(session, participation.person_id)
    application = application_of(participation)
    event_on = on or ctx.today
    application.received_at, application.incoming_on, application.way = outside.moment(ctx, event_on), event_on, way
    number = counters.next_number(session, f"incoming:{participation.centre_id}:{event_on.year}")
    application.incoming_number = f"{number}/{event_on.year}"
    for subject in participation.subjects:
        _keep_consent(session, ctx, participation, subject, way, event_on, scan_id)
    deadlines.open_deadline(session, ctx, DeadlineKind.contact, participation, event_on=event_on)
    operators = recipients.of_case(session, ctx, participation, Role.operator)
    notices.post(session, ctx, NoticeKind.application_new, operators, participation, key="1")


def _keep_consent(
    session: Session,
    ctx: Context,
    participation: Participation,
    subject: str,
    way: Way,
    on: date,
    scan_id: int | None,
) -> None:
    document = ctx.region.participation_consent
    blocks = [row.block for row in participation.blocks if row.subject == subject]
    text = consent_text(ctx, subject, blocks)
    session.add(
        Consent(
            participation_id=participation.id,
            subject=subject,
            blocks=blocks,
            version=document.version,
            text=text,
            text_digest=hashlib.sha256(text.encode()).hexdigest(),
            way=way,
            given_at=outside.moment(ctx, on),
            scan_id=scan_id,
            recorded_by_id=ctx.actor.person_id if way is not Way.chat else None,
        )
    )


def consent_text(ctx: Context, subject: str, blocks: Sequence[str]) -> str:
    """The consent to take part, for one subject and its blocks, as the person reads and as it is kept."""
    names = [ctx.region.block_name(block) for block in blocks]
    named = ", ".join(name[:1].lower() + name[1:] for name in names)
    about = f"{ctx.region.subject_name(subject)}: {named}" if subject else named
    return f"{ctx.region.participation_consent.text.strip()}\n\n{about}."

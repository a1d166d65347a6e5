"""Which questions a person is asked, in which order: of first contact, of the rest, and all that a profile holds."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.applications import Application, Participation
from models.people import StaffKind
from services.context import Context
from services.people.cards import PersonCard, my_card
from services.people.fields import OPTIONAL, REQUIRED, ProfileField, must_teach


def fields_of(card: PersonCard) -> tuple[ProfileField, ...]:
    """The fields a person's profile has: without subjects for one who need not teach and does not."""
    taught = bool(card.subjects) or must_teach(_kind(card))
    return tuple(field for field in ProfileField if taught or field is not ProfileField.subjects)


def first_question(card: PersonCard | None) -> ProfileField | None:
    """The first field without which nobody can apply, of those still missing; all are for one not known yet."""
    return next((field for field in REQUIRED if card is None or field in card.missing), None)


def asked_first(card: PersonCard, wanted: ProfileField) -> ProfileField:
    """The field that is asked for when ``wanted`` is: the position of one who works nowhere yet comes after the school;
    any other is asked for itself."""
    return ProfileField.organization if wanted is ProfileField.position and card.employment is None else wanted


def next_question(card: PersonCard, answered: ProfileField, kind: StaffKind | None = None) -> ProfileField | None:
    """The question of first contact that follows ``answered``; None when there is none or the profile was ready.
    ``kind`` is the kind of staff that is being answered with a position: one who teaches is asked what."""
    begins_to_teach = answered is ProfileField.position and kind is StaffKind.educator and not card.subjects
    if card.ready and not begins_to_teach:
        return None
    missing = set(card.missing) - {ProfileField.subjects, answered}
    if not card.subjects and must_teach(kind or _kind(card)) and answered is not ProfileField.subjects:
        missing.add(ProfileField.subjects)
    return next((field for field in REQUIRED if field in missing), None)


def left_to_ask(card: PersonCard, skipped: Collection[ProfileField] = ()) -> tuple[ProfileField, ...]:
    """What of the rest of the profile is still to be asked, in order: what the route card needs and is missing, but for
    what the person has ``skipped`` this time (annex 3, section 1 of the card)."""
    return tuple(field for field in OPTIONAL if field in card.missing and field not in skipped)


def asked_on_sending(session: Session, ctx: Context, *, participation_id: int) -> tuple[ProfileField, ...]:
    """What of the rest of the profile the actor is asked for beside an application just sent: once, so beside the first
    they ever sent; empty beside any other."""
    received = (
        sa.select(sa.func.min(Participation.id))
        .join(Application)
        .where(Participation.person_id == ctx.actor.person_id, Application.received_at.is_not(None))
    )
    if session.scalar(received) != participation_id:
        return ()
    return left_to_ask(my_card(session, ctx))


def _kind(card: PersonCard) -> StaffKind | None:
    return card.employment.staff_kind if card.employment else None

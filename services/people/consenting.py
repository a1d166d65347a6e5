"""The consent to the processing of personal data: given in the chat, and required before anything is begun."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import LANGUAGES, catalog
from models.people import Person, PersonalDataConsent, TelegramChat, Way
from services import recipients
from services.context import Context
from services.errors import ConsentNeeded, Invalid
from services.people.cards import PersonCard, card_of, load

_ = catalog("services").lazy


def person_of_chat(session: Session, chat_id: int) -> int | None:
    """The person whom a Telegram chat belongs to, or None for a newcomer."""
    return session.scalar(sa.select(TelegramChat.person_id).where(TelegramChat.chat_id == chat_id))


def consent_to_personal_data(
    session: Session, ctx: Context, *, chat_id: int, version: str, language: str
) -> PersonCard:
    """A newcomer agrees to the processing of personal data in the chat: only now is anything of them kept.

    ``version`` is that of the text they read; raises Invalid when a newer text has come meanwhile. Said twice, it is
    one person and one consent; one who withdrew theirs gives a new one. Source: 152-ФЗ art. 9; К-34, К-35.
    """
    person_id = person_of_chat(session, chat_id)
    if person_id is not None and has_consented(session, person_id):
        return card_of(ctx, load(session, person_id))
    if version != ctx.region.personal_data_consent.version:
        raise Invalid(_("The text of the consent has changed. Please read the new one."))
    if person_id is None:
        spoken = language if language in LANGUAGES else "ru"
        person = Person(created_at=ctx.now, language=spoken, subjects=[], muted=[])
        session.add(person)
        session.flush()
        person_id = person.id
        session.add(TelegramChat(chat_id=chat_id, person_id=person_id, linked_at=ctx.now))
    keep_consent(session, ctx, person_id=person_id)
    return card_of(ctx, load(session, person_id))


def keep_consent(
    session: Session, ctx: Context, *, person_id: int, way: Way = Way.chat, given_at: datetime | None = None,
    scan_id: int | None = None,
) -> PersonalDataConsent:  # fmt: skip
    """Keep a consent to the text in force, now or at ``given_at``; outside the chat the actor is who recorded it."""
    document = ctx.region.personal_data_consent
    consent = PersonalDataConsent(
        person_id=person_id, version=document.version, text=document.text,
        text_digest=hashlib.sha256(document.text.encode()).hexdigest(), way=way, given_at=given_at or ctx.now,
        recorded_by_id=None if way is Way.chat else ctx.actor.person_id, scan_id=scan_id,
    )  # fmt: skip
    session.add(consent)
    session.flush()
    return consent


def has_consented(session: Session, person_id: int) -> bool:
    """Whether a consent of the person to the processing of personal data is alive."""
    living = sa.select(PersonalDataConsent.id).where(
        PersonalDataConsent.person_id == person_id, PersonalDataConsent.withdrawn_at.is_(None)
    )
    return session.scalar(living.limit(1)) is not None


def has_withdrawn(session: Session, person_id: int) -> bool:
    """Whether the person gave a consent to the processing of personal data and took it back."""
    return bool(session.scalar(sa.select(recipients.withdrew(sa.literal(person_id)))))


def require_consent(session: Session, person_id: int) -> None:
    """Raise ConsentNeeded unless a consent is alive: without one, withdrawn or never given, nothing new may be begun
    (152-ФЗ art. 9; К-34)."""
    if not has_consented(session, person_id):
        raise ConsentNeeded(
            _("There is no consent to the processing of personal data. Nothing can be begun until it is given.")
        )

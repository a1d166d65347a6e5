"""What a person sets for themselves: the language they read in, and which notices may be left unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import LANGUAGES, catalog
from models.people import Person, PersonalDataConsent
from services import people, reminders
from services.context import Context
from services.errors import Invalid, Refused
from services.notices import RULES, NoticeKind

_ = catalog("services").lazy


@dataclass(frozen=True)
class Switch:
    """A kind of notice that may be muted, and whether it is."""

    kind: NoticeKind
    muted: bool


@dataclass(frozen=True)
class Settings:
    """The actor's settings: ``switches`` are of the kinds that may reach somebody of the actor's roles;
    ``consented_at``: when the living consent to the processing of personal data was given, None without one."""

    language: str
    switches: tuple[Switch, ...]
    consented_at: datetime | None


def my_settings(session: Session, ctx: Context) -> Settings:
    """The actor's settings; raises NotFound for a newcomer."""
    person = session.get_one(Person, people.my_card(session, ctx).id)
    consent = session.scalar(
        sa.select(sa.func.max(PersonalDataConsent.given_at)).where(
            PersonalDataConsent.person_id == person.id, PersonalDataConsent.withdrawn_at.is_(None)
        )
    )
    kinds = [
        kind for kind, rule in RULES.items()
        if reminders.mutable(ctx.region, kind) and (not rule.roles or ctx.actor.has(*rule.roles))
    ]  # fmt: skip
    switches = tuple(Switch(kind, kind.value in (person.muted or [])) for kind in kinds)
    return Settings(person.language, switches, consent)


def mute(session: Session, ctx: Context, *, kind: NoticeKind, muted: bool) -> Settings:
    """Leave a kind of notice unsaid to the actor from now on, or say it again; what waits already is left unsaid too.

    Raises Refused for a kind on which a term of an order or somebody else's work depends.
    """
    if not reminders.mutable(ctx.region, kind):
        raise Refused(_("These notices cannot be switched off: a term depends on them."))
    person = session.get_one(Person, people.my_card(session, ctx).id)
    others = [name for name in person.muted if name != kind.value]
    person.muted = [*others, kind.value] if muted else others
    session.flush()
    return my_settings(session, ctx)


def choose_language(session: Session, ctx: Context, *, language: str) -> Settings:
    """Read in another language from now on; raises Invalid for one that is not spoken here."""
    if language not in LANGUAGES:
        raise Invalid(_("Please choose one of the buttons."), "language")
    session.get_one(Person, people.my_card(session, ctx).id).language = language
    session.flush()
    return my_settings(session, ctx)

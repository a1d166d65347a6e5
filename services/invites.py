"""Invite links of a school: 128 bits that prefill where a newcomer works. Only a digest of a link is kept.

A door draws the link and its QR from ``IssuedInvite.payload``; the token itself is shown once and cannot be read again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import Text, catalog
from models.accounts import Invite, Role
from models.people import Person
from models.places import Organization
from services import people, rights
from services.context import Actor, Context
from services.errors import Invalid, NotFound

_ = catalog("services").lazy
PREFIX = "i_"
LIVES = timedelta(days=30)
LIVES_MOST = timedelta(days=366)


@dataclass(frozen=True)
class IssuedInvite:
    """A new link: ``payload`` is what follows ``?start=``, at most 64 characters."""

    id: int
    organization: str
    single_use: bool
    expires_at: datetime
    payload: str = field(repr=False)


@dataclass(frozen=True)
class InvitePlace:
    """The school a link prefills."""

    organization_id: int
    organization: str
    municipality: str


@dataclass(frozen=True)
class Accepted:
    """A newcomer who came by a link; ``trouble``: why their school is not filled in, where the link no longer works."""

    card: people.PersonCard
    trouble: Text | None = None


@dataclass(frozen=True)
class InviteLine:
    """A link in the list of a school; ``works`` says whether it still lets anybody in."""

    id: int
    single_use: bool
    uses: int
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    works: bool


def create(
    session: Session, ctx: Context, *, organization_id: int, single_use: bool = False, lives: timedelta = LIVES
) -> IssuedInvite:
    """Make a link for a school of one's own: the head, an operator of its centre, an administrator.

    Raises Invalid for a life of nothing or over a year.
    """
    organization = _managed(session, ctx, organization_id)
    if not timedelta(0) < lives <= LIVES_MOST:
        raise Invalid(_("A link lives from an hour to a year."), "lives")
    token = secrets.token_urlsafe(16)
    row = Invite(
        organization_id=organization.id, token_digest=_digest(token), single_use=single_use,
        expires_at=ctx.now + lives, created_by_id=ctx.actor.person_id, created_at=ctx.now, uses=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return IssuedInvite(row.id, organization.name, single_use, row.expires_at, f"{PREFIX}{token}")


def peek(session: Session, ctx: Context, *, token: str) -> InvitePlace:
    """The school of a link, without using it up: for the first screen. Raises Invalid for one that does not work."""
    row = session.scalar(sa.select(Invite).where(Invite.token_digest == _digest(token), *working(ctx)))
    if row is None:
        raise _useless(session, token)
    return _place(row)


def redeem(session: Session, ctx: Context, *, token: str) -> InvitePlace:
    """Use a link: counted, a single one works exactly once however many ask at a time. To be called in the transaction
    that keeps the newcomer, so that a link is not used up by one who looked and left.

    Raises Invalid for a used, old, revoked or unknown link.
    """
    used = (
        sa.update(Invite)
        .where(Invite.token_digest == _digest(token), *working(ctx))
        .values(uses=Invite.uses + 1)
        .returning(Invite.id)
    )
    found = session.execute(used, execution_options={"synchronize_session": False}).scalar_one_or_none()
    if found is None:
        raise _useless(session, token)
    return _place(session.get_one(Invite, found, populate_existing=True))


def accept(session: Session, ctx: Context, *, token: str, chat_id: int, version: str, language: str) -> Accepted:
    """A newcomer who came by a link consents: kept, and the school prefilled, in one transaction.

    With a link that no longer works by now the newcomer goes on the ordinary way, and is told so. Raises Invalid, as
    ``people.consent_to_personal_data`` does, for a text of the consent that has changed.
    """
    known = people.person_of_chat(session, chat_id)
    card = people.consent_to_personal_data(session, ctx, chat_id=chat_id, version=version, language=language)
    if known is not None:
        return Accepted(card)
    try:
        place = redeem(session, ctx, token=token)
    except Invalid as error:
        return Accepted(card, error.text)
    newcomer = replace(ctx, actor=Actor(card.id, (), ctx.actor.door))
    return Accepted(people.choose_organization(session, newcomer, organization_id=place.organization_id))


def revoke(session: Session, ctx: Context, *, invite_id: int) -> InviteLine:
    """Stop a link at once; said twice, it is stopped. Raises NotFound for a link of another's school."""
    row = session.get(Invite, invite_id)
    if row is None or not _manages(session, ctx, row.organization_id):
        raise NotFound(_("There is no such link."))
    row.revoked_at = row.revoked_at or ctx.now
    session.flush()
    return _line(session, ctx, row)


def of_organization(session: Session, ctx: Context, *, organization_id: int) -> Sequence[InviteLine]:
    """The links of a school of one's own, the newest first."""
    _managed(session, ctx, organization_id)
    query = sa.select(Invite).where(Invite.organization_id == organization_id).order_by(Invite.id.desc()).limit(100)
    return [_line(session, ctx, row) for row in session.scalars(query)]


def working(ctx: Context) -> tuple[sa.ColumnElement[bool], ...]:
    """Which links work now."""
    open_school = sa.select(Organization.id).where(sa.not_(Organization.closed))
    return (
        Invite.revoked_at.is_(None),
        Invite.expires_at > ctx.now,
        sa.or_(sa.not_(Invite.single_use), Invite.uses == 0),
        Invite.organization_id.in_(open_school),
    )


def _manages(session: Session, ctx: Context, organization_id: int) -> bool:
    if rights.holds(ctx, Role.administrator) or any(
        rights.holds(ctx, role, organization_id=organization_id) for role in (Role.head, Role.deputy)
    ):
        return True
    return rights.holds(ctx, Role.operator, centre_id=rights.centre_of(session, organization_id))


def _managed(session: Session, ctx: Context, organization_id: int) -> Organization:
    organization = session.get(Organization, organization_id)
    if organization is None or organization.closed or not _manages(session, ctx, organization_id):
        raise NotFound(_("There is no such school."))
    return organization


def _place(row: Invite) -> InvitePlace:
    return InvitePlace(row.organization_id, row.organization.name, row.organization.municipality.name)


def _line(session: Session, ctx: Context, row: Invite) -> InviteLine:
    author = session.get(Person, row.created_by_id) if row.created_by_id else None
    used_up = row.single_use and row.uses > 0
    return InviteLine(
        id=row.id,
        single_use=row.single_use,
        uses=row.uses,
        created_at=row.created_at,
        created_by=author.short_name if author else "",
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        works=row.revoked_at is None and row.expires_at > ctx.now and not used_up,
    )


def _useless(session: Session, token: str) -> Invalid:
    row = session.scalar(sa.select(Invite).where(Invite.token_digest == _digest(token)))
    if row is not None and row.single_use and row.uses > 0:
        return Invalid(
            _("This link works once and has been used already. You can go on without it: you choose your school"
              " yourself."), "token"
        )  # fmt: skip
    return Invalid(_("This link does not work any more. Please ask for a new one or go on without it."), "token")


def _digest(token: str) -> str:
    return hashlib.sha256(token.removeprefix(PREFIX).encode()).hexdigest()

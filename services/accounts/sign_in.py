"""Signing in to the back office, with a lockout.

An attempt is counted before the password is looked at, in a committed step of its own: guesses made at once cannot
outrun the lockout. Lockouts stand on real time, which the caller gives as ``at``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Account
from services import audit
from services.context import Context
from services.errors import NotFound

_ = catalog("services").lazy
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """A counted attempt to sign in: whose hash to compare with, or until when nobody may try."""

    account_id: int | None
    digest: str | None = field(repr=False)
    locked_until: datetime | None = None


@dataclass(frozen=True)
class SignedIn:
    """Who a session belongs to; ``uniquifier`` changes when all sessions of the account must end."""

    account_id: int
    person_id: int
    name: str
    email: str
    language: str
    uniquifier: str = field(repr=False)


def begin_sign_in(session: Session, ctx: Context, *, email: str, at: datetime) -> Attempt:
    """Count an attempt for the address; commit before comparing the password. An unknown address counts nothing."""
    account = session.scalar(sa.select(Account).where(Account.email == folded(email)).with_for_update())
    if account is None or not account.active:
        return Attempt(None, None)
    if account.locked_until is not None and account.locked_until > at:
        return Attempt(account.id, None, account.locked_until)
    failures = 1 if account.locked_until is not None else account.failed_logins + 1
    locked_until = at + LOCKED_FOR if failures >= MOST_FAILURES else None
    _count(session, account.id, failures, locked_until)
    if locked_until is not None:
        audit.record(session, "lock_out", account, {"locked_until": (account.locked_until, locked_until)})
    return Attempt(account.id, account.password)


def finish_sign_in(session: Session, ctx: Context, *, account_id: int, at: datetime) -> SignedIn:
    """The password matched: forget the failures; raises NotFound when the account was closed meanwhile."""
    account = session.get(Account, account_id, with_for_update=True)
    if account is None or not account.active:
        raise NotFound(_("This account is closed."))
    _count(session, account_id, 0, None)
    account.last_login_at = at
    return session_of(account)


def _count(session: Session, account_id: int, failures: int, locked_until: datetime | None) -> None:
    # Past the unit of work: the counter of each attempt is bookkeeping, the audit tells of sign-ins and lockouts.
    session.execute(
        sa.update(Account)
        .where(Account.id == account_id)
        .values(failed_logins=failures, locked_until=locked_until)
        .execution_options(synchronize_session=False)
    )


def signed_in(session: Session, ctx: Context, *, uniquifier: str) -> SignedIn | None:
    """Whose session it is; None when the account is closed or its sessions were ended."""
    account = session.scalar(sa.select(Account).where(Account.fs_uniquifier == uniquifier, Account.active))
    return session_of(account) if account else None


def session_of(account: Account) -> SignedIn:
    """What a session of the account stands on."""
    return SignedIn(
        account.id, account.person_id, account.person.short_name, account.email, account.person.language,
        account.fs_uniquifier,
    )  # fmt: skip


def own_digest(session: Session, ctx: Context) -> str | None:
    """The hash of the actor's own password, to compare with what they typed outside the transaction."""
    return session.scalar(sa.select(Account.password).where(Account.person_id == ctx.actor.person_id))


def folded(email: str) -> str:
    """An address as it is compared: without blanks around, in lower case."""
    return email.strip().casefold()

"""Accounts of the back office: opened, closed, their passwords set anew."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Account, Grant, Role
from models.people import Person
from services import passwords, rights
from services.accounts.grants import require_manager
from services.accounts.sign_in import SignedIn, folded, session_of
from services.context import Context
from services.errors import Invalid, NotFound, Refused
from services.passwords import NewPassword

_ = catalog("services").lazy


@dataclass(frozen=True)
class AccountLine:
    """An account as its managers see it."""

    id: int
    person_id: int
    name: str
    email: str
    active: bool
    locked_until: datetime | None
    last_login_at: datetime | None


def create_person(session: Session, ctx: Context, *, last_name: str, first_name: str, patronymic: str = "") -> int:
    """Enter a staff member nobody knows yet; returns the person's id. Raises Invalid for an empty name."""
    require_manager(ctx)
    names = {"last_name": last_name, "first_name": first_name, "patronymic": patronymic}
    cleaned = {name: " ".join(value.split()) for name, value in names.items()}
    for name in ("last_name", "first_name"):
        if not cleaned[name]:
            raise Invalid(_("Please write the last name and the first name."), name)
    person = Person(**cleaned, created_at=ctx.now, subjects=[], muted=[])
    session.add(person)
    session.flush()
    return person.id


def create_account(session: Session, ctx: Context, *, person_id: int, email: str, password: NewPassword) -> AccountLine:
    """Open an account for a person; raises Invalid for a bad or taken address, Refused for a second account."""
    require_manager(ctx)
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(_("There is no such person."))
    if session.scalar(sa.select(Account.id).where(Account.person_id == person_id)) is not None:
        raise Refused(_("{name} already has an account.", name=person.short_name))
    account = Account(
        person_id=person_id, person=person, email=_free_email(session, email), password=password.digest,
        fs_uniquifier=uuid.uuid4().hex, created_at=ctx.now, active=True, failed_logins=0,
    )  # fmt: skip
    session.add(account)
    session.flush()
    return _line(account)


def first_administrator(
    session: Session, ctx: Context, *, email: str, last_name: str, first_name: str, patronymic: str = ""
) -> tuple[AccountLine, str]:
    """The account a new installation begins with; returns it and its generated password, which is kept nowhere.

    Only the system may; raises Refused when there is an administrator already.
    """
    rights.require(ctx.actor.is_system)
    taken = sa.select(Grant.id).join(Account, Account.person_id == Grant.person_id).where(
        Grant.role == Role.administrator, Account.active
    )  # fmt: skip
    if session.scalar(taken.limit(1)) is not None:
        raise Refused(_("There is an administrator already. They can open further accounts in the back office."))
    password = passwords.generated()
    person_id = create_person(session, ctx, last_name=last_name, first_name=first_name, patronymic=patronymic)
    account = create_account(session, ctx, person_id=person_id, email=email, password=password)
    session.add(Grant(person_id=person_id, role=Role.administrator, starts_on=ctx.today))
    session.flush()
    return account, password.plain


def set_password(session: Session, ctx: Context, *, account_id: int, password: NewPassword) -> SignedIn:
    """Set a password, lift the lockout and end every session of the account: one's own, or by an administrator.

    Returns what a session of the account stands on from now.
    """
    account = _load(session, account_id)
    if account.person_id != ctx.actor.person_id:
        require_manager(ctx)
    account.password, account.fs_uniquifier = password.digest, uuid.uuid4().hex
    account.failed_logins, account.locked_until = 0, None
    session.flush()
    return session_of(account)


def change_email(session: Session, ctx: Context, *, account_id: int, email: str) -> AccountLine:
    """Correct the address an account is signed in with; raises Invalid for a bad or taken one."""
    require_manager(ctx)
    account = _load(session, account_id)
    if folded(email) != account.email:
        account.email = _free_email(session, email)
        session.flush()
    return _line(account)


def set_active(session: Session, ctx: Context, *, account_id: int, active: bool) -> AccountLine:
    """Close an account, which ends its sessions, or open it again; nobody closes their own."""
    require_manager(ctx)
    account = _load(session, account_id)
    if account.person_id == ctx.actor.person_id:
        raise Refused(_("You cannot close your own account. Please ask another administrator."))
    account.active, account.fs_uniquifier = active, uuid.uuid4().hex
    account.failed_logins, account.locked_until = 0, None
    session.flush()
    return _line(account)


def _load(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound(_("There is no such account."))
    return account


def _line(account: Account) -> AccountLine:
    return AccountLine(
        account.id, account.person_id, account.person.full_name, account.email, account.active,
        account.locked_until, account.last_login_at,
    )  # fmt: skip


def _free_email(session: Session, email: str) -> str:
    try:
        address = validate_email(folded(email), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise Invalid(_("This does not look like an e-mail address. Example: name@mail.ru"), "email") from None
    if session.scalar(sa.select(Account.id).where(Account.email == address.casefold())) is not None:
        raise Invalid(_("Another account has this address."), "email")
    return address.casefold()

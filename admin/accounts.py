"""Accounts of the back office and the roles of their people; for administrators."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from flask import abort, flash, redirect, request, url_for
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response
from wtforms import StringField

from admin import once
from admin.access import About, served
from admin.addresses import go, number
from admin.cells import macro
from admin.fields import LineField, filled
from admin.forms import PageForm
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.roles import grant_words, living, scope_name
from admin.work import Work, options, read, run
from locales import catalog
from models.accounts import Account, Grant, Role
from models.base import fold
from models.people import Person
from services import accounts, directory, handovers, linking, overview, passwords, search
from services.context import Context
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


class NewPersonForm(PageForm):
    """A staff member nobody knows yet, and their address."""

    last_name = LineField(lazy("Last name"), [filled()])
    first_name = LineField(lazy("First name"), [filled()])
    patronymic = LineField(lazy("Patronymic"))
    email = StringField(lazy("E-mail"), [filled()], description=lazy("They will sign in with it"))


class KnownPersonForm(PageForm):
    """The address of somebody who is known already."""

    email = StringField(lazy("E-mail"), [filled()], description=lazy("They will sign in with it"))


class EmailForm(PageForm):
    """Another address of an account."""

    email = StringField(lazy("E-mail"), [filled()], description=lazy("They will sign in with it"))


def _state(account: Account) -> str:
    if not account.active:
        return _("closed")
    locked = account.locked_until is not None and account.locked_until > options().real_now()
    return _("locked out") if locked else _("open")


def _state_cell(account: Account) -> Any:
    state = _state(account)
    tones = {_("open"): ("good", "check"), _("closed"): ("calm", "minus")}
    return macro("badge", state, *tones.get(state, ("warn", "alert")))


def _of_state(value: str) -> sa.ColumnElement[bool]:
    now = options().real_now()
    return {
        "open": Account.active.is_(True),
        "closed": Account.active.is_(False),
        "locked": sa.and_(Account.active.is_(True), Account.locked_until > now),
    }[value]


class AccountsView(RegisterView):
    """Accounts."""

    allowed = frozenset({Role.administrator})
    about: ClassVar[About] = {"person": Person}
    title = lazy("Accounts")
    icon = "key"
    search_in = (Account.email,)
    search_hint = lazy("Last name or e-mail")
    empty = lazy("No accounts found. Clear the search or open a new account.")
    details_page = "account.html"
    can_create = can_edit = True
    can_export = False
    columns = (
        Column("name", lazy("Full name"), lambda row: row.person.full_name, kind="lead"),
        Column("email", lazy("E-mail"), lambda row: row.email, sort=Account.email),
        Column("roles", lazy("Roles"), lambda row: "; ".join(grant_words(grant) for grant in living(row.grants)),
               kind="wide"),
        Column("last_login_at", lazy("Last sign-in"), lambda row: row.last_login_at, sort=Account.last_login_at,
               kind="number"),
        Column("state", lazy("State"), _state, cell=_state_cell),
    )  # fmt: skip
    choices = (
        Choice("role", lazy("Role"), lambda: [(role.value, word(role)) for role in Role],
               lambda value: Account.person_id.in_(sa.select(Grant.person_id).where(Grant.role == Role(value)))),
        Choice("state", lazy("State"),
               lambda: [("open", _("open")), ("locked", _("locked out")), ("closed", _("closed"))], _of_state),
        Choice("chat", lazy("Telegram"), lambda: [("none", _("not in the chat")), ("linked", _("reached in the chat"))],
               lambda value: overview.without_chat() if value == "none" else sa.not_(overview.without_chat())),
    )  # fmt: skip
    order = (Account.email,)
    loads = (
        joinedload(Account.person),
        selectinload(Account.grants).options(
            joinedload(Grant.centre), joinedload(Grant.organization), joinedload(Grant.municipality)
        ),
    )

    def __init__(self, work: Work) -> None:
        super().__init__(Account, work, name="accounts", endpoint="accounts")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """All: only administrators come here."""
        return sa.true() if ctx.actor.has(Role.administrator) else sa.false()

    def _holds(self, word: str) -> sa.ColumnElement[bool]:
        known = sa.select(Person.id).where(Person.folded_name.contains(fold(word), autoescape=True))
        return sa.or_(super()._holds(word), Account.person_id.in_(known))

    def ranked(self, text: str) -> list[Any]:
        """A last name before a first name before a patronymic."""
        rank = read(search.rank, text=text)
        return [sa.select(rank).where(Person.id == Account.person_id).correlate(Account).scalar_subquery()]

    def details(self, row: Account) -> dict[str, Any]:
        """The roles of now, the state, the chat, and a password that was just made, this once."""
        return {
            "chat": read(directory.chat_of, person_id=row.person_id),
            "grants": living(row.grants),
            "state": _state(row),
            "scope_name": scope_name,
            "works": bool(read(handovers.workers, person_id=row.person_id)),
            "secret": once.told(passwords.NewPassword),
            "form": PageForm(),
        }

    def create_page(self) -> str | Response:
        """Look for the person first; then their address, or a new person's names."""
        if request.args.get("person") == "new":
            return self._open(NewPersonForm(), None)
        if request.args.get("person"):
            return self._open(KnownPersonForm(), self._person(number("person")))
        text = request.args.get("q", "")[:100]
        return self.render("account_person.html", found=read(accounts.find_for_account, text=text), text=text)

    def _person(self, person_id: int) -> Person:
        return read(lambda session, _ctx: session.get(Person, person_id)) or abort(404)

    def _open(self, form: PageForm, person: Person | None) -> str | Response:
        secret = passwords.generated() if form.is_submitted() else passwords.NewPassword("")
        opened: list[accounts.AccountLine] = []

        def step() -> None:
            opened.append(run(_open_account, person_id=person.id if person else None, data=form.data, password=secret))

        if form.accept(step):
            return self._told(opened[0].id, secret, _("The account is open. Now give it a role."))
        return self.render("account_new.html", form=form, person=person)

    def edit_page(self, row: Account) -> str | Response:
        """Correct the address."""
        form, row_id, name = EmailForm(data={"email": row.email}), row.id, row.person.full_name
        if form.accept(lambda: run(accounts.change_email, account_id=row_id, email=form.email.data)):
            return go("accounts.details_view", _("The address is saved. They sign in with it from now on."), id=row_id)
        return self.render("account_email.html", form=form, row_id=row_id, name=name)

    def _told(self, account_id: int, secret: passwords.NewPassword, text: str) -> Response:
        once.keep(secret)
        return go("accounts.details_view", text, id=account_id)

    @served("/unlink/", methods=("POST",))
    def unlink(self) -> Response:
        """Unlink the chat of the account's person: they left, or lost their telephone."""
        row_id, person_id = (row := self.one()).id, row.person_id
        run(linking.unlink_chat, person_id=person_id)
        return go("accounts.details_view", _("The chat is unlinked; the old chat gets a notice of it."), id=row_id)

    @served("/password/", methods=("POST",))
    def password(self) -> Response:
        """A fresh generated password, shown once; all sessions of the account end."""
        row_id = self.one().id
        secret = passwords.generated()
        run(accounts.set_password, account_id=row_id, password=secret)
        return self._told(row_id, secret, _("A new password is set. The old one works no more."))

    @served("/active/", methods=("POST",))
    def active(self) -> Response:
        """Close the account or open it again."""
        row_id = self.one().id
        wanted = request.form.get("active") == "1"
        run(accounts.set_active, account_id=row_id, active=wanted)
        flash(_("The account is open again.") if wanted else _("The account is closed."), "success")
        return redirect(url_for("accounts.details_view", id=row_id), 303)


def _open_account(
    session: Any, ctx: Context, *, person_id: int | None, data: dict[str, str], password: passwords.NewPassword
) -> accounts.AccountLine:
    names = {name: data[name] for name in ("last_name", "first_name", "patronymic") if name in data}
    found = person_id or accounts.create_person(session, ctx, **names)
    return accounts.create_account(session, ctx, person_id=found, email=data["email"], password=password)

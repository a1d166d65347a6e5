"""The pages by which people come and go: sign in, sign out, change the password, link a chat."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from datetime import datetime
from typing import ClassVar

from babel import Locale
from flask import flash, redirect, request, session, url_for
from flask_security import current_user, login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField

from admin import once
from admin.access import About, Everyone, served
from admin.addresses import go
from admin.base import PageView
from admin.fields import filled
from admin.forms import PageForm
from admin.login import Login, LoginStore
from admin.work import context, forget_context, options, read, run
from locales import LANGUAGES, catalog, language, reading_in
from services import accounts, directory, linking, passwords, settings
from services.errors import Invalid, Stale

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
MOST_STRANGERS = 10_000


class Strangers:
    """Failures of addresses that have no account: they are locked out alike, so nobody learns which exist."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, tuple[int, datetime | None]] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, email: str, at: datetime) -> datetime | None:
        """Count an attempt; until when the address is locked out, or None."""
        key = hashlib.sha256(email.strip().casefold().encode()).hexdigest()
        with self._lock:
            count, until = self._failures.pop(key, (0, None))
            if until is not None and until > at:
                self._failures[key] = (count, until)
                return until
            count = 1 if until is not None else count + 1
            self._failures[key] = (count, at + accounts.LOCKED_FOR if count >= accounts.MOST_FAILURES else None)
            while len(self._failures) > MOST_STRANGERS:
                self._failures.popitem(last=False)
        return None


class SignInForm(PageForm):
    """Address and password."""

    email = StringField(lazy("E-mail"), [filled(lazy("Please write your e-mail address."))])
    password = PasswordField(lazy("Password"), [filled(lazy("Please write your password."))])


class PasswordForm(PageForm):
    """The password of now and the wanted one, twice."""

    current = PasswordField(lazy("Current password"), [filled()])
    password = PasswordField(lazy("New password"), [filled()])
    again = PasswordField(lazy("New password once more"), [filled()])


def local_address(address: str) -> str:
    """The address if it lies on this site, else the home page: nobody is sent elsewhere after signing in."""
    sound = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if sound else url_for("home.index")


class SignInPage(PageView):
    """Sign in and out."""

    allowed = Everyone.anyone
    title = lazy("Sign in")
    about: ClassVar[About] = {}

    def __init__(self, store: LoginStore) -> None:
        super().__init__(name="login", endpoint="login")
        self._store = store
        self._strangers = Strangers()

    @served("/", methods=("GET", "POST"))
    def index(self) -> str | Response:
        """The form; says the same of a wrong password and an unknown address."""
        target = local_address(request.args.get("next", ""))
        if current_user.is_authenticated:
            return redirect(target)
        form = SignInForm()
        if form.validate_on_submit():
            error = self._enter(form.email.data, form.password.data)
            if error is None:
                return redirect(target, 303)
            form.form_errors.append(error)
        return self.render("login.html", form=form)

    def _enter(self, email: str, password: str) -> str | None:
        at = options().real_now()
        attempt = run(accounts.begin_sign_in, email=email, at=at)
        locked = attempt.locked_until if attempt.account_id else self._strangers.attempt(email, at)
        if locked is not None:
            return _locked(locked)
        if not passwords.matches(attempt.digest, password) or attempt.account_id is None:
            return _(
                "The e-mail address or the password is wrong. After {most} mistakes the way in closes for {minutes}"
                " minutes.",
                most=accounts.MOST_FAILURES, minutes=accounts.LOCKED_FOR.seconds // 60,
            )  # fmt: skip
        remember(self._store.load(run(accounts.finish_sign_in, account_id=attempt.account_id, at=at).uniquifier))
        return None

    @served("/out/", methods=("POST",))
    def out(self) -> Response:
        """Sign out."""
        logout_user()
        session.clear()
        flash(_("You have signed out."), "success")
        return redirect(url_for("login.index"), 303)


def remember(login: Login | None) -> None:
    """Begin a fresh session for somebody whose password was right; nobody is remembered once the account is closed."""
    draft = session.get("draft")
    session.clear()
    if draft:
        session["draft"] = draft  # only its author will see it
    session.permanent = True
    if login is not None:
        login_user(login, remember=False)
    forget_context()


def _locked(until: datetime) -> str:
    clock = until.astimezone(options().region.zone).strftime("%H:%M")
    return _(
        "Too many mistakes: the way in is closed until {clock}. Please wait or ask the administrator for a password.",
        clock=clock,
    )


def _languages() -> list[tuple[str, str]]:
    """The languages one may change to: code, and what each is called in itself."""
    return [
        (code, (Locale.parse(code).get_display_name(code) or code).capitalize())
        for code in LANGUAGES if code != language()
    ]  # fmt: skip


class OwnPage(PageView):
    """One's own account: the password and the code that links the chat."""

    allowed = Everyone.signed_in
    title = lazy("My account")
    about: ClassVar[About] = {}
    icon = "person"

    def __init__(self, store: LoginStore) -> None:
        super().__init__(name="me", endpoint="me")
        self._store = store

    @served("/")
    def index(self) -> str:
        """What one can do with one's own account; a code that was just made is shown this once."""
        return self.render(
            "me.html", code=once.told(accounts.IssuedCode), chat=read(directory.own_chat), languages=_languages()
        )

    @served("/password/", methods=("GET", "POST"))
    def password(self) -> str | Response:
        """Change one's own password; all other sessions end."""
        form = PasswordForm()
        if form.validate_on_submit() and self._changed(form):
            flash(_("The password is changed. On other devices you will have to sign in again."), "success")
            return redirect(url_for("me.index"), 303)
        return self.render("password.html", form=form)

    def _changed(self, form: PasswordForm) -> bool:
        if not passwords.matches(read(accounts.own_digest), form.current.data):
            form.current.errors = [_("This is not your current password.")]
            return False
        if form.password.data != form.again.data:
            form.again.errors = [_("The two new passwords differ. Please write the same one twice.")]
            return False
        try:
            password = passwords.chosen(
                form.password.data, email=current_user.who.email, name=current_user.who.name
            )  # fmt: skip
        except Invalid as refusal:
            form.refuse(refusal)
            return False
        account_id = current_user.who.account_id
        uniquifier = run(accounts.set_password, account_id=account_id, password=password).uniquifier
        remember(self._store.load(uniquifier))
        return True

    @served("/language/", methods=("POST",))
    def language(self) -> Response:
        """Read in another language, here and in the chat."""
        try:
            kept = run(settings.choose_language, language=request.form.get("code", ""))
        except Invalid as refusal:
            return go("me.index", str(refusal), "warning")
        with reading_in(kept.language):
            return go("me.index", _("From now on, the office and the chat speak English."))

    @served("/code/", methods=("POST",))
    def code(self) -> Response:
        """A one-time code that links the chat, shown once."""
        once.keep(run(accounts.create_link_code))
        return go("me.index")

    @served("/unlink/", methods=("GET", "POST"))
    def unlink(self) -> str | Response:
        """Ask first; then unlink one's own chat."""
        form = PageForm()
        if not form.validate_on_submit():
            return self.render("me_unlink.html", form=form)
        try:
            run(linking.unlink_chat, person_id=context().actor.person_id or 0)
        except Stale as error:
            return go("me.index", str(error), "warning")
        return go("me.index", _("The chat is unlinked; the old chat gets a notice of it."))

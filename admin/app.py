"""Builds the back office: a WSGI application that ``marshrut`` serves. Nothing is built at import."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

from flask import Flask, abort, flash, g, redirect, request, session, url_for
from flask_admin import Admin
from flask_admin.theme import Theme
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import current_user, logout_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from admin import access, drafts, headers, login, navigation, once, refusals, work
from admin.accounts import AccountsView
from admin.acts import act_words
from admin.applications.case import CasePage
from admin.applications.day_list import DayListPage
from admin.applications.incoming import IncomingView
from admin.applications.intake import IntakePage
from admin.applications.queue import QueuePage
from admin.applications.result import ResultPage
from admin.applications.result_form import place_name
from admin.audit.page import AuditView
from admin.base import Closed
from admin.calls import CallsPage
from admin.catalogue.events import EventsView
from admin.catalogue.programmes import ProgrammesView
from admin.cells import call, chat_badge, deadline_cell, phone, status_badge
from admin.codifiers import CodifiersPage
from admin.conversations import AskedPage, QuestionsPage
from admin.deadlines import DeadlinesView
from admin.files import FilesPage
from admin.handovers import HandoversPage
from admin.home import HomePage
from admin.imports.pages import ImportsPage
from admin.indicators import IndicatorsPage
from admin.instruments import InstrumentsPage
from admin.invites import InvitesPage
from admin.notices import NoticesPage
from admin.options import Options
from admin.people import PeopleView
from admin.person.consents import ConsentsPage
from admin.person.merge import MergePage
from admin.person.newcomer import NewcomerPage
from admin.person.page import PersonPage
from admin.places import CentresView, MunicipalitiesView, OrganizationsView
from admin.received import Received
from admin.region import RegionPage
from admin.roles import RolesPage
from admin.routes.approvals import ApprovalsPage
from admin.routes.curated import CuratedPage
from admin.routes.editor import RoutesPage
from admin.search import SearchPage
from admin.show import shown
from admin.sign_in import OwnPage, SignInPage
from admin.telling import TellPage
from locales import catalog, dates, language, numbers, reading_in
from services.words import word

_ = catalog("admin").gettext
HERE = Path(__file__).parent


def create_app(options: Options) -> Flask:
    """The application; raises RuntimeError when an endpoint does not say who may enter."""
    app = Flask("admin", root_path=str(HERE))
    app.request_class = Received
    _configure(app, options)
    sessions = work.install(app, options)
    _guard(app, options)
    CSRFProtect(app)
    store = login.install(app, options, sessions)
    views = _views(store, sessions)
    register(app, views)
    _limit(app, options)
    once.install(app)
    headers.install(app, secure=options.secure)
    refusals.install(app)
    _dress(app, options)
    return app


def _configure(app: Flask, options: Options) -> None:
    app.config.update(
        SECRET_KEY=options.secret_key,
        SESSION_COOKIE_NAME="marshrut",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=options.secure,
        PERMANENT_SESSION_LIFETIME=options.session_idle,
        MAX_CONTENT_LENGTH=options.upload_bytes,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_ENABLED=True,
    )


def _guard(app: Flask, options: Options) -> None:
    @app.before_request
    def enter() -> Response | None:
        who = getattr(current_user, "who", None)
        g.language = ExitStack()
        g.language.enter_context(reading_in(who.language if who else "ru"))
        if request.endpoint is None:
            return None
        if who and time.time() - session.get("fs_paa", 0) > options.session_longest.total_seconds():
            logout_user()
            session.clear()
        if navigation.may_enter(request.endpoint):
            return None
        if current_user.is_authenticated:
            abort(403)
        target = drafts.address() if request.method == "GET" else refusals.form_address()
        if request.method == "POST":
            kept = drafts.put_aside(target)
            flash(_("Your session has ended. Sign in: what you typed will be in the form.") if kept
                  else _("Your session has ended. Please sign in and repeat what you did."), "warning")  # fmt: skip
        return redirect(url_for("login.index", next=target or None))

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if language := g.pop("language", None):
            language.close()


def _views(store: login.LoginStore, sessions: work.Work) -> Sequence[Any]:
    return (
        HomePage(name="home", endpoint="home", url="/", static_url_path="/-"),
        QueuePage(name="queue", endpoint="queue"),
        IntakePage(name="intake", endpoint="intake"),
        CallsPage(name="calls", endpoint="calls"),
        TellPage(name="told", endpoint="told"),
        DayListPage(name="day_list", endpoint="day_list"),
        IncomingView(sessions),
        CasePage(name="case", endpoint="case"),
        ResultPage(name="result", endpoint="result"),
        RoutesPage(name="routes", endpoint="routes"),
        ApprovalsPage(name="approvals", endpoint="approvals"),
        CuratedPage(name="curated", endpoint="curated"),
        QuestionsPage(name="questions", endpoint="questions"),
        AskedPage(name="asked", endpoint="asked"),
        DeadlinesView(sessions),
        PeopleView(sessions),
        PersonPage(name="person", endpoint="person"),
        ConsentsPage(name="consents", endpoint="consents"),
        NewcomerPage(name="newcomer", endpoint="newcomer"),
        MergePage(name="merge", endpoint="merge"),
        OrganizationsView(sessions),
        MunicipalitiesView(sessions),
        CentresView(sessions),
        ProgrammesView(sessions),
        EventsView(sessions),
        CodifiersPage(name="codifier", endpoint="codifier"),
        InstrumentsPage(name="instruments", endpoint="instruments"),
        RegionPage(name="region", endpoint="region"),
        IndicatorsPage(name="indicators", endpoint="indicators"),
        InvitesPage(name="invites", endpoint="invites"),
        ImportsPage(name="imports", endpoint="imports"),
        SearchPage(name="search", endpoint="search"),
        HandoversPage(name="handovers", endpoint="handovers"),
        AccountsView(sessions),
        RolesPage(name="roles", endpoint="roles"),
        AuditView(sessions),
        NoticesPage(name="notices", endpoint="notices"),
        FilesPage(name="files", endpoint="files"),
        OwnPage(store),
        SignInPage(store),
    )


def register(app: Flask, views: Sequence[Any]) -> None:
    """Register views; raises TypeError for one that does not stand on our base."""
    admin = Admin(app, name="", index_view=views[0], theme=Theme(folder="none", base_template="layout.html"))
    for view in views[1:]:
        if not isinstance(view, Closed):
            raise TypeError(f"{type(view).__name__} does not stand on admin.base")
        admin.add_view(view)
    app.extensions["views"] = {view.endpoint: view for view in views}
    app.extensions["access"] = access.table(app, views)


def _limit(app: Flask, options: Options) -> None:
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    limited = limiter.limit(options.sign_in_limit, methods=["POST"])
    for endpoint in ("login.index", "me.password"):
        app.view_functions[endpoint] = cast(Any, limited(app.view_functions[endpoint]))


def _dress(app: Flask, options: Options) -> None:
    texts = catalog("admin")
    stamp = _stamp()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(shown=shown, word=word)
    app.jinja_env.globals.update(
        _=texts.gettext,
        ngettext=texts.ngettext,
        sections=navigation.sections,
        may_enter=navigation.may_enter,
        region=options.region,
        demo=options.demo,
        asset=lambda name: url_for("static", filename=name, v=stamp),
        today=lambda: work.context().today,
        long_day=dates.day,
        percent=numbers.percent,
        language=language,
        my_roles=_my_roles,
        call=call,
        typed_by=drafts.mark,
        phone=phone,
        chat_badge=chat_badge,
        deadline_cell=deadline_cell,
        status_badge=status_badge,
        place_name=place_name,
        act_words=act_words,
        clock=lambda moment: moment.astimezone(options.region.zone).strftime("%H:%M"),
        day_of=options.region.today,
    )


def _my_roles() -> str:
    return ", ".join(dict.fromkeys(word(scope.role) for scope in work.context().actor.scopes))


def _stamp() -> str:
    digest = hashlib.sha256()
    for path in sorted((HERE / "static").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]

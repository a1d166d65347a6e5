"""Refusals in one look: HTTP errors, and what the services say when they will not do a thing."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from admin import drafts
from admin.sign_in import local_address
from admin.work import work
from locales import Text, catalog
from services.errors import Denied, DomainError, NotFound, Stale

_ = catalog("admin").lazy
log = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024

Page = tuple[str, int] | Response

PAGES: dict[int, tuple[Text, Text]] = {
    400: (_("The request could not be read"), _("Please open the page again and repeat what you did.")),
    403: (
        _("This page is not for your role"),
        _("If you need it for your work, please ask the administrator to give you the role."),
    ),
    404: (
        _("Nothing here"),
        _("There is no such page or record, or it is not available to you. Check the address or go to the home page."),
    ),
    405: (_("This cannot be done so"), _("Please go back to the page and use its buttons.")),
    409: (_("This has changed meanwhile"), _("Somebody was faster, or it is done already. See how it stands now.")),
    413: (_("The file is too big"), _("Please choose a smaller file or split it into parts.")),
    429: (_("Too many attempts"), _("Please wait a minute and try again.")),
    500: (
        _("Something broke on our side"),
        _("Nothing of what you did was saved. Please try again; if it repeats, tell the administrator the time."),
    ),
}
OLD_FORM = _("The page was open for too long, or you signed in anew. Please open it again and repeat what you did.")


def page(code: int, text: str = "", back: str = "", back_words: str = "") -> Page:
    """The page of an error; ``text`` replaces the usual explanation, ``back_words`` the words of the way back."""
    title, usual = PAGES.get(code, PAGES[500 if code >= 500 else 400])
    told = {"title": str(title), "text": text or str(usual), "back": back, "back_words": back_words}
    return render_template("error.html", code=code, **told), code


def came_from() -> str:
    """The local page the person came from, else the home page."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host:
        return url_for("home.index")
    return local_address(referrer.path + (f"?{referrer.query}" if referrer.query else ""))


def install(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(CSRFError, _old_form)
    app.register_error_handler(RateLimitExceeded, lambda _error: page(429))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(IntegrityError, _conflict)


def _old_form(_error: CSRFError) -> Page:
    """The token of the form is not this session's: what its author typed comes back, anybody else is refused."""
    back = form_address()
    return redirect(back, 303) if drafts.put_aside(back) else page(400, str(OLD_FORM), came_from())


def form_address() -> str:
    """Where the form that was just sent stands: its own address, or the page it was sent from."""
    rules = current_app.url_map.iter_rules(request.endpoint) if request.endpoint else ()
    return drafts.address() if any("GET" in (rule.methods or ()) for rule in rules) else came_from()


def _http(error: HTTPException) -> Page | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if error.code == 413:
        return _too_big()
    answer = page(error.code)
    if error.code == 405 and isinstance(answer, tuple):
        return Response(
            answer[0], 405, {"Allow": ", ".join(getattr(error, "valid_methods", None) or [])}, None, "text/html"
        )
    return answer


def _too_big() -> Page:
    """How much is taken here, and the way back to the form: what was sent is not read."""
    here = current_app.extensions["views"].get(request.blueprint)
    most = int(getattr(here, "most_taken", None) or current_app.config["MAX_CONTENT_LENGTH"]) // MEGABYTE
    text = _("At most {most} MB are taken at once. Please choose a smaller file or split it into parts.", most=most)
    return page(413, str(text), came_from(), str(_("Back to the form")))


def _domain(error: DomainError) -> Page:
    work().session.remove()
    if isinstance(error, NotFound | Denied):
        return page(404)
    if isinstance(error, Stale):
        return page(409, str(error), came_from())
    flash(str(error), "warning")
    return redirect(came_from() if request.method == "POST" else url_for("home.index"), 303)


def _conflict(_error: IntegrityError) -> Page:
    work().session.remove()
    log.warning("a write met another one: %s", request.endpoint)
    return page(409, back=came_from())

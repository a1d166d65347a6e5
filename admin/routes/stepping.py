"""What the steps of a route's page share: a step behind a button, a form of its own, somebody who was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from werkzeug.wrappers import Response

from admin.access import About
from admin.addresses import go, number
from admin.base import PageView
from admin.forms import PageForm, accepted
from admin.work import read
from locales import catalog
from services import routes
from services.errors import Denied, DomainError, NotFound
from services.routes import RouteCard

_ = catalog("admin").gettext
F = TypeVar("F", bound=PageForm)


class Stepping(PageView):
    """A page of a route on which steps are taken."""

    abstract = True
    about: ClassVar[About] = {}

    def _step(self, take: Callable[[int], object], done: str) -> Response:
        route_id = number()
        try:
            take(route_id)
        except (NotFound, Denied):
            raise
        except DomainError as error:
            return go("routes.route", str(error), "warning", id=route_id)
        return go("routes.route", done, id=route_id)

    def _form(self, card: RouteCard, form: PageForm, title: str, button: str, *, adding: bool = False,
              lead: str = "", grave: bool = False) -> str:  # fmt: skip
        return self.render("route_form.html", card=card, form=form, title=title, button=button, adding=adding,
                           lead=lead, grave=grave)  # fmt: skip

    def _asked(
        self, act: str, made: Callable[[RouteCard], F | None], take: Callable[[RouteCard, F], object], done: str, *,
        title: str, button: str, lead: str | Callable[[RouteCard], str] = "", grave: bool = False,
    ) -> str | Response:  # fmt: skip
        """The form of a step that may be taken now, and the step. ``made``: the form with its choices; None where there
        is nobody or nothing to choose, so that the step is over."""
        card = read(routes.card, route_id=number())
        form = made(card) if act in card.acts else None
        if form is None:
            return stale(card.id)
        if accepted(form, lambda: take(card, form)):
            return go("routes.route", done, id=card.id)
        return self._form(card, form, title, button, lead=lead(card) if callable(lead) else lead, grave=grave)


def stale(route_id: int, error: DomainError | None = None, endpoint: str = "routes.route") -> Response:
    """Somebody was faster: say so, and show how it stands now."""
    text = str(error) if error else _("This has already been done or has changed. Here is how it stands now.")
    return go(endpoint, text, "warning", id=route_id)

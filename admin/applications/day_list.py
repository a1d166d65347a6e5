"""The day list: the assessments of a day with attendance, a no-show, a move, a cancellation; made to be printed too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar

from flask import request
from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.addresses import go, number
from admin.applications.queue import CENTRE
from admin.base import PageView
from admin.work import context, read, run
from locales import catalog, dates
from models.accounts import Role
from models.applications import Participation
from services import applications
from services.errors import Denied, DomainError, NotFound

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: Days an address may ask for lie around today: a wild year is nobody's day.
FARTHEST = timedelta(days=3660)


class DayListPage(PageView):
    """Assessments of a day."""

    allowed = CENTRE
    title = lazy("Assessments of the day")
    about: ClassVar[About] = {"id": Participation}
    icon = "calendar"

    @served("/")
    def index(self) -> str:
        """The list of ``?day=``, today by default."""
        day = asked_day()
        found = read(applications.day_list, day=day)
        return self.render("day_list.html", found=found, day=day, heading=dates.day(day))

    @only(Role.operator)
    @served("/held/", methods=("POST",))
    def held(self) -> Response:
        """The person came: recorded as held on that day."""
        day = asked_day()
        return _taken(day, lambda case: run(applications.record_held, participation_id=case, held_on=day),
                      _("Recorded as held. Now the result is awaited."))  # fmt: skip

    @only(Role.operator)
    @served("/absent/", methods=("POST",))
    def absent(self) -> Response:
        """The person did not come."""
        return _taken(asked_day(), lambda case: run(applications.record_no_show, participation_id=case),
                      _("Recorded: did not come. Please propose new terms."))  # fmt: skip


def asked_day() -> date:
    """The day that the address asks for; today when it is none or too far away."""
    today = context().today
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return day if abs(day - today) <= FARTHEST else today


def _taken(day: date, step: Callable[[int], object], done: str) -> Response:
    case = number()
    try:
        step(case)
    except (NotFound, Denied):
        raise
    except DomainError as error:
        return go("day_list.index", str(error), "warning", day=day.isoformat())
    return go("day_list.index", done, day=day.isoformat())

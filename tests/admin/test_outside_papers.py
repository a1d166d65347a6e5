"""Papers signed outside the chat: an approval, an answer, a mark, each with its scan that only the right opens."""

from __future__ import annotations

import io
import re

from werkzeug.test import TestResponse

from tests.admin.test_intake_desk import PNG
from tests.admin.walking import Walk, said


def scan() -> tuple[io.BytesIO, str]:
    """A picture as a browser sends it."""
    return io.BytesIO(PNG), "лист.png"


def awaiting(walk: Walk) -> int:
    """A route that awaits the head's approval."""
    world = walk.world
    route_id = world.sent_route()
    world.agree(route_id)
    walk.sync()
    return route_id


def sign(walk: Walk, route_id: int, **change: object) -> TestResponse:
    """Send the form of an approval on paper."""
    form = {"approver": walk.world.head_id, "way": "paper", "on": walk.world.today.isoformat(), "scan": scan()}
    return walk.post(walk.client("planner"), f"/routes/signed/?id={route_id}", **form | change)


def test_an_approval_on_paper_makes_the_route_active_and_keeps_the_scan(walk: Walk) -> None:
    route_id, planner = awaiting(walk), walk.client("planner")
    assert "/routes/signed/" in walk.page(planner, f"/routes/route/?id={route_id}")
    page = said(sign(walk, route_id), planner)
    found = re.search(r'href="(/files/\?id=\d+)"', page)
    assert found
    answer = planner.get(found[1])
    assert answer.status_code == 200
    assert answer.data == PNG
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for name in ("head", "curator", "department", "administrator"):
        assert walk.client(name).get(found[1]).status_code == 404


def test_an_approval_without_its_scan_or_by_somebody_else_is_refused(walk: Walk) -> None:
    route_id = awaiting(walk)
    assert "scan-error" in sign(walk, route_id, scan="").get_data(as_text=True)
    assert 'class="field wrong"' in sign(walk, route_id, approver=walk.world.curator_id).get_data(as_text=True)
    assert not list(walk.site.options.files.rglob("*.png"))


def test_an_approval_is_recorded_once(walk: Walk) -> None:
    route_id, planner = awaiting(walk), walk.client("planner")
    said(sign(walk, route_id), planner)
    answer = sign(walk, route_id)
    assert answer.status_code == 303
    assert walk.page(planner, answer.headers["Location"]).count("/files/?id=") == 1


def test_a_consent_on_paper_keeps_its_scan(walk: Walk) -> None:
    world, operator = walk.world, walk.client("operator")
    case = world.apply()
    world.propose(case)
    walk.sync()
    page = said(
        walk.step(operator, case, "accept_terms", way="paper", on=world.today.isoformat(), scan=scan()), operator
    )
    assert "/files/?id=" in page

"""The route card as a file in the back office: who may have it, in which projection, and what is recorded (К-01)."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from models.accounts import Grant, Role
from services import results
from tests.admin.walking import Walk
from tests.documents.reading import docx_text, pdf_text, squeezed, unzipped
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT

SECRETS = [squeezed(one) for one in (CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, "Ёлкина")]


def card(walk: Walk, name: str, room: str, route_id: int, kind: str) -> TestResponse:
    """The card as somebody gets it on a page."""
    return walk.post(walk.client(name), f"/{room}/card/?id={route_id}&file={kind}")


def looks(walk: Walk) -> list[tuple[str, str]]:
    """Whose looks the teacher finds at their result."""
    world = walk.world
    found = [(one.viewer, one.door) for one in results.lookers(world.session, world.teacher, participation_id=1)]
    world.session.rollback()
    return found


@pytest.mark.rule("SM-IOM-4.3.5")
@pytest.mark.parametrize(("name", "room"), [("planner", "routes"), ("operator", "routes"), ("curator", "curated")])
def test_the_centre_and_the_curator_get_the_whole_card_and_the_look_is_recorded(
    walk: Walk, name: str, room: str
) -> None:
    route_id = walk.world.active_route()
    walk.sync()
    assert f"/{room}/card/?id={route_id}&amp;file=pdf" in walk.page(walk.client(name), f"/{room}/route/?id={route_id}")
    before = [door for _who, door in looks(walk)].count("document")
    for kind, read in (("pdf", pdf_text), ("docx", docx_text)):
        answer = card(walk, name, room, route_id, kind)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer.headers["Cache-Control"]
        assert [one for one in SECRETS if one not in read(answer.data)] == []
    assert [door for _who, door in looks(walk)].count("document") > before


@pytest.mark.rule("К-01", "К-54", "SM-IOM-4.3.10")
@pytest.mark.parametrize("name", ["head", "deputy", "founder"])
def test_the_school_gets_its_own_projection_and_nothing_of_the_result(walk: Walk, name: str) -> None:
    route_id = walk.world.active_route()
    if name == "founder":  # a founder reads the routes of heads only
        world = walk.world
        world.session.add(Grant(person_id=world.teacher_id, role=Role.head, organization_id=world.school_id))
        world.session.commit()
    walk.sync()
    before = looks(walk)
    assert squeezed("Семинар № 1") in docx_text(card(walk, name, "approvals", route_id, "docx").data)
    assert [one for one in SECRETS if one in unzipped(card(walk, name, "approvals", route_id, "docx").data)] == []
    assert [one for one in SECRETS if one in pdf_text(card(walk, name, "approvals", route_id, "pdf").data)] == []
    assert looks(walk) == before


@pytest.mark.rule("К-01")
def test_a_head_who_is_a_planner_too_prints_the_school_card_on_the_page_of_the_school(walk: Walk) -> None:
    route_id = walk.world.active_route()
    walk.world.session.add(Grant(person_id=walk.world.planner_id, role=Role.head, organization_id=walk.world.school_id))
    walk.world.session.commit()
    walk.sync()
    text = unzipped(card(walk, "planner", "approvals", route_id, "docx").data)
    assert [one for one in SECRETS if one in text] == []


def test_what_is_not_theirs_or_is_no_file_is_not_there(walk: Walk) -> None:
    route_id = walk.world.active_route()
    walk.sync()
    assert card(walk, "planner", "routes", route_id, "exe").status_code == 404
    assert card(walk, "planner", "routes", 99_999, "pdf").status_code == 404
    assert card(walk, "head", "routes", route_id, "pdf").status_code == 403
    assert card(walk, "curator", "approvals", route_id, "pdf").status_code == 403
    assert walk.client("planner").get(f"/routes/card/?id={route_id}&file=pdf").status_code == 405

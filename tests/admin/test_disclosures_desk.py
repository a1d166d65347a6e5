"""A disclosure in the back office: exactly the recipient gets the full card of exactly that route, from one button."""

from __future__ import annotations

import re

import pytest

from admin.access import registry
from models.accounts import Role
from models.people import Employment
from services import conversations, routes
from tests import world
from tests.admin.conftest import token
from tests.admin.test_canaries import seen as planted
from tests.admin.test_canaries import unpacked
from tests.admin.walking import Walk

#: What the full card says; the percent of a block is not on it.
ON_THE_CARD = {world.CANARY_CODE, world.CANARY_DEFICIT, world.CANARY_ADVICE}


def opened(walk: Walk) -> int:
    """An active route, its card open to the head of the world; returns the head's person."""
    w = walk.world
    route_id = w.active_route()
    conversations.ask(w.session, w.teacher, route_id=route_id, text="Когда семинар?")
    routes.disclose(w.session, w.teacher, route_id=route_id, recipient_id=w.head_id)
    w.session.commit()
    walk.sync()
    return w.head_id


def trampled(walk: Walk, account: str) -> dict[str, set[str]]:
    """Every endpoint that shows an account something of the result, whatever is sent, and what."""
    client, found = walk.client(account), dict[str, set[str]]()
    crumb = token(client)
    for endpoint in registry(walk.site.app):
        if endpoint.name in ("static", "login.out", "me.password") or "delete" in endpoint.name:
            continue
        for tail in ("?id=1", "?id=1&file=docx", "?id=1&file=pdf", "?q=Иванова", "?q=1"):
            for method in endpoint.methods:
                data = {"csrf_token": crumb, "open": "1"} if method == "POST" else None
                answer = client.open(re.sub(r"<[^>]+>", "1", endpoint.rule) + tail, method=method, data=data)
                if shown := set(planted(unpacked(answer))):
                    found.setdefault(endpoint.name, set()).update(shown)
    return found


@pytest.mark.rule("К-01")
def test_the_head_gets_the_full_card_from_its_own_button_and_nowhere_else(walk: Walk) -> None:
    opened(walk)
    page = walk.page(walk.client("head"), "/approvals/route/?id=1")
    assert "Педагог открыл полную карту этого маршрута лично вам" in page
    assert planted(page) == []
    assert trampled(walk, "head") == {"approvals.full": ON_THE_CARD}


@pytest.mark.rule("К-01")
def test_closed_it_is_answered_as_what_does_not_exist(walk: Walk) -> None:
    opened(walk)
    head = walk.client("head")
    assert walk.post(head, "/approvals/full/?id=1&file=pdf").status_code == 200
    routes.close_disclosure(walk.world.session, walk.world.teacher, disclosure_id=1)
    walk.world.session.commit()
    assert walk.post(head, "/approvals/full/?id=1&file=pdf").status_code == 404
    assert "Полная карта" not in walk.page(head, "/approvals/route/?id=1")
    assert trampled(walk, "head") == {}


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("role", [Role.deputy, Role.founder, Role.group_head, Role.department, Role.administrator])
def test_with_a_disclosure_no_other_role_gets_anything(walk: Walk, role: Role) -> None:
    opened(walk)
    assert trampled(walk, role.value) == {}


@pytest.mark.rule("К-01")
def test_what_the_school_prints_stays_the_schools_copy(walk: Walk) -> None:
    opened(walk)
    answer = walk.post(walk.client("head"), "/approvals/card/?id=1&file=docx")
    assert answer.status_code == 200
    assert planted(unpacked(answer)) == []


@pytest.mark.rule("К-27")
def test_a_curator_of_the_school_gets_it_from_the_page_of_the_ward(walk: Walk) -> None:
    w = walk.world
    route_id = w.active_route()
    w.session.add(Employment(person_id=w.curator_id, organization_id=w.school_id, position="Учитель"))
    w.session.commit()
    client = walk.client("curator")
    walk.sync()
    assert walk.post(client, f"/curated/full/?id={route_id}&file=docx").status_code == 404
    routes.disclose(w.session, w.teacher, route_id=route_id, recipient_id=w.curator_id)
    w.session.commit()
    assert "Полная карта" in walk.page(client, f"/curated/route/?id={route_id}")
    assert set(planted(unpacked(walk.post(client, f"/curated/full/?id={route_id}&file=docx")))) == ON_THE_CARD

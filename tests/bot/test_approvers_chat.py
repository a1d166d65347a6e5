"""A founder in the chat: the first screen leads to the route of a head, to agree and to approve (К-53)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.places import Organization
from models.routes import Route, RouteStatus
from services import routes
from tests import world
from tests.bot.conftest import OpenTown
from tests.bot.town import CANARIES, heard, taps

HEAD = "Петров Семён Ильич"


@pytest.mark.rule("К-53")
@pytest.mark.parametrize("municipality", [False, True])
async def test_a_founder_agrees_and_approves_the_route_of_a_head(open_town: OpenTown, municipality: bool) -> None:
    town = await open_town("people")
    with town.acting() as w:
        place = {"organization_id": w.school_id}
        if municipality:
            place = {"municipality_id": w.session.get_one(Organization, w.school_id).municipality_id}
        founder_id = world.register(
            w.session, w.system, chat_id=2100, name="Учредитель Иван Ильич", organization_id=w.other_school_id
        )
        w.session.add(Grant(person_id=founder_id, role=Role.founder, **place))
        w.session.commit()
        teacher_id, w.teacher_id = w.teacher_id, w.head_id
        route_id = w.sent_route()
        w.teacher_id = teacher_id
    founder = town.chat.person("Иван", id=2100)
    await founder.send("/start")
    assert founder.screen.buttons[0] == "✍️ Согласовать (1)"
    await taps(founder, "✍️ Согласовать (1)", f"{HEAD} · на согласовании", "✅ Согласен (согласна)")
    with town.acting() as w:
        w.later(working_days=7)
        routes.close_round(w.session, w.planner, route_id=route_id)
        routes.send_for_approval(w.session, w.planner, route_id=route_id)
    await founder.send("/start")
    await taps(founder, "✍️ Утвердить (1)", f"{HEAD} · ждёт утверждения", "✅ Утвердить")
    status = town.chat.look(lambda session: session.scalars(sa.select(Route.status)).one())
    assert status is RouteStatus.active
    assert not any(canary in heard(founder) for canary in CANARIES)

"""The codifier where results are entered, and the catalogue searched by the deficits a person was found to have."""

from __future__ import annotations

import re
from datetime import timedelta

import sqlalchemy as sa

from models.applications import DecisionKind
from models.catalogue import ActivityKind, ActivitySource, EventLevel
from models.results import FoundDeficit, ResultLook
from models.routes import ActivityCategory, RouteModel
from services import catalogue, codifiers, results, routes
from services.results import DeficitIn
from tests.admin.walking import Walk, said
from tests.world import CANARY_CODE


def coded(walk: Walk, code: str = "2.1", subject: str = "physics", block: str = "methods") -> int:
    """A deficit of a codifier for a subject and block."""
    w = walk.world
    held = codifiers.save_codifier(w.session, w.planner, name=f"Кодификатор {block}", subject=subject, block=block)
    number = codifiers.save_deficit(w.session, w.planner, codifier_id=held.id, code=code, text="Ставит опыт").id
    w.session.commit()
    return number


def assessed(walk: Walk) -> int:
    """A case whose result is awaited."""
    case = walk.world.assessed_case()
    walk.sync()
    return case


def test_a_deficit_is_picked_from_the_codifier_and_nothing_typed_is_lost(walk: Walk) -> None:
    number, case = coded(walk), assessed(walk)
    operator, path = walk.client("operator"), f"/result/enter/?id={case}"
    page = walk.page(operator, path)
    places = dict(re.findall(r'<option value="(\d+)"[^>]*>([^<]+)', page.split('name="sought-place"')[1]))
    methods = next(value for value, label in places.items() if "етодическ" in label)
    typed = {f"percent-{at}": "71,5" for at in range(5)} | {
        "place-0": "0", "code-0": "", "text-0": "", "recommendations": "Почитать", "sought": "опыт",
        "sought-place": methods, "seen": "-",
    }  # fmt: skip
    page = walk.post(operator, path, **typed, search="1").get_data(as_text=True)
    assert f'name="pick" value="{number}"' in page and "Ставит опыт" in page
    assert page.count('value="71,5"') == 5 and "Почитать" in page and 'value="опыт"' in page
    other = walk.post(operator, path, **typed | {"sought-place": "0"}, search="1").get_data(as_text=True)
    assert "Ставит опыт" not in other, "of another block"
    page = walk.post(operator, path, **typed, pick=str(number)).get_data(as_text=True)
    assert 'name="code-0" value="2.1"' in page and ">Ставит опыт</textarea>" in page
    assert 'name="code-1"' not in page, "the empty row is filled"
    assert page.count('value="71,5"') == 5
    kept = typed | {"place-0": methods, "code-0": "2.1", "text-0": "Ставит опыт", "save": "1"}
    said(walk.post(operator, path, **kept), operator)
    with walk.site.session() as session:
        assert session.execute(sa.select(FoundDeficit.block, FoundDeficit.code)).one() == ("methods", "2.1")
    assert walk.post(operator, path, pick="999").status_code in (303, 404)


def drafting(walk: Walk, code: str) -> int:
    """A route being drawn up on a result with a deficit of that code."""
    w, case = walk.world, assessed(walk)
    results.enter(
        w.session, w.operator, participation_id=case, scores=w.scores(case), recommendations="",
        deficits=[DeficitIn("physics", "methods", "Ставит опыт", code), DeficitIn("physics", "methods", "Иное", "9")],
    )  # fmt: skip
    results.check(w.session, w.operator, participation_id=case)
    results.publish(w.session, w.operator, participation_id=case)
    results.decide(w.session, w.operator, participation_id=case, decision=DecisionKind.route)
    route = routes.draw_up(w.session, w.planner, participation_id=case)
    routes.set_terms(
        w.session, w.planner, route_id=route, model=RouteModel.a, term_months=9, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    w.session.commit()
    walk.sync()
    return route


def fill_catalogue(walk: Walk, tag: int) -> None:
    """One programme of the register with the tag, one without; an event of a school, one of the region."""
    w = walk.world
    catalogue.save_programme(
        w.session,
        w.planner,
        title="Опыты на уроке",
        hours=36,
        provider="СОИРО",
        centre_id=w.centre_id,
        in_federal_register=True,
        deficit_ids=[tag],
    )
    catalogue.save_programme(w.session, w.planner, title="Механика", hours=36, provider="СОИРО", centre_id=w.centre_id)
    for title, category, level in (
        ("Школьный семинар", ActivityCategory.exchange, EventLevel.school),
        ("Областной тренинг", ActivityCategory.burnout_prevention, EventLevel.region),
    ):
        kind = ActivityKind.seminar if category is ActivityCategory.exchange else ActivityKind.training
        school = w.school_id if level is EventLevel.school else None
        day = w.today + timedelta(days=9)
        catalogue.save_event(
            w.session, w.planner, title=title, category=category, kind=kind, level=level, provider="СОИРО",
            source=ActivitySource.institutional, starts_on=day, ends_on=day, organization_id=school,
            centre_id=w.centre_id,
        )  # fmt: skip
    w.session.commit()


def test_the_catalogue_is_searched_by_the_deficits_of_the_person_once_they_are_opened(walk: Walk) -> None:
    tag = coded(walk)
    route = drafting(walk, "2.1")
    fill_catalogue(walk, tag)
    planner, path = walk.client("planner"), f"/routes/catalogue/?id={route}"
    page = walk.page(planner, path)
    assert "Ставит опыт" not in page and "Искать по найденным дефицитам" in page
    assert "Механика" in walk.page(planner, f"{path}&deficit={tag}"), "a tag before the look is not taken"
    page = said(walk.post(planner, f"/routes/look/?id={route}", catalogue="1"), planner)
    assert "2.1 Ставит опыт" in page and "Иное" not in page
    walk.world.session.expire_all()
    looks = walk.world.session.scalars(sa.select(ResultLook.viewer_id)).all()
    assert looks == [walk.world.planner_id]
    found = walk.page(planner, f"{path}&deficit={tag}")
    assert "Опыты на уроке" in found and "Механика" not in found


def test_the_catalogue_is_narrowed_by_category_level_and_the_federal_register(walk: Walk) -> None:
    tag = coded(walk)
    route = drafting(walk, CANARY_CODE)
    fill_catalogue(walk, tag)
    planner, path = walk.client("planner"), f"/routes/catalogue/?id={route}"
    titles = ("Опыты на уроке", "Механика", "Школьный семинар", "Областной тренинг")

    def shown(more: str) -> list[int]:
        page = walk.page(planner, path + more)
        return [at for at, title in enumerate(titles) if title in page]

    assert shown("") == [0, 1, 2, 3]
    assert shown("&federal=1") == [0]
    assert shown("&category=knowledge") == [0, 1]
    assert shown("&category=exchange") == [2]
    assert shown("&level=region") == [3]
    assert shown("&category=x&level=y&federal=z") == [0, 1, 2, 3]

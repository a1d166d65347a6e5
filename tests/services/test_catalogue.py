"""The catalogue: who enters it, how it is searched, and that a school never learns what it works on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import catalogue as tables
from models.accounts import Grant, Role
from models.catalogue import KINDS, ActivityKind, ActivitySource, EventLevel
from models.routes import Activity, ActivityCategory, RouteModel
from services import catalogue, codifiers, routes, words
from services.errors import Denied, Invalid, NotFound, Refused
from tests.world import World

TAG = "КАНАРЕЙКА-КАТАЛОГА-4.2"


def deficit(w: World, code: str = TAG, text: str = "Ёмкость учебного материала") -> int:
    """A deficit of a codifier for physics."""
    codifier = codifiers.codifiers(w.session, w.planner) or [
        codifiers.save_codifier(w.session, w.planner, name="Физика", edition="2026", subject="physics")
    ]
    return codifiers.save_deficit(w.session, w.planner, codifier_id=codifier[0].id, code=code, text=text).id


def programme(w: World, **changes: Any) -> int:
    """A programme of the centre."""
    given: dict[str, Any] = {"title": "Ёмкие методы физики", "hours": 36, "provider": "СОИРО", "centre_id": w.centre_id}
    return catalogue.save_programme(w.session, w.planner, **(given | changes)).id


def event(w: World, **changes: Any) -> int:
    """A seminar of the centre in ten days."""
    given: dict[str, Any] = {
        "title": "Семинар по оптике", "category": ActivityCategory.exchange, "kind": ActivityKind.seminar,
        "source": ActivitySource.institute_plan, "starts_on": w.today + timedelta(days=10), "centre_id": w.centre_id,
    }  # fmt: skip
    return catalogue.save_event(w.session, w.planner, **(given | changes)).id


def test_a_programme_is_found_by_words_whatever_the_letters(w: World) -> None:
    number = programme(w)
    programme(w, title="Литература")
    for text in ("емкие", "ФИЗИКИ методы", "соиро ёмкие"):
        assert [card.id for card in catalogue.find_programmes(w.session, w.planner, text=text)] == [number]


def test_programmes_are_found_by_dates_and_the_federal_register(w: World) -> None:
    spring = programme(w, starts_on=date(2027, 3, 1), ends_on=date(2027, 4, 1), in_federal_register=True)
    always = programme(w, title="Всегда")
    search = catalogue.find_programmes
    found = search(w.session, w.planner, on_from=date(2027, 3, 20), on_to=date(2027, 3, 25))
    assert {card.id for card in found} == {spring, always}
    assert [card.id for card in search(w.session, w.planner, on_from=date(2027, 5, 1))] == [always]
    assert [card.id for card in search(w.session, w.planner, federal_only=True)] == [spring]


def test_events_are_found_by_category_level_dates_and_words_the_soonest_first(w: World) -> None:
    seminar = event(w)
    training = event(
        w, title="Тренинг", category=ActivityCategory.burnout_prevention, kind=ActivityKind.training,
        starts_on=w.today + timedelta(days=3), level=EventLevel.school, organization_id=w.school_id,
        source=ActivitySource.institutional,
    )  # fmt: skip
    search = catalogue.find_events
    assert [card.id for card in search(w.session, w.planner)] == [training, seminar]
    assert [card.id for card in search(w.session, w.planner, category=ActivityCategory.exchange)] == [seminar]
    assert [card.whose for card in search(w.session, w.planner, level=EventLevel.school)] == [
        "Средняя школа № 1 г. Вязьмы"
    ]
    assert [card.id for card in search(w.session, w.planner, on_to=w.today + timedelta(days=5))] == [training]
    assert [card.id for card in search(w.session, w.planner, text="оптик")] == [seminar]


def test_the_catalogue_is_found_by_a_deficit(w: World) -> None:
    tag = deficit(w)
    number, other = programme(w, deficit_ids=[tag]), programme(w, title="Другая")
    assert other not in [card.id for card in catalogue.find_programmes(w.session, w.planner, deficit_id=tag)]
    (card,) = catalogue.find_programmes(w.session, w.planner, deficit_id=tag)
    assert (card.id, [row.code for row in card.deficits]) == (number, [TAG])


@pytest.mark.rule("К-01")
def test_a_school_sees_no_tags_and_cannot_search_by_them(w: World) -> None:
    tag = deficit(w)
    programme(w, centre_id=w.centre_id, deficit_ids=[tag])
    w.session.add(Grant(person_id=w.planner_id, role=Role.administrator))
    w.session.flush()
    shared = programme(w, title="Общая", centre_id=None, deficit_ids=[tag])
    meeting = event(w, centre_id=None, deficit_ids=[tag])
    cards = catalogue.find_programmes(w.session, w.head)
    assert [(card.id, card.deficits) for card in cards] == [(shared, ())]
    assert catalogue.event(w.session, w.head, event_id=meeting).deficits == ()
    assert TAG not in repr((cards, catalogue.find_events(w.session, w.head)))
    for search in (catalogue.find_programmes, catalogue.find_events):
        with pytest.raises(Denied):
            search(w.session, w.head, deficit_id=tag)
        assert search(w.session, w.head, text=TAG) == []
    with pytest.raises(Denied):
        codifiers.find_deficits(w.session, w.head, text="ёмкость")


@pytest.mark.rule("К-01")
def test_one_who_also_heads_a_school_sees_no_tags(w: World) -> None:
    number = programme(w, deficit_ids=[deficit(w)])
    w.session.add(Grant(person_id=w.planner_id, role=Role.head, organization_id=w.other_school_id))
    w.session.flush()
    assert catalogue.programme(w.session, w.planner, programme_id=number).deficits == ()


@pytest.mark.rule("К-01")
def test_an_activity_from_the_catalogue_shows_the_school_nothing_of_its_tags(w: World) -> None:
    number = programme(w, deficit_ids=[deficit(w)])
    route_id = _drafting(w)
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.knowledge, title="",
        starts_on=w.today + timedelta(days=5), programme_id=number,
    )  # fmt: skip
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.session.commit()
    assert TAG not in repr(routes.card(w.session, w.head, route_id=route_id))


def _drafting(w: World) -> int:
    participation_id = w.published_case()
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=9, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    return route_id


def test_an_activity_takes_title_place_and_kind_from_the_catalogue(w: World) -> None:
    number = event(w, place="Гимназия")
    route_id = _drafting(w)
    activity_id = routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title=" ",
        starts_on=w.today + timedelta(days=10), event_id=number,
    )  # fmt: skip
    row = w.session.get_one(Activity, activity_id)
    assert (row.title, row.place, row.kind, row.event_id) == ("Семинар по оптике", "Гимназия", "seminar", number)


def test_what_is_archived_or_of_another_centre_cannot_be_drawn_from(w: World) -> None:
    gone, route_id = event(w), _drafting(w)
    catalogue.archive(w.session, w.planner, event_id=gone)
    for number, error in ((gone, Invalid), (9999, NotFound)):
        with pytest.raises(error):
            routes.add_activity(
                w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title="",
                starts_on=w.today, event_id=number,
            )  # fmt: skip


def test_what_a_route_draws_from_is_archived_and_not_removed(w: World) -> None:
    used, unused = event(w), event(w)
    route_id = _drafting(w)
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title="",
        starts_on=w.today + timedelta(days=10), event_id=used,
    )  # fmt: skip
    with pytest.raises(Refused):
        catalogue.remove(w.session, w.planner, event_id=used)
    catalogue.remove(w.session, w.planner, event_id=unused)
    catalogue.archive(w.session, w.planner, event_id=used)
    assert catalogue.find_events(w.session, w.planner) == []
    assert [card.id for card in catalogue.find_events(w.session, w.planner, archived=True)] == [used]


def test_a_centre_changes_its_own_and_an_administrator_the_regions(w: World) -> None:
    with pytest.raises(Denied):
        programme(w, centre_id=None)
    number = programme(w)
    for ctx in (w.head, w.curator, w.teacher):
        with pytest.raises(Denied):
            catalogue.save_programme(w.session, ctx, title="Чужая", hours=1, provider="", centre_id=w.centre_id)
    changed = catalogue.save_programme(
        w.session, w.operator, programme_id=number, title="Новая", hours=72, provider="", centre_id=w.centre_id
    )
    assert (changed.id, changed.title, changed.hours) == (number, "Новая", 72)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "}, {"title": "я" * 301}, {"hours": 0}, {"hours": 9999}, {"kind": ActivityKind.coaching},
        {"starts_on": date(2027, 2, 1), "ends_on": date(2027, 1, 1)}, {"deficit_ids": [999]}, {"provider": "я" * 301},
    ],
)  # fmt: skip
def test_a_wrong_programme_is_refused(w: World, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        programme(w, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": ActivityKind.retraining}, {"level": EventLevel.school}, {"organization_id": 1},
        {"level": EventLevel.municipality, "municipality_id": 999}, {"ends_on": date(2020, 1, 1)},
    ],
)  # fmt: skip
def test_a_wrong_event_is_refused(w: World, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        event(w, **changes)


@pytest.mark.rule("SM-IOM-5.7")
def test_the_sources_of_activities_are_those_of_the_order() -> None:
    assert [words.word(source) for source in ActivitySource] == [
        "план института", "федеральный реестр программ", "мероприятие федерального оператора",
        "муниципальное мероприятие", "мероприятие школы",
    ]  # fmt: skip


@pytest.mark.rule("SM-KIOM-3e", "SM-IOM-5.6")
def test_each_category_of_the_card_lists_its_kinds() -> None:
    listed = {
        category: [words.word(kind) for kind in kinds if kind.value != "other"] for category, kinds in KINDS.items()
    }
    meetings = ["форум", "конференция", "семинар", "вебинар", "мастер-класс", "конкурс"]
    assert listed == {
        ActivityCategory.knowledge: ["профессиональная переподготовка", "повышение квалификации", "стажировка"],
        ActivityCategory.exchange: [*meetings, "посещение уроков ведущих учителей"],
        ActivityCategory.showcase: [*meetings, "открытый урок"],
        ActivityCategory.mentoring: ["в роли наставника", "с наставником"],
        ActivityCategory.burnout_prevention: ["тренинг", "вебинар", "коуч-сессия"],
    }


def test_each_kind_source_and_level_has_a_word() -> None:
    for kind in (tables.ActivityKind, tables.ActivitySource, tables.EventLevel):
        assert all(words.word(member) for member in kind)

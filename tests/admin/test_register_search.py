"""Typing above a list: it is narrowed as the global search finds, and a long list is counted only so far."""

from __future__ import annotations

import pytest

from admin import listing
from models.accounts import Role
from models.people import Employment, Person
from services.audit import acting
from services.context import Actor, Context
from tests.admin.conftest import NOW, Site


@pytest.fixture
def school(site: Site) -> Site:
    """The first school has a few more people."""
    with site.session() as session:
        acting(session, Context(Actor(None), NOW, site.options.region))
        for last, first, patronymic in (
            ("Ёжикова", "Анна", "Ильинична"), ("Иванов", "Пётр", "Семёнович"), ("Кованова", "Инна", "Ивановна"),
        ):  # fmt: skip
            person = Person(
                last_name=last, first_name=first, patronymic=patronymic, created_at=NOW, subjects=[], muted=[]
            )
            person.employments = [Employment(organization_id=1, position="Учитель")]
            session.add(person)
        session.commit()
    return site


@pytest.mark.parametrize(
    ("typed", "shown", "hidden"),
    [
        ("ежик", ["Ёжикова"], ["Иванов ", "Кованова"]),
        ("иванов", ["Иванова Анна", "Иванов Пётр", "Кованова"], ["Ёжикова"]),
        ("петр+иванов", ["Иванов Пётр"], ["Иванова", "Кованова"]),
        ("ванов", ["Иванов Пётр", "Кованова"], ["Ёжикова"]),
        ("елкина", [], ["Ёлкина", "Ёжикова", "Иванов"]),
    ],
)
def test_people_are_narrowed_by_the_beginnings_of_their_names(
    school: Site, typed: str, shown: list[str], hidden: list[str]
) -> None:
    page = school.client(Role.operator).get(f"/people/?q={typed}").get_data(as_text=True).split("<tbody>")[-1]
    assert [name for name in shown if name not in page] == []
    assert [name for name in hidden if name in page] == []


def test_a_long_list_says_that_there_is_more(school: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    client = school.client(Role.operator)
    assert "больше 3 записей" in client.get("/people/").get_data(as_text=True)
    assert "1\u00a0запись" in client.get("/people/?q=ежик").get_data(as_text=True)

"""Schools are found by what people type of their names, on both databases."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.places import Municipality, Organization
from services import places
from tests.world import World

SCHOOLS = {
    "город Смоленск": ("Школа № 101", "Школа № 110", "Гимназия № 103", "МБОУ «СШ № 10»", "Школа № 1"),
    "Вяземский округ": ("Вяземская школа № 113", "СОШ 12 пос. Заря"),
    "Ельнинский округ": ("Школа имени Глинки",),
}


@pytest.fixture
def towns(w: World) -> World:
    """Schools as the lists of districts write them."""
    for name, schools in SCHOOLS.items():
        town = Municipality(name=name, centre_id=w.centre_id)
        w.session.add(town)
        w.session.flush()
        w.session.add_all(Organization(name=school, municipality_id=town.id) for school in schools)
    w.session.commit()
    return w


def found(w: World, text: str, limit: int = 8) -> Sequence[str]:
    """Names of the schools found."""
    return [line.name for line in places.find_organizations(w.session, w.teacher, text=text, limit=limit)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("№101", ["Школа № 101"]),
        ("школа №101", ["Школа № 101"]),
        ("СОШ 101", ["Школа № 101"]),
        ("сш101", ["Школа № 101"]),
        ("сш 101 смоленск", ["Школа № 101"]),
        ("101 Смоленска", ["Школа № 101"]),
        ("МБОУ СОШ 12", ["СОШ 12 пос. Заря"]),
        ("школа 10", ["МБОУ «СШ № 10»"]),
        ("гимназия 103", ["Гимназия № 103"]),
        ("школа 113 Вязьма", ["Вяземская школа № 113"]),
        ("Ельня", ["Школа имени Глинки"]),
        ("глинка", ["Школа имени Глинки"]),
        ("школа 999", []),
        ("гимназия 101", []),
    ],
)
def test_a_school_is_found_by_what_people_type(towns: World, text: str, names: list[str]) -> None:
    assert found(towns, text) == names


@pytest.mark.parametrize("text", ["Вязьма", "вяземский", "в Вяземском округе"])
def test_a_town_finds_every_school_of_its_district(towns: World, text: str) -> None:
    assert {"Вяземская школа № 113", "СОШ 12 пос. Заря"} <= set(found(towns, text))
    assert "Школа № 101" not in found(towns, text)


def test_a_word_of_the_law_alone_finds_those_that_have_it(towns: World) -> None:
    assert "Школа № 101" in found(towns, "школа")
    assert "Гимназия № 103" not in found(towns, "школа")


@pytest.mark.parametrize("text", ["🙂", "«»", " … "])
def test_what_has_neither_letter_nor_digit_names_no_school(towns: World, text: str) -> None:
    assert places.find_organizations(towns.session, towns.system, text=text) == []


def test_no_more_than_asked_for_are_given_and_closed_ones_never(towns: World) -> None:
    assert len(found(towns, "школа", limit=2)) == 2
    towns.session.query(Organization).filter_by(name="Школа № 101").one().closed = True
    towns.session.flush()
    assert found(towns, "101") == []

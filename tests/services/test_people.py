"""Profiles: when a name is another one."""

from __future__ import annotations

import pytest

from models.people import Person
from services import people
from services.errors import Invalid, NotFound
from tests.world import World


def name_of(w: World) -> str:
    """The teacher's name as it is."""
    return w.session.get_one(Person, w.teacher_id).full_name


def test_another_name_is_a_renaming_only_while_something_bears_the_one_there_is(w: World) -> None:
    assert not people.is_renaming(w.session, w.teacher, text="Белова Анна Петровна")
    w.apply()
    assert people.is_renaming(w.session, w.teacher, text="Белова Анна Петровна")


def test_the_same_name_in_other_letters_is_no_renaming(w: World) -> None:
    w.apply()
    assert not people.is_renaming(w.session, w.teacher, text=f"  {name_of(w).upper()} ")


def test_one_who_has_no_name_yet_is_not_renamed(w: World) -> None:
    w.apply()
    row = w.session.get_one(Person, w.teacher_id)
    row.last_name = row.first_name = row.patronymic = ""
    w.session.flush()
    assert not people.is_renaming(w.session, w.teacher, text="Белова Анна Петровна")


def test_what_is_no_name_is_refused_before_anybody_is_asked_about_it(w: World) -> None:
    w.apply()
    with pytest.raises(Invalid):
        people.is_renaming(w.session, w.teacher, text="Анна 5")


def test_a_newcomer_is_not_renamed(w: World) -> None:
    with pytest.raises(NotFound):
        people.is_renaming(w.session, w.ctx(None), text="Белова Анна Петровна")

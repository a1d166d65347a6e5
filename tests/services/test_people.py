"""Profiles: when a name is another one, what of the rest is asked and when."""

from __future__ import annotations

import pytest

from models.people import Person
from services import applications, people
from services.errors import Invalid, NotFound
from services.people import ProfileField as F
from tests.world import World

REST = (F.education, F.teaching_since, F.qualification, F.phone, F.email)


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


@pytest.mark.rule("SM-KIOM-1")
def test_the_rest_of_the_profile_is_asked_in_order_without_what_is_there_or_skipped(w: World) -> None:
    card = people.my_card(w.session, w.teacher)
    assert people.left_to_ask(card) == REST
    card = people.edit_profile(w.session, w.teacher, field=F.teaching_since, text="12")
    assert people.left_to_ask(card, (F.phone,)) == (F.education, F.qualification, F.email)
    assert F.phone in card.missing


def test_the_rest_is_asked_for_beside_the_first_application_only(w: World) -> None:
    first = w.apply()
    assert people.asked_on_sending(w.session, w.teacher, participation_id=first) == REST
    people.edit_profile(w.session, w.teacher, field=F.phone, text="+7 910 123-45-67")
    assert F.phone not in people.asked_on_sending(w.session, w.teacher, participation_id=first)
    applications.withdraw(w.session, w.teacher, participation_id=first)
    second = w.apply()
    assert people.asked_on_sending(w.session, w.teacher, participation_id=second) == ()


def test_nobody_is_asked_beside_an_application_that_is_not_theirs(w: World) -> None:
    first = w.apply()
    assert people.asked_on_sending(w.session, w.curator, participation_id=first) == ()

"""People without Telegram, whom staff enter."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import (
    Participation,
    ParticipationStatus,
)
from models.people import PersonalDataConsent, StaffKind, Way
from services import applications, newcomers, people
from services.errors import Invalid, NotFound, Several
from tests.services.entering import before, enter, scan
from tests.world import World


def newcomer(w: World, **changes: Any) -> int:
    """The operator enters a person with a signed consent; returns the person."""
    given: dict[str, Any] = {
        "name": "Фёдорова Алёна Игоревна", "organization_id": w.school_id, "position": "Учитель",
        "subjects": ["russian"],
    }  # fmt: skip
    given |= {"scan_id": scan(w, w.operator_id)} | changes
    number = newcomers.register_person(w.session, w.operator, **given)
    w.session.commit()
    return number


@pytest.mark.rule("К-35")
def test_a_person_without_telegram_is_entered_with_a_consent_on_paper(w: World) -> None:
    person_id = newcomer(w, phone="8 910 123-45-67", consented_on=before(w, 1))
    card = people.my_card(w.session, w.ctx(person_id))
    assert (card.ready, card.phone) == (True, "+79101234567")
    consent = w.session.scalars(sa.select(PersonalDataConsent).where(PersonalDataConsent.person_id == person_id)).one()
    assert (consent.way, consent.recorded_by_id, consent.scan_id is not None) == (Way.paper, w.operator_id, True)
    assert w.system.region.today(consent.given_at) == before(w, 1)


def test_the_whole_application_of_a_person_without_telegram_goes_on(w: World) -> None:
    number = enter(w, person_id=newcomer(w), subjects=["russian"])
    w.propose(number)
    applications.accept_terms(w.session, w.operator, participation_id=number, way=Way.phone)
    assert w.session.get_one(Participation, number).status is ParticipationStatus.agreed


def test_a_namesake_in_the_same_school_is_hinted_at_whatever_the_letters(w: World) -> None:
    first = newcomer(w)
    with pytest.raises(Invalid, match="уже есть человек с таким именем"):
        newcomer(w, name="ФЕДОРОВА  Алена Игоревна")
    hints = newcomers.twins(w.session, w.operator, name="федорова алена игоревна", organization_id=w.other_school_id)
    assert [(line.id, line.same_school) for line in hints] == [(first, False)]
    assert newcomer(w, not_a_twin=True) != first


@pytest.mark.parametrize(
    "changes", [{"name": "Одно"}, {"position": " "}, {"subjects": []}, {"subjects": ["magic"]}, {"phone": "12"}]
)
def test_a_newcomer_with_a_wrong_field_is_refused(w: World, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        newcomer(w, **changes)


def test_staff_enter_people_of_their_own_centre_only(w: World) -> None:
    for ctx in (w.head, w.teacher, w.curator):
        with pytest.raises(NotFound):
            newcomers.register_person(
                w.session, ctx, name="Новая Анна Ильинична", organization_id=w.school_id, position="Учитель",
                subjects=["russian"], scan_id=1,
            )  # fmt: skip


def test_staff_fill_in_the_profile_of_a_person_they_serve(w: World) -> None:
    person_id = newcomer(w)
    card = people.edit_profile(
        w.session, w.planner, field=people.ProfileField.email, text="a@school.ru", person_id=person_id
    )
    assert (card.id, card.email) == (person_id, "a@school.ru")
    people.choose_subject(w.session, w.operator, subject="literature", chosen=True, person_id=person_id)
    people.choose_position(
        w.session, w.operator, position="Методист", staff_kind=StaffKind.educator, person_id=person_id
    )
    seen = people.my_card(w.session, w.ctx(person_id))
    assert seen.subjects == ("russian", "literature")
    assert seen.employment is not None and seen.employment.position == "Методист"
    for ctx in (w.head, w.teacher, w.curator):
        with pytest.raises(NotFound):
            people.edit_profile(
                w.session, ctx, field=people.ProfileField.email, text="b@school.ru", person_id=person_id
            )


def test_all_that_is_wrong_with_a_newcomer_is_told_at_once(w: World) -> None:
    newcomer(w)
    with pytest.raises(Several) as refused:
        newcomer(w, position="1", subjects=[], phone="12", email="нет", consented_on=before(w, -1))
    assert {one.field for one in refused.value.errors} == {"phone", "email", "not_a_twin", "position", "on"}

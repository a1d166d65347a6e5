"""Annex 2 (assessment), clause by clause: what the other files of this room do not prove already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.applications import CancelReason, DatesBasis, DiagnosticForm
from models.notices import Notice
from models.people import Way
from models.places import Centre, Municipality, Organization
from services import accounts, applications, results
from services.applications.history import history
from services.errors import Invalid, NotFound
from services.outside import Said
from tests.services.annex_2_ways import apart, applied
from tests.world import World, register


@pytest.mark.rule("SM-DIA-5.1")
@pytest.mark.parametrize("stage", ["draft", "submitted", "proposed", "agreed"])
def test_until_the_assessment_a_person_leaves_at_any_stage_of_their_own_will(w: World, stage: str) -> None:
    assert "Участие добровольное" in w.system.region.participation_consent.text
    if stage == "draft":
        applications.open_draft(w.session, w.teacher)
        applications.discard(w.session, w.teacher)
    else:
        participation_id = w.apply()
        if stage != "submitted":
            w.propose(participation_id)
        if stage == "agreed":
            applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
        applications.withdraw(w.session, w.teacher, participation_id=participation_id)
    assert applications.open_draft(w.session, w.teacher).blocks == ()
    assert w.head_id not in w.session.scalars(sa.select(Notice.recipient_id)).all()


Act = Callable[[World, int], object]


def _proposed(w: World, number: int) -> None:
    w.propose(number)


def _agreed(w: World, number: int) -> None:
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    w.session.commit()


def _missed(w: World, number: int) -> None:
    _agreed(w, number)
    w.later(days=3)


def _published(w: World, number: int) -> None:
    w.propose(number)
    w.assess(number)
    w.publish(number)


def _nothing(_w: World, _number: int) -> None:
    return None


@pytest.mark.rule("SM-DIA-5.5.2")
@pytest.mark.parametrize(
    ("before", "act", "kind"),
    [
        (_nothing, lambda w, n: w.propose(n), "terms_proposed"),
        (_agreed, lambda w, n: applications.move_terms(
            w.session, w.operator, participation_id=n, starts_at=w.now + timedelta(days=9), place="Вязьма",
            said=Said(Way.phone),
        ), "assessment_moved"),
        (_missed, lambda w, n: applications.record_no_show(w.session, w.operator, participation_id=n), "no_show"),
        (_proposed, lambda w, n: applications.cancel(
            w.session, w.operator, participation_id=n, reason=CancelReason.no_instrument
        ), "application_cancelled"),
        (_nothing, _published, "result_ready"),
        (_published, lambda w, n: results.correct(
            w.session, w.operator, participation_id=n, scores=w.scores(n), deficits=[], recommendations="",
            reason="описка",
        ), "result_corrected"),
        (_published, lambda w, n: results.recall(w.session, w.operator, participation_id=n, reason="не тот вариант"),
         "result_recalled"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_the_operator_informs_the_participant_of_every_step(w: World, before: Act, act: Act, kind: str) -> None:
    participation_id = w.apply()
    before(w, participation_id)
    query = sa.select(Notice.recipient_id).where(Notice.kind == kind, Notice.participation_id == participation_id)
    assert w.session.scalars(query).all() == []
    act(w, participation_id)
    w.session.flush()
    assert w.session.scalars(query).all() == [w.teacher_id]


@pytest.mark.rule("SM-DIA-5.9.1")
def test_an_application_comes_to_the_operators_of_ones_centre_and_to_no_other(w: World) -> None:
    _centre, stranger = apart(w)
    participation_id = w.apply()
    told = w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "application_new")).all()
    assert told == [w.operator_id]
    queue = applications.QueueTab.new
    assert [line.id for line in applications.queue(w.session, w.operator, tab=queue)] == [participation_id]
    assert applications.queue(w.session, w.ctx(stranger), tab=queue) == []


def _town_apart(w: World) -> int:
    """A school of another centre."""
    centre, _stranger = apart(w)
    town = Municipality(name="Дальний район", centre_id=centre.id)
    w.session.add(town)
    w.session.flush()
    school = Organization(name="Дальняя школа", municipality_id=town.id)
    w.session.add(school)
    w.session.commit()
    return school.id


@pytest.mark.rule("К-46")
def test_an_application_of_another_territory_goes_to_its_own_centre(w: World) -> None:
    far = register(w.session, w.system, chat_id=81, name="Краева Нина Юрьевна", organization_id=_town_apart(w))
    w.teacher_id = far
    participation_id = w.apply()
    with pytest.raises(NotFound):
        applications.card(w.session, w.operator, participation_id=participation_id)


@pytest.mark.rule("SM-DIA-5.4", "К-33")
def test_an_operator_is_appointed_by_an_order_for_a_period_by_somebody(w: World) -> None:
    chief = register(w.session, w.system, chat_id=82, name="Главный Пётр Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=chief, role=Role.administrator))
    w.session.commit()
    person = register(w.session, w.system, chat_id=83, name="Новая Вера Ильинична", organization_id=w.other_school_id)
    last = w.today + timedelta(days=300)

    def appoint(act: str) -> int:
        return accounts.grant_role(
            w.session, w.ctx(chief), person_id=person, role=Role.operator, centre_id=w.centre_id, ends_on=last, act=act
        )

    with pytest.raises(Invalid) as refusal:
        appoint("  ")
    assert refusal.value.field == "act"
    grant = w.session.get_one(Grant, appoint("приказ от 01.09.2026 № 10-ОД"))
    assert (grant.act, grant.granted_by_id) == ("приказ от 01.09.2026 № 10-ОД", chief)
    assert (grant.starts_on, grant.ends_on) == (w.today, last)
    participation_id = w.apply()
    assert applications.card(w.session, w.ctx(person), participation_id=participation_id)
    w.later(days=301)
    with pytest.raises(NotFound):
        applications.card(w.session, w.ctx(person), participation_id=participation_id)


@pytest.mark.parametrize(
    ("form", "place"),
    [
        pytest.param(
            DiagnosticForm.standardized, "ЦНППМ Смоленск, ул. Николаева, 12", marks=pytest.mark.rule("SM-DIA-5.7.1")
        ),
        *(
            pytest.param(form, "Средняя школа № 1 г. Вязьмы", marks=pytest.mark.rule("SM-DIA-5.7.3"))
            for form in DiagnosticForm
            if form is not DiagnosticForm.standardized
        ),
    ],
)
def test_a_standardized_assessment_is_held_at_the_operators_the_others_in_ones_school(
    w: World, form: DiagnosticForm, place: str
) -> None:
    w.session.get_one(Centre, w.centre_id).address = "ул. Николаева, 12"
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=form)
    participation_id = w.apply() if form is DiagnosticForm.standardized else applied(w)
    assert history(w.session, w.operator, participation_id=participation_id).usual_place == place
    applications.propose_terms(
        w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=3)
    )
    told = applications.card(w.session, w.teacher, participation_id=participation_id).appointment
    assert told is not None
    assert told.place == place


@pytest.mark.rule("SM-DIA-5.9.5")
def test_an_assessment_is_held_neither_before_the_agreed_day_nor_otherwise_than_agreed(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    w.later(days=2)
    for day in (None, w.today - timedelta(days=1)):
        with pytest.raises(Invalid):
            applications.record_held(w.session, w.operator, participation_id=participation_id, held_on=day)
    w.later(days=1)
    applications.record_held(w.session, w.operator, participation_id=participation_id)
    assert applications.card(w.session, w.teacher, participation_id=participation_id).held_on == w.today


@pytest.mark.rule("SM-DIA-5.6")
@pytest.mark.parametrize("basis", list(DatesBasis))
def test_dates_rest_on_the_persons_request_or_on_an_act_that_is_named(w: World, basis: DatesBasis) -> None:
    assert [one.value for one in DatesBasis] == ["request", "department_act", "institute_act", "local_act"]
    participation_id = w.apply()

    def propose(act: str) -> None:
        applications.propose_terms(
            w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=3),
            dates_basis=basis, dates_act=act,
        )  # fmt: skip

    act = "" if basis is DatesBasis.request else "приказ от 01.09.2026 № 15"
    if act:
        with pytest.raises(Invalid) as refusal:
            propose("  ")
        assert refusal.value.field == "dates_act"
    propose(act)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    applications.move_terms(
        w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=9), place="Вязьма",
        said=Said(Way.phone),
    )  # fmt: skip
    shown = applications.card(w.session, w.operator, participation_id=participation_id).appointment
    assert shown is not None
    assert (shown.dates_basis, shown.dates_act) == (basis, act)

"""The bank of instruments: the package, its way to approval, its use and yearly renewal (annex 2, cl. 4.3-4.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import DiagnosticForm
from models.instruments import InstrumentOrigin, InstrumentStatus
from models.people import StaffKind
from models.results import Assessment
from services import applications, instruments
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from services.instruments import InstrumentCard, ItemIn
from tests.world import World

PLAN = (
    ItemIn("subject", "выбор ответа", "знает законы Ньютона"),
    ItemIn("subject", "выбор ответа", "знает законы сохранения"),
    ItemIn("methods", "развёрнутый ответ", "строит план урока"),
)


def _draft(w: World, **changes: Any) -> InstrumentCard:
    values: dict[str, Any] = {
        "title": "Физика, 2026", "form": DiagnosticForm.standardized, "staff_kind": StaffKind.educator,
        "subject": "physics", "request": "Результаты ЕГЭ по физике ниже средних", "origin": InstrumentOrigin.regional,
        "follows_federal": True, "meets_r201": True,
    }  # fmt: skip
    return instruments.save(w.session, w.operator, **(values | changes))


def _package(w: World, items: tuple[ItemIn, ...] = PLAN, **changes: Any) -> int:
    made = _draft(w, **changes)
    instruments.plan(w.session, w.operator, instrument_id=made.id, items=items)
    instruments.write_variant(w.session, w.operator, instrument_id=made.id, number=1, text="1. Первый закон…")
    return made.id


def _reviewed(w: World, **changes: Any) -> int:
    number = _package(w, **changes)
    instruments.send_to_review(w.session, w.operator, instrument_id=number, act="приказ СОИРО № 5")
    instruments.review(w.session, w.operator, instrument_id=number, good=True, conclusion="Пригоден")
    return number


def _approved(w: World, **changes: Any) -> int:
    number = _reviewed(w, **changes)
    instruments.approve(w.session, w.operator, instrument_id=number)
    return number


def _status(w: World, number: int) -> InstrumentStatus:
    return instruments.card(w.session, w.operator, instrument_id=number).status


@pytest.mark.rule("SM-DIA-4.3.1")
@pytest.mark.parametrize("request_words", ["", "  \n "])
def test_an_instrument_says_which_request_or_aim_of_the_region_it_answers(w: World, request_words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _draft(w, request=request_words)
    assert refusal.value.field == "request"
    assert _draft(w, request="Цель: читательская грамотность").request == "Цель: читательская грамотность"


@pytest.mark.rule("SM-DIA-4.3.4")
def test_a_package_that_does_not_follow_the_federal_samples_is_not_reviewed(w: World) -> None:
    number = _package(w, follows_federal=False)
    with pytest.raises(Refused, match="федеральных образцов"):
        instruments.send_to_review(w.session, w.operator, instrument_id=number, act="приказ № 5")
    assert _status(w, _reviewed(w, follows_federal=True)) is InstrumentStatus.reviewed


@pytest.mark.rule("SM-DIA-4.3.5")
def test_a_package_that_does_not_meet_r201_is_not_reviewed(w: World) -> None:
    number = _package(w, meets_r201=False)
    with pytest.raises(Refused, match="Р-201"):
        instruments.send_to_review(w.session, w.operator, instrument_id=number, act="приказ № 5")
    assert _status(w, _reviewed(w, meets_r201=True)) is InstrumentStatus.reviewed


@pytest.mark.rule("SM-DIA-4.3.6")
def test_how_many_tasks_of_which_type_and_block_is_each_instruments_own(w: World) -> None:
    cards = [
        instruments.card(w.session, w.operator, instrument_id=_approved(w, items=items))
        for items in (PLAN, PLAN[2:], PLAN * 7)
    ]
    assert [len(card.items) for card in cards] == [3, 1, 21]
    assert [(one.name, one.count, one.percent) for one in cards[0].by_kind] == [
        ("выбор ответа", 2, 67), ("развёрнутый ответ", 1, 33),
    ]  # fmt: skip
    assert [(one.name, one.count, one.percent) for one in cards[1].by_block] == [("methods", 1, 100)]
    assert [(one.name, one.count, one.percent) for one in cards[2].by_block] == [
        ("subject", 14, 67), ("methods", 7, 33),
    ]  # fmt: skip


@pytest.mark.rule("SM-DIA-4.3.7")
def test_a_package_is_a_plan_of_what_each_task_checks_and_one_or_several_variants(w: World) -> None:
    number = _draft(w).id

    def send() -> None:
        instruments.send_to_review(w.session, w.operator, instrument_id=number, act="приказ № 5")

    with pytest.raises(Refused):
        send()
    for wrong in (
        ItemIn("subject", "выбор ответа", " "),
        ItemIn("subject", "", "знает"),
        ItemIn("staff", "тест", "знает"),
    ):
        with pytest.raises(Invalid):
            instruments.plan(w.session, w.operator, instrument_id=number, items=[*PLAN, wrong])
    instruments.plan(w.session, w.operator, instrument_id=number, items=PLAN)
    with pytest.raises(Refused):
        send()
    for at in (1, 2):
        instruments.write_variant(w.session, w.operator, instrument_id=number, number=at, text=f"Вариант {at}")
    card = instruments.card(w.session, w.operator, instrument_id=number)
    assert [(one.number, one.checks) for one in card.items] == [
        (1, "знает законы Ньютона"), (2, "знает законы сохранения"), (3, "строит план урока"),
    ]  # fmt: skip
    assert card.variants == ("Вариант 1", "Вариант 2")
    instruments.plan(w.session, w.operator, instrument_id=number, items=[])
    with pytest.raises(Refused):
        send()
    instruments.plan(w.session, w.operator, instrument_id=number, items=PLAN)
    send()
    with pytest.raises(Stale):
        instruments.write_variant(w.session, w.operator, instrument_id=number, number=1, text="Подменено")


@pytest.mark.rule("SM-DIA-4.3.8")
def test_a_package_goes_through_an_expert_review_by_a_local_act(w: World) -> None:
    number = _package(w)
    with pytest.raises(Invalid):
        instruments.send_to_review(w.session, w.operator, instrument_id=number, act=" ")
    sent = instruments.send_to_review(w.session, w.operator, instrument_id=number, act="приказ СОИРО № 5")
    assert (sent.status, sent.review_act) == (InstrumentStatus.under_review, "приказ СОИРО № 5")
    with pytest.raises(Invalid):
        instruments.review(w.session, w.operator, instrument_id=number, good=True, conclusion="")
    back = instruments.review(w.session, w.operator, instrument_id=number, good=False, conclusion="Задание 2 неясно")
    assert (back.status, back.conclusion) == (InstrumentStatus.draft, "Задание 2 неясно")
    with pytest.raises(Stale):
        instruments.review(w.session, w.operator, instrument_id=number, good=True, conclusion="Пригоден")


@pytest.mark.rule("SM-DIA-4.3.9")
def test_only_what_was_reviewed_well_and_approved_is_used(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    w.session.commit()
    w.later(days=3)
    number = _package(w)

    def hold() -> None:
        applications.record_held(w.session, w.operator, participation_id=participation_id, instrument_id=number)

    def approve() -> None:
        instruments.approve(w.session, w.operator, instrument_id=number)

    steps: tuple[Callable[[], object], ...] = (
        lambda: instruments.send_to_review(w.session, w.operator, instrument_id=number, act="приказ № 5"),
        lambda: instruments.review(w.session, w.operator, instrument_id=number, good=True, conclusion="Пригоден"),
    )
    for step in steps:
        with pytest.raises(Stale):
            approve()
        with pytest.raises(Invalid):
            hold()
        assert applications.instruments_for(w.session, w.operator, participation_id=participation_id) == []
        step()
    with pytest.raises(Invalid):
        hold()
    approve()
    hold()
    assert w.session.scalars(sa.select(Assessment.instrument_id)).all() == [number]


@pytest.mark.rule("SM-DIA-4.3.9")
def test_an_instrument_serves_its_own_form_staff_and_subject(w: World) -> None:
    participation_id = w.apply()
    fit = [_approved(w, title="А"), _approved(w, title="Б", subject="")]
    _approved(w, subject="chemistry")
    _approved(w, form=DiagnosticForm.self_assessment)
    manager = (ItemIn("staff", "кейс", "распределяет нагрузку"),)
    _approved(w, staff_kind=StaffKind.manager, subject="", items=manager)
    instruments.archive(w.session, w.operator, instrument_id=_approved(w))
    found = applications.instruments_for(w.session, w.operator, participation_id=participation_id)
    assert [line.id for line in found] == fit


@pytest.mark.rule("SM-DIA-4.3.10")
def test_an_instrument_is_renewed_every_year_by_independent_results_or_is_called_outdated(w: World) -> None:
    number = _approved(w)
    card = instruments.card(w.session, w.operator, instrument_id=number)
    assert (card.renew_by, card.outdated) == (date(2027, 9, 1), False)
    w.later(days=366)
    late = instruments.card(w.session, w.operator, instrument_id=number)
    assert (late.outdated, late.status) == (True, InstrumentStatus.approved)
    with pytest.raises(Invalid):
        instruments.renew(w.session, w.operator, instrument_id=number, renewal=" ")
    renewed = instruments.renew(
        w.session, w.operator, instrument_id=number, renewal="Задания 2 и 3: по итогам ВПР и ЕГЭ 2027 года"
    )
    assert (renewed.outdated, renewed.renew_by) == (False, date(2028, 9, 2))
    assert (renewed.renewed_on, renewed.renewal) == (w.today, "Задания 2 и 3: по итогам ВПР и ЕГЭ 2027 года")
    with pytest.raises(Stale):
        instruments.renew(w.session, w.operator, instrument_id=_package(w), renewal="Черновик")


@pytest.mark.rule("SM-DIA-4.4")
def test_the_bank_lists_what_there_is_and_first_what_is_due_for_its_year(w: World) -> None:
    old = _approved(w, title="Я — прошлогодний")
    w.later(days=300)
    new, drafted = _approved(w, title="Новый"), _package(w, title="Черновой")
    w.later(days=100)
    lines = instruments.bank(w.session, w.operator)
    assert [(line.id, line.outdated) for line in lines] == [(old, True), (new, False), (drafted, False)]
    region = w.system.region.model_copy(update={"instrument_months": 24})
    w.system = replace(w.system, region=region)
    assert not any(line.outdated for line in instruments.bank(w.session, w.operator))
    instruments.archive(w.session, w.operator, instrument_id=old)
    assert [line.id for line in instruments.bank(w.session, w.operator, archived=True)] == [old]


@pytest.mark.rule("SM-DIA-4.5")
@pytest.mark.parametrize("origin", list(InstrumentOrigin))
def test_an_instrument_comes_from_the_region_or_from_the_federal_system(w: World, origin: InstrumentOrigin) -> None:
    number = _approved(w, origin=origin)
    assert [(line.id, line.origin) for line in instruments.bank(w.session, w.operator)] == [(number, origin)]
    assert set(InstrumentOrigin) == {"regional", "federal"}


def test_nobody_but_the_operators_and_administrators_keeps_the_bank(w: World) -> None:
    number = _draft(w).id
    for person in (w.teacher_id, w.head_id, w.curator_id):
        with pytest.raises(Denied):
            instruments.bank(w.session, w.ctx(person))
    with pytest.raises(Denied):
        instruments.plan(w.session, w.planner, instrument_id=number, items=PLAN)
    with pytest.raises(NotFound):
        instruments.card(w.session, w.operator, instrument_id=number + 1)


@pytest.mark.parametrize(("number", "text"), [(0, "x"), (3, "x"), (1, ""), (2, "я" * 20_001)])
def test_variants_have_no_gaps_and_a_limit(w: World, number: int, text: str) -> None:
    made = _draft(w).id
    for at in (1, 2):
        instruments.write_variant(w.session, w.operator, instrument_id=made, number=at, text=f"Вариант {at}")
    if number == 3:
        instruments.write_variant(w.session, w.operator, instrument_id=made, number=2, text="")
    with pytest.raises(Invalid):
        instruments.write_variant(w.session, w.operator, instrument_id=made, number=number, text=text)

"""Annex 2, what is assessed: whose competences, by which blocks and functions (cl. 2.1-3.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.applications import DiagnosticForm
from models.people import Employment, StaffKind, Way
from models.results import DeficitLevel
from services import applications, employments
from services.errors import Invalid, Refused
from services.results import ScoreIn
from tests.services.annex_2_ways import enter
from tests.world import World, register

EDUCATOR = ("subject", "methods", "psychology", "communication", "digital")


MANAGER = ("processes", "resources", "staff", "outcomes", "information")


def _manager(w: World) -> int:
    return register(
        w.session, w.system, chat_id=77, name="Сидорова Ольга Игоревна", organization_id=w.school_id,
        position="Заместитель директора", staff_kind=StaffKind.manager, subjects=(),
    )  # fmt: skip


@pytest.mark.rule("SM-DIA-1.5")
@pytest.mark.parametrize("kind", list(StaffKind))
def test_teachers_and_managers_of_schools_apply_and_one_without_a_school_does_not(w: World, kind: StaffKind) -> None:
    if kind is StaffKind.manager:
        w.teacher_id = _manager(w)
    card = applications.card(w.session, w.operator, participation_id=w.apply())
    assert (card.person_id, card.organization) == (w.teacher_id, "Средняя школа № 1 г. Вязьмы")
    job = w.session.scalars(sa.select(Employment).where(Employment.person_id == w.curator_id)).one()
    employments.dismiss(w.session, w.operator, employment_id=job.id)
    w.later(days=1)
    with pytest.raises(Refused):
        applications.open_draft(w.session, w.curator)


@pytest.mark.rule("SM-DIA-2.3b")
def test_a_manager_is_offered_the_five_functions_of_the_order_by_name(w: World) -> None:
    names = [block.name for block in applications.open_draft(w.session, w.ctx(_manager(w))).known_blocks]
    assert names == [
        "Управление процессами", "Управление ресурсами", "Управление кадрами", "Управление результатами",
        "Управление информацией",
    ]  # fmt: skip


@pytest.mark.rule("SM-DIA-3.1.1a")
@pytest.mark.parametrize(("kind", "blocks"), [(StaffKind.educator, EDUCATOR), (StaffKind.manager, MANAGER)])
def test_a_standardized_work_is_scored_block_by_block(w: World, kind: StaffKind, blocks: tuple[str, ...]) -> None:
    if kind is StaffKind.manager:
        w.teacher_id = _manager(w)
    participation_id = w.assessed_case()
    subject = "physics" if kind is StaffKind.educator else ""
    percents = [Decimal(50 + 10 * number) for number in range(5)]
    scores = [ScoreIn(subject, block, percent) for block, percent in zip(blocks, percents, strict=True)]
    card = enter(w, participation_id, scores)
    assert card.form is DiagnosticForm.standardized
    assert [(one.block, one.percent) for one in card.scores] == list(zip(blocks, percents, strict=True))
    assert [one.level for one in card.scores] == [
        DeficitLevel.high, DeficitLevel.medium, DeficitLevel.medium, DeficitLevel.medium, DeficitLevel.low,
    ][: len(blocks)]  # fmt: skip
    with pytest.raises(Invalid):
        enter(w, participation_id, scores[:-1])


@pytest.mark.rule("SM-DIA-3.1.1b")
def test_the_whole_assessment_takes_every_block_and_a_part_of_it_those_chosen(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    assert applications.choose_all_blocks(w.session, w.teacher).blocks == EDUCATOR
    applications.choose_block(w.session, w.teacher, block="digital", chosen=False)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.standardized)
    draft = applications.choose_period(w.session, w.teacher, wanted_from=w.today, wanted_to=w.today)
    applications.submit(w.session, w.teacher, participation_id=draft.participation_id)
    w.propose(draft.participation_id)
    w.assess(draft.participation_id)
    part = [ScoreIn("physics", block, Decimal(70)) for block in EDUCATOR[:-1]]
    assert len(enter(w, draft.participation_id, part).scores) == 4


@pytest.mark.rule("SM-DIA-4.1")
@pytest.mark.parametrize(("kind", "foreign"), [(StaffKind.educator, MANAGER), (StaffKind.manager, EDUCATOR)])
def test_the_content_is_competences_for_a_teacher_and_functions_of_management_for_a_manager(
    w: World, kind: StaffKind, foreign: tuple[str, ...]
) -> None:
    if kind is StaffKind.manager:
        w.teacher_id = _manager(w)
    own = EDUCATOR if kind is StaffKind.educator else MANAGER
    assert tuple(block.code for block in applications.open_draft(w.session, w.teacher).known_blocks) == own
    for block in foreign:
        with pytest.raises(Invalid):
            applications.choose_block(w.session, w.teacher, block=block, chosen=True)
        with pytest.raises(Invalid):
            applications.enter_application(
                w.session, w.operator, person_id=w.teacher_id, form=DiagnosticForm.standardized,
                subjects=["physics"], blocks=[own[0], block], wanted_from=w.today, wanted_to=w.today, way=Way.phone,
            )  # fmt: skip

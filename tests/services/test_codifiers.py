"""Codifiers: deficits by their codes and words, what stands in them once, and what is not picked any more."""

from __future__ import annotations

import pytest

from locales import reading_in
from models import catalogue as tables
from models.catalogue import AssessedObject
from services import codifiers, words
from services.errors import Denied, Invalid, NotFound, Refused
from tests.services.test_catalogue import TAG, deficit, programme
from tests.world import World


@pytest.mark.rule("SM-IOM-5.4")
def test_a_deficit_is_found_by_code_and_words_for_the_subject(w: World) -> None:
    first, second = deficit(w, "2.1", "Оптика: Ёмкость"), deficit(w, "3.2.1", "Механика")
    search = codifiers.find_deficits
    assert [row.id for row in search(w.session, w.planner, text="емкость ОПТИКА")] == [first]
    assert [row.id for row in search(w.session, w.planner, text="2.1")] == [first, second]
    assert [row.id for row in search(w.session, w.planner, subject="physics", text="механ")] == [second]
    assert search(w.session, w.planner, subject="history") == []


def test_a_code_stands_once_in_a_codifier(w: World) -> None:
    deficit(w, "1.1")
    with pytest.raises(Invalid):
        deficit(w, "1.1", "Другое")


def test_a_deficit_in_use_is_archived_and_not_removed(w: World) -> None:
    used, unused = deficit(w, "1.1"), deficit(w, "1.2")
    programme(w, deficit_ids=[used])
    with pytest.raises(Refused):
        codifiers.remove_deficit(w.session, w.planner, deficit_id=used)
    codifiers.remove_deficit(w.session, w.planner, deficit_id=unused)
    assert [row.id for row in codifiers.find_deficits(w.session, w.planner)] == [used]


@pytest.mark.rule("SM-DIA-1.4")
@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (AssessedObject.competence, "", "компетенция"),
        (AssessedObject.labour_function, "А/01.6 Общепедагогическая функция. Обучение",
         "трудовая функция профстандарта"),
        (AssessedObject.duty, "Обеспечивает охрану жизни и здоровья обучающихся", "должностная обязанность по ЕКС"),
    ],
)  # fmt: skip
def test_what_is_assessed_is_a_competence_a_labour_function_or_a_duty(
    w: World, kind: AssessedObject, name: str, said: str
) -> None:
    codifier = codifiers.save_codifier(w.session, w.planner, name="Кодификатор", subject="physics")

    def save(object_name: str) -> codifiers.DeficitRow:
        return codifiers.save_deficit(
            w.session, w.planner, codifier_id=codifier.id, code="1.1", text="Не владеет", object_kind=kind,
            object_name=object_name,
        )  # fmt: skip

    if kind is not AssessedObject.competence:
        with pytest.raises(Invalid):
            save("  ")
    save(name)
    found = codifiers.find_deficits(w.session, w.operator, codifier_id=codifier.id)
    assert [(row.object_kind, row.object_name) for row in found] == [(kind, name)]
    with reading_in("ru"):
        assert words.word(kind) == said


def test_a_code_of_a_result_is_known_by_the_codifier_of_its_subject_and_block(w: World) -> None:
    general = deficit(w)
    own = codifiers.save_codifier(w.session, w.planner, name="Физика: методика", subject="physics", block="methods")
    special = codifiers.save_deficit(w.session, w.planner, codifier_id=own.id, code=TAG, text="Объясняет опыт").id
    found = [("physics", "methods", TAG), ("physics", "digital", TAG), ("physics", "methods", "нет такого"),
             ("physics", "methods", "")]  # fmt: skip
    known = codifiers.by_codes(w.session, w.planner, found=found)
    assert known == {found[0]: special, found[1]: general}
    with pytest.raises(Denied):
        codifiers.by_codes(w.session, w.head, found=found)


def test_an_archived_deficit_is_not_picked(w: World) -> None:
    number = deficit(w)
    assert codifiers.deficit(w.session, w.operator, deficit_id=number).code == TAG
    with pytest.raises(Denied):
        codifiers.deficit(w.session, w.head, deficit_id=number)
    row = w.session.get_one(tables.Deficit, number)
    row.archived_at = w.now
    with pytest.raises(NotFound):
        codifiers.deficit(w.session, w.operator, deficit_id=number)

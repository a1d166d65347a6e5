"""The page of the region's rules, against the orders word for word."""

from __future__ import annotations

import html

import pytest
from pydantic import ValidationError

import regions
from models.accounts import Role
from regions import Region
from tests.admin.conftest import Site


@pytest.fixture(scope="module")
def page(still: Site) -> str:
    """The page as an operator reads it, in one line."""
    return " ".join(html.unescape(still.client(Role.operator).get("/region/").get_data(as_text=True)).split())


def in_order(page: str, *words: str) -> None:
    """Fail unless the words stand on the page in this order."""
    at = 0
    for word in words:
        found = page.find(word, at)
        assert found >= 0, f"«{word}» is not there"
        at = found + len(word)


@pytest.mark.rule("SM-ORD-1", "К-21")
def test_the_order_stands_with_its_four_annexes_as_verified_and_as_printed(page: str) -> None:
    in_order(
        page, "Приказ от 04.07.2023 № 622-ОД", "Департамент Смоленской области по образованию и науке",
        "Положение о региональном методическом активе", "от 04.01.23 № 622-ОД", "Положение о диагностике",
        "от 04.04.2023 № 611-ОД", "Положение об индивидуальном образовательном маршруте", "от 04.04.2023 № 622-ОД",
        "Положение о региональной стажировочной площадке", "от 04.07.2013 № 622-ОД",
    )  # fmt: skip


@pytest.mark.rule("SM-ORD-1")
def test_every_term_cites_act_annex_and_clause_or_is_called_a_guideline(page: str) -> None:
    for days, clause in (
        (3, "приложение 2, п. 5.9.4"), (10, "приложение 2, п. 5.9.6"), (15, "приложение 2, п. 5.10.4"),
        (10, "приложение 3, п. 4.3.2"), (5, "приложение 3, п. 4.3.6"),
    ):  # fmt: skip
        assert f"<td>{days}</td><td>приказ № 622-ОД, {clause}</td>" in page
    assert page.count("наш ориентир") == 5


@pytest.mark.rule("SM-ORD-1")
@pytest.mark.parametrize(
    "clause",
    [
        "",
        "п. 5.9.4",
        "приложение 2, п. 5.9.4",
        "приказ № 622-ОД, приложение 5, п. 1",
        "приказ № 1-ОД, приложение 2, п. 1",
    ],
)
def test_a_norm_without_a_known_act_annex_and_clause_is_refused(clause: str) -> None:
    profile = regions.load("smolensk").model_dump(mode="json")
    profile["terms"]["contact"]["clause"] = clause
    with pytest.raises(ValidationError):
        Region.model_validate(profile)


@pytest.mark.rule("SM-DIA-1.3")
def test_the_words_of_the_order_are_there_with_their_meaning(page: str) -> None:
    in_order(
        page, "дефицит профессиональных компетенций", "отсутствие или недостаточное развитие профессиональных"
        " компетенций педагогических работников и управленческих кадров, различные затруднения в реализации трудовых"
        " функций",
        "диагностика профессиональных дефицитов", "комплекс оценочных процедур (в том числе в электронном виде)",
        "профессиональные компетенции", "способность и готовность успешно действовать на основе практического опыта",
        "управленческие компетенции", "совокупность компетенций в области управления процессами, ресурсами, кадрами,"
        " результатами, информацией", "профессиональное мастерство педагогического работника",
        "подтвержденный достижением высокого уровня результатов профессиональной педагогической деятельности",
    )  # fmt: skip


LISTS = {
    "SM-MET-2.1": ("приложение 1, п. 2.1", ["обеспечения адресного методического сопровождения"]),
    "SM-MET-2.3": (
        "приложение 1, п. 2.3",
        ["посткурсовое сопровождение", "при каскадной системе", "тьюторское сопровождение программ ДПО, включенных в"
         " Федеральный реестр", "выявление профессиональных дефицитов", "построение и сопровождение индивидуальных",
         "взаимодействия, взаимопомощи и взаимообучения", "с низкими образовательными результатами",
         "консультативной помощи"],
    ),
    "SM-MET-3.3": (
        "приложение 1, п. 3.3",
        ["руководители методических объединений, советов", "ведущие и старшие эксперты предметных комиссий ОГЭ, ЕГЭ",
         "тьюторы и наставники", "лидеры профессиональных педагогических сообществ",
         "победители конкурсов профессионального мастерства регионального и федерального уровней",
         "учащиеся которых демонстрируют стабильно высокие результаты"],
    ),
    "SM-DIA-4.2": (
        "приложение 2, п. 4.2",
        ["знания учебного предмета", "методикой преподавания предмета", "воспитательных аспектов учебной деятельности",
         "универсальные учебные действия", "индивидуализацию учебной деятельности", "стратегического руководства"],
    ),
    "SM-DIA-4.3.2": ("приложение 2, п. 4.3.2", ["«Смоленский областной институт развития образования»"]),
    "SM-DIA-4.3.3": (
        "приложение 2, п. 4.3.3",
        ["специалисты организаций дополнительного профессионального образования", "региональные методисты",
         "профессорско-преподавательский состав организаций высшего образования",
         "регионального учебно-методического объединения"],
    ),
    "SM-STG-2.2": (
        "приложение 4, п. 2.2",
        ["расширение возможностей", "участие в реализации индивидуальных образовательных маршрутов", "при внедрении",
         "обмена эффективными практиками", "реестра кандидатов в региональный методический актив"],
    ),
    "SM-STG-2.3": (
        "приложение 4, п. 2.3",
        ["практико-ориентированных модулей", "стажировку группы специалистов (индивидуальную стажировку)",
         "образовательных событий", "при внедрении", "участие в мероприятиях по обмену эффективными практиками"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", [pytest.param(rule, marks=pytest.mark.rule(rule)) for rule in LISTS])
def test_a_list_of_the_order_stands_whole_under_its_clause(page: str, rule: str) -> None:
    clause, items = LISTS[rule]
    section = page.partition(f"приказ № 622-ОД, {clause}<")[2].partition("</ul>")[0]
    assert section.count("<li>") == len(items)
    in_order(section, *items)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_has_signed_in_reads_the_rules(still: Site, role: Role) -> None:
    assert still.client(role).get("/region/").status_code == 200
    assert still.app.test_client().get("/region/").status_code in (302, 303)

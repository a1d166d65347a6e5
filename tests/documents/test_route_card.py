"""The route card on paper: the official form, both projections, both kinds of file."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from docxtpl import DocxTemplate

from documents import route_card
from documents.printing import TEMPLATES, Paper
from models.people import Education, Employment, Qualification, StaffKind
from models.routes import ActivityCategory
from services import routes
from services.routes.paper import PaperActivity, PaperDeficit, RouteCardPaper, paper
from services.routes.signing import PaperApproval
from tests.documents.reading import docx_tables, docx_text, pdf_text, squeezed, unzipped
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World

Make = Callable[[RouteCardPaper], Paper]
#: The form of annex 3, word for word, in its order; values and lists to choose from left out.
TITLE_PAGE = (
    "Государственное автономное учреждение дополнительного профессионального образования"
    " «Смоленский областной институт развития образования»",
    "Центр непрерывного повышения профессионального мастерства педагогических работников",
    "Индивидуальный образовательный маршрут №", "ФИО педагогического работника", "Образовательная организация",
    "Должность", "ФИО тьютора",
)  # fmt: skip
SECTION_1 = (
    "1. Информационная справка о педагогическом работнике", "Фамилия Имя Отчество", "Образовательная организация",
    "Должность", "Преподаваемый предмет", "Образование", "Педагогический стаж", "Квалификационная категория",
    "Контактный телефон (моб.)", "Электронная почта",
)  # fmt: skip
SECTION_2 = (
    "2. Результаты диагностики профессиональных дефицитов", "2.1. Вид диагностики профессиональных дефицитов",
    "2.2. Дата диагностики", "2.3. Результаты диагностики:", "уровень", "выявленные дефициты", "2.4. Рекомендации:",
)  # fmt: skip
SECTION_3 = (
    "3. Дорожная карта по устранению выявленных дефицитов", "Продолжительность прохождения ИОМ:", "Начало:",
    "Окончание:", "Категория мероприятий", "Перечень мероприятий", "Сроки реализации",
    "Дефициты, на устранение которых направлена работа (из п. 2.3)", "Отметка о выполнении (подтверждение)",
)  # fmt: skip
CATEGORIES = (
    "Получение дополнительных знаний, опыта (профессиональная переподготовка, повышение квалификации, стажировка)",
    "Профессиональное развитие и обмен опытом (форум, конференция, семинар, вебинар, мастер-класс, конкурс, посещение"
    " уроков и внеурочных мероприятий ведущих учителей-методистов и т.п.)",
    "Демонстрация личного опыта (форум, конференция, семинар, вебинар, мастер-класс, конкурс, открытый урок и пр.)",
    "Наставничество (наставник/наставляемый)",
    "Профилактика профессионального выгорания (тренинг, вебинар, коуч-сессия и пр.)",
)
AFTER_TABLE = (
    "Дата следующей диагностики", "Дата разработки индивидуального образовательного маршрута", "Куратор ИОМ",
)  # fmt: skip
HOSTILE = ("<b>Анна</b> & Ко", "#strong[x] $x^2$ @ref \\ \"'`*_", "{{ 7 * 7 }} {% if x %}", "=1+1 </w:t>")


def seen(made: Paper) -> str:
    """What a reader of the file sees, without blanks."""
    return docx_text(made.content) if made.name.endswith(".docx") else pdf_text(made.content)


@pytest.fixture(params=[route_card.as_docx, route_card.as_pdf], ids=["docx", "pdf"])
def make(request: pytest.FixtureRequest) -> Make:
    """Each kind of file in turn."""
    found: Make = request.param
    return found


def in_order(text: str, *words: str) -> None:
    """Fail unless the words stand in the text in this order."""
    at = 0
    for word in map(squeezed, words):
        found = text.find(word, at)
        assert found >= 0, f"«{word}» is not there"
        at = found + len(word)


def filled(whole: RouteCardPaper) -> RouteCardPaper:
    """The card with the profile complete."""
    return dataclasses.replace(
        whole, education=Education.higher_pedagogical, experience=22, qualification=Qualification.first,
        phone="+79101234567", email="anna@mail.ru",
    )  # fmt: skip


@pytest.mark.rule("SM-IOM-4.3.9", "SM-IOM-5.1", "SM-KIOM-0", "SM-KIOM-3")
def test_the_card_has_every_field_of_the_official_form_in_its_order(whole: RouteCardPaper, make: Make) -> None:
    in_order(seen(make(whole)), *TITLE_PAGE, *SECTION_1, *SECTION_2, *SECTION_3, *CATEGORIES, *AFTER_TABLE)


@pytest.mark.rule("SM-KIOM-0", "SM-IOM-5.2")
def test_the_title_page_names_the_person_the_place_and_the_tutor(whole: RouteCardPaper, make: Make) -> None:
    text = seen(make(whole))
    assert text.count(squeezed("г. Смоленск 2026 год")) == 1
    in_order(
        text.replace(squeezed("г. Смоленск 2026 год"), ""), "маршрут № 1-2026",
        "ФИО педагогического работника Иванова Анна Петровна",
        "Образовательная организация Средняя школа № 1 г. Вязьмы", "Должность Учитель",
        "ФИО тьютора Ёлкина Мария Львовна",
    )  # fmt: skip


@pytest.mark.rule("SM-KIOM-1", "SM-IOM-5.3")
def test_section_1_prints_the_profile(whole: RouteCardPaper, make: Make) -> None:
    in_order(
        seen(make(filled(whole))), "1. Информационная справка", "Фамилия Имя Отчество Иванова Анна Петровна",
        "Образовательная организация Средняя школа № 1 г. Вязьмы", "Должность Учитель", "Преподаваемый предмет Физика",
        "Образование высшее педагогическое", "Педагогический стаж 22 года",
        "Квалификационная категория первая категория", "Контактный телефон (моб.) +79101234567",
        "Электронная почта anna@mail.ru",
    )  # fmt: skip


@pytest.mark.rule("SM-KIOM-2", "SM-IOM-5.4", "К-07")
def test_section_2_prints_form_date_level_deficits_with_codes_and_advice(whole: RouteCardPaper, make: Make) -> None:
    in_order(
        seen(make(whole)), "2.1. Вид диагностики профессиональных дефицитов стандартизированная диагностика",
        "2.2. Дата диагностики 04.09.2026", "уровень дефицита: высокий", f"1. {CANARY_CODE} {CANARY_DEFICIT}",
        f"2.4. Рекомендации: {CANARY_ADVICE}",
    )  # fmt: skip


@pytest.mark.rule("SM-KIOM-3", "SM-IOM-5.5", "SM-IOM-5.8", "SM-IOM-5.9")
def test_section_3_prints_term_table_and_dates(whole: RouteCardPaper, make: Make) -> None:
    in_order(
        seen(make(whole)), "Продолжительность прохождения ИОМ: 9 месяцев", "Начало: 04.09.2026",
        "Окончание: 04.06.2027", f"Семинар № 1 24.09.2026 {CANARY_CODE} ☐",
        f"Семинар № 2 04.10.2026 {CANARY_CODE} ☐", CATEGORIES[2], "Дата следующей диагностики 04.09.2029",
        "Дата разработки индивидуального образовательного маршрута 04.09.2026", "Куратор ИОМ Ёлкина Мария Львовна",
    )  # fmt: skip


@pytest.mark.rule("SM-IOM-5.6", "SM-KIOM-3")
def test_every_category_has_its_row_to_fill_in_even_when_empty(whole: RouteCardPaper) -> None:
    table = next(rows for rows in docx_tables(route_card.as_docx(whole).content) if len(rows[0]) == 5)
    first_cells = list(dict.fromkeys(row[0] for row in table[1:]))
    assert first_cells == [squeezed(label) for label in CATEGORIES]
    assert [row[1:] for row in table if row[0] == squeezed(CATEGORIES[3])] == [["", "", "", ""]]


def test_a_mark_is_a_box_to_tick_by_hand_or_the_date_it_was_made(w: World, route_id: int, make: Make) -> None:
    activity = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    w.later(days=21)
    routes.mark_activity(w.session, w.teacher, activity_id=activity.id, done=True)
    text = seen(make(paper(w.session, w.teacher, route_id=route_id)))
    in_order(text, f"Семинар № 1 24.09.2026 {CANARY_CODE} 25.09.2026", f"Семинар № 2 04.10.2026 {CANARY_CODE} ☐")


def test_three_sign(whole: RouteCardPaper, make: Make) -> None:
    in_order(
        seen(make(whole)), "Куратор ИОМ Ёлкина Мария Львовна подпись", "Руководитель образовательной организации",
        "Петров С. И. подпись", "Педагогический работник Иванова Анна Петровна подпись",
        "Маршрут утверждён 04.09.2026",
    )  # fmt: skip


@pytest.mark.rule("К-25")
def test_tutor_and_curator_are_two_places_on_the_form(whole: RouteCardPaper, make: Make) -> None:
    text = seen(make(dataclasses.replace(whole, tutor="Тьюторова Ольга", curator="Кураторов Пётр")))
    in_order(text, "ФИО тьютора Тьюторова Ольга", "Куратор ИОМ Кураторов Пётр")


@pytest.mark.rule("SM-IOM-2.1")
def test_the_school_reads_the_aim_of_the_order_in_the_place_of_deficits(school: RouteCardPaper, make: Make) -> None:
    in_order(
        seen(make(school)), "Цель разработки ИОМ — создание необходимых условий для непрерывного роста"
        " профессионального мастерства, устранения выявленных профессиональных дефицитов, повышения уровня овладения"
        " профессиональными"
        " компетенциями и современными образовательными технологиями.", "Цель мероприятия",
        "повышение профессионального мастерства", "повышение профессионального мастерства",
    )  # fmt: skip


@pytest.mark.rule("К-01", "К-54")
def test_the_card_for_the_school_holds_nothing_of_the_result(school: RouteCardPaper, make: Make) -> None:
    made = make(school)
    everything = seen(made) + (unzipped(made.content) if made.name.endswith(".docx") else "")
    everything += squeezed(json.dumps(route_card.values_of(school), ensure_ascii=False)) + squeezed(made.name)
    secrets = (
        CANARY_CODE, CANARY_DEFICIT, CANARY_ADVICE, "43.21", "43,21", "КАНАРЕЙКА", "уровень дефицита", "высокий",
        "Ёлкина", "модель", "Результаты диагностики", "выявленные дефициты", "Рекомендации", "из п. 2.3",
    )  # fmt: skip
    assert [secret for secret in secrets if squeezed(secret).casefold() in everything.casefold()] == []
    text = seen(made)
    in_order(
        text, "Экземпляр для образовательной организации", "ФИО тьютора куратор ЦНППМ", "Цель мероприятия",
        "Семинар № 1 24.09.2026 повышение профессионального мастерства ☐", "Куратор ИОМ куратор ЦНППМ",
    )  # fmt: skip


@pytest.mark.rule("К-01")
def test_the_whole_card_holds_the_canaries_that_the_school_must_not_see(whole: RouteCardPaper, make: Make) -> None:
    """Without this the search above could pass by looking in the wrong place."""
    text = seen(make(whole))
    assert all(squeezed(secret) in text for secret in (CANARY_CODE, CANARY_DEFICIT, CANARY_ADVICE, "Ёлкина"))


@pytest.mark.rule("К-49", "SM-KIOM-2")
def test_ten_deficits_stand_on_the_form_and_the_rest_in_an_annex(whole: RouteCardPaper, make: Make) -> None:
    assert whole.result
    many = tuple(PaperDeficit(number, f"К{number}", f"дефицит {number}.") for number in range(1, 13))
    result = dataclasses.replace(whole.result, deficits=many)
    text = seen(make(dataclasses.replace(whole, result=result)))
    form, _, annex = text.partition(squeezed("Приложение к карте ИОМ"))
    in_order(form, "1. К1 дефицит 1.", "10. К10 дефицит 10.", "2.4. Рекомендации")
    assert "К11" not in form
    in_order(annex, "11. К11 дефицит 11.", "12. К12 дефицит 12.")


def test_an_annex_is_there_only_for_what_the_form_cannot_hold(whole: RouteCardPaper, make: Make) -> None:
    assert squeezed("Приложение к карте") not in seen(make(whole))


def test_a_card_before_approval_says_that_it_is_a_draft(w: World, make: Make) -> None:
    route_id = w.sent_route()
    made = make(paper(w.session, w.head, route_id=route_id))
    in_order(seen(made), "маршрут ПРОЕКТ не утверждён, по состоянию на 04.09.2026")
    assert "№_" not in seen(made)
    assert made.name.startswith("Проект ИОМ, Иванова А. П., 2026-09-04 (для школы).")


def test_a_registered_card_is_a_draft_until_it_is_approved(whole: RouteCardPaper, make: Make) -> None:
    waiting = dataclasses.replace(whole, draft=True, approval=PaperApproval(False, "", "", "", None))
    in_order(seen(make(waiting)), "маршрут № 1-2026 Проект: не утверждён, по состоянию на 04.09.2026")


@pytest.mark.rule("SM-IOM-4.3.10")
def test_the_place_for_the_approval_names_the_head(w: World, route_id: int, make: Make) -> None:
    post = w.session.scalars(sa.select(Employment).where(Employment.person_id == w.head_id)).one()
    post.position, post.staff_kind = "Директор", StaffKind.manager
    w.session.flush()
    text = seen(make(paper(w.session, w.teacher, route_id=route_id)))
    in_order(
        text, "УТВЕРЖДАЮ Директор Средняя школа № 1 г. Вязьмы", "Петров С. И.", "04.09.2026",
        "Индивидуальный образовательный маршрут № 1-2026",
    )  # fmt: skip


def test_a_lesson_of_the_head_is_no_office_to_approve_in(whole: RouteCardPaper) -> None:
    """The head of the world is known by their lessons only."""
    assert (whole.approval.name, whole.approval.position) == ("Петров С. И.", "")


def test_before_approval_the_head_of_the_day_is_named(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    w.assess(participation_id)
    w.publish(participation_id)
    found = paper(w.session, w.teacher, route_id=w.draw_up(participation_id)).approval
    assert (found.name, found.organization, found.on) == ("Петров С. И.", "Средняя школа № 1 г. Вязьмы", None)


@pytest.mark.rule("SM-IOM-4.3.10")
def test_what_is_not_known_of_the_head_is_filled_in_by_hand(whole: RouteCardPaper, make: Make) -> None:
    text = seen(make(dataclasses.replace(whole, approval=PaperApproval(False, "", "", "", None))))
    in_order(text, "УТВЕРЖДАЮ", "должность", "организация", "подпись", "фамилия, инициалы", "«___»")


@pytest.mark.rule("К-53")
def test_the_founder_stands_under_the_route_of_a_head(whole: RouteCardPaper, make: Make) -> None:
    text = seen(make(dataclasses.replace(whole, approval=PaperApproval(True, "", "", "Дмитриев О. П.", None))))
    in_order(text, "УТВЕРЖДАЮ", "Дмитриев О. П.", "Учредитель Дмитриев О. П. подпись")
    assert squeezed("Руководитель образовательной организации") not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_prints_as_it_is(whole: RouteCardPaper, make: Make, name: str) -> None:
    assert whole.result
    activity = PaperActivity(
        ActivityCategory.mentoring, name, name, date(2026, 10, 1), date(2026, 10, 2), (name,), None
    )
    result = dataclasses.replace(whole.result, recommendations=name, deficits=(PaperDeficit(1, name, name),))
    hostile = dataclasses.replace(
        whole, person=name, organization=name, position=name, tutor=name, curator=name, subjects=(name,), number=name,
        result=result, activities=(activity,), institute=name, phone=name, short_name=name,
        approval=PaperApproval(False, name, name, name, None),
    )  # fmt: skip
    assert seen(make(hostile)).count(squeezed(name)) >= 15


def test_signs_that_no_document_may_hold_are_left_out(whole: RouteCardPaper, make: Make) -> None:
    assert "АннаПетрова" in seen(make(dataclasses.replace(whole, person="Анна\x00\x07\x0b\x1f\ud800Петрова")))


def test_a_long_route_is_printed_whole(whole: RouteCardPaper, make: Make) -> None:
    one = whole.activities[0]
    many = tuple(
        dataclasses.replace(one, title=f"Событие-{number}-", starts_on=one.starts_on + timedelta(days=number))
        for number in range(60)
    )
    text = seen(make(dataclasses.replace(whole, activities=many)))
    assert [number for number in range(60) if f"Событие-{number}-" not in text] == []


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("5-2026", "ИОМ № 5-2026, Иванова А. П.pdf"),
        ("5/2026", "ИОМ № 5-2026, Иванова А. П.pdf"),
        ("../..\\x\n", "ИОМ № ..-..-x , Иванова А. П.pdf"),
        ("", "Проект ИОМ, Иванова А. П., 2026-09-04.pdf"),
    ],
)
def test_the_file_has_a_name_that_can_be_saved(whole: RouteCardPaper, number: str, name: str) -> None:
    assert route_card.as_pdf(dataclasses.replace(whole, number=number)).name == name


def test_the_school_has_a_file_of_another_name(school: RouteCardPaper) -> None:
    assert route_card.as_docx(school).name == "ИОМ № 1-2026, Иванова А. П. (для школы).docx"


def names(template: Path) -> set[str]:
    """Which values a template takes from its data."""
    if template.suffix == ".docx":
        return set(DocxTemplate(template).get_undeclared_template_variables())
    return set(re.findall(r"\bdata\.(\w+)", template.read_text(encoding="utf-8")))


@pytest.mark.parametrize("kind", ["docx", "typ"])
def test_the_template_prints_every_field_of_the_card_and_no_other(kind: str) -> None:
    fields = {field.name for field in dataclasses.fields(RouteCardPaper)}
    assert names(TEMPLATES / f"route_card.{kind}") == fields


def test_the_docx_has_explicit_column_widths_and_a_times_font(whole: RouteCardPaper) -> None:
    everything = unzipped(route_card.as_docx(whole).content)
    assert 'w:tblLayoutw:type="fixed"' in everything
    assert "TimesNewRoman" in everything

"""Consents of one person on paper."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from documents import consent
from documents.consent import ParticipationPaper, PersonalDataPaper
from documents.printing import TEMPLATES
from services import applications, people
from services.context import Context
from tests.documents.reading import docx_tables, docx_text, pdf_text, squeezed
from tests.documents.test_route_card import names
from tests.world import World

#: Annex 2, the form of consent, word for word.
FORM = [
    "№ п/п", "Ф.И.О. педагогического работника", "Предмет, по которому будет проходить диагностика*",
    "Перечень диагностических блоков**", "Подпись педагогического работника",
]  # fmt: skip
NOTES = (
    "согласия педагогических работников на проведение диагностики профессиональных дефицитов",
    "* Если педагогический работник будет проходить диагностику по 2 и более предметам, на каждый предмет дается"
    " отдельное согласие.",
    "** По каждому предмету необходимо указать, по каким блокам педагогический работник дает согласие на прохождение"
    " диагностики.",
)


@pytest.fixture
def sheet(w: World) -> ParticipationPaper:
    """The sheet of a teacher of two subjects: all blocks of one, two of the other."""
    card = applications.card(w.session, w.teacher, participation_id=w.apply())
    ((physics, blocks),) = card.blocks
    card = dataclasses.replace(card, blocks=((physics, blocks), ("mathematics", ("methods", "digital"))))
    return consent.participation(card, w.system.region)


@pytest.mark.rule("SM-FRM-2", "SM-FRM-2a", "SM-FRM-2b")
def test_the_sheet_has_the_columns_of_the_form_and_a_row_for_each_subject_with_its_blocks(
    sheet: ParticipationPaper,
) -> None:
    (table,) = docx_tables(consent.participation_docx(sheet).content)
    every = "Предметный, Методический, Психолого-педагогический, Коммуникативный, Цифровая грамотность и ИКТ"
    rows = [
        FORM,
        ["1", "Иванова Анна Петровна", "Физика", every, ""],
        ["2", "Иванова Анна Петровна", "Математика", "Методический, Цифровая грамотность и ИКТ", ""],
    ]
    assert table == [[squeezed(cell) for cell in row] for row in rows]


@pytest.mark.rule("SM-FRM-2")
def test_both_files_of_the_sheet_say_what_the_form_says(sheet: ParticipationPaper) -> None:
    for text in (
        docx_text(consent.participation_docx(sheet).content),
        pdf_text(consent.participation_pdf(sheet).content),
    ):
        assert [word for word in (*FORM, *NOTES[1:], sheet.text) if squeezed(word) not in text] == []
        assert squeezed(NOTES[0]).removeprefix("согласия") in text
        assert "Дата:" in text


def test_a_consent_that_was_given_prints_its_day(sheet: ParticipationPaper) -> None:
    given = dataclasses.replace(sheet, date=date(2026, 9, 1))
    assert "Дата:01.09.2026" in docx_text(consent.participation_docx(given).content)
    assert "Дата:01.09.2026" in pdf_text(consent.participation_pdf(given).content)


def test_the_two_consents_are_two_documents(w: World, sheet: ParticipationPaper) -> None:
    personal = consent.personal_data(people.my_card(w.session, w.teacher), w.system.region)
    document = w.system.region.personal_data_consent
    for made, taking_part in (
        (consent.personal_data_docx(personal), consent.participation_docx(sheet)),
        (consent.personal_data_pdf(personal), consent.participation_pdf(sheet)),
    ):
        read = docx_text if made.name.endswith(".docx") else pdf_text
        assert squeezed(document.text) in read(made.content)
        assert squeezed(document.title + "Я, фамилия, имя, отчество Иванова Анна Петровна") in read(made.content)
        assert squeezed("обработку моих персональных данных") not in read(taking_part.content)
        assert squeezed("пройти диагностику") not in read(made.content)


def test_a_newcomer_reads_the_consent_before_anything_is_known(system: Context) -> None:
    made = consent.personal_data_pdf(consent.blank_personal_data(system.region))
    assert made.name == "Согласие на обработку ПДн.pdf"
    assert squeezed(system.region.personal_data_consent.text) in pdf_text(made.content)


def test_names_of_files_say_what_and_whose(sheet: ParticipationPaper) -> None:
    assert consent.participation_docx(sheet).name == "Согласие на участие в диагностике, Иванова Анна Петровна.docx"


@pytest.mark.parametrize("name", ["<b>Анна</b> & Ко", "#strong[x] $x$ @a \\", "{{ 7 * 7 }}"])
def test_a_hostile_name_prints_as_it_is(sheet: ParticipationPaper, name: str) -> None:
    row = dataclasses.replace(sheet.rows[0], person=name, blocks=name)
    hostile = dataclasses.replace(sheet, organization=name, rows=(row,))
    assert docx_text(consent.participation_docx(hostile).content).count(squeezed(name)) == 3
    assert pdf_text(consent.participation_pdf(hostile).content).count(squeezed(name)) == 3


@pytest.mark.parametrize("kind", ["docx", "typ"])
@pytest.mark.parametrize(
    ("template", "paper", "only_in_the_name"),
    [("participation_consent", ParticipationPaper, {"person"}), ("personal_data_consent", PersonalDataPaper, set())],
)
def test_the_templates_print_every_field(
    kind: str, template: str, paper: type[ParticipationPaper] | type[PersonalDataPaper], only_in_the_name: set[str]
) -> None:
    fields = {field.name for field in dataclasses.fields(paper)}
    assert names(TEMPLATES / f"{template}.{kind}") == fields - only_in_the_name

"""The crawl of the chat in English: nothing Russian is said beside the names and data of the region."""

from __future__ import annotations

import pytest

from tests.bot.conftest import OpenTown
from tests.bot.crawling import ANSWERS, BEGUN, HTML, WORDS, Crawl
from tests.bot.test_crawl import reader
from tests.bot.tongues import english

pytestmark = pytest.mark.crawl

#: What the walker types, the one word that is said in its own language, and the names of papers, which are Russian.
TYPED = (WORDS, HTML, "абракадабра", *ANSWERS.values(), "🌐 Русский",
         "Согласие на обработку ПДн", "Проект ИОМ", "ИОМ №", "(для школы)", "Иванова А. П")  # fmt: skip
WALKED = [
    ("teacher", "registered"),
    *(("teacher", stage) for stage in ("submitted", "proposed", "published", "in_agreement", "marked", "suspended")),
    *((who, "marked") for who in ("curator", "head", "operator", "planner", "founder")),
]


@pytest.mark.parametrize(("who", "stage"), WALKED)
async def test_who_reads_english_is_shown_nothing_russian_but_names_and_data(
    open_stage: OpenTown, caplog: pytest.LogCaptureFixture, who: str, stage: str
) -> None:
    caplog.set_level("WARNING")
    town = await open_stage(stage, language="en")
    tongue = town.chat.look(lambda session: english(session, TYPED))
    crawl = Crawl(town, reader(town, who), caplog, leave=() if stage == "registered" else BEGUN, tongue=tongue)
    await crawl.run()
    assert len(crawl.pressed) > 5


async def test_words_of_buttons_are_not_taken_for_names_and_data(open_stage: OpenTown) -> None:
    """Short ones, parts of names, and what also stands in the region's lists and in what the walker types."""
    town = await open_stage("marked", language="en")
    tongue = town.chat.look(lambda session: english(session, TYPED))
    for words in ("Нет", "Да", "Школа", "Домой", "Маршрут", "Карта маршрута", "🏠 Домой"):
        assert " ".join(tongue.strange(f"The route: {words}. Back")) == words.removeprefix("🏠 "), words
    assert tongue.strange("Анна Петровна, Цифровая грамотность и ИКТ, цифровая грамотность и ИКТ, 🌐 Русский") == []

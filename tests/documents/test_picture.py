"""The block profile as a picture and in words."""

from __future__ import annotations

import dataclasses
import struct
from decimal import Decimal

import pytest

from documents import picture
from documents.printing import typeset_png
from locales import reading_in
from models.results import DeficitLevel
from services.context import Context
from services.results import ResultCard, ScoreLine


def size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def one_block(result: ResultCard, level: DeficitLevel) -> ResultCard:
    """The result with a single score of 50 percent."""
    return dataclasses.replace(result, scores=(ScoreLine("physics", "methods", Decimal(50), level),))


def test_the_picture_is_as_wide_as_a_phone_and_fits_a_chat(result: ResultCard, system: Context) -> None:
    width, height = size(picture.profile_png(result, system.region))
    assert width == 1080
    assert 1000 < height < 3000


def test_the_picture_of_the_longest_result_fits_a_chat(result: ResultCard, system: Context) -> None:
    """Telegram takes a photo of at most 10,000 pixels of width and height together."""
    blocks = system.region.blocks["educator"]
    scores = tuple(
        ScoreLine(subject.code, block.code, Decimal(number), DeficitLevel.low)
        for number, subject in enumerate(system.region.subjects[:4])
        for block in blocks
    )
    assert sum(size(picture.profile_png(dataclasses.replace(result, scores=scores), system.region))) < 10_000


@pytest.mark.rule("К-07")
def test_each_block_has_its_level_in_words_with_form_and_date(result: ResultCard, system: Context) -> None:
    lines = picture.profile_text(result, system.region).splitlines()
    assert lines[:4] == [
        "Результат по блокам",
        "стандартизированная диагностика, 04.09.2026",
        "",
        "Предметный: 43,21\u00a0%, уровень дефицита: высокий",
    ]
    assert len(lines) == 3 + len(result.scores)


def test_the_words_of_the_picture_are_those_of_its_text(result: ResultCard, system: Context) -> None:
    values = picture._values(result, system.region)
    text = picture.profile_text(result, system.region)
    assert [f"{bar['block']}: {bar['shown']}, {bar['words']}" for bar in values["bars"]] == text.splitlines()[3:]
    assert [one["words"] for one in values["legend"]] == [
        "уровень дефицита: высокий", "уровень дефицита: средний", "уровень дефицита: низкий или отсутствует",
    ]  # fmt: skip


def test_levels_differ_by_their_pattern(result: ResultCard, system: Context) -> None:
    """The words of both pictures are made the same, so only the bar can tell them apart."""
    values = [picture._values(one_block(result, level), system.region) for level in DeficitLevel]
    pictures = set()
    for one in values:
        one["bars"][0]["words"] = "-"
        pictures.add(typeset_png("profile", one))
    assert len(pictures) == len(DeficitLevel)


def test_the_subject_is_named_where_there_are_several(result: ResultCard, system: Context) -> None:
    other = ScoreLine("mathematics", "methods", Decimal("60.50"), DeficitLevel.medium)
    text = picture.profile_text(dataclasses.replace(result, scores=(*result.scores[:1], other)), system.region)
    assert text.splitlines()[3:] == [
        "Физика. Предметный: 43,21\u00a0%, уровень дефицита: высокий",
        "Математика. Методический: 60,5\u00a0%, уровень дефицита: средний",
    ]


def test_the_text_is_in_the_language_of_the_reader(result: ResultCard, system: Context) -> None:
    with reading_in("en"):
        assert picture.profile_text(result, system.region).startswith("Result by blocks\nstandardized assessment")


@pytest.mark.parametrize("name", ["#panic()", '$x$ @a \\ "', "<b>&</b>", ""])
def test_a_hostile_name_draws(result: ResultCard, system: Context, name: str) -> None:
    assert size(picture.profile_png(dataclasses.replace(result, person=name, form=None), system.region))[0] == 1080

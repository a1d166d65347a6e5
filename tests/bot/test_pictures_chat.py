"""What a person sent as a photo is looked at again as a photo; what Telegram takes for none comes as a document."""

from __future__ import annotations

import struct

import pytest

from services import files
from tests.bot.test_evidence_chat import PDF, PNG, first, open_attaching
from tests.bot.town import Town, taps

HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 16


def png(width: int, height: int, size: int = 0) -> bytes:
    """A PNG of a shape, ``size`` bytes long at least."""
    return PNG[:16] + struct.pack(">II", width, height) + PNG[24:] + b"\x00" * size


async def test_a_photo_comes_back_as_a_photo_to_whoever_may_look(active: Town) -> None:
    await open_attaching(active)
    await active.teacher.send_file("me.png", PNG, kind="photo")
    await active.teacher.tap("Открыть 1. Фото")
    assert "photo" in active.teacher.screen.raw
    await active.curator.press(f"va:{first(active)}")
    await taps(active.curator, "📎 Приложено (1)", "Открыть 1. Фото")
    assert "photo" in active.curator.screen.raw
    assert active.curator.screen.buttons == ["‹ Назад", "🏠 Домой"]


@pytest.mark.parametrize(("name", "content"), [
    ("снимок.heic", HEIC),
    ("лента.png", png(1, 100)),
    ("большой.png", png(100, 100, 10 * files.MEGABYTE)),
    ("сертификат.pdf", PDF),
], ids=["heic", "shape", "size", "pdf"])  # fmt: skip
async def test_what_telegram_takes_for_no_photo_comes_back_as_a_document(
    active: Town, name: str, content: bytes
) -> None:
    await open_attaching(active)
    await active.teacher.send_file(name, content)
    await active.teacher.press(f"ve:{first(active)}")
    (opening,) = [words for words in active.teacher.screen.buttons if words.startswith("Открыть 1.")]
    await active.teacher.tap(opening)
    assert active.teacher.screen.raw["document"]["file_name"] == name
    tried = "sendPhoto" in active.chat.telegram.names()
    assert tried == (name == "лента.png"), "only the shape is Telegram's to judge: the rest is not sent for nothing"
    assert "Простите" not in active.teacher.screen.text

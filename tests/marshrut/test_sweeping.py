"""Files that nothing was registered for are taken away after a day; the bot's link for invitations."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from locales import catalog
from marshrut import sweeping, telegram, wiring
from marshrut.settings import Settings
from marshrut.telegram import Me
from marshrut.trouble import Trouble
from services import files
from services.audit import AuditedSession
from services.context import Context

PDF = b"%PDF-1.4 paper"


def brought(folder: Path, *, hours: float) -> files.Inspected:
    """A file that lies there for so long."""
    looked = files.inspect(PDF, original_name="a.pdf")
    path = files.place(folder, looked, PDF)
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return looked


async def test_only_what_lies_a_day_and_belongs_to_nothing_goes(
    session: AuditedSession, system: Context, tmp_path: Path
) -> None:
    kept, fresh, lost = (brought(tmp_path, hours=hours) for hours in (48, 1, 48))
    files.register(session, system, inspected=kept)

    async def transact(ctx: Context, service: Any, /, **kwargs: Any) -> Any:
        return service(session, ctx, **kwargs)

    assert await sweeping.sweep(transact, system, tmp_path) == 1
    assert [(tmp_path / one.stored_name).exists() for one in (kept, fresh, lost)] == [True, True, False]
    assert await sweeping.sweep(transact, system, tmp_path) == 0


def test_offline_an_invitation_opens_the_chat_page() -> None:
    assert wiring.BotLink(Settings(sandbox_port=18099))() == "http://127.0.0.1:18099/"


def test_telegram_is_asked_for_the_name_once_and_again_while_it_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def me(_settings: Settings) -> Me:
        asked.append(1)
        if len(asked) == 1:
            raise Trouble(catalog("marshrut").lazy("silence"))
        return Me("marshrut_bot", "Маршрут")

    monkeypatch.setattr(telegram, "me", me)
    link = wiring.BotLink(Settings(bot_token=SecretStr("1:" + "a" * 35)))
    assert [link(), link(), link()] == ["", "https://t.me/marshrut_bot", "https://t.me/marshrut_bot"]
    assert len(asked) == 2

"""What survives a restart, and the clock."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram.types import BotCommand, BufferedInputFile

from sandbox.app import create_app
from sandbox.clock import MemoryClock
from sandbox.options import SandboxOptions
from tests.sandbox.running import ANNA, Running, Start


async def test_everything_is_there_after_a_restart(start: Start, tmp_path: Path) -> None:
    state_file = tmp_path / "sandbox.json"
    first = await start(state_file=state_file)
    anna = first.client.person(ANNA.id)
    newcomer = await first.client.add_person("Глеб")
    said = await anna.send("/start")
    sent = await first.bot.send_document(ANNA.id, BufferedInputFile(b"x", "a.txt"), caption="раз")
    await first.bot.set_my_commands([BotCommand(command="help", description="Помощь")])
    await first.close()
    second = await start(state_file=state_file)
    chat = await second.client.person(ANNA.id).chat()
    assert [message.text for message in chat.messages] == ["/start", "раз"]
    assert await second.client.file(chat.messages[-1].file_id) == b"x"
    assert [update.update_id for update in await second.bot.get_updates()] == [said["update_id"]]
    assert (await second.bot.send_message(ANNA.id, "два")).message_id == sent.message_id + 1
    assert (await second.bot.get_my_commands())[0].command == "help"
    assert any(person["id"] == newcomer.id for person in await second.client.people())


async def test_state_is_on_disk_within_a_second(start: Start, tmp_path: Path) -> None:
    state_file = tmp_path / "sandbox.json"
    box = await start(state_file=state_file)
    await box.client.person(ANNA.id).send("запомни")
    for _ in range(20):
        if state_file.exists() and "запомни" in state_file.read_text(encoding="utf-8"):
            return
        await box.client.person(ANNA.id).chat(after=10**6, timeout=0.05)
    pytest.fail("the state was not written")


def test_broken_state_is_named(tmp_path: Path) -> None:
    state_file = tmp_path / "sandbox.json"
    state_file.write_text('{"chats": 1}')
    with pytest.raises(ValueError, match="remove it to start afresh"):
        create_app(SandboxOptions(state_file=state_file))


async def test_reset_forgets_all_but_the_people(box: Running) -> None:
    await box.client.add_person("Глеб")
    await box.client.person(ANNA.id).send("раз")
    await box.client.reset()
    assert len(await box.client.people()) == 3
    assert (await box.client.person(ANNA.id).chat()).messages == []
    assert await box.bot.get_updates() == []


async def test_messages_are_dated_by_the_domain_clock(box: Running) -> None:
    await box.client.clock_set(datetime(2031, 5, 6, 7, 8, tzinfo=UTC))
    sent = await box.bot.send_message(ANNA.id, "раз")
    assert sent.date.date().isoformat() == "2031-05-06"
    assert (await box.client.clock_shift("month")).date().isoformat() == "2031-06-06"


@pytest.mark.parametrize(
    ("step", "there"),
    [
        ("hour", "2027-01-31T13"),
        ("day", "2027-02-01T12"),
        ("working_day", "2027-02-01T12"),
        ("month", "2027-02-28T12"),
    ],
)
def test_memory_clock_steps(step: str, there: str) -> None:
    clock = MemoryClock(datetime(2027, 1, 31, 12, tzinfo=UTC))
    assert clock.shift(step).isoformat().startswith(there)


async def test_unknown_step_and_naive_instant_are_refused(box: Running) -> None:
    with pytest.raises(Exception, match="unknown step"):
        await box.client.clock_shift("year")
    with pytest.raises(Exception, match="time zone"):
        await box.client.clock_set(datetime(2031, 5, 6))  # noqa: DTZ001 what is refused


async def test_stopping_does_not_wait_for_those_who_wait(start: Start) -> None:
    box = await start()
    polling = asyncio.create_task(box.bot.get_updates(timeout=50))
    waiting = asyncio.create_task(box.client.person(ANNA.id).chat(after=10**6, timeout=50))
    await asyncio.sleep(0.1)
    stopping = asyncio.create_task(box.stop())
    assert await asyncio.wait_for(polling, 30) == []
    assert (await asyncio.wait_for(waiting, 30)).messages == []
    await stopping

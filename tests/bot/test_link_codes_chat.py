"""Codes by which staff link their chat."""

from __future__ import annotations

import pytest

from services import accounts
from services.context import Actor, Context
from tests.bot.newcomers import newcomer_of
from tests.bot.town import Town


def _staff_code(town: Town) -> tuple[int, str]:
    """A staff member without a chat, and a code by which they may link one."""
    ctx = Context(Actor(None), town.chat.clock.now(), town.chat.region)
    person_id = town.chat.do(
        lambda session, _ctx: accounts.create_person(session, ctx, last_name="Новикова", first_name="Вера")
    )
    me = Actor(person_id, (), "admin")
    issued = town.chat.do(lambda session, ctx: accounts.create_link_code(session, ctx), me)
    return person_id, issued.code


@pytest.mark.parametrize("way", ["button", "command"])
async def test_a_member_of_staff_links_their_chat_by_a_code(town: Town, way: str) -> None:
    person_id, code = _staff_code(town)
    if way == "button":
        await town.newcomer.send("/start")
        await town.newcomer.tap("🔑 Я сотрудник: ввести код")
        await town.newcomer.send(code)
    else:
        await town.newcomer.send(f"/link {code}")
    assert newcomer_of(town).id == person_id


@pytest.mark.parametrize("typed", ["{code}", "{plain}", " {lower} "])
async def test_a_code_written_right_after_the_first_screen_is_taken(town: Town, typed: str) -> None:
    """As the page of the back office says: «write this code to the bot»."""
    person_id, code = _staff_code(town)
    await town.newcomer.send("/start")
    await town.newcomer.send(typed.format(code=code, plain=code.replace("-", ""), lower=code.lower()))
    assert newcomer_of(town).id == person_id


async def test_letters_of_the_russian_keyboard_are_taken_for_those_they_look_like(town: Town) -> None:
    person_id, code = _staff_code(town)
    await town.newcomer.send(code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")))
    assert newcomer_of(town).id == person_id


async def test_a_chat_that_tries_too_many_codes_waits_even_with_the_right_one(town: Town) -> None:
    person_id, code = _staff_code(town)
    for _try in range(10):
        await town.newcomer.send("ABCD-EFGH")
    await town.newcomer.send(code)
    assert "Слишком много кодов" in town.newcomer.screen.text
    assert "напишите код ещё раз" not in town.newcomer.screen.text
    town.chat.clock.move(hours=1)
    person_id, code = _staff_code(town)
    await town.newcomer.send(code)
    assert newcomer_of(town).id == person_id


async def test_a_wrong_code_is_told_so_and_may_be_typed_again(town: Town) -> None:
    person_id, code = _staff_code(town)
    await town.newcomer.send("/link")
    for typed, told in (("ABCD-EFGH", "Такого кода нет"), (code[:-1], "Это не весь код: в коде 8 букв и цифр")):
        await town.newcomer.send(typed)
        text = town.newcomer.screen.text
        assert text.startswith(f"❗ {told}")
        assert "Ничего не пропало: напишите код ещё раз, прямо сюда." in text
        assert "Где взять новый код" in text
        assert "«Получить код»" in text
    await town.newcomer.send_file("sticker.webp", b"-", kind="sticker")
    await town.newcomer.send(code)
    assert newcomer_of(town).id == person_id


async def test_a_chat_of_another_person_is_not_taken_over(town: Town) -> None:
    _person_id, code = _staff_code(town)
    await town.teacher.send(f"/link {code}")
    assert "принадлежит другому" in town.teacher.screen.text
    assert newcomer_of(town, town.teacher.id).id == town.world.teacher_id


async def test_a_code_that_works_no_more_is_told_why(town: Town) -> None:
    person_id, code = _staff_code(town)
    town.chat.clock.move(minutes=31)
    await town.newcomer.send(code)
    assert "он старше получаса" in town.newcomer.screen.text
    me = Actor(person_id, (), "admin")
    earlier, later = (
        town.chat.do(lambda session, ctx: accounts.create_link_code(session, ctx), me).code for _code in (1, 2)
    )
    await town.newcomer.send(earlier)
    assert "уже использовали или после него получили новый" in town.newcomer.screen.text
    await town.newcomer.send(later)
    assert newcomer_of(town).id == person_id

"""The consent to the processing of personal data in the chat: before it nothing is kept, and it is asked for once."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa

from models.applications import Consent
from models.people import PersonalDataConsent, Way
from tests.bot.newcomers import known, newcomer_of, register
from tests.bot.town import Town, has, taps


@pytest.mark.rule("К-35")
async def test_the_consent_is_kept_with_version_text_and_digest_and_nothing_before_it(town: Town) -> None:
    document = town.chat.region.personal_data_consent
    await town.newcomer.send("/start")
    await town.newcomer.tap("📄 Прочитать согласие")
    assert document.text.split("\n")[0] in town.newcomer.screen.text
    assert document.version in town.newcomer.screen.text
    assert town.chat.look(known) is None
    await town.newcomer.tap("✅ Согласен (согласна)")
    person = newcomer_of(town)
    query = sa.select(PersonalDataConsent).where(PersonalDataConsent.person_id == person.id)
    kept = town.chat.look(lambda session: session.scalars(query).one())
    assert (kept.version, kept.text, kept.way) == (document.version, document.text, Way.chat)
    assert kept.text_digest == hashlib.sha256(document.text.encode()).hexdigest()
    assert kept.given_at == town.chat.clock.now()


async def test_the_consent_comes_as_a_file_too(town: Town) -> None:
    await town.newcomer.send("/start")
    await taps(town.newcomer, "📄 Прочитать согласие", "📎 Прислать файлом")
    assert town.newcomer.screen.raw["document"]["file_name"] == "Согласие на обработку ПДн.pdf"
    await town.newcomer.tap("‹ К согласию")
    assert has(town.newcomer.screen, "Согласен")


async def test_one_who_never_consented_gives_the_consent_first_and_loses_nothing_typed(town: Town) -> None:
    """An account of staff is linked by a code: whoever never consented cannot apply, and is offered to."""
    newcomer = town.newcomer
    await register(newcomer)
    await taps(newcomer, "📝 Подать заявку на диагностику", "Стандартизированная диагностика", "⭐ Все блоки")
    await newcomer.tap("📅 В течение месяца")
    form = newcomer.screen.rows[0]
    with town.acting() as w:
        w.session.execute(sa.delete(PersonalDataConsent).where(PersonalDataConsent.person_id == newcomer_of(town).id))
    await newcomer.tap("✅ Даю согласие и отправляю")
    assert "Нет согласия на обработку персональных данных" in newcomer.screen.text
    await newcomer.press("ap")
    assert "Нет согласия на обработку персональных данных" in newcomer.screen.text
    assert town.chat.look(lambda session: session.scalars(sa.select(Consent)).all()) == []
    await taps(newcomer, "✅ Согласен (согласна)")
    await newcomer.press("ap")
    assert newcomer.screen.rows[0] == form
    await newcomer.tap("✅ Даю согласие и отправляю")
    assert len(town.chat.look(lambda session: session.scalars(sa.select(Consent)).all())) == 1


async def test_one_whom_we_know_and_who_does_not_agree_now_is_home(town: Town) -> None:
    await town.teacher.send("/start")
    await town.teacher.press("pcn")
    assert "Здравствуйте, Анна Петровна!" in town.teacher.screen.text


async def test_without_the_consent_nothing_is_kept_and_the_door_stays_open(town: Town) -> None:
    await town.newcomer.send("/start")
    await taps(town.newcomer, "📄 Прочитать согласие", "Не сейчас")
    assert "+7 4812 00-00-00" in town.newcomer.screen.text
    assert town.chat.look(known) is None
    await town.newcomer.tap("‹ Назад")
    assert has(town.newcomer.screen, "Согласен")


async def test_the_two_consents_are_separate_documents(town: Town) -> None:
    await register(town.newcomer)
    await taps(town.newcomer, "📝 Подать заявку на диагностику", "Стандартизированная диагностика", "⭐ Все блоки")
    await taps(town.newcomer, "📅 В течение месяца")
    person = newcomer_of(town)
    assert town.chat.look(lambda session: session.scalars(sa.select(Consent)).all()) == []
    await town.newcomer.tap("✅ Даю согласие и отправляю")
    to_take_part = town.chat.look(lambda session: session.scalars(sa.select(Consent)).one())
    query = sa.select(PersonalDataConsent.text).where(PersonalDataConsent.person_id == person.id)
    to_processing = town.chat.look(lambda session: session.scalars(query).one())
    assert "персональных данных" in to_processing
    assert "персональных данных" not in to_take_part.text


async def test_a_button_under_an_older_text_shows_the_new_one(town: Town) -> None:
    await town.newcomer.send("/start")
    await town.newcomer.press("pcg:2020-01:")
    assert "Согласие на обработку персональных данных" in town.newcomer.screen.text
    assert town.chat.look(known) is None

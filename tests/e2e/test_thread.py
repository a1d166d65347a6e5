"""The thread through the whole house: real processes, the chat over the sandbox, the back office over HTTP."""

from __future__ import annotations

import asyncio
import re
import signal
from datetime import timedelta

import pytest

from sandbox.client import Person
from sandbox.client_views import MessageView
from services import calendar
from tests.e2e.conftest import REGION, House, noon
from tests.e2e.office import Office

pytestmark = pytest.mark.e2e
PATIENCE = 120
CURATOR, HEAD, NEWCOMER = 1003, 1004, 1005
NAME = "Соколова Вера Павловна"
FIRST, SECOND = "Курс по волновой оптике", "Мастер-класс по опытам"


class Phone:
    """Somebody in the chat: taps what is seen and waits for what it leads to."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def say(self, text: str, then: str) -> MessageView:
        """Write, and wait for words."""
        version = (await self.person.chat()).version
        await self.person.send(text)
        return await self.told(then, after=version)

    async def tap(self, words: str, then: str, message_id: int | None = None) -> MessageView:
        """Tap, and wait for words that are newer."""
        version = (await self.person.chat()).version
        await self.person.tap(words, message_id=message_id)
        return await self.told(then, after=version)

    async def told(self, *words: str, after: int = -1) -> MessageView:
        """Wait for a message that holds all the words and was written or changed after a version of the chat."""
        async with asyncio.timeout(PATIENCE):
            chat = await self.person.chat()
            while True:
                found = [one for one in chat.from_bot() if all(word in one.text for word in words)]
                found = [one for one in found if int(one.raw["version"]) > after]
                if found:
                    return found[-1]
                chat = await self.person.chat(after=chat.version, timeout=PATIENCE)

    async def count(self, *words: str) -> int:
        """How many messages hold all the words."""
        found = (await self.person.chat()).from_bot()
        return len([one for one in found if all(word in one.text for word in words)])


def button(message: MessageView, words: str) -> str:
    """The button whose words hold these."""
    return next(found for row in message.buttons for found in row if words in found)


async def register(phone: Phone) -> None:
    """First contact: consent and the four questions."""
    await phone.say("/start", "личный план")
    await phone.tap("📄 Прочитать согласие", "Согласие на обработку")
    await phone.tap("✅ Согласен (согласна)", "фамилию, имя и отчество")
    await phone.say(NAME, "Где вы работаете")
    await phone.say("101", "Нажмите на свою школу")
    await phone.tap("Школа № 101 · город Смоленск", "Кем вы работаете")
    await phone.tap("Учитель", "Что вы преподаёте")
    await phone.tap("▫️ Физика", "Что вы преподаёте")
    await phone.tap("Готово", "Вера Павловна")


async def apply(phone: Phone) -> None:
    """The form and the consent to take part."""
    await phone.tap("📝 Подать заявку на диагностику", "Какая форма")
    await phone.tap("Стандартизированная диагностика", "Какие блоки")
    await phone.tap("⭐ Все блоки", "Когда вам удобно")
    await phone.tap("📅 В течение месяца", "Проверьте, пожалуйста")
    await phone.tap("✅ Даю согласие и отправляю", "Заявка принята")


async def propose(house: House, operator: Office) -> int:
    """The operator finds the application in the queue and proposes the next working day; returns the case."""
    await operator.get("/queue/?tab=new")
    await operator.get(operator.link(NAME, "/case/"))
    case = operator.id
    await operator.get(f"/case/step/?id={case}&act=propose_terms")
    day = calendar.add_working_days(REGION, house.today, 2)
    terms = {"day": day.isoformat(), "clock": "15:00", "place": "Смоленск, улица Примерная, 1", "terms": "Паспорт"}
    assert "Ждём ответа" in await operator.post(f"/case/step/?id={case}&act=propose_terms", format="on_site", **terms)
    return case


async def publish(house: House, operator: Office, case: int) -> None:
    """The day has come: held, entered, checked, published, decided."""
    await operator.get(f"/case/step/?id={case}&act=hold")
    await operator.post(f"/case/step/?id={case}&act=hold", held_on=operator.value("held_on"))
    page = await operator.get(f"/result/enter/?id={case}")
    fields = dict.fromkeys(re.findall(r'name="(percent-\d+)"', page), "55,5")
    fields |= {"place-0": "0", "code-0": "7.1", "text-0": "Затрудняется в волновой оптике"}
    await operator.post(
        f"/result/enter/?id={case}", **fields, recommendations="Курс по оптике", seen=operator.value("seen"), save="1"
    )
    for step in ("check", "publish"):
        await operator.post(f"/result/?id={case}")
        await operator.post(f"/result/{step}/?id={case}", seen=operator.value("seen"))
    await operator.get(f"/case/step/?id={case}&act=decide")
    await operator.post(f"/case/step/?id={case}&act=decide", decision="route")


async def draw_up(house: House, planner: Office, case: int) -> int:
    """The planner draws the route up with two activities and sends it for agreement; returns the route."""
    await planner.get(f"/case/?id={case}")
    await planner.post(f"/case/draw-up/?id={case}")
    route = planner.id
    page = await planner.get(f"/routes/terms/?id={route}")
    curator = re.search(r'value="(\d+)"[^>]*>\s*Кузьмин', page)
    assert curator
    await planner.post(
        f"/routes/terms/?id={route}", model="a", term_months="9", starts_on=house.today.isoformat(),
        curator_id=curator[1],
    )  # fmt: skip
    await planner.post(f"/routes/look/?id={route}")
    for title, days in ((FIRST, 1), (SECOND, 30)):
        page = await planner.get(f"/routes/activity/?id={route}")
        assert "волновой оптике" in page
        day = calendar.nearest_working_day(REGION, house.today + timedelta(days=days))
        await planner.post(
            f"/routes/activity/?id={route}", category="knowledge", title=title, starts_on=day.isoformat(), ends_on="",
            place="Смоленск", deficit_ids=planner.value("deficit_ids"),
        )  # fmt: skip
    await planner.get(f"/routes/route/?id={route}")
    assert "Отправлено на согласование" in await planner.post(f"/routes/agreement/?id={route}")
    return route


async def test_the_thread_from_the_first_word_to_a_reminder(house: House) -> None:
    teacher, curator, head = (Phone(house.client.person(number)) for number in (NEWCOMER, CURATOR, HEAD))
    operator, planner = await house.office("operator@example.org"), await house.office("planner@example.org")
    for one in (curator, head):
        await one.say("/start", "Здравствуйте")
    await register(teacher)
    await apply(teacher)

    case = await propose(house, operator)
    await teacher.told("Вам предлагают день диагностики")
    await teacher.tap("✅ Мне подходит", "Вас ждут")
    for _ in range(3):
        await house.client.clock_shift("working_day")
    await publish(house, operator, case)
    ready = await teacher.told("Ваш результат готов")
    shown = await teacher.tap("📊 Открыть результат", "волновой оптике", ready.id)
    assert "55,5\u00a0%" in shown.text

    route = await draw_up(house, planner, case)
    for phone in (teacher, curator, head):
        words = (NAME,) if phone is not teacher else ("ИОМ) составлен",)
        await agree(phone, *words)
    await planner.get(f"/routes/route/?id={route}")
    await planner.post(f"/routes/close/?id={route}")
    await planner.post(f"/routes/approval/?id={route}")
    asked = await head.told("ждёт вашего утверждения", NAME)
    opened = await head.tap("🧭 Открыть маршрут", f"Маршрут № {number_of(planner.page)}", asked.id)
    plan = await head.tap("📖 Прочитать всё", FIRST, opened.id)
    assert "Затрудняется" not in opened.text + plan.text
    await head.tap("✅ Утвердить", "Действует", plan.id)

    await mark(teacher)

    assert house.run.stop(signal.SIGINT) == 0
    second = calendar.nearest_working_day(REGION, house.today + timedelta(days=30))
    house.clock.set(noon(calendar.nearest_working_day(REGION, second - timedelta(days=1), backwards=True)))
    house.run.start()
    await teacher.told("Скоро мероприятие", SECOND)
    await asyncio.sleep(5)  # two looks of the clock-watcher
    assert await teacher.count("Скоро мероприятие", SECOND) == 1
    await teacher.say("/start", "Ваш маршрут действует")
    await teacher.tap("🧭 Открыть мероприятие", SECOND)
    assert (await house.office("planner@example.org")).page
    assert house.faults() == []


async def mark(teacher: Phone) -> None:
    """Open the route from the notice of its approval and mark what is to come yet."""
    approved = await teacher.told("Ваш маршрут утверждён")
    shown = await teacher.tap("🧭 Открыть маршрут", "Мой маршрут", approved.id)
    await teacher.tap(button(shown, FIRST), "Пока не отмечено")
    await teacher.tap("✅ Отметить выполненным", "ещё не наступил")
    await teacher.person.tap("Да, уже выполнено")
    await teacher.person.wait_popup("Отмечено", PATIENCE)


async def agree(phone: Phone, *words: str) -> None:
    """Open the route from its notice and agree."""
    asked = await phone.told(*words)
    opened = await phone.tap("🧭 Открыть маршрут", "На согласовании", asked.id)
    await phone.person.tap("✅ Согласен (согласна)", message_id=opened.id)
    await phone.person.wait_popup("согласие записано", PATIENCE)


def number_of(page: str) -> str:
    """The number of the route on its page."""
    found = re.search(r"\b(\d+-\d{4})\b", page)
    assert found
    return found[1]

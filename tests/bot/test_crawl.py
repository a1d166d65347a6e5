"""The crawl of the chat: every button ever shown is pressed once and every question answered, as each role.

After each of them there is a screen with words, all of them Russian, and a way home; nothing is logged as a fault and
nothing is set aside; and what stands in results is never said to one who may not see it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import regions
from models.accounts import Grant, Role
from models.applications import DecisionKind, DiagnosticForm, Participation
from models.engine import sync_engine
from models.inbox import ChatState, InboxUpdate, UpdateStatus
from models.routes import Activity, Route
from services import applications, results, routes
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from services.results import DeficitIn
from tests import world
from tests.bot.chat import Person
from tests.bot.conftest import OpenChat
from tests.bot.town import CANARIES, WIRING, Town, heard
from tests.conftest import START
from tests.documents.reading import docx_text, pdf_text, squeezed, unzipped
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World

#: What a Russian chat may show in Latin letters: commands, addresses of e-mail, a file's extension, tags people typed.
LATIN_ALLOWED = re.compile(r"/start|/cancel|/link|English|[\w.+-]+@[\w.-]+|\.(?:txt|pdf|docx)\b|</?[bi]>")
LATIN = re.compile(r"[A-Za-z]+")
#: How each kind of document is read, to look for what must not stand in it.
READ: dict[str, Callable[[bytes], str]] = {
    ".txt": lambda content: content.decode("utf-8-sig"),
    ".pdf": pdf_text,
    ".docx": lambda content: docx_text(content) + unzipped(content),
}
#: The first screens: of people we know, and of a newcomer.
ROOTS = ("Здравствуйте, ", "Здравствуйте!", "Добрый день!")
#: A valid answer to each question that is not answered by whatever words.
ANSWERS = {
    "Filling:name": "Соколова Вера Павловна",
    "Filling:patronymic": "Соколова Вера Павловна",
    "Filling:renaming": "Соколова Вера Павловна",
    "Filling:organization": "школа",
    "Filling:position": "Учитель астрономии",
    "Filling:teaching_since": "12",
    "Filling:phone": "+7 910 123-45-67",
    "Filling:email": "vera@example.ru",
    "Walking:teaching_since": "12",
    "Walking:phone": "+7 910 123-45-67",
    "Walking:email": "vera@example.ru",
    "Writing:ward": "Иванова",
}
#: The key that sends one's number; any other is the words it shows.
SHARE = "📱 Отправить мой номер"
WORDS = "В среду после обеда, пожалуйста"
TOO_LONG = "очень длинно " * 400
HTML = "<b>жирно</b> & <i>"
#: Acts after which others are not offered any more: they are pressed when nothing else is left.
LAST = ("amw:", "api:1", "apg:", "ama:", "tg:", "ta:", "pcg:", "sw:1")
#: Another language, and a chat that is nobody's any more: walked elsewhere.
NEVER = ("sl:", "su:1")
#: Days, subjects and positions are alike, and there are hundreds of them: so many buttons of each kind are pressed.
ALIKE = {"apd": 4, "apc": 4, "apj": 4, "prj": 4, "prc": 3, "apb": 4, "va": 3, "vm": 3, "vl": 3, "vq": 2, "vk": 3}


@dataclass
class Cast:
    """People beside those of the world, who may see nothing of the teacher's result."""

    other_teacher: int = 2000
    other_curator: int = 2001
    colleague: int = 2002


CAST = Cast()


def _people(w: World) -> None:
    """A teacher of the same school, a curator of somebody else, and a curator who works in the teacher's school."""
    names = (
        (CAST.other_teacher, "Белова Дарья Ивановна", w.school_id, None),
        (CAST.other_curator, "Ветрова Нина Павловна", w.other_school_id, Role.curator),
        (CAST.colleague, "Галкина Ольга Юрьевна", w.school_id, Role.curator),
    )
    for chat_id, name, school, role in names:
        person_id = world.register(w.session, w.system, chat_id=chat_id, name=name, organization_id=school)
        if role is not None:
            w.session.add(Grant(person_id=person_id, role=role, centre_id=w.centre_id))


def _draft(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.standardized)


def _accept(w: World) -> None:
    applications.accept_terms(w.session, w.teacher, participation_id=_case(w))


def _hold(w: World) -> None:
    w.later(days=3)
    applications.record_held(w.session, w.operator, participation_id=_case(w))


def _enter(w: World) -> None:
    scores = w.scores(_case(w))
    found = [DeficitIn(scores[0].subject, scores[0].block, CANARY_DEFICIT, CANARY_CODE)]
    results.enter(
        w.session, w.operator, participation_id=_case(w), scores=scores, deficits=found, recommendations=CANARY_ADVICE
    )
    results.check(w.session, w.operator, participation_id=_case(w))


def _decide(w: World) -> None:
    results.decide(w.session, w.operator, participation_id=_case(w), decision=DecisionKind.route)


def _mark(w: World) -> None:
    first = w.session.scalars(sa.select(Activity.id).order_by(Activity.id)).first()
    assert first is not None
    routes.mark_activity(w.session, w.teacher, activity_id=first, done=True)


def _case(w: World) -> int:
    return w.session.scalars(sa.select(Participation.id)).one()


def _route(w: World) -> int:
    return w.session.scalars(sa.select(Route.id)).one()


#: The stages of a case in order, each made from the one before.
STAGES: dict[str, Callable[[World], object]] = {
    "registered": _people,
    "draft": _draft,
    "submitted": lambda w: w.apply(),
    "proposed": lambda w: w.propose(_case(w)),
    "agreed": _accept,
    "assessed": _hold,
    "entered": _enter,
    "published": lambda w: results.publish(w.session, w.operator, participation_id=_case(w)),
    "decided": _decide,
    "in_agreement": lambda w: w.draw_up(_case(w), activities=10),
    "awaiting_approval": lambda w: w.agree(_route(w)),
    "active": lambda w: routes.approve(w.session, w.head, route_id=_route(w)),
    "marked": _mark,
}
#: The profile and the form are the same at every stage: they are gone through at these, and not anew at each.
BEGINNING = ("registered", "draft")
BEGUN = ("pr", "prg", "prf", "prs", "prn", "prp", "prc", "prj", "prd", "pre", "prw", "prv", "prq",
         "aps", "apr", "apf", "apj", "apb", "apx",
         "app", "apc", "apd", "apt")  # fmt: skip
OpenStage = Callable[[str], Awaitable[Town]]


@pytest.fixture(scope="session")
def at_stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, World]]:
    """Databases with the case at each stage, built once a run."""
    folder, made = tmp_path_factory.mktemp("crawl"), dict[str, tuple[Path, World]]()
    system = Context(Actor(None), START, regions.load("smolensk"))

    def find(stage: str) -> tuple[Path, World]:
        if stage not in made:
            names = list(STAGES)
            before = find(names[names.index(stage) - 1]) if stage != names[0] else None
            path = Path(shutil.copy(before[0] if before else sqlite_template, folder / f"{stage}.sqlite3"))
            made[stage] = path, _built(path, stage, system, before[1] if before else None)
        return made[stage]

    return find


def _built(path: Path, stage: str, system: Context, before: World | None) -> World:
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        acting(session, system)
        found = replace(before, session=session) if before else world.build(session, system)
        STAGES[stage](found)
        session.commit()
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return found


@pytest.fixture
async def open_stage(
    open_chat: OpenChat, at_stage: Callable[[str], tuple[Path, World]], tmp_path: Path
) -> AsyncIterator[OpenStage]:
    """Opens the whole bot on a copy of a stage's database, the notices delivered."""
    opened: list[Town] = []

    async def build(stage: str) -> Town:
        path, found = at_stage(stage)
        url = f"sqlite:///{shutil.copy(path, tmp_path / f'{len(opened)}.sqlite3')}"
        opened.append(Town(open_chat(url, **WIRING), found))
        await opened[-1].open()
        await opened[-1].deliver()
        return opened[-1]

    yield build
    for town in opened:
        town.close()


class Crawl:
    """Somebody who presses everything they are ever shown and answers everything they are asked."""

    def __init__(
        self, town: Town, person: Person, caplog: pytest.LogCaptureFixture, leave: tuple[str, ...] = ()
    ) -> None:
        self.town = town
        self.person = person
        self._leave = leave
        self.pressed: list[str] = []
        self.told = heard(person)
        self._waiting: list[str] = []
        self._answered: set[str] = set()
        self._keys: set[str] = set()
        self._alerts = len(person.alerts)
        self._shown = ""
        self._caplog = caplog
        caplog.clear()  # notices to people who never wrote to the bot

    async def run(self) -> None:
        """Go through everything from /start."""
        for words in ("/start", "абракадабра", "/help", "/cancel"):
            await self.person.send(words)
            self._look(words)
        while (data := self._next()) is not None:
            self.pressed.append(data)
            await self.person.press(data)
            self._look(data)
            await self._tap_keys(data)
            await self._answer(data)
        self._nothing_set_aside()

    async def forge(self, data: list[str]) -> None:
        """Press what others were shown."""
        await self.person.send("/start")
        for one in data:
            await self.person.press(one)
            self._look(f"forged {one}")
        self._nothing_set_aside()

    def _next(self) -> str | None:
        self._waiting.sort(key=lambda data: data.startswith(LAST))
        while self._waiting:
            data = self._waiting.pop(0)
            prefix = data.partition(":")[0]
            alike = len([one for one in self.pressed if one.partition(":")[0] == prefix])
            left = data.startswith(NEVER) or prefix in self._leave
            if data not in self.pressed and not left and alike < ALIKE.get(prefix, 1000):
                return data
        return None

    def _look(self, after: str) -> None:
        """What must hold of whatever is on the screen now."""
        shown = self.person.screen
        new = self.person.alerts[self._alerts :]
        self._alerts += len(new)
        assert re.search(r"[А-Яа-яЁё]", shown.text), (after, shown.raw)
        assert "Простите, не получилось" not in shown.text, after
        words = " ".join([shown.text, *shown.buttons, *self.person.keys, *new, _file_name(shown.raw)])
        assert LATIN.findall(LATIN_ALLOWED.sub(" ", words)) == [], (after, words)
        unchanged = bool(new) and shown.text == self._shown
        root = shown.text.startswith(ROOTS)
        assert root or unchanged or self.person.keys or "home" in shown.callbacks.values(), (after, shown.text)
        faults = [record.getMessage() for record in self._caplog.records if record.name.startswith("marshrut")]
        assert faults == [], after
        self._shown = shown.text
        self.told += words + self._content(shown.raw)
        for message in self.person.messages[-3:]:
            self._waiting += [data for data in message.callbacks.values() if data not in self._waiting]

    async def _tap_keys(self, data: str) -> None:
        for key in [key for key in self.person.keys if key not in self._keys]:
            if key not in self.person.keys:
                await self.person.press(data)
            if key not in self.person.keys:
                continue  # a walk has gone on: the key is met again
            self._keys.add(key)
            await (self.person.share_contact() if key == SHARE else self.person.send(key))
            self._look(f"{data}, then {key}")
            assert self.person.keys == [], "the keys stay below the chat"

    async def _answer(self, data: str) -> None:
        """Answer what is asked: too long, a sticker, HTML, and then as it should be."""
        while (state := self._state()) is not None and state not in self._answered:
            self._answered.add(state)
            await self.person.send(TOO_LONG[:5000])
            self._still_asks(state, data)
            await self.person.send_file("cat.webp", b"cat", kind="sticker")
            self._still_asks(state, data)
            await self.person.send(HTML)
            self._look(f"{data}, then HTML")
            if self._state() == state:
                await self.person.send(ANSWERS.get(state, WORDS))
                self._look(f"{data}, then a good answer to {state}")

    def _still_asks(self, state: str, data: str) -> None:
        self._look(f"{data}, then nonsense")
        assert self.person.screen.text.startswith("❗"), (state, self.person.screen.text)
        assert self._state() == state

    def _state(self) -> str | None:
        query = sa.select(ChatState.state).where(ChatState.chat_id == self.person.id)
        return self.town.chat.look(lambda session: session.scalar(query))

    def _nothing_set_aside(self) -> None:
        query = sa.select(InboxUpdate.error).where(InboxUpdate.status != UpdateStatus.handled)
        assert self.town.chat.look(lambda session: session.scalars(query).all()) == []

    def _content(self, raw: dict[str, Any]) -> str:
        if "document" not in raw:
            return ""
        files = self.town.chat.world.files
        stored = files.find(raw["document"]["file_id"])
        assert stored is not None
        return READ[Path(stored.name).suffix](files.read(stored))


def _file_name(raw: dict[str, Any]) -> str:
    return str(raw.get("document", {}).get("file_name", ""))


def canaries_in(told: str) -> list[str]:
    """What of a result was said; papers break lines where they like."""
    whole = squeezed(told)
    return [canary for canary in CANARIES if squeezed(canary) in whole]


def reader(town: Town, role: str) -> Person:
    """The phone of somebody in the town."""
    if role in ("teacher", "curator", "head", "newcomer"):
        found: Person = getattr(town, role)
        return found
    return town.chat.person("Кто-то", id=getattr(CAST, role))


SEE_IT = {("teacher", stage) for stage in list(STAGES)[list(STAGES).index("published") :]}
SEE_IT |= {("curator", stage) for stage in ("in_agreement", "awaiting_approval", "active", "marked")}
CRAWLED = [
    ("newcomer", "registered"),
    *(("teacher", stage) for stage in STAGES if stage != "decided"),
    ("curator", "registered"),
    *(("curator", stage) for stage in ("in_agreement", "marked")),
    ("head", "registered"),
    *(("head", stage) for stage in ("in_agreement", "awaiting_approval", "active")),
    *((role, "active") for role in ("other_teacher", "other_curator", "colleague")),
]


@pytest.mark.parametrize(("role", "stage"), CRAWLED)
async def test_every_button_and_question_leads_on(
    open_stage: OpenStage, caplog: pytest.LogCaptureFixture, role: str, stage: str
) -> None:
    caplog.set_level("WARNING")
    town = await open_stage(stage)
    person = reader(town, role)
    crawl = Crawl(town, person, caplog, leave=() if stage in BEGINNING else BEGUN)
    await crawl.run()
    seen = canaries_in(crawl.told)
    assert bool(seen) == ((role, stage) in SEE_IT), (seen, len(crawl.pressed))


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("role", ["newcomer", "head", "other_teacher", "other_curator", "colleague"])
async def test_buttons_of_others_pressed_by_one_who_may_not_give_nothing_of_a_result(
    open_stage: OpenStage, caplog: pytest.LogCaptureFixture, shown_to_those_who_may: list[str], role: str
) -> None:
    caplog.set_level("WARNING")
    town = await open_stage("active")
    person = reader(town, role)
    crawl = Crawl(town, person, caplog)
    await crawl.forge(shown_to_those_who_may)
    assert canaries_in(crawl.told + heard(person)) == []


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """Filled once a run by the fixture below."""
    return []


@pytest.fixture
async def shown_to_those_who_may(
    open_stage: OpenStage, caplog: pytest.LogCaptureFixture, shown: list[str]
) -> list[str]:
    """Every button that the teacher and the curator of an active route are ever shown."""
    for role in ("teacher", "curator") if not shown else ():
        town = await open_stage("active")
        crawl = Crawl(town, reader(town, role), caplog)
        await crawl.run()
        shown += [data for data in crawl.pressed if data not in shown]
    return shown

"""What the wiring needs of the subjects: their routers, the screen of each state of typing, the buttons of notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State

from bot.applications import applying, choosing, following
from bot.applications import questions as about_application
from bot.applications.calls import AcceptTerms, AnotherTime, Asking, Case, ConfirmEntry, DenyEntry
from bot.conversations import screens as conversation_screens
from bot.conversations import talking
from bot.conversations.calls import Ask, OpenThread, Talking, Threads, Topic, WriteThread
from bot.home import opening as home
from bot.inbox import Restate
from bot.people import consenting, filling, linking, moves, schools, walking
from bot.people.calls import STEPS, Filling, Linking, state_of
from bot.people.questions import question
from bot.results import opening as results
from bot.results.calls import OpenResult
from bot.routes import activities, answering, disclosing, ending, evidence, lists, marking, offering, printing, reading
from bot.routes.calls import AgreeRoute, Listing, MarkActivity, OpenActivity, OpenRoute, RouteList, WardList, Writing
from bot.screens import Home, Screen
from bot.settings import setting
from bot.start import pass_on
from bot.work import Work
from services import applications, conversations, people
from services.digests import Item
from services.people import ProfileField

first_screen = home.first_screen


class Action(Protocol):
    """What a notice's button does: an act, the thing it is about, and which version of it."""

    @property
    def act(self) -> str:
        """Name of the act."""
        ...

    @property
    def id(self) -> int:
        """Key of the row."""
        ...

    @property
    def part(self) -> int:
        """Key of the part of it that was offered, 0 for none."""
        ...


#: Every act that a notice may offer, and the button that does it.
PRESSES: dict[str, Callable[[int, int], CallbackData]] = {
    "home": lambda _id, _part: Home(),
    "case.open": lambda id, _part: Case(participation_id=id),
    "case.called": lambda id, _part: Ask(topic=Topic.called, id=id),
    "entry.confirm": lambda id, _part: ConfirmEntry(participation_id=id),
    "entry.deny": lambda id, _part: DenyEntry(participation_id=id, sure=False),
    "terms.accept": lambda id, part: AcceptTerms(participation_id=id, appointment_id=part),
    "terms.other": lambda id, part: AnotherTime(participation_id=id, appointment_id=part),
    "result.open": lambda id, _part: OpenResult(participation_id=id),
    "route.agree": lambda id, part: AgreeRoute(route_id=id, round=part),
    "route.open": lambda id, _part: OpenRoute(route_id=id),
    "routes.wards": lambda _id, _part: RouteList(listing=Listing.wards),
    "routes.agree": lambda _id, _part: RouteList(listing=Listing.agree),
    "wards.overdue": lambda _id, _part: WardList(item=Item.overdue),
    "wards.to_confirm": lambda _id, _part: WardList(item=Item.to_confirm),
    "wards.soon": lambda _id, _part: WardList(item=Item.soon),
    "wards.ending": lambda _id, _part: RouteList(listing=Listing.wards),
    "thread.open": lambda id, _part: OpenThread(thread_id=id),
    "thread.write": lambda id, _part: WriteThread(thread_id=id),
    "threads.waiting": lambda _id, _part: Threads(mine=False),
    "activity.open": lambda id, _part: OpenActivity(activity_id=id),
    "activity.answer": lambda id, _part: Ask(topic=Topic.activity, id=id),
    "activity.done": lambda id, _part: MarkActivity(activity_id=id, done=True),
}


#: Acts of the back office, and what the chat shows of the same thing where no link leads there; None: nothing.
OFFICE: dict[str, Callable[[int, int], CallbackData] | None] = {
    "office.case": PRESSES["case.open"],
    "office.route": PRESSES["route.open"],
    "office.person": None,
    "office.home": None,
}


def press(action: Action) -> str:
    """Callback data of a notice's action, empty for one that only the back office has; raises KeyError for an act
    without a button."""
    if action.act in OFFICE:
        shown = OFFICE[action.act]
        return shown(action.id, action.part).pack() if shown else ""
    return PRESSES[action.act](action.id, action.part).pack()


#: The subjects' routers, in the order they are asked.
ROUTERS = (
    home.router,
    consenting.router,
    linking.router,
    walking.router,
    schools.router,
    filling.router,
    filling.kept,
    applying.router,
    choosing.router,
    following.router,
    results.router,
    reading.router,
    answering.router,
    answering.kept,
    ending.router,
    disclosing.router,
    marking.router,
    talking.router,
    talking.kept,
    printing.router,
    evidence.router,
    offering.router,
    setting.router,
)


def resumes() -> Mapping[str, Restate]:
    """The screen of each state of typing, by the state's name: where a person goes on after a break."""
    fields = {state_of(field): _profile_question(field) for field in ProfileField}
    found: dict[State | None, Restate] = fields | {
        Filling.patronymic: _profile_question(ProfileField.name),
        Filling.renaming: _renaming,
        Asking.another_time: _another_time,
        Asking.button: applying.question_of,
        Linking.code: _code,
        Writing.changes: _about_route(Writing.changes),
        Writing.reasons: _about_route(Writing.reasons),
        Writing.checked: _about_route(Writing.checked),
        Writing.ending: _ending,
        Writing.question: _question_mark,
        Writing.ward: _ward,
        Writing.evidence: _evidence,
        Writing.brought: _brought,
        Talking.said: _said,
        Talking.question: _asked_question,
        Talking.answer: _asked_answer,
    }
    found |= dict.fromkeys(STEPS.values(), walking.resumed)
    return {state.state: screen for state, screen in found.items() if state and state.state}


def _profile_question(field: ProfileField) -> Restate:
    async def screen(work: Work) -> Screen:
        return question(field, await work.read(people.my_card), work.ctx.region)

    return screen


async def _renaming(work: Work) -> Screen:
    return moves.ask_rename((await work.read(people.my_card)).full_name, work.storage.data["typed"])


async def _another_time(work: Work) -> Screen:
    card = await work.read(applications.card, participation_id=work.storage.data["participation"])
    return about_application.ask_another_time(card, work.ctx.region)


def _about_route(state: State) -> Restate:
    async def screen(work: Work) -> Screen:
        return await answering.resumed(work, state)

    return screen


async def _ending(work: Work) -> Screen:
    return ending.ask_reason(work.storage.data["route"])


async def _question_mark(work: Work) -> Screen:
    return activities.ask_question(work.storage.data["activity"])


async def _evidence(work: Work) -> Screen:
    return await evidence.evidence_of(work, work.storage.data["activity"])


async def _brought(work: Work) -> Screen:
    return await offering.offered(work, work.storage.data)


async def _code(_work: Work) -> Screen:
    return linking.ask_code()


async def _ward(work: Work) -> Screen:
    return lists.ask_ward()


async def _said(_work: Work) -> Screen:
    return pass_on()


async def _asked_question(work: Work) -> Screen:
    data = work.storage.data
    asking = await work.read(talking.asking_of, topic=Topic(data["topic"]), id=data["id"])
    return conversation_screens.ask_question(asking, work.ctx.region)


async def _asked_answer(work: Work) -> Screen:
    thread = await work.read(conversations.thread, thread_id=work.storage.data["thread"])
    return conversation_screens.write_on(thread, work.ctx.region)

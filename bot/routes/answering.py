"""Handlers of agreement and approval: agree, propose changes, approve, return (annex 3, cl. 4.3.6, 4.3.10). Words end a
part of the agreement or send the route back: they are shown once more before they go."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import partial
from typing import Any

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.routes.calls import (
    AgreeRoute,
    ApproveRoute,
    MendWords,
    OpenRoute,
    ProposeChanges,
    ReturnRoute,
    SendWords,
    Writing,
)
from bot.routes.reading import route_of
from bot.routes.screens import ask_words
from bot.screens import Button, Screen, home, show
from bot.taking import Typing, attempt, begin_typing, keeping_router, settle, stand, subject_router, words_of
from bot.work import Work
from bot.writing import clip, lines, trouble_line
from locales import Text, catalog
from services import routes
from services.errors import Invalid, Stale

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy
router = subject_router("answering")
#: Taps on the words that were typed before them.
kept = keeping_router("answering_kept")
ASKED: dict[State, Text] = {
    Writing.changes: lazy("What should be changed in the route? Please type it."),
    Writing.reasons: lazy("Why do you return the route? Please type the reason: the planner and the teacher read it."),
}
CHECKED: dict[State, Text] = {
    Writing.changes: lazy("Your words about the route. They go to the planner as your answer:"),
    Writing.reasons: lazy("Your words. With them the route goes back to the planner, who reads them with the teacher:"),
}
TOLD: dict[State, Text] = {
    Writing.changes: lazy("Your words are passed on to the planner."),
    Writing.reasons: lazy("The route is returned to the planner."),
}


def asked_of(state: State, route_id: int, words: str = "", trouble: str = "") -> Screen:
    """The question of a state; ``words``: what was typed already and is to be corrected."""
    asked = str(ASKED[state])
    if words:
        asked = lines(asked, "", _("Your words so far, to copy: <code>{words}</code>", words=words))
    return ask_words(asked, route_id, trouble)


def check_words(state: State, route_id: int, words: str, trouble: str = "") -> Screen:
    """What was typed, once more, before it goes."""
    text = lines(
        trouble_line(trouble), _("<b>Please check before it is sent.</b>"), str(CHECKED[state]), "",
        _("“{words}”", words=clip(words, 1500)),
    )  # fmt: skip
    rows = [
        [Button(t("✅ Send"), SendWords(route_id=route_id, mark=_mark(words)))],
        [Button(t("✏️ Correct"), MendWords(route_id=route_id))],
        [Button(t("✖️ Cancel"), OpenRoute(route_id=route_id))],
        [home()],
    ]
    return Screen(text, rows)


async def resumed(work: Work, state: State) -> Screen:
    """Where one was with words about a route."""
    data = work.storage.data
    if state == Writing.checked:
        return check_words(_asked(data), data["route"], data["words"])
    return asked_of(state, data["route"], data["words"])


def _mark(words: str) -> int:
    """By which words a button was made: an older one sends no newer words."""
    return zlib.crc32(words.encode()) >> 1


def _asked(data: Mapping[str, Any]) -> State:
    """What the words answer."""
    return next(state for state in ASKED if state.state == data["asked"])


@router.callback_query(AgreeRoute.filter())
async def agree(query: CallbackQuery, callback_data: AgreeRoute, work: Work) -> None:
    """Agree to the route as it is."""
    number, round = callback_data.route_id, callback_data.round
    trouble = await attempt(work, routes.answer, route_id=number, agreed=True, round=round)
    await show(query, await route_of(work, number), trouble or t("Your agreement is recorded."))


@router.callback_query(ApproveRoute.filter())
async def approve(query: CallbackQuery, callback_data: ApproveRoute, work: Work) -> None:
    """Approve the route."""
    trouble = await attempt(work, routes.approve, route_id=callback_data.route_id)
    await show(query, await route_of(work, callback_data.route_id), trouble or t("The route is approved."))


@router.callback_query(ProposeChanges.filter())
async def ask_changes(query: CallbackQuery, callback_data: ProposeChanges, work: Work, state: FSMContext) -> None:
    """Ask what should be changed."""
    await _ask(query, callback_data.route_id, work, state, Writing.changes)


@router.callback_query(ReturnRoute.filter())
async def ask_reasons(query: CallbackQuery, callback_data: ReturnRoute, work: Work, state: FSMContext) -> None:
    """Ask why the route is returned."""
    await _ask(query, callback_data.route_id, work, state, Writing.reasons)


async def _ask(
    query: CallbackQuery, route_id: int, work: Work, state: FSMContext, asked: State, words: str = "", trouble: str = ""
) -> None:
    card = await work.read(routes.card, route_id=route_id)
    typing = Typing(asked, {"route": route_id, "round": card.round, "words": words})
    await begin_typing(
        query, state, typing, asked_of(asked, route_id, words, trouble),
        possible=card.awaited if asked is Writing.changes else "approve" in card.acts,
        now=partial(route_of, work, route_id),
    )  # fmt: skip


@router.message(StateFilter(Writing.changes, Writing.reasons, Writing.checked))
async def take_words(message: Message, work: Work, state: FSMContext) -> None:
    """Keep what was typed and show it once more; typed again, it takes the place of what was typed before."""
    data, stood = await state.get_data(), await state.get_state()
    checked = stood == Writing.checked.state
    asked = _asked(data) if checked else next(one for one in ASKED if one.state == stood)
    try:
        words = words_of(message).strip()
    except Invalid as error:
        screen = check_words if checked else asked_of
        await show(message, screen(asked, data["route"], data["words"], str(error)))
        return
    await stand(state, Typing(Writing.checked, data | {"asked": asked.state, "words": words}))
    await show(message, check_words(asked, data["route"], words))


@kept.callback_query(MendWords.filter())
async def mend(query: CallbackQuery, callback_data: MendWords, work: Work, state: FSMContext) -> None:
    """Ask anew, with what was typed to copy it from."""
    number, data = callback_data.route_id, await _checked(state, callback_data.route_id)
    if data is None:
        await show(query, await route_of(work, number))
        return
    await _ask(query, number, work, state, _asked(data), data["words"])


@kept.callback_query(SendWords.filter())
async def send(query: CallbackQuery, callback_data: SendWords, work: Work, state: FSMContext) -> None:
    """Pass the words on: as an answer to the agreement, or with the route that is returned. A second tap shows how it
    stands."""
    number, data = callback_data.route_id, await _checked(state, callback_data.route_id)
    if data is None:
        await show(query, await route_of(work, number))
        return
    asked, words = _asked(data), data["words"]
    if callback_data.mark != _mark(words):
        await show(query, check_words(asked, number, words, t("You have typed other words since: please check them.")))
        return
    try:
        if asked is Writing.changes:
            await settle(
                work, state, None, routes.answer, route_id=number, agreed=False, comment=words, round=data["round"]
            )
        else:
            await settle(work, state, None, routes.return_route, route_id=number, reasons=words)
    except Invalid as error:
        await _ask(query, number, work, state, asked, words, str(error))
    except Stale as error:
        await show(query, await route_of(work, number), str(error))
    else:
        await show(query, await route_of(work, number), str(TOLD[asked]))


async def _checked(state: FSMContext, route_id: int) -> dict[str, Any] | None:
    """The words of this route that were shown to be checked; None once they are gone or thrown away."""
    data = await state.get_data()
    shown = await state.get_state() == Writing.checked.state and data["route"] == route_id
    return data if shown else None

"""Handlers of agreement and approval: agree, propose changes, approve, return (annex 3, cl. 4.3.6, 4.3.10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.routes.calls import AgreeRoute, ApproveRoute, ProposeChanges, ReturnRoute, Writing
from bot.routes.reading import route_of
from bot.routes.screens import ask_words
from bot.screens import Screen, show
from bot.taking import Typing, attempt, begin_typing, settle, subject_router, words_of
from bot.work import Work
from locales import Text, catalog
from services import routes
from services.errors import Invalid, Stale

t = catalog("bot").gettext
lazy = catalog("bot").lazy
router = subject_router("answering")
ASKED: dict[State, Text] = {
    Writing.changes: lazy("What should be changed in the route? Please type it."),
    Writing.reasons: lazy("Why do you return the route? Please type the reason: the planner and the teacher read it."),
}


def asked_of(state: State, route_id: int, trouble: str = "") -> Screen:
    """The question of a state."""
    return ask_words(str(ASKED[state]), route_id, trouble)


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


async def _ask(query: CallbackQuery, route_id: int, work: Work, state: FSMContext, asked: State) -> None:
    card = await work.read(routes.card, route_id=route_id)
    await begin_typing(
        query, state, Typing(asked, {"route": route_id}), asked_of(asked, route_id),
        possible=card.awaited if asked is Writing.changes else "approve" in card.acts,
        now=lambda: route_of(work, route_id),
    )  # fmt: skip


@router.message(StateFilter(Writing.changes))
async def propose_changes(message: Message, work: Work, state: FSMContext) -> None:
    """Pass the proposed changes on to the planner."""
    told = t("Your words are passed on to the planner.")
    await _take(
        message, work, state, Writing.changes, told, lambda words: (routes.answer, {"agreed": False, "comment": words})
    )


@router.message(StateFilter(Writing.reasons))
async def return_route(message: Message, work: Work, state: FSMContext) -> None:
    """Return the route to the planner with the reasons."""
    told = t("The route is returned to the planner.")
    await _take(message, work, state, Writing.reasons, told, lambda words: (routes.return_route, {"reasons": words}))


async def _take(
    message: Message, work: Work, state: FSMContext, asked: State, told: str,
    act: Callable[[str], tuple[Callable[..., None], dict[str, Any]]],
) -> None:  # fmt: skip
    route_id = (await state.get_data())["route"]
    try:
        service, given = act(words_of(message))
        await settle(work, state, None, service, route_id=route_id, **given)
    except Invalid as error:
        await show(message, asked_of(asked, route_id, str(error)))
    except Stale as error:
        await show(message, await route_of(work, route_id, note=str(error)))
    else:
        await show(message, await route_of(work, route_id, note=told))

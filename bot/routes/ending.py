"""The teacher ends their own route early: asked whether they are sure, then for the reason in words."""

from __future__ import annotations

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.routes.calls import EndRoute, OpenRoute, Writing
from bot.routes.reading import route_of
from bot.routes.screens import ask_words
from bot.screens import Button, Screen, home, show
from bot.taking import Typing, begin_typing, settle, subject_router, words_of
from bot.work import Work
from bot.writing import lines
from locales import catalog
from services import routes
from services.errors import Invalid, Stale

_ = catalog("bot").html
t = catalog("bot").gettext
router = subject_router("ending")


def ask_end(route_id: int) -> Screen:
    """Whether the route is really to end, and what follows."""
    text = lines(
        _("<b>End your route early?</b>"),
        _("• Its activities, terms and reminders stop."),
        _("• What you have done is kept; your result stays yours."),
        _("• Your curator and the centre read your reason. The school sees only that the route has ended."),
        "",
        _("This cannot be undone. For a long leave the route can be suspended instead: please write to the centre."),
    )
    rows = [
        [Button(t("Yes, end the route"), EndRoute(route_id=route_id, sure=True))],
        [Button(t("No, keep it"), OpenRoute(route_id=route_id))],
        [home()],
    ]
    return Screen(text, rows)


def ask_reason(route_id: int, trouble: str = "") -> Screen:
    """The reason is to be typed."""
    asked = t("Why does your route end? Please type a few words. The route ends when you send them.")
    return ask_words(asked, route_id, trouble)


@router.callback_query(EndRoute.filter())
async def end(query: CallbackQuery, callback_data: EndRoute, work: Work, state: FSMContext) -> None:
    """Ask whether the teacher is sure, then why."""
    number = callback_data.route_id
    card = await work.read(routes.card, route_id=number)
    possible = "end_early" in card.acts
    if possible and not callback_data.sure:
        await show(query, ask_end(number))
        return
    await begin_typing(
        query, state, Typing(Writing.ending, {"route": number}), ask_reason(number), possible=possible,
        now=lambda: route_of(work, number),
    )  # fmt: skip


@router.message(StateFilter(Writing.ending))
async def reason(message: Message, work: Work, state: FSMContext) -> None:
    """End the route with what was typed."""
    number = (await state.get_data())["route"]
    try:
        await settle(work, state, None, routes.end_early, route_id=number, words=words_of(message))
    except Invalid as error:
        await show(message, ask_reason(number, str(error)))
    except Stale as error:
        await show(message, await route_of(work, number, note=str(error)))
    else:
        told = t("Your route has ended. The centre and the curator are told.")
        await show(message, await route_of(work, number, note=told))

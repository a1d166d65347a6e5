"""Handlers of activities: the teacher's mark and the curator's view, neither of which undoes the other (К-38)."""

from __future__ import annotations

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.routes.activities import activity_screen, ask_mark, ask_question
from bot.routes.calls import LookAtMark, MarkActivity, MarkEarly, OpenActivity, QuestionMark, Writing
from bot.screens import Screen, show
from bot.taking import Typing, attempt, begin_typing, settle, subject_router, words_of
from bot.work import Work
from locales import catalog
from models.routes import CuratorView
from services import results, routes
from services.errors import Invalid, Stale
from services.routes import ActivityCard

t = catalog("bot").gettext
router = subject_router("marking")


async def activity_of(work: Work, activity_id: int, note: str = "") -> Screen:
    """An activity as it stands now."""
    return _screen(work, await work.read(routes.activity_card, activity_id=activity_id), note)


def _screen(work: Work, card: ActivityCard, note: str = "") -> Screen:
    """Anyone but the teacher who is shown deficits leaves a look that the teacher can read (К-01)."""
    if card.deficits and not card.mine:
        work.along(results.note_look, participation_id=card.participation_id)
    return activity_screen(card, work.ctx.region, note)


@router.callback_query(OpenActivity.filter())
async def open_activity(query: CallbackQuery, callback_data: OpenActivity, work: Work) -> None:
    """Show an activity."""
    await show(query, await activity_of(work, callback_data.activity_id))


@router.callback_query(MarkActivity.filter())
async def mark_activity(query: CallbackQuery, callback_data: MarkActivity, work: Work) -> None:
    """Mark an activity done, or take the mark back: the button says which is wanted. Before its last day the teacher is
    asked first, whether the button stood in a reminder or on the screen."""
    try:
        await _mark(query, work, callback_data.activity_id, done=callback_data.done, sure=False)
    except Invalid:
        await show(query, ask_mark(await work.read(routes.activity_card, activity_id=callback_data.activity_id)))


@router.callback_query(MarkEarly.filter())
async def mark_early(query: CallbackQuery, callback_data: MarkEarly, work: Work) -> None:
    """Mark an activity whose day is still to come: the teacher is sure."""
    await _mark(query, work, callback_data.activity_id, done=True, sure=True)


async def _mark(query: CallbackQuery, work: Work, number: int, *, done: bool, sure: bool) -> None:
    try:
        card = await work.run(routes.mark_activity, activity_id=number, done=done, sure=sure)
    except Stale as error:
        await show(query, await activity_of(work, number), str(error))
    else:
        await show(query, _screen(work, card), t("Marked. Well done!") if done else t("The mark is taken back."))


@router.callback_query(LookAtMark.filter())
async def look_at_mark(query: CallbackQuery, callback_data: LookAtMark, work: Work) -> None:
    """Confirm an activity."""
    number = callback_data.activity_id
    trouble = await attempt(work, routes.look_at_mark, activity_id=number, view=callback_data.view)
    await show(query, await activity_of(work, number), trouble or t("Saved"))


@router.callback_query(QuestionMark.filter())
async def ask(query: CallbackQuery, callback_data: QuestionMark, work: Work, state: FSMContext) -> None:
    """Ask the curator for the question."""
    number = callback_data.activity_id
    card = await work.read(routes.activity_card, activity_id=number)
    await begin_typing(
        query, state, Typing(Writing.question, {"activity": number}), ask_question(number),
        possible="look_at_mark" in card.acts, now=lambda: activity_of(work, number),
    )  # fmt: skip


@router.message(StateFilter(Writing.question))
async def question(message: Message, work: Work, state: FSMContext) -> None:
    """Pass the question on to the teacher."""
    number = (await state.get_data())["activity"]
    try:
        await settle(
            work, state, None, routes.look_at_mark, activity_id=number, view=CuratorView.questioned,
            comment=words_of(message),
        )  # fmt: skip
    except Invalid as error:
        await show(message, ask_question(number, str(error)))
    except Stale as error:
        await show(message, await activity_of(work, number, str(error)))
    else:
        await show(message, await activity_of(work, number, t("Your question is passed on to the teacher.")))

"""Handlers of conversations: ask, read, answer, and the inbox of those who answer."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.orm import Session

from bot.conversations import screens
from bot.conversations.calls import Ask, CloseThread, OpenThread, PassOn, Talking, Threads, Topic, WriteThread
from bot.conversations.screens import Asking
from bot.screens import Screen, show
from bot.taking import attempt, keeping_router, settle, subject_router, words_of
from bot.work import Work
from locales import catalog
from models.conversations import Desk
from services import applications, conversations, places, routes
from services.context import Context
from services.conversations import ThreadCard, ThreadLine
from services.errors import Invalid

t = catalog("bot").gettext
router = subject_router("talking")
#: Taps that act on what was typed before them.
kept = keeping_router("talking_kept")
#: What Telegram takes in one message: how long a question may be is the service's to say.
TYPED_MAX = 4096


def asking_of(session: Session, ctx: Context, *, topic: Topic, id: int) -> Asking:
    """What stands around a question about to be typed; raises NotFound for a thing the actor may not see."""
    route_id = id if topic is Topic.route else None
    if topic is Topic.activity:
        route_id = routes.activity_card(session, ctx, activity_id=id).route_id
    elif topic is Topic.route:
        routes.card(session, ctx, route_id=id)
    case_id = id if topic in (Topic.case, Topic.absence) else None
    if case_id is not None:
        applications.card(session, ctx, participation_id=case_id)
    thread = conversations.thread_about(session, ctx, route_id=route_id, participation_id=case_id)
    return Asking(topic, id, thread, places.serving_centres(session, ctx))


def waiting_threads(session: Session, ctx: Context) -> list[ThreadLine]:
    """The threads of every desk of the actor's, unanswered first."""
    found = [line for desk in Desk for line in conversations.desk(session, ctx, desk=desk)]
    return sorted(found, key=lambda line: line.waiting_since is None)


@router.callback_query(Ask.filter())
async def ask(query: CallbackQuery, callback_data: Ask, work: Work, state: FSMContext) -> None:
    """Ask for the words of a question."""
    topic, number = callback_data.topic, callback_data.id
    asking = await work.read(asking_of, topic=topic, id=number)
    await state.set_state(Talking.question)
    await state.set_data({"topic": topic.value, "id": number})
    await show(query, screens.ask_question(asking, work.ctx.region))


@router.message(StateFilter(Talking.question))
async def question(message: Message, work: Work, state: FSMContext) -> None:
    """Pass the question on to the one who answers."""
    data = await state.get_data()
    topic, number = Topic(data["topic"]), data["id"]
    about = {
        Topic.route: {"route_id": number},
        Topic.activity: {"activity_id": number},
        Topic.case: {"participation_id": number},
        Topic.absence: {"participation_id": number},
        Topic.centre: {},
    }[topic]
    try:
        text = words_of(message, TYPED_MAX)
        if topic is Topic.absence:
            text = t("I cannot come on the agreed day. {words}", words=text)
        thread = await settle(work, state, None, conversations.ask, text=text, **about)
    except Invalid as error:
        asking = await work.read(asking_of, topic=topic, id=number)
        await show(message, screens.ask_question(asking, work.ctx.region, str(error)))
        return
    told = t("Your question is passed on. The answer comes here.")
    if topic is Topic.absence:
        told = t("Your words are passed on. The centre will agree another day with you.")
    await show(message, _sent(thread, work, told))


@kept.callback_query(PassOn.filter())
async def pass_on(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Pass what was typed out of place on to the centre; a second tap shows what is known of questions."""
    said = (await state.get_data()).get("said") if await state.get_state() == Talking.said.state else None
    if not said:
        await show(query, screens.thread_list(await work.read(conversations.my_threads), 1, mine=True))
        return
    thread = await settle(work, state, None, conversations.ask, text=said)
    await show(query, _sent(thread, work, t("Your question is passed on. The answer comes here.")))


@router.callback_query(OpenThread.filter())
async def open_thread(query: CallbackQuery, callback_data: OpenThread, work: Work) -> None:
    """Show a conversation."""
    thread = await work.read(conversations.thread, thread_id=callback_data.thread_id)
    await show(query, screens.thread_screen(thread, work.ctx.region, callback_data.page))


@router.callback_query(WriteThread.filter())
async def write(query: CallbackQuery, callback_data: WriteThread, work: Work, state: FSMContext) -> None:
    """Ask for the words of an answer, or of one more question."""
    thread = await work.read(conversations.thread, thread_id=callback_data.thread_id)
    await state.set_state(Talking.answer)
    await state.set_data({"thread": thread.line.id})
    await show(query, screens.write_on(thread, work.ctx.region))


@router.message(StateFilter(Talking.answer))
async def answer(message: Message, work: Work, state: FSMContext) -> None:
    """Pass the words on to the other side."""
    number = (await state.get_data())["thread"]
    before = await work.read(conversations.thread, thread_id=number)
    try:
        words = words_of(message, TYPED_MAX)
        if before.may_reply:
            thread = await settle(work, state, None, conversations.reply, thread_id=number, text=words)
            told = t("Your answer is passed on.")
        else:
            line = before.line
            thread = await settle(
                work, state, None, conversations.ask, text=words, route_id=line.route_id,
                participation_id=line.participation_id,
            )  # fmt: skip
            told = t("Your question is passed on. The answer comes here.")
    except Invalid as error:
        await show(message, screens.write_on(before, work.ctx.region, str(error)))
        return
    await show(message, _sent(thread, work, told))


def _sent(thread: ThreadCard, work: Work, told: str) -> Screen:
    return screens.thread_screen(thread, work.ctx.region, 0, told)


@router.callback_query(CloseThread.filter())
async def close(query: CallbackQuery, callback_data: CloseThread, work: Work) -> None:
    """Close a question that was answered otherwise."""
    number = callback_data.thread_id
    trouble = await attempt(work, conversations.close, thread_id=number)
    thread = await work.read(conversations.thread, thread_id=number)
    await show(query, screens.thread_screen(thread, work.ctx.region, 0), trouble or t("The question is closed."))


@router.callback_query(Threads.filter())
async def open_list(query: CallbackQuery, callback_data: Threads, work: Work) -> None:
    """Show one's own questions, or those of teachers."""
    found: Sequence[ThreadLine] = await work.read(conversations.my_threads if callback_data.mine else waiting_threads)
    await show(query, screens.thread_list(found, callback_data.page, mine=callback_data.mine))

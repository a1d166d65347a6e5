"""Handlers of conversations: ask, read, answer, and the inbox of those who answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.orm import Session

from bot.applications.following import case_of
from bot.conversations import screens
from bot.conversations.calls import Ask, CloseThread, OpenThread, PassOn, Talking, Threads, Topic, WriteThread
from bot.conversations.screens import Asking
from bot.routes.marking import activity_of
from bot.routes.reading import route_of
from bot.screens import Screen, show
from bot.taking import Typing, attempt, begin_typing, keeping_router, settle, subject_router, words_of
from bot.work import Work
from locales import catalog
from models.conversations import Desk
from services import conversations, places, routes
from services.context import Context
from services.conversations import ThreadCard, ThreadLine
from services.errors import Invalid, Stale

t = catalog("bot").gettext
router = subject_router("talking")
#: Taps that act on what was typed before them.
kept = keeping_router("talking_kept")
#: What Telegram takes in one message: how long a question may be is the service's to say.
TYPED_MAX = 4096


def about(topic: Topic, id: int) -> dict[str, Any]:
    """What the services call the thing a question is about."""
    return {
        Topic.route: {"route_id": id},
        Topic.activity: {"activity_id": id},
        Topic.case: {"participation_id": id},
        Topic.absence: {"participation_id": id, "absent": True},
        Topic.called: {"participation_id": id},
        Topic.centre: {},
    }[topic]


def asking_of(session: Session, ctx: Context, *, topic: Topic, id: int) -> Asking:
    """What stands around a question about to be typed, and why it cannot be asked, if so; raises NotFound for a thing
    that is not the actor's own."""
    trouble = conversations.why_not(session, ctx, **about(topic, id))
    route_id = id if topic is Topic.route else None
    if topic is Topic.activity:
        route_id = routes.activity_card(session, ctx, activity_id=id).route_id
    case_id = id if topic in (Topic.case, Topic.absence, Topic.called) else None
    thread = conversations.thread_about(session, ctx, route_id=route_id, participation_id=case_id)
    return Asking(topic, id, thread, places.serving_centres(session, ctx), trouble)


async def subject_of(work: Work, asking: Asking) -> Screen:
    """The screen a question is asked from, as it stands now; of the centre in general, what comes before it."""
    if asking.topic is Topic.route:
        return await route_of(work, asking.id)
    if asking.topic is Topic.activity:
        return await activity_of(work, asking.id)
    if asking.topic is Topic.centre:
        return screens.choose_school_first(asking.centres)
    return await case_of(work, asking.id)


def waiting_threads(session: Session, ctx: Context) -> list[ThreadLine]:
    """The threads of every desk of the actor's, unanswered first."""
    found = [line for desk in Desk for line in conversations.desk(session, ctx, desk=desk)]
    return sorted(found, key=lambda line: line.waiting_since is None)


@router.callback_query(Ask.filter())
async def ask(query: CallbackQuery, callback_data: Ask, work: Work, state: FSMContext) -> None:
    """Ask for the words of a question."""
    topic, number = callback_data.topic, callback_data.id
    asking = await work.read(asking_of, topic=topic, id=number)
    typing = Typing(Talking.question, {"topic": topic.value, "id": number})
    await begin_typing(
        query, state, typing, screens.ask_question(asking, work.ctx.region), possible=asking.trouble is None,
        now=lambda: subject_of(work, asking), why=str(asking.trouble or ""),
    )  # fmt: skip


@router.message(StateFilter(Talking.question))
async def question(message: Message, work: Work, state: FSMContext) -> None:
    """Pass the question on to the one who answers."""
    data = await state.get_data()
    topic, number = Topic(data["topic"]), data["id"]
    try:
        text = words_of(message, TYPED_MAX)
        if topic is Topic.absence:
            text = t("I cannot come on the agreed day. {words}", words=text)
        thread = await settle(work, state, None, conversations.ask, text=text, **about(topic, number))
    except Invalid as error:
        asking = await work.read(asking_of, topic=topic, id=number)
        await show(message, screens.ask_question(asking, work.ctx.region, str(error)))
        return
    except Stale as error:
        await show(message, await case_of(work, number, str(error)))
        return
    told = _passed_on(thread)
    if topic is Topic.absence:
        told = t("Your words are passed on. The centre will agree another day with you.")
    if topic is Topic.called:
        told = t("Your words are passed on. The centre will contact you.")
    await show(message, _sent(thread, work, told))


def _passed_on(thread: ThreadCard) -> str:
    """What is said of the last word of a thread: a question is answered here, an answer awaits nothing."""
    if thread.messages[-1].asks:
        return t("Your question is passed on. The answer comes here.")
    return t("Your answer is passed on.")


@kept.callback_query(PassOn.filter())
async def pass_on(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Pass what was typed out of place on to the centre; a second tap shows what is known of questions."""
    said = (await state.get_data()).get("said") if await state.get_state() == Talking.said.state else None
    if not said:
        await show(query, screens.thread_list(await work.read(conversations.my_threads), 1, mine=True))
        return
    thread = await settle(work, state, None, conversations.ask, text=said)
    await show(query, _sent(thread, work, _passed_on(thread)))


@router.callback_query(OpenThread.filter())
async def open_thread(query: CallbackQuery, callback_data: OpenThread, work: Work) -> None:
    """Show a conversation."""
    thread = await work.read(conversations.thread, thread_id=callback_data.thread_id)
    await show(query, screens.thread_screen(thread, work.ctx.region, callback_data.page))


@router.callback_query(WriteThread.filter())
async def write(query: CallbackQuery, callback_data: WriteThread, work: Work, state: FSMContext) -> None:
    """Ask for the words of an answer, or of one more question."""
    number = callback_data.thread_id
    thread = await work.read(conversations.thread, thread_id=number)
    await begin_typing(
        query, state, Typing(Talking.answer, {"thread": number}), screens.write_on(thread, work.ctx.region),
        possible=thread.may_ask or thread.may_reply, now=lambda: _now(work, number),
    )  # fmt: skip


@router.message(StateFilter(Talking.answer))
async def answer(message: Message, work: Work, state: FSMContext) -> None:
    """Pass the words on to the other side."""
    number = (await state.get_data())["thread"]
    before = await work.read(conversations.thread, thread_id=number)
    try:
        words = words_of(message, TYPED_MAX)
        if before.may_reply:
            thread = await settle(work, state, None, conversations.reply, thread_id=number, text=words)
        else:
            line = before.line
            thread = await settle(
                work, state, None, conversations.ask, text=words, route_id=line.route_id, activity_id=before.asked,
                participation_id=line.participation_id, thread_id=line.id,
            )  # fmt: skip
    except Invalid as error:
        await show(message, screens.write_on(before, work.ctx.region, str(error)))
        return
    await show(message, _sent(thread, work, _passed_on(thread)))


async def _now(work: Work, thread_id: int) -> Screen:
    return screens.thread_screen(
        await work.read(conversations.thread, thread_id=thread_id), work.ctx.region, 0
    )  # fmt: skip


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

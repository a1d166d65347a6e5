"""The curator's own question about an activity, in the thread of its route, and which words of the teacher answer it.

A desk names an activity only to ask about it, so a thread tells by itself what its person is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.conversations import Conversation, Desk, Message
from models.routes import Activity, CuratorView, Route
from services.context import Context


def ask_back(session: Session, ctx: Context, *, activity: Activity, text: str) -> int:
    """Write what the curator asks about an activity into the thread of its route; returns the thread. The right is the
    caller's to check. What the teacher awaits an answer to goes on waiting. Source: annex 3, cl. 4.4.5.
    """
    thread = _thread_of(session, ctx, activity.route)
    session.add(
        Message(
            conversation_id=thread.id, author_id=ctx.actor.person_id, question=False, text=text,
            activity_id=activity.id, at=ctx.now,
        )
    )  # fmt: skip
    thread.last_at, thread.closed_at = ctx.now, None
    session.flush()
    return thread.id


def _thread_of(session: Session, ctx: Context, route: Route) -> Conversation:
    found = session.scalars(sa.select(Conversation).where(Conversation.route_id == route.id).with_for_update()).first()
    if found is not None:
        return found
    opened = Conversation(
        person_id=route.person_id, desk=Desk.curator, centre_id=route.centre_id, route_id=route.id, opened_at=ctx.now,
        last_at=ctx.now,
    )  # fmt: skip
    session.add(opened)
    session.flush()
    return opened


def is_answer(before: Message | None, at: datetime) -> bool:
    """Whether the person's word about an activity at a moment settles what the desk asked, given the last word about it
    ``before``: it does until the curator, satisfied meanwhile, confirms the mark. Such a word awaits no answer itself.
    """
    if before is None or before.question or before.activity is None or before.activity.removed_at is not None:
        return False
    about = before.activity
    looked = about.viewed_at if about.view is CuratorView.confirmed else None
    return looked is None or not before.at <= looked <= at


def last_about(session: Session, thread_id: int, activity_id: int | None) -> Message | None:
    """The last word of a thread about an activity."""
    if activity_id is None:
        return None
    query = sa.select(Message).where(Message.conversation_id == thread_id, Message.activity_id == activity_id)
    return session.scalars(query.order_by(Message.id.desc()).limit(1)).first()


def answers(messages: Iterable[Message]) -> set[int]:
    """Which of a thread's messages, oldest first, are the person's answers to what the desk asked."""
    before: dict[int, Message] = {}
    found = set()
    for one in messages:
        if one.activity_id is None:
            continue
        if one.question and is_answer(before.get(one.activity_id), one.at):
            found.add(one.id)
        before[one.activity_id] = one
    return found


def asked_of_person(messages: Sequence[Message], now: datetime) -> int | None:
    """The activity about which the last word of a thread asks its person; None when nothing is asked of them."""
    last = messages[-1] if messages else None
    return last.activity_id if is_answer(last, now) and last is not None else None

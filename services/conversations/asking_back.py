"""The curator's own question about an activity: it stands in the thread of the route, so that its answer finds it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.conversations import Conversation, Desk, Message
from models.routes import Activity, Route
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

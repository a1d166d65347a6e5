"""Asking, answering and closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.conversations import Conversation, Desk
from models.people import Way
from models.routes import Activity, Route
from services import notices, recipients, rights
from services.context import Context
from services.conversations.reading import ThreadCard, card, find, is_desk
from services.conversations.threads import OVER, add_message, centre_serving, checked_text, keep_day, open_thread
from services.errors import NotFound, Refused, Stale
from services.notices import NoticeKind
from services.outside import Said
from services.rights import Who

_ = catalog("services").lazy


def ask(
    session: Session,
    ctx: Context,
    *,
    text: str,
    route_id: int | None = None,
    activity_id: int | None = None,
    participation_id: int | None = None,
) -> ThreadCard:
    """Ask the curator (about one's route or an activity of it) or the operator (about one's application, or the centre
    in general when nothing is named). A closed thread is open again. The desk is told that there is a question, never
    its words.

    Raises Invalid for empty or over-long words, Refused for a route without a curator, NotFound for what is not one's
    own.
    """
    text = checked_text(text)
    conversation = _thread_about(session, ctx, route_id, activity_id, participation_id)
    message = add_message(session, ctx, conversation, text, question=True, activity_id=activity_id)
    conversation.waiting_since = conversation.waiting_since or ctx.now
    conversation.closed_at = None
    session.flush()
    notices.post(
        session, ctx, NoticeKind.question, _desk_of(session, ctx, conversation), conversation, key=str(message.id),
        thread_id=conversation.id,
    )  # fmt: skip
    return card(session, ctx, conversation)


def reply(
    session: Session, ctx: Context, *, thread_id: int, text: str, way: Way = Way.chat, on: date | None = None
) -> ThreadCard:
    """Answer as the curator of the route or an operator of the centre; the person is told that there is an answer.
    One that was given by phone, by letter or in person is kept with its ``way`` and the day ``on``: it was heard then.

    Raises NotFound for a thread of another desk, Invalid for empty or over-long words or a day that cannot be.
    """
    text = checked_text(text)
    conversation = find(session, ctx, thread_id)
    rights.require(is_desk(session, ctx, conversation))
    message = add_message(session, ctx, conversation, text, question=False)
    if way is not Way.chat:
        keep_day(ctx, message, Said(way, on))
    conversation.waiting_since, conversation.closed_at = None, None
    session.flush()
    if way is Way.chat:
        notices.post(
            session, ctx, NoticeKind.reply, [conversation.person_id], conversation, key=str(message.id),
            thread_id=conversation.id,
        )  # fmt: skip
    return card(session, ctx, conversation)


def close(session: Session, ctx: Context, *, thread_id: int) -> ThreadCard:
    """Close a thread: by the desk when nothing more is to be said (a spoken answer, say), or by the person."""
    conversation = find(session, ctx, thread_id)
    if conversation.closed_at is not None:
        raise Stale(_("This conversation is closed already."))
    conversation.closed_at, conversation.waiting_since = ctx.now, None
    session.flush()
    return card(session, ctx, conversation)


def _thread_about(
    session: Session, ctx: Context, route_id: int | None, activity_id: int | None, participation_id: int | None
) -> Conversation:
    if activity_id is not None:
        activity = session.get(Activity, activity_id)
        if activity is None or activity.removed_at is not None or route_id not in (None, activity.route_id):
            raise NotFound(_("There is no such activity."))
        route_id = activity.route_id
    if route_id is not None:
        return _about_route(session, ctx, route_id)
    if participation_id is not None:
        return _about_participation(session, ctx, participation_id)
    return _about_centre(session, ctx)


def _about_route(session: Session, ctx: Context, route_id: int) -> Conversation:
    route = session.get(Route, route_id)
    mine = route is not None and rights.is_who(session, ctx, Who.person, route)
    if route is None or not mine or route.round == 0:
        raise NotFound(_("There is no such route."))
    if route.curator_id is None or route.status in OVER:
        raise Refused(_("This route has no curator now. Please write to the centre."))
    return open_thread(session, ctx, ctx.actor.person_id, Desk.curator, route.centre_id, route_id=route.id)


def _about_participation(session: Session, ctx: Context, participation_id: int) -> Conversation:
    row = session.get(Participation, participation_id)
    if row is None or not rights.is_who(session, ctx, Who.person, row):
        raise NotFound(_("There is no such application."))
    return open_thread(session, ctx, ctx.actor.person_id, Desk.operator, row.centre_id, participation_id=row.id)


def _about_centre(session: Session, ctx: Context) -> Conversation:
    centre_id = centre_serving(session, ctx, ctx.actor.person_id)
    if centre_id is None:
        raise Refused(_("Please choose your school first: then we know which centre is yours."))
    return open_thread(session, ctx, ctx.actor.person_id, Desk.operator, centre_id)


def _desk_of(session: Session, ctx: Context, conversation: Conversation) -> Sequence[int]:
    if conversation.route is not None:
        return [conversation.route.curator_id] if conversation.route.curator_id else []
    if conversation.participation is not None:
        return recipients.of_case(session, ctx, conversation.participation, Role.operator)
    return recipients.holders(session, ctx, Role.operator, centre_id=conversation.centre_id)

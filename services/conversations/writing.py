"""Asking, answering and closing."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.conversations import Conversation, Desk, Message
from models.people import Employment
from models.routes import Activity, Route, RouteStatus
from services import notices, recipients, rights
from services.context import Context
from services.conversations.reading import ThreadCard, card, find, is_desk
from services.errors import Invalid, NotFound, Refused, Stale
from services.notices import NoticeKind
from services.rights import Who

_ = catalog("services").lazy
TEXT_MAX = 2000
_OVER = (RouteStatus.completed, RouteStatus.ended_early, RouteStatus.erased)


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
    text = _words(text)
    conversation = _thread_about(session, ctx, route_id, activity_id, participation_id)
    message = _add(session, ctx, conversation, text, question=True, activity_id=activity_id)
    conversation.waiting_since = conversation.waiting_since or ctx.now
    conversation.closed_at = None
    session.flush()
    notices.post(
        session, ctx, NoticeKind.question, _desk_of(session, ctx, conversation), conversation, key=str(message.id),
        thread_id=conversation.id,
    )  # fmt: skip
    return card(session, ctx, conversation)


def reply(session: Session, ctx: Context, *, thread_id: int, text: str) -> ThreadCard:
    """Answer as the curator of the route or an operator of the centre; the person is told that there is an answer.

    Raises NotFound for a thread of another desk, Invalid for empty or over-long words.
    """
    text = _words(text)
    conversation = find(session, ctx, thread_id)
    rights.require(is_desk(session, ctx, conversation))
    message = _add(session, ctx, conversation, text, question=False)
    conversation.waiting_since, conversation.closed_at = None, None
    session.flush()
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


def _words(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(_("Please write your message in words."), "text")
    if len(text) > TEXT_MAX:
        raise Invalid(
            _("This is too long: {length} of {most} characters. Please shorten it or send it in two parts.",
              length=len(text), most=TEXT_MAX),
            "text",
        )  # fmt: skip
    return text


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
    if route.curator_id is None or route.status in _OVER:
        raise Refused(_("This route has no curator now. Please write to the centre."))
    return _open(session, ctx, Desk.curator, route.centre_id, route_id=route.id)


def _about_participation(session: Session, ctx: Context, participation_id: int) -> Conversation:
    row = session.get(Participation, participation_id)
    if row is None or not rights.is_who(session, ctx, Who.person, row):
        raise NotFound(_("There is no such application."))
    return _open(session, ctx, Desk.operator, row.centre_id, participation_id=row.id)


def _about_centre(session: Session, ctx: Context) -> Conversation:
    current = sa.or_(Employment.ended_on.is_(None), Employment.ended_on >= ctx.today)
    query = sa.select(Employment.organization_id).where(Employment.person_id == ctx.actor.person_id, current)
    organization_id = session.scalars(query.order_by(Employment.main.desc(), Employment.id).limit(1)).first()
    if organization_id is None:
        raise Refused(_("Please choose your school first: then we know which centre is yours."))
    return _open(session, ctx, Desk.operator, rights.centre_of(session, organization_id))


def _open(
    session: Session,
    ctx: Context,
    desk: Desk,
    centre_id: int,
    *,
    route_id: int | None = None,
    participation_id: int | None = None,
) -> Conversation:
    query = sa.select(Conversation).where(
        Conversation.person_id == ctx.actor.person_id,
        Conversation.route_id.is_not_distinct_from(route_id),
        Conversation.participation_id.is_not_distinct_from(participation_id),
    )
    if route_id is None and participation_id is None:
        query = query.where(Conversation.centre_id == centre_id)
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is not None:
        return found
    opened = Conversation(
        person_id=ctx.actor.person_id, desk=desk, centre_id=centre_id, route_id=route_id,
        participation_id=participation_id, opened_at=ctx.now, last_at=ctx.now,
    )  # fmt: skip
    session.add(opened)
    try:
        session.flush()
    except IntegrityError as error:
        raise Stale(_("This has already been done or has changed. Here is how it stands now.")) from error
    return opened


def _add(
    session: Session,
    ctx: Context,
    conversation: Conversation,
    text: str,
    *,
    question: bool,
    activity_id: int | None = None,
) -> Message:
    message = Message(
        conversation_id=conversation.id, author_id=ctx.actor.person_id, question=question, text=text,
        activity_id=activity_id, at=ctx.now,
    )  # fmt: skip
    session.add(message)
    conversation.last_at = ctx.now
    session.flush()
    return message


def _desk_of(session: Session, ctx: Context, conversation: Conversation) -> Sequence[int]:
    if conversation.route is not None:
        return [conversation.route.curator_id] if conversation.route.curator_id else []
    if conversation.participation is not None:
        return recipients.of_case(session, ctx, conversation.participation, Role.operator)
    return recipients.holders(session, ctx, Role.operator, centre_id=conversation.centre_id)

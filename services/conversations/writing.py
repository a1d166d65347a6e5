"""Asking, answering and closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from locales import Text, catalog
from models.accounts import Role
from models.applications import Participation
from models.conversations import Conversation, Desk
from models.people import Way
from models.routes import Activity, Route
from services import notices, recipients, rights
from services.applications.finding import is_expected
from services.applications.steps import heard_from
from services.context import Context
from services.conversations.asking_back import is_answer, last_about
from services.conversations.reading import ThreadCard, card, find, is_desk
from services.conversations.threads import (
    add_message,
    centre_serving,
    checked_text,
    has_curator,
    keep_day,
    open_thread,
    waiting_thread,
)
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
    thread_id: int | None = None,
    absent: bool = False,
) -> ThreadCard:
    """Ask the curator (about one's route or an activity of it) or the operator (about one's application, or the centre
    in general when nothing is named). A closed thread is open again. The desk is told that there is a question, never
    its words. Words about an activity of which the curator asked are the answer: it is told and waits for nobody.
    To the centre in general one writes on in the thread ``thread_id``, else where one waits for an answer of it.
    ``absent``: say that one cannot come on the agreed day of the application.

    Raises Invalid for empty or over-long words, Refused where ``why_not`` says why, NotFound for what is not one's own.
    """
    text = checked_text(text)
    trouble = why_not(
        session, ctx, route_id=route_id, activity_id=activity_id, participation_id=participation_id, absent=absent
    )  # fmt: skip
    if trouble is not None:
        raise (Stale if absent else Refused)(trouble)
    if route_id is activity_id is participation_id is None:
        conversation = _in_general(session, ctx, thread_id)
    else:
        conversation = _thread_about(session, ctx, route_id, activity_id, participation_id)
    answering = is_answer(last_about(session, conversation.id, activity_id), ctx.now)
    message = add_message(session, ctx, conversation, text, question=True, activity_id=activity_id)
    conversation.waiting_since = conversation.waiting_since or (None if answering else ctx.now)
    conversation.closed_at = None
    if conversation.participation is not None:
        heard_from(session, ctx, conversation.participation)
    session.flush()
    notices.post(
        session, ctx, NoticeKind.question, _desk_of(session, ctx, conversation), conversation, key=str(message.id),
        thread_id=conversation.id, **({"answer": True} if answering else {}),
    )  # fmt: skip
    return card(session, ctx, conversation)


def why_not(
    session: Session,
    ctx: Context,
    *,
    route_id: int | None = None,
    activity_id: int | None = None,
    participation_id: int | None = None,
    absent: bool = False,
) -> Text | None:
    """Why nothing can be asked about this now, None when it can: a door looks before it lets anybody type. Raises
    NotFound for what is not one's own."""
    if activity_id is not None or route_id is not None:
        if has_curator(_own_route(session, ctx, route_id, activity_id)):
            return None
        return _("This route has no curator now. Please write to the centre.")
    if participation_id is not None:
        row = _own_participation(session, ctx, participation_id)
        if absent and not is_expected(ctx, row):
            return _("No agreed day is ahead now. Here is how it stands now.")
        return None
    if centre_serving(session, ctx, ctx.actor.person_id) is None:
        return _("Please choose your school first: then we know which centre is yours.")
    return None


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
    asker = ctx.actor.person_id
    if activity_id is not None or route_id is not None:
        route = _own_route(session, ctx, route_id, activity_id)
        return open_thread(session, ctx, asker, Desk.curator, route.centre_id, route_id=route.id)
    row = _own_participation(session, ctx, participation_id)
    return open_thread(session, ctx, asker, Desk.operator, row.centre_id, participation_id=row.id)


def _in_general(session: Session, ctx: Context, thread_id: int | None) -> Conversation:
    asker = ctx.actor.person_id
    if thread_id is not None:
        found = find(session, ctx, thread_id)
        rights.require(found.person_id == asker)
        return found
    centre_id = centre_serving(session, ctx, asker)
    assert centre_id is not None  # noqa: S101 for the type checker: ``why_not`` has looked
    return waiting_thread(session, asker, centre_id) or open_thread(session, ctx, asker, Desk.operator, centre_id)


def _own_route(session: Session, ctx: Context, route_id: int | None, activity_id: int | None) -> Route:
    if activity_id is not None:
        activity = session.get(Activity, activity_id)
        if activity is None or activity.removed_at is not None or route_id not in (None, activity.route_id):
            raise NotFound(_("There is no such activity."))
        route_id = activity.route_id
    route = session.get(Route, route_id)
    if route is None or not rights.is_who(session, ctx, Who.person, route) or route.round == 0:
        raise NotFound(_("There is no such route."))
    return route


def _own_participation(session: Session, ctx: Context, participation_id: int | None) -> Participation:
    row = session.get(Participation, participation_id or 0)
    if row is None or not rights.is_who(session, ctx, Who.person, row):
        raise NotFound(_("There is no such application."))
    return row


def _desk_of(session: Session, ctx: Context, conversation: Conversation) -> Sequence[int]:
    if conversation.route is not None:
        return [conversation.route.curator_id] if conversation.route.curator_id else []
    if conversation.participation is not None:
        return recipients.of_case(session, ctx, conversation.participation, Role.operator)
    return recipients.holders(session, ctx, Role.operator, centre_id=conversation.centre_id)

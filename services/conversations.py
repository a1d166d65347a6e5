"""Questions to the curator of a route or to the centre, and their answers, without phone numbers.

A thread is a person × a desk × one thing: a route, an application, or the centre in general. The curator's desk is the
curator of the day, so a new curator reads on where the last one stopped. The school has no part in it (К-01).
Source: annex 2, cl. 5.5.4; annex 3, cl. 3.2.1, 4.4.1, 4.4.4, 4.4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.base import fold
from models.conversations import Conversation, Desk, Message
from models.people import Employment, Person
from models.routes import Activity, Route, RouteStatus
from services import notices, recipients, rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused, Stale
from services.notices import NoticeKind
from services.rights import Who

_ = catalog("services").lazy
TEXT_MAX = 2000
SHOWN = 100
_OVER = (RouteStatus.completed, RouteStatus.ended_early, RouteStatus.erased)


@dataclass(frozen=True)
class MessageLine:
    """A question or an answer; ``activity`` is the title of the activity it is about, if any."""

    id: int
    author: str
    question: bool
    text: str
    activity_id: int | None
    activity: str
    at: datetime


@dataclass(frozen=True)
class ThreadLine:
    """A thread in a list; ``waiting_since`` is None once answered."""

    id: int
    desk: Desk
    person_id: int
    person: str
    route_id: int | None
    participation_id: int | None
    number: str
    centre: str
    last_at: datetime
    waiting_since: datetime | None
    closed_at: datetime | None
    last_text: str


@dataclass(frozen=True)
class ThreadCard:
    """A thread with its latest messages, oldest first; who may write what in it."""

    line: ThreadLine
    messages: tuple[MessageLine, ...]
    may_ask: bool
    may_reply: bool


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
        session, ctx, NoticeKind.question, _desk_of(session, conversation), conversation, key=str(message.id),
        thread_id=conversation.id,
    )  # fmt: skip
    return _card(session, ctx, conversation)


def reply(session: Session, ctx: Context, *, thread_id: int, text: str) -> ThreadCard:
    """Answer as the curator of the route or an operator of the centre; the person is told that there is an answer.

    Raises NotFound for a thread of another desk, Invalid for empty or over-long words.
    """
    text = _words(text)
    conversation = _find(session, ctx, thread_id)
    rights.require(_is_desk(session, ctx, conversation))
    message = _add(session, ctx, conversation, text, question=False)
    conversation.waiting_since, conversation.closed_at = None, None
    session.flush()
    notices.post(
        session, ctx, NoticeKind.reply, [conversation.person_id], conversation, key=str(message.id),
        thread_id=conversation.id,
    )  # fmt: skip
    return _card(session, ctx, conversation)


def close(session: Session, ctx: Context, *, thread_id: int) -> ThreadCard:
    """Close a thread: by the desk when nothing more is to be said (a spoken answer, say), or by the person."""
    conversation = _find(session, ctx, thread_id)
    if conversation.closed_at is not None:
        raise Stale(_("This conversation is closed already."))
    conversation.closed_at, conversation.waiting_since = ctx.now, None
    session.flush()
    return _card(session, ctx, conversation)


def thread(session: Session, ctx: Context, *, thread_id: int) -> ThreadCard:
    """A thread for its two sides; raises NotFound for everyone else, a head included."""
    return _card(session, ctx, _find(session, ctx, thread_id))


def thread_about(
    session: Session, ctx: Context, *, route_id: int | None = None, participation_id: int | None = None
) -> ThreadCard | None:
    """The actor's own thread about a route, an application, or their centre in general; None before the first
    question."""
    about = Conversation.route_id.is_not_distinct_from(route_id)
    query = sa.select(Conversation).where(
        about,
        Conversation.participation_id.is_not_distinct_from(participation_id),
        Conversation.person_id == ctx.actor.person_id,
    )
    found = session.scalars(query.order_by(Conversation.last_at.desc()).limit(1)).first()
    return _card(session, ctx, found) if found else None


def my_threads(session: Session, ctx: Context, *, limit: int = 50) -> Sequence[ThreadLine]:
    """The actor's own threads, the last written first."""
    query = _lines().where(Conversation.person_id == ctx.actor.person_id)
    rows = session.scalars(query.order_by(Conversation.last_at.desc(), Conversation.id.desc()).limit(limit))
    return [_line(session, row) for row in rows]


def desk(
    session: Session,
    ctx: Context,
    *,
    desk: Desk,
    waiting_only: bool = False,
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Sequence[ThreadLine]:
    """The inbox of a desk of the actor's: unanswered first, the longest waiting on top, then the latest; ``text``
    narrows by a part of the name."""
    query = _lines().where(_at_desk(ctx, desk))
    if waiting_only:
        query = query.where(Conversation.waiting_since.is_not(None))
    for word in fold(text).split():
        query = query.where(Person.folded_name.contains(word, autoescape=True))
    waiting = Conversation.waiting_since
    query = query.order_by(waiting.is_(None), waiting, Conversation.last_at.desc(), Conversation.id)
    return [_line(session, row) for row in session.scalars(query.limit(min(limit, 200)).offset(offset))]


def desk_counts(session: Session, ctx: Context) -> dict[Desk, int]:
    """How many threads wait for an answer at each desk of the actor's."""
    return {
        one: session.scalar(
            sa.select(sa.func.count(Conversation.id)).where(_at_desk(ctx, one), Conversation.waiting_since.is_not(None))
        )
        or 0
        for one in Desk
    }


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
    if route is None or not mine or route.status is RouteStatus.drafting:
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


def _find(session: Session, ctx: Context, thread_id: int) -> Conversation:
    found = session.get(Conversation, thread_id)
    if found is None or not (found.person_id == ctx.actor.person_id or _is_desk(session, ctx, found)):
        raise NotFound(_("There is no such conversation."))
    return found


def _is_desk(session: Session, ctx: Context, conversation: Conversation) -> bool:
    """Whether the actor answers here: the curator of the route today, or an operator of the centre; never the asker,
    never the school."""
    if conversation.route is not None:
        return rights.is_who(session, ctx, Who.curator, conversation.route)
    own = conversation.person_id == ctx.actor.person_id
    return not own and rights.holds(ctx, Role.operator, centre_id=conversation.centre_id)


def _at_desk(ctx: Context, desk: Desk) -> sa.ColumnElement[bool]:
    if desk is Desk.curator:
        curated = sa.select(Route.id).where(
            Route.curator_id == ctx.actor.person_id, Route.person_id != ctx.actor.person_id
        )
        return sa.and_(Conversation.desk == desk, Conversation.route_id.in_(curated))
    centres = rights.centres_of(ctx, Role.operator)
    scope = sa.true() if centres is None else Conversation.centre_id.in_(centres)
    return sa.and_(Conversation.desk == desk, scope, Conversation.person_id != ctx.actor.person_id)


def _desk_of(session: Session, conversation: Conversation) -> Sequence[int]:
    if conversation.route is not None:
        return [conversation.route.curator_id] if conversation.route.curator_id else []
    if conversation.participation is not None:
        return recipients.of_case(session, conversation.participation, Role.operator)
    return recipients.holders(session, Role.operator, centre_id=conversation.centre_id)


def _lines() -> sa.Select[Conversation]:
    return (
        sa.select(Conversation)
        .join(Conversation.person)
        .options(
            joinedload(Conversation.person), joinedload(Conversation.centre), joinedload(Conversation.route),
            joinedload(Conversation.participation).joinedload(Participation.application),
        )
    )  # fmt: skip


def _line(session: Session, row: Conversation) -> ThreadLine:
    last = sa.select(Message.text).where(Message.conversation_id == row.id).order_by(Message.id.desc()).limit(1)
    application = row.participation.application if row.participation else None
    number = (row.route.number if row.route else None) or (application.incoming_number if application else None)
    return ThreadLine(
        id=row.id,
        desk=row.desk,
        person_id=row.person_id,
        person=row.person.full_name,
        route_id=row.route_id,
        participation_id=row.participation_id,
        number=number or "",
        centre=row.centre.name,
        last_at=row.last_at,
        waiting_since=row.waiting_since,
        closed_at=row.closed_at,
        last_text=session.scalar(last) or "",
    )


def _card(session: Session, ctx: Context, row: Conversation) -> ThreadCard:
    query = sa.select(Message).where(Message.conversation_id == row.id).order_by(Message.id.desc()).limit(SHOWN)
    messages = session.scalars(query.options(joinedload(Message.author), joinedload(Message.activity))).all()
    return ThreadCard(
        line=_line(session, row),
        messages=tuple(
            MessageLine(
                one.id, one.author.full_name, one.question, one.text, one.activity_id,
                one.activity.title if one.activity else "", one.at,
            )
            for one in reversed(messages)
        ),
        may_ask=row.person_id == ctx.actor.person_id,
        may_reply=_is_desk(session, ctx, row),
    )  # fmt: skip

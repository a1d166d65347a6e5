"""Threads as their two sides read them, and the inbox of a desk."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.conversations import Conversation, Desk, Message
from models.people import Person, Way
from models.routes import Route
from services import naming, rights
from services.applications.lists import Whose
from services.context import Context
from services.conversations.asking_back import answers, asked_of_person
from services.conversations.threads import centre_serving, has_curator, waiting_thread
from services.errors import NotFound
from services.rights import Who

_ = catalog("services").lazy
SHOWN = 100


class ThreadState(enum.StrEnum):
    """How a thread stands for its desk."""

    waiting = "waiting"
    answered = "answered"
    closed = "closed"


class Age(enum.StrEnum):
    """How long ago: since the first question without an answer, else since anything was last written."""

    day = "day"
    three_days = "three_days"
    week = "week"


_AGES = {Age.day: timedelta(days=1), Age.three_days: timedelta(days=3), Age.week: timedelta(days=7)}


@dataclass(frozen=True)
class OnlyThreads:
    """What of an inbox is asked for: the state, whose the application is, and how old at least."""

    state: ThreadState | None = None
    whose: Whose | None = None
    older: Age | None = None


#: Whatever there is.
EVERY = OnlyThreads()


@dataclass(frozen=True)
class MessageLine:
    """A word of the person (``question``) or of the desk; ``activity`` is the title of the activity it is about, if
    any; ``recorded_by``: who wrote down what was said outside the chat, by the way ``way``; ``asks``: it is a question,
    of whichever side, and no answer."""

    id: int
    author: str
    question: bool
    text: str
    activity_id: int | None
    activity: str
    at: datetime
    way: Way = Way.chat
    recorded_by: str = ""
    asks: bool = False


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
    """A thread with its latest messages, oldest first; who may write what in it; ``asked``: the activity about which
    its last word asks the person, if it does."""

    line: ThreadLine
    messages: tuple[MessageLine, ...]
    may_ask: bool
    may_reply: bool
    asked: int | None = None


def thread(session: Session, ctx: Context, *, thread_id: int) -> ThreadCard:
    """A thread for its two sides; raises NotFound for everyone else, a head included."""
    return card(session, ctx, find(session, ctx, thread_id))


def thread_about(
    session: Session, ctx: Context, *, route_id: int | None = None, participation_id: int | None = None
) -> ThreadCard | None:
    """The actor's own thread about a route, an application, or their centre in general: of that, where they wait for
    an answer of it. None before the first question."""
    if route_id is participation_id is None:
        waiting = waiting_thread(session, ctx.actor.person_id, centre_serving(session, ctx, ctx.actor.person_id))
        if waiting is not None:
            return card(session, ctx, waiting)
    about = Conversation.route_id.is_not_distinct_from(route_id)
    query = sa.select(Conversation).where(
        about,
        Conversation.participation_id.is_not_distinct_from(participation_id),
        Conversation.person_id == ctx.actor.person_id,
    )
    found = session.scalars(query.order_by(Conversation.last_at.desc()).limit(1)).first()
    return card(session, ctx, found) if found else None


def waiting_about(session: Session, ctx: Context, *, participation_id: int) -> ThreadLine | None:
    """The thread about an application in which its person awaits an answer of the actor's desk; None for everybody
    else and where nothing waits."""
    query = _lines().where(
        Conversation.participation_id == participation_id, Conversation.waiting_since.is_not(None)
    )  # fmt: skip
    found = session.scalars(query).one_or_none()
    return _line(session, found) if found and is_desk(session, ctx, found) else None


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
    only: OnlyThreads = EVERY,
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Sequence[ThreadLine]:
    """The inbox of a desk of the actor's: unanswered first, the longest waiting on top, then the latest; ``text``
    narrows by the names."""
    waiting, found = Conversation.waiting_since, _asked_for(session, ctx, desk, only, text)
    query = _lines().where(*found, *([_STATES[only.state]] if only.state else []))
    query = query.order_by(waiting.is_(None), waiting, Conversation.last_at.desc(), Conversation.id)
    return [_line(session, row) for row in session.scalars(query.limit(min(limit, 200)).offset(offset))]


def state_counts(
    session: Session, ctx: Context, *, desk: Desk, only: OnlyThreads = EVERY, text: str = ""
) -> dict[ThreadState, int]:
    """How many threads of a desk of the actor's stand how, within the search and the other choices."""
    found = _asked_for(session, ctx, desk, only, text)
    counts = [sa.func.count(sa.case((condition, 1))) for condition in _STATES.values()]
    row = session.execute(sa.select(*counts).select_from(Conversation).join(Conversation.person).where(*found)).one()
    return dict(zip(_STATES, row, strict=True))


def _asked_for(
    session: Session, ctx: Context, desk: Desk, only: OnlyThreads, text: str
) -> list[sa.ColumnElement[bool]]:
    mine = _at_desk(ctx, desk)
    among = sa.select(Person.id).join(Conversation, Conversation.person_id == Person.id).where(mine)
    asked = [mine, naming.called(session, text=text, among=among)]
    if only.whose is not None:
        asked.append(_whose(ctx, only.whose))
    if only.older is not None:
        written = sa.func.coalesce(Conversation.waiting_since, Conversation.last_at)
        asked.append(written < ctx.now - _AGES[only.older])
    return asked


def _whose(ctx: Context, whose: Whose) -> sa.ColumnElement[bool]:
    """By who leads the application it is about; what is asked in general is nobody's."""
    led = sa.select(Participation.operator_id).where(Participation.id == Conversation.participation_id)
    operator = led.scalar_subquery()
    return operator == ctx.actor.person_id if whose is Whose.mine else operator.is_(None)


def of_person(session: Session, ctx: Context, *, person_id: int) -> Sequence[ThreadLine]:
    """A person's threads at the desks of the actor, the last written first; empty for who has none."""
    query = _lines().where(Conversation.person_id == person_id, sa.or_(*(_at_desk(ctx, one) for one in Desk)))
    rows = session.scalars(query.order_by(Conversation.last_at.desc(), Conversation.id.desc()).limit(50))
    return [_line(session, row) for row in rows]


def desk_counts(session: Session, ctx: Context) -> dict[Desk, int]:
    """How many threads wait for an answer at each desk of the actor's."""
    return {
        one: session.scalar(
            sa.select(sa.func.count(Conversation.id)).where(_at_desk(ctx, one), Conversation.waiting_since.is_not(None))
        )
        or 0
        for one in Desk
    }


_STATES: dict[ThreadState, sa.ColumnElement[bool]] = {
    ThreadState.waiting: Conversation.waiting_since.is_not(None),
    ThreadState.answered: sa.and_(Conversation.waiting_since.is_(None), Conversation.closed_at.is_(None)),
    ThreadState.closed: sa.and_(Conversation.waiting_since.is_(None), Conversation.closed_at.is_not(None)),
}


def find(session: Session, ctx: Context, thread_id: int) -> Conversation:
    """A thread the actor is a side of; raises NotFound for any other."""
    found = session.get(Conversation, thread_id)
    if found is None or not (found.person_id == ctx.actor.person_id or is_desk(session, ctx, found)):
        raise NotFound(_("There is no such conversation."))
    return found


def is_desk(session: Session, ctx: Context, conversation: Conversation) -> bool:
    """Whether the actor answers here: the curator of the route today, or an operator of the centre; never the asker,
    never the school."""
    if conversation.route is not None:
        return rights.is_who(session, ctx, Who.curator, conversation.route)
    own = conversation.person_id == ctx.actor.person_id
    return not own and rights.holds(ctx, Role.operator, centre_id=conversation.centre_id)


def _at_desk(ctx: Context, desk: Desk) -> sa.ColumnElement[bool]:
    if desk is Desk.curator:
        curated = sa.select(Route.id).where(rights.curates(ctx))
        return sa.and_(Conversation.desk == desk, Conversation.route_id.in_(curated))
    centres = rights.centres_of(ctx, Role.operator)
    scope = sa.true() if centres is None else Conversation.centre_id.in_(centres)
    return sa.and_(Conversation.desk == desk, scope, Conversation.person_id != ctx.actor.person_id)


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
        person=_name(row.person),
        route_id=row.route_id,
        participation_id=row.participation_id,
        number=number or "",
        centre=row.centre.name,
        last_at=row.last_at,
        waiting_since=row.waiting_since,
        closed_at=row.closed_at,
        last_text=session.scalar(last) or "",
    )


def _name(person: Person) -> str:
    """Who it is; one may ask before they have told their name."""
    return person.full_name or str(_("a newcomer without a name yet"))


def card(session: Session, ctx: Context, row: Conversation) -> ThreadCard:
    """A thread as shown to the actor."""
    query = sa.select(Message).where(Message.conversation_id == row.id).order_by(Message.id.desc()).limit(SHOWN)
    found = session.scalars(
        query.options(joinedload(Message.author), joinedload(Message.activity), joinedload(Message.recorded_by))
    ).all()
    messages = found[::-1]
    answering = answers(messages)
    return ThreadCard(
        line=_line(session, row),
        messages=tuple(
            MessageLine(
                one.id, _name(one.author), one.question, one.text, one.activity_id,
                one.activity.title if one.activity else "", one.at, one.way,
                one.recorded_by.short_name if one.recorded_by else "",
                one.id not in answering if one.question else one.activity_id is not None,
            )
            for one in messages
        ),
        may_ask=row.person_id == ctx.actor.person_id and (row.route is None or has_curator(row.route)),
        may_reply=is_desk(session, ctx, row),
        asked=asked_of_person(messages, ctx.now),
    )  # fmt: skip

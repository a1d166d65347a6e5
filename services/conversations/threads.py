"""Threads themselves: the one thread of a person about a thing, a message in it, and how it is dated."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from locales import catalog
from models.conversations import Conversation, Desk, Message
from models.people import Employment
from models.places import Centre
from models.routes import OVER, Route
from services import outside, rights
from services.context import Context
from services.errors import Invalid, Stale
from services.outside import Said

_ = catalog("services").lazy
TEXT_MAX = 2000


def has_curator(route: Route) -> bool:
    """Whether a route has a curator who may be asked."""
    return route.curator_id is not None and route.status not in OVER


def checked_text(text: str, field: str = "text") -> str:
    """The words without blanks around; raises Invalid for none or too many."""
    text = text.strip()
    if not text:
        raise Invalid(_("Please write your message in words."), field)
    if len(text) > TEXT_MAX:
        raise Invalid(
            _("This is too long: {length} of {most} characters. Please shorten it or send it in two parts.",
              length=len(text), most=TEXT_MAX),
            field,
        )  # fmt: skip
    return text


def centre_serving(session: Session, ctx: Context, person_id: int | None) -> int | None:
    """The centre of a person's main place of work; of one who works nowhere the only centre of the region, None where
    there are several."""
    current = sa.or_(Employment.ended_on.is_(None), Employment.ended_on >= ctx.today)
    query = sa.select(Employment.organization_id).where(Employment.person_id == person_id, current)
    organization_id = session.scalars(query.order_by(Employment.main.desc(), Employment.id).limit(1)).first()
    if organization_id is not None:
        return rights.centre_of(session, organization_id)
    centres = session.scalars(sa.select(Centre.id).limit(2)).all()
    return centres[0] if len(centres) == 1 else None


def waiting_thread(session: Session, person_id: int | None, centre_id: int | None) -> Conversation | None:
    """The thread in which a person waits for an answer of a centre, the last written of several: what they write
    further to that centre, of no thing in particular, belongs to it."""
    query = sa.select(Conversation).where(
        Conversation.person_id == person_id, Conversation.desk == Desk.operator, Conversation.centre_id == centre_id,
        Conversation.waiting_since.is_not(None),
    )  # fmt: skip
    return session.scalars(query.order_by(Conversation.last_at.desc(), Conversation.id.desc()).limit(1)).first()


def open_thread(
    session: Session,
    ctx: Context,
    person_id: int | None,
    desk: Desk,
    centre_id: int,
    *,
    route_id: int | None = None,
    participation_id: int | None = None,
) -> Conversation:
    """The one thread of a person about a thing, begun now if there is none."""
    query = sa.select(Conversation).where(
        Conversation.person_id == person_id,
        Conversation.route_id.is_not_distinct_from(route_id),
        Conversation.participation_id.is_not_distinct_from(participation_id),
    )
    if route_id is None and participation_id is None:
        query = query.where(Conversation.centre_id == centre_id)
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is not None:
        return found
    opened = Conversation(
        person_id=person_id, desk=desk, centre_id=centre_id, route_id=route_id,
        participation_id=participation_id, opened_at=ctx.now, last_at=ctx.now,
    )  # fmt: skip
    session.add(opened)
    try:
        session.flush()
    except IntegrityError as error:
        raise Stale(_("This has already been done or has changed. Here is how it stands now.")) from error
    return opened


def add_message(
    session: Session,
    ctx: Context,
    conversation: Conversation,
    text: str,
    *,
    question: bool,
    activity_id: int | None = None,
) -> Message:
    """Write a question of the thread's person or an answer of the actor."""
    author_id = conversation.person_id if question else ctx.actor.person_id
    message = Message(
        conversation_id=conversation.id, author_id=author_id, question=question, text=text,
        activity_id=activity_id, at=ctx.now,
    )  # fmt: skip
    session.add(message)
    conversation.last_at = ctx.now
    session.flush()
    return message


def keep_day(ctx: Context, message: Message, said: Said) -> None:
    """Keep when and how something was really said; of one day, what was written down first stands first."""
    message.at = outside.moment(ctx, outside.checked_day(ctx, said.on))
    message.way, message.recorded_by_id = said.way, ctx.actor.person_id

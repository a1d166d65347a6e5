"""Two rows of one person made one: everything moves to the kept row, the other stays behind as a mark for the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import catalog
from models.accounts import Account, Grant, LinkCode, Role
from models.applications import Participation, ParticipationStatus
from models.audit import AuditEntry
from models.base import Base
from models.conversations import Conversation, Message
from models.notices import Notice
from models.people import Employment, Person, TelegramChat
from models.routes import Disclosure
from services import linking, rights
from services.context import Context
from services.employments.following import living_routes
from services.errors import Invalid, NotFound, Refused

_ = catalog("services").lazy
_P = ParticipationStatus
_LIVING = (_P.submitted, _P.proposed, _P.agreed, _P.assessed)
#: Rows that are not simply moved: the audit keeps who acted, the others are unique to a person.
_APART: tuple[type[Base], ...] = (AuditEntry, TelegramChat, Account, LinkCode, Employment, Grant, Conversation)
_FILLED = ("patronymic", "phone", "email", "education", "teaching_since", "qualification", "registered_at")


def merge_people(session: Session, ctx: Context, *, keep_id: int, drop_id: int, chat_of: int | None = None) -> None:
    """Move everything of ``drop_id`` to ``keep_id``: employments, cases, routes, consents, roles, threads, notices.

    Empty fields of the kept profile are filled from the other. When both have a chat, that of ``chat_of`` (the kept
    row's by default) stays and the other is told. By an operator who serves both, or an administrator; staff, whose
    roles would move, by an administrator only. Raises Refused when both have an application or a route under way, or
    both an account: a person decides those first.
    """
    keep, drop = both(session, ctx, keep_id, drop_id)
    refuse_collision(session, keep, drop)
    _discard_second_draft(session, ctx, keep, drop)
    _merge_chats(session, ctx, keep, drop, chat_of)
    _merge_account(session, ctx, keep, drop)
    _merge_jobs(session, keep, drop)
    _merge_grants(session, keep, drop)
    _merge_threads(session, keep, drop)
    _merge_disclosures(session, ctx, keep, drop)
    for row, attribute in _rows_of(session, drop.id):
        setattr(row, attribute, keep.id)
    for name in _FILLED:
        if not getattr(keep, name):
            setattr(keep, name, getattr(drop, name))
    keep.subjects = list(dict.fromkeys([*keep.subjects, *drop.subjects]))
    drop.merged_into_id, drop.phone, drop.email = keep.id, None, None
    for earlier in session.scalars(sa.select(Person).where(Person.merged_into_id == drop.id)):
        earlier.merged_into_id = keep.id
    session.flush()
    session.expire(keep)
    session.expire(drop)


def both(session: Session, ctx: Context, keep_id: int, drop_id: int, *, lock: bool = True) -> tuple[Person, Person]:
    """The two rows for whoever may merge them, locked unless they are only looked at."""
    if keep_id == drop_id:
        raise Invalid(_("Please choose two different people."), "drop_id")
    # Always in the same order, so that two merges at once cannot wait for each other.
    ids = sorted((keep_id, drop_id))
    query = sa.select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    rows = {row.id: row for row in session.scalars(query.with_for_update() if lock else query)}
    staff = session.scalar(sa.select(Grant.id).where(Grant.person_id.in_(ids)).limit(1)) is not None
    allowed = rights.holds(ctx, Role.administrator) or (
        not staff and all(rights.serves(session, ctx, number, Role.operator) for number in ids)
    )
    if len(rows) != 2 or not allowed or any(row.merged_into_id is not None for row in rows.values()):
        raise NotFound(_("There is no such person."))
    if ctx.actor.person_id in ids:
        raise Refused(_("Nobody merges their own rows. Please ask a colleague."))
    return rows[keep_id], rows[drop_id]


def refuse_collision(session: Session, keep: Person, drop: Person) -> None:
    """Raise Refused when both have something under way, which a person decides first."""

    def busy(person: Person) -> bool:
        query = sa.select(Participation.id).where(
            Participation.person_id == person.id, Participation.status.in_(_LIVING)
        )
        return session.scalar(query.limit(1)) is not None

    if busy(keep) and busy(drop):
        raise Refused(_("Both have an application under way. Please cancel one of them first."))
    own, other = living_routes(session, keep.id), living_routes(session, drop.id)
    if own and other:
        raise Refused(_("Both have a route under way. Please end one of them first."))
    if any(route.curator_id in (keep.id, drop.id) for route in (*own, *other)):
        raise Refused(_("One is the curator of the other. Please give the route another curator first."))


def _discard_second_draft(session: Session, ctx: Context, keep: Person, drop: Person) -> None:
    """Of what is begun one thing stays: an application that was sent, else the kept row's draft."""
    query = sa.select(Participation).where(
        Participation.person_id.in_((keep.id, drop.id)), Participation.status == _P.draft
    )
    drafts = {row.person_id: row for row in session.scalars(query)}
    sent = sa.select(Participation.id).where(
        Participation.person_id.in_((keep.id, drop.id)), Participation.status.in_(_LIVING)
    )
    kept = None if session.scalar(sent.limit(1)) is not None else drafts.get(keep.id, drafts.get(drop.id))
    for draft in drafts.values():
        if draft is not kept:
            draft.status, draft.status_at = _P.withdrawn, ctx.now
    session.flush()


def _merge_chats(session: Session, ctx: Context, keep: Person, drop: Person, chat_of: int | None) -> None:
    query = sa.select(TelegramChat).where(TelegramChat.person_id.in_((keep.id, drop.id)))
    chats = {chat.person_id: chat for chat in session.scalars(query)}
    if not chats:
        return
    stays = chats.get(chat_of or keep.id) or next(iter(chats.values()))
    for chat in chats.values():
        if chat is not stays:
            linking.say_farewell(session, ctx, person_id=keep.id, chat_id=chat.chat_id)
            session.delete(chat)
    session.flush()
    stays.person_id = keep.id
    session.flush()


def _merge_account(session: Session, ctx: Context, keep: Person, drop: Person) -> None:
    accounts = {row.person_id: row for row in session.scalars(
        sa.select(Account).where(Account.person_id.in_((keep.id, drop.id)))
    )}  # fmt: skip
    if len(accounts) == 2:
        raise Refused(_("Both have an account of the back office. Please ask an administrator to decide first."))
    if drop.id in accounts:
        accounts[drop.id].person_id = keep.id
    codes = sa.select(LinkCode).where(LinkCode.person_id == drop.id)
    for code in session.scalars(codes):
        code.used_at = code.used_at or ctx.now
        code.person_id = keep.id
    session.flush()


def _merge_jobs(session: Session, keep: Person, drop: Person) -> None:
    """Move places of work; the same position at the same place twice is one."""
    there = {(job.organization_id, job.position.casefold()) for job in keep.employments if job.ended_on is None}
    has_main = any(job.main and job.ended_on is None for job in keep.employments)
    for job in list(session.scalars(sa.select(Employment).where(Employment.person_id == drop.id))):
        if job.ended_on is None and (job.organization_id, job.position.casefold()) in there:
            session.delete(job)
            continue
        job.person_id = keep.id
        job.main = job.main and not has_main
    session.flush()


def _merge_grants(session: Session, keep: Person, drop: Person) -> None:
    def key(grant: Grant) -> tuple[Any, ...]:
        return (grant.role, grant.centre_id, grant.organization_id, grant.municipality_id, grant.ends_on)

    there = {key(grant) for grant in session.scalars(sa.select(Grant).where(Grant.person_id == keep.id))}
    for grant in list(session.scalars(sa.select(Grant).where(Grant.person_id == drop.id))):
        if key(grant) in there:
            session.delete(grant)
        else:
            grant.person_id = keep.id
    session.flush()


def _merge_threads(session: Session, keep: Person, drop: Person) -> None:
    """Move threads; two general ones with the same centre become one."""
    general = sa.and_(Conversation.route_id.is_(None), Conversation.participation_id.is_(None))
    mine = {row.centre_id: row for row in session.scalars(
        sa.select(Conversation).where(general, Conversation.person_id == keep.id)
    )}  # fmt: skip
    for row in list(session.scalars(sa.select(Conversation).where(Conversation.person_id == drop.id))):
        twin = mine.get(row.centre_id) if row.route_id is None and row.participation_id is None else None
        if twin is None:
            row.person_id = keep.id
            continue
        for message in session.scalars(sa.select(Message).where(Message.conversation_id == row.id)):
            message.conversation_id = twin.id
        twin.last_at = max(twin.last_at, row.last_at)
        waits = [moment for moment in (twin.waiting_since, row.waiting_since) if moment is not None]
        twin.waiting_since = min(waits, default=None)
        twin.closed_at = None if waits else twin.closed_at
        _lead_to(session, row, twin)
        session.flush()
        session.expire(row, ["messages"])
        session.delete(row)
    session.flush()


def _lead_to(session: Session, dropped: Conversation, twin: Conversation) -> None:
    """What was written of a thread that is no more is of the one that took it in."""
    for notice in session.scalars(sa.select(Notice).where(Notice.facts["thread_id"].as_integer() == dropped.id)):
        notice.facts = notice.facts | {"thread_id": twin.id}


def _merge_disclosures(session: Session, ctx: Context, keep: Person, drop: Person) -> None:
    """A route that was opened to both is open once; to oneself it is not opened at all."""
    living = sa.select(Disclosure).join(Disclosure.route).where(Disclosure.revoked_at.is_(None))
    kept = set(session.scalars(living.with_only_columns(Disclosure.route_id).where(Disclosure.recipient_id == keep.id)))
    both = (keep.id, drop.id)
    for row in session.scalars(living.where(Disclosure.recipient_id.in_(both)).options(joinedload(Disclosure.route))):
        if row.route.person_id in both or (row.recipient_id == drop.id and row.route_id in kept):
            row.revoked_at = ctx.now
    session.flush()


def _rows_of(session: Session, person_id: int) -> Iterator[tuple[Base, str]]:
    """Every row that names the person, with the attribute that does, whatever tables come later."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__):
        if mapper.class_ in _APART or mapper.class_ is Person:
            continue
        for attribute in mapper.column_attrs:
            column = attribute.columns[0]
            if any(key.column.table is Person.__table__ for key in column.foreign_keys):
                for row in session.scalars(sa.select(mapper.class_).where(column == person_id)):
                    yield row, attribute.key

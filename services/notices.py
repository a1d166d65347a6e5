"""The outbox: what is to be said to whom, once. Words are put to it in notices/, the sending is a door's.

A notice is written in the transaction of its event. It never holds a result: only what happened, dates and numbers.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.applications import Participation
from models.conversations import Conversation
from models.deadlines import Deadline
from models.engine import insert_into
from models.notices import Notice, NoticeStatus
from models.people import Person
from models.routes import Activity, Agreement, Route
from services import calendar
from services.context import Context

TELEGRAM = "telegram"
#: Why a notice did not reach a person through Telegram at all.
NO_CHAT, BLOCKED = "no chat", "blocked"
UNREACHED = (NO_CHAT, BLOCKED)
#: Added to it where nothing may go by e-mail after all: it is not tried there again.
NO_MAIL = "no mail"
#: So long a notice that Telegram could not bring may go by e-mail: what is older says nothing new any more (ours).
FRESH = timedelta(days=3)


class NoticeKind(enum.StrEnum):
    """What happened. ``RULES`` says of each what may be done with it."""

    application_new = "application_new"
    application_withdrawn = "application_withdrawn"
    application_cancelled = "application_cancelled"
    terms_proposed = "terms_proposed"
    terms_await_answer = "terms_await_answer"
    terms_accepted = "terms_accepted"
    time_refused = "time_refused"
    assessment_tomorrow = "assessment_tomorrow"
    assessment_moved = "assessment_moved"
    no_show = "no_show"
    not_reached = "not_reached"
    result_ready = "result_ready"
    result_corrected = "result_corrected"
    result_recalled = "result_recalled"
    decision_route = "decision_route"
    decision_told = "decision_told"
    curator_assigned = "curator_assigned"
    route_to_agree = "route_to_agree"
    agreement_due = "agreement_due"
    route_answered = "route_answered"
    proposal_answered = "proposal_answered"
    round_may_close = "round_may_close"
    route_to_approve = "route_to_approve"
    approval_due = "approval_due"
    route_returned = "route_returned"
    route_approved = "route_approved"
    activity_soon = "activity_soon"
    activity_passed = "activity_passed"
    mark_questioned = "mark_questioned"
    evidence_recorded = "evidence_recorded"
    term_ends = "term_ends"
    application_recorded = "application_recorded"
    chat_unlinked = "chat_unlinked"
    employment_changed = "employment_changed"
    route_left = "route_left"
    person_renamed = "person_renamed"
    cases_handed_over = "cases_handed_over"
    question = "question"
    reply = "reply"
    consent_withdrawn = "consent_withdrawn"
    consent_recorded = "consent_recorded"
    route_ended = "route_ended"
    route_disclosed = "route_disclosed"
    route_taken_back = "route_taken_back"
    route_suspended = "route_suspended"
    route_resumed = "route_resumed"
    curator_changed = "curator_changed"
    ward_released = "ward_released"
    curator_digest = "curator_digest"
    deadline_near = "deadline_near"
    deadline_overdue = "deadline_overdue"
    call_person = "call_person"
    try_again = "try_again"
    unreachable = "unreachable"
    result_changed = "result_changed"


@dataclass(frozen=True)
class Rule:
    """``mutable``: the person may switch it off. ``guideline``: they may where the term it speaks of is ours and no
    norm of the order. ``at_once``: it answers the person, quiet hours do not hold it. ``roles``: it reaches only those
    who hold one of them; anybody by default."""

    mutable: bool = False
    guideline: bool = False
    at_once: bool = False
    roles: tuple[Role, ...] = ()


_CENTRE = (Role.operator, Role.planner)
RULES: dict[NoticeKind, Rule] = {kind: Rule() for kind in NoticeKind} | {
    NoticeKind.activity_soon: Rule(mutable=True),
    NoticeKind.activity_passed: Rule(mutable=True),
    NoticeKind.terms_await_answer: Rule(mutable=True),
    NoticeKind.assessment_tomorrow: Rule(mutable=True),
    NoticeKind.term_ends: Rule(mutable=True),
    NoticeKind.terms_accepted: Rule(mutable=True, roles=(Role.operator,)),
    NoticeKind.route_answered: Rule(mutable=True, roles=(Role.planner,)),
    NoticeKind.round_may_close: Rule(mutable=True, roles=(Role.planner,)),
    NoticeKind.question: Rule(mutable=True, roles=(Role.curator, Role.operator)),
    NoticeKind.curator_digest: Rule(mutable=True, roles=(Role.curator,)),
    NoticeKind.agreement_due: Rule(guideline=True),
    NoticeKind.approval_due: Rule(guideline=True, roles=(Role.head, Role.deputy, Role.founder)),
    NoticeKind.deadline_near: Rule(guideline=True, roles=_CENTRE),
    NoticeKind.deadline_overdue: Rule(guideline=True, roles=_CENTRE),
    NoticeKind.reply: Rule(at_once=True),
}
About = Participation | Route | Activity | Agreement | Conversation | Person
#: What a notice may carry: ids, numbers, days and members of enumerations. Words are put to them at sending, so no name
#: stays behind in the outbox when a person is erased.
Fact = bool | int | date | enum.StrEnum


def is_muted(person: Person, kind: NoticeKind, *, normative: bool = True) -> bool:
    """Whether the person switched this kind off; only what may be switched off ever is: never a reminder of a term
    that the order sets (``normative``)."""
    rule = RULES[kind]
    return (rule.mutable or (rule.guideline and not normative)) and kind.value in (person.muted or [])


def post(
    session: Session,
    ctx: Context,
    kind: NoticeKind,
    recipients: Iterable[int],
    about: About,
    *,
    key: str,
    **facts: Fact,
) -> None:
    """Write a notice to each recipient but the actor; ``key`` says which event it is, so it cannot be written twice.

    ``facts`` are for the words; nothing of a result may be among them. Raises TypeError for one that is itself words.
    """
    for person_id in recipients:
        if person_id != ctx.actor.person_id:
            _write(session, ctx, kind, person_id, _columns(about), dedupe_key(kind, about, key, person_id), facts)


def dedupe_key(kind: NoticeKind, about: About, key: str, person_id: int) -> str:
    """Under what a notice of an event is kept once for each recipient."""
    return f"{kind}:{_name(about)}:{key}:{person_id}"


def leaves_at(ctx: Context, kind: NoticeKind) -> datetime:
    """When a notice that is written now may leave: at once, or as the working hours of the region begin."""
    return ctx.now if RULES[kind].at_once else calendar.within_working_hours(ctx.region, ctx.now)


def remind(
    session: Session,
    ctx: Context,
    kind: NoticeKind,
    person_id: int,
    deadline: Deadline,
    *,
    offset: int,
    status: NoticeStatus,
    **more: Fact,
) -> None:
    """Write a reminder of a deadline under the key (deadline, version, offset, kind, recipient); ``more`` facts for
    its words. An earlier one to the same person that still waits to be sent is superseded by it."""
    if is_muted(session.get_one(Person, person_id), kind, normative=deadline.normative):
        return
    columns = _columns_of_deadline(session, deadline) | {
        "deadline_id": deadline.id,
        "deadline_version": deadline.version,
        "status": status,
    }
    facts: dict[str, Fact] = {"due_on": deadline.due_on, "deadline": deadline.kind, "offset": offset, **more}
    key = f"deadline:{deadline.id}:{deadline.version}:{offset}:{kind}:{person_id}"
    if status is NoticeStatus.pending:
        supersede(session, Notice.deadline_id == deadline.id, Notice.recipient_id == person_id, but=key)
    _write(session, ctx, kind, person_id, columns, key, facts)


def supersede(session: Session, *which: sa.ColumnElement[bool], but: str = "") -> None:
    """Do not send those of ``which`` that still wait, but for the one of the key ``but``: a newer one says it."""
    waiting = (Notice.status == NoticeStatus.pending, Notice.dedupe_key != but)
    session.execute(sa.update(Notice).where(*which, *waiting).values(status=NoticeStatus.superseded))


def _write(
    session: Session,
    ctx: Context,
    kind: NoticeKind,
    person_id: int,
    columns: dict[str, Any],
    key: str,
    facts: Mapping[str, Fact],
) -> None:
    if is_muted(session.get_one(Person, person_id), kind):
        return
    values = {
        "kind": kind.value,
        "recipient_id": person_id,
        "facts": {name: _kept(fact) for name, fact in facts.items()},
        "dedupe_key": key,
        "created_at": ctx.now,
        "not_before": leaves_at(ctx, kind),
        "status": NoticeStatus.pending,
        "attempts": 0,
        "channel": TELEGRAM,
        "error": "",
    } | columns
    session.flush()
    session.execute(insert_into(session, Notice).values(**values).on_conflict_do_nothing(index_elements=["dedupe_key"]))


def _kept(fact: Fact) -> bool | int | str:
    if isinstance(fact, enum.StrEnum):
        return fact.value
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, str):
        raise TypeError("a notice holds ids and numbers; words are put to them at sending")
    return fact


def _columns(about: About) -> dict[str, Any]:
    if isinstance(about, Participation):
        return {"participation_id": about.id}
    if isinstance(about, Route):
        return {"route_id": about.id}
    if isinstance(about, Agreement):
        return {"route_id": about.route_id}
    if isinstance(about, Conversation):
        return {"route_id": about.route_id, "participation_id": about.participation_id}
    if isinstance(about, Person):
        return {}
    return {"route_id": about.route_id, "activity_id": about.id}


def _columns_of_deadline(session: Session, deadline: Deadline) -> dict[str, Any]:
    if deadline.activity_id:
        return _columns(session.get_one(Activity, deadline.activity_id))
    if deadline.agreement_id:
        return _columns(session.get_one(Agreement, deadline.agreement_id))
    return {"participation_id": deadline.participation_id, "route_id": deadline.route_id}


def _name(about: About) -> str:
    return f"{about.__tablename__}:{about.id}"

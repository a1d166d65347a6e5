"""What is kept of a person, table by table: which rows are theirs, and what of each goes when they are erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.accounts import LinkCode
from models.applications import Application, Appointment, Consent, ContactAttempt, Participation
from models.base import Base
from models.conversations import Conversation, Message
from models.deadlines import Deadline
from models.imports import StagedPerson
from models.inbox import ChatState, InboxUpdate
from models.notices import Notice
from models.outside import OutsideStep
from models.people import Employment, Person, PersonalDataConsent, TelegramChat
from models.results import FoundDeficit, Result
from models.routes import Activity, Agreement, Evidence, Route
from services.files import HANGING


@dataclass(frozen=True)
class Holding:
    """Rows of one table that are a person's: ``blank`` is what stands in their columns afterwards; without it the rows
    go. Numbers, days, codes and states stay where the row does: they say nothing of somebody without a name."""

    model: type[Base]
    theirs: sa.ColumnElement[bool]
    blank: Mapping[str, Any] = field(default_factory=dict)


def of(session: Session, ids: Sequence[int]) -> Sequence[Holding]:
    """All that is kept of these people (one and their duplicates), in the order in which it may go."""
    cases = sa.select(Participation.id).where(Participation.person_id.in_(ids))
    routes = sa.select(Route.id).where(Route.person_id.in_(ids))
    activities = sa.select(Activity.id).where(Activity.route_id.in_(routes))
    threads = sa.select(Conversation.id).where(Conversation.person_id.in_(ids))
    results = sa.select(Result.id).where(Result.participation_id.in_(cases))
    chats = session.scalars(sa.select(TelegramChat.chat_id).where(TelegramChat.person_id.in_(ids))).all()
    return (
        Holding(Notice, _notices(ids, cases, routes, threads)),
        Holding(InboxUpdate, InboxUpdate.chat_id.in_(chats)),
        Holding(ChatState, ChatState.chat_id.in_(chats)),
        Holding(TelegramChat, TelegramChat.person_id.in_(ids)),
        Holding(LinkCode, LinkCode.person_id.in_(ids)),
        Holding(StagedPerson, _staged(session, ids)),
        Holding(Employment, Employment.person_id.in_(ids)),
        Holding(Application, Application.id.in_(_alone(ids)), {"note": "", "scan_id": None}),
        Holding(Consent, Consent.participation_id.in_(cases), {"scan_id": None}),
        Holding(PersonalDataConsent, PersonalDataConsent.person_id.in_(ids), {"scan_id": None}),
        Holding(Appointment, Appointment.participation_id.in_(cases), {"terms": "", "answer_note": ""}),
        Holding(ContactAttempt, ContactAttempt.participation_id.in_(cases), {"note": ""}),
        Holding(Result, Result.participation_id.in_(cases), {"recommendations": "", "reason": ""}),
        Holding(FoundDeficit, FoundDeficit.result_id.in_(results), {"text": ""}),
        Holding(Message, Message.conversation_id.in_(threads), {"text": ""}),
        Holding(OutsideStep, _outside(ids, cases, routes), {"note": "", "scan_id": None}),
        Holding(
            Route, Route.person_id.in_(ids),
            {"curator_reason": "", "return_reasons": "", "suspend_reason": "", "end_words": ""},
        ),
        Holding(Agreement, Agreement.route_id.in_(routes), {"comment": "", "reply": ""}),
        Holding(Activity, Activity.route_id.in_(routes), {"title": "", "place": "", "view_comment": ""}),
        Holding(Evidence, Evidence.activity_id.in_(activities), {"text": "", "file_id": None}),
        Holding(
            Person, Person.id.in_(ids),
            {
                "last_name": "№ " + sa.cast(Person.id, sa.String), "first_name": "", "patronymic": "",
                "folded_name": "", "folded_last": "", "folded_first": "", "folded_patronymic": "", "phone": None,
                "email": None, "education": None, "teaching_since": None, "qualification": None, "subjects": [],
                "muted": [],
            },
        ),
    )  # fmt: skip


def file_ids(session: Session, ids: Sequence[int]) -> set[int]:
    """Files that hang at what is kept of these people."""
    theirs: dict[Any, sa.ColumnElement[bool]] = {one.model: one.theirs for one in of(session, ids)}
    hanging = (session.scalars(sa.select(column).where(theirs[column.class_])) for column in HANGING)
    return {number for numbers in hanging for number in numbers if number is not None}


def _notices(
    ids: Sequence[int], cases: sa.Select[int], routes: sa.Select[int], threads: sa.Select[int]
) -> sa.ColumnElement[bool]:
    """Notices to them, and those to others that tell of them."""
    deadlines = sa.select(Deadline.id).where(_of_case_or_route(Deadline, cases, routes))
    return sa.or_(
        Notice.recipient_id.in_(ids),
        _of_case_or_route(Notice, cases, routes),
        Notice.deadline_id.in_(deadlines),
        Notice.facts["person"].as_integer().in_(ids),
        Notice.facts["thread_id"].as_integer().in_(threads),
    )


def _of_case_or_route(model: Any, cases: sa.Select[int], routes: sa.Select[int]) -> sa.ColumnElement[bool]:
    of_case: InstrumentedAttribute[int | None] = model.participation_id
    return sa.or_(of_case.in_(cases), model.route_id.in_(routes))


def _outside(ids: Sequence[int], cases: sa.Select[int], routes: sa.Select[int]) -> sa.ColumnElement[bool]:
    return sa.or_(OutsideStep.person_id.in_(ids), _of_case_or_route(OutsideStep, cases, routes))


def _alone(ids: Sequence[int]) -> sa.Select[int | None]:
    """Applications that are nobody else's: what is written on a letter of several stays with the others."""
    others = sa.select(Participation.application_id).where(
        Participation.application_id.is_not(None), Participation.person_id.not_in(ids)
    )
    return sa.select(Participation.application_id).where(
        Participation.person_id.in_(ids), Participation.application_id.not_in(others)
    )


def _staged(session: Session, ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Rows of workbooks that entered or changed them, or that nobody was found for and that tell of them: by the phone,
    by the address, or by the name at a school of theirs or at none that is known. A namesake elsewhere is another
    person, as for an import."""
    schools = sa.select(Employment.organization_id).where(Employment.person_id.in_(ids))
    there = sa.or_(StagedPerson.organization_id.is_(None), StagedPerson.organization_id.in_(schools))
    same: list[sa.ColumnElement[bool]] = []
    for person in session.scalars(sa.select(Person).where(Person.id.in_(ids))):
        if person.folded_name:
            same.append(sa.and_(StagedPerson.folded_name == person.folded_name, there))
        known = ((StagedPerson.phone, person.phone), (StagedPerson.email, person.email))
        same += [column == value for column, value in known if value]
    return sa.or_(StagedPerson.person_id.in_(ids), sa.and_(StagedPerson.person_id.is_(None), sa.or_(sa.false(), *same)))

"""Merging duplicates: what moves to the kept row, and what is never merged."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from models.accounts import Account, Grant, Role
from models.applications import Participation, ParticipationStatus
from models.audit import AuditEntry
from models.conversations import Conversation
from models.notices import Notice
from models.people import Person, TelegramChat
from models.results import ResultLook
from services import (
    applications,
    audit,
    conversations,
    directory,
    employments,
    outbox,
    routes,
)
from services.context import Actor, Context, Scope
from services.errors import Invalid, NotFound, Refused
from tests.world import World, register


def twin(w: World, name: str = "Иванова Анна Петровна", chat_id: int = 2002) -> int:
    """The teacher once more, from another chat."""
    number = register(w.session, w.system, chat_id=chat_id, name=name, organization_id=w.school_id)
    w.session.commit()
    return number


def test_a_merge_moves_the_route_the_threads_and_the_looks(w: World) -> None:
    drop = twin(w)
    route_id = w.active_route()
    asked = conversations.ask(w.session, w.teacher, text="Вопрос")
    conversations.ask(w.session, w.ctx(drop), text="Ещё вопрос")
    w.session.commit()
    employments.merge_people(w.session, w.operator, keep_id=drop, drop_id=w.teacher_id)
    w.session.commit()
    assert routes.card(w.session, w.ctx(drop), route_id=route_id).person_id == drop
    thread = conversations.my_threads(w.session, w.ctx(drop))
    assert len(thread) == 1 and thread[0].waiting_since is not None
    texts = conversations.thread(w.session, w.ctx(drop), thread_id=thread[0].id).messages
    assert {line.text for line in texts} == {"Вопрос", "Ещё вопрос"}
    assert asked.line.id not in {row.id for row in w.session.scalars(sa.select(Conversation))}
    assert len(employments.jobs(w.session, w.ctx(drop), person_id=drop)) == 1
    assert w.session.scalar(sa.select(sa.func.count(Participation.id)).where(Participation.person_id != drop)) == 0
    assert w.session.scalar(sa.select(sa.func.count(ResultLook.id)))


def test_a_merge_keeps_the_audit_as_it_was_and_whole(w: World) -> None:
    drop = twin(w)
    applications.open_draft(w.session, w.ctx(drop))
    w.session.commit()
    acted = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.actor_id == drop)
    before = w.session.scalar(acted)
    assert before
    employments.merge_people(w.session, w.operator, keep_id=w.teacher_id, drop_id=drop)
    w.session.commit()
    assert w.session.scalar(acted) == before
    assert audit.broken_at(w.session) is None
    assert w.session.get_one(Person, drop).merged_into_id == w.teacher_id


def test_a_merge_keeps_one_chat_and_says_farewell_to_the_other(w: World) -> None:
    drop = twin(w)
    employments.merge_people(w.session, w.operator, keep_id=w.teacher_id, drop_id=drop, chat_of=drop)
    w.session.commit()
    chats = {chat.chat_id: chat.person_id for chat in w.session.scalars(sa.select(TelegramChat))}
    assert chats[2002] == w.teacher_id and 1000 not in chats
    notice = w.session.scalars(sa.select(Notice).where(Notice.kind == "chat_unlinked")).one()
    parcel = outbox.start(w.session, w.ctx(None), notice_id=notice.id, real_now=w.now)
    assert parcel is not None and (parcel.chat_id, parcel.facts) == (1000, {})


def test_a_merge_of_two_drafts_keeps_that_of_the_kept_row(w: World) -> None:
    drop = twin(w)
    kept = applications.open_draft(w.session, w.teacher).participation_id
    other = applications.open_draft(w.session, w.ctx(drop)).participation_id
    employments.merge_people(w.session, w.operator, keep_id=w.teacher_id, drop_id=drop)
    w.session.commit()
    assert w.session.get_one(Participation, kept).status is ParticipationStatus.draft
    assert w.session.get_one(Participation, other).status is ParticipationStatus.withdrawn


def test_a_merge_leaves_no_draft_beside_an_application_under_way(w: World) -> None:
    drop, number = twin(w), w.apply()
    applications.open_draft(w.session, w.ctx(drop))
    employments.merge_people(w.session, w.operator, keep_id=w.teacher_id, drop_id=drop)
    w.session.commit()
    cases = w.session.scalars(sa.select(Participation).where(Participation.person_id == w.teacher_id)).all()
    assert {one.id: one.status for one in cases}[number] is ParticipationStatus.submitted
    assert [one.status for one in cases if one.id != number] == [ParticipationStatus.withdrawn]


def test_a_curator_is_not_merged_with_their_ward(w: World) -> None:
    w.active_route()
    admin = replace(w.ctx(w.head_id), actor=Actor(w.head_id, (Scope(Role.administrator),)))
    with pytest.raises(Refused):
        employments.merge_people(w.session, admin, keep_id=w.teacher_id, drop_id=w.curator_id)


def test_two_applications_or_two_routes_under_way_are_not_merged(w: World) -> None:
    drop, teacher = twin(w), w.teacher_id
    w.apply()
    w.teacher_id = drop
    w.apply()
    w.teacher_id = teacher
    with pytest.raises(Refused):
        employments.merge_people(w.session, w.operator, keep_id=teacher, drop_id=drop)
    w.session.rollback()
    assert w.session.get_one(Person, drop).merged_into_id is None


def test_two_living_routes_are_not_merged(w: World) -> None:
    drop, teacher = twin(w), w.teacher_id
    w.active_route()
    w.teacher_id = drop
    w.active_route()
    with pytest.raises(Refused):
        employments.merge_people(w.session, w.operator, keep_id=teacher, drop_id=drop)


def test_two_accounts_are_not_merged(w: World) -> None:
    drop = twin(w)
    for number, person_id in enumerate((w.teacher_id, drop)):
        account = Account(
            person_id=person_id, email=f"{number}@a.ru", password="x", fs_uniquifier=str(number), created_at=w.now
        )
        w.session.add(account)
    w.session.commit()
    with pytest.raises(Refused):
        employments.merge_people(w.session, w.operator, keep_id=w.teacher_id, drop_id=drop)


def test_only_staff_who_serve_both_merge_and_never_themselves(w: World) -> None:
    drop = twin(w)
    for ctx in (w.planner, w.curator, w.head, w.teacher):
        with pytest.raises(NotFound):
            employments.merge_people(w.session, ctx, keep_id=w.teacher_id, drop_id=drop)
    w.session.add(Grant(person_id=w.operator_id, role=Role.administrator))
    w.session.commit()
    with pytest.raises(Refused):
        employments.merge_people(w.session, w.operator, keep_id=w.operator_id, drop_id=drop)
    with pytest.raises(Invalid):
        employments.merge_people(w.session, w.operator, keep_id=drop, drop_id=drop)


def test_staff_are_merged_by_an_administrator_only_for_their_roles_move(w: World) -> None:
    drop = twin(w)
    with pytest.raises(NotFound):
        employments.merge_people(w.session, w.operator, keep_id=drop, drop_id=w.planner_id)
    w.session.add(Grant(person_id=w.operator_id, role=Role.administrator))
    w.session.commit()
    employments.merge_people(w.session, w.operator, keep_id=drop, drop_id=w.planner_id)
    w.session.commit()
    assert w.ctx(drop).actor.has(Role.planner) and not w.ctx(w.planner_id).actor.scopes


def test_a_merged_duplicate_is_in_no_list(w: World) -> None:
    drop = twin(w)
    employments.merge_people(w.session, w.operator, keep_id=w.teacher_id, drop_id=drop)
    w.session.commit()
    seen = w.session.scalars(sa.select(Person.id).where(directory.visible_people(w.operator))).all()
    assert w.teacher_id in seen and drop not in seen


def test_staff_are_not_offered_to_be_merged_but_to_an_administrator(w: World) -> None:
    twin = register(w.session, w.system, chat_id=71, name="Иванова Анна Петровна", organization_id=w.school_id)

    def offered(ctx: Context, person_id: int) -> set[int]:
        return set(w.session.scalars(sa.select(Person.id).where(employments.mergeable(ctx, person_id))))

    assert offered(w.operator, w.teacher_id) == {twin}
    assert offered(w.operator, w.head_id) == set()
    w.session.add(Grant(person_id=w.planner_id, role=Role.administrator))
    w.session.flush()
    assert offered(w.planner, w.teacher_id) == {twin, w.operator_id, w.planner_id, w.curator_id, w.head_id}

"""Places of work, and what follows a person from school to school; duplicates; leave; chats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Account, Grant, Role
from models.applications import Participation, ParticipationStatus
from models.audit import AuditEntry
from models.conversations import Conversation, Desk
from models.notices import Notice
from models.people import Employment, Person, TelegramChat
from models.places import Centre, Municipality, Organization
from models.results import ResultLook
from models.routes import Agreement, Party, Route, RouteStatus
from services import (
    accounts,
    applications,
    audit,
    conversations,
    directory,
    employments,
    handovers,
    linking,
    outbox,
    people,
    rights,
    routes,
)
from services.context import Actor, Context, Scope
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from tests.services.seeing import told
from tests.world import World, register


def new_head(w: World) -> int:
    """A head of the other school."""
    number = register(
        w.session, w.system, chat_id=2001, name="Новикова Ольга Львовна", organization_id=w.other_school_id
    )
    w.session.add(Grant(person_id=number, role=Role.head, organization_id=w.other_school_id))
    w.session.commit()
    return number


def twin(w: World, name: str = "Иванова Анна Петровна", chat_id: int = 2002) -> int:
    """The teacher once more, from another chat."""
    number = register(w.session, w.system, chat_id=chat_id, name=name, organization_id=w.school_id)
    w.session.commit()
    return number


def move_away(w: World) -> None:
    """The operator records that the teacher changed the school."""
    employments.change_school(w.session, w.operator, person_id=w.teacher_id, organization_id=w.other_school_id)
    w.session.commit()


def test_several_places_of_work_stand_side_by_side_with_one_main(w: World) -> None:
    job = employments.add_job(
        w.session, w.operator, person_id=w.teacher_id, organization_id=w.other_school_id, position="Методист"
    )
    lines = employments.jobs(w.session, w.teacher, person_id=w.teacher_id)
    assert [(line.position, line.main, line.current) for line in lines] == [
        ("Учитель", True, True), ("Методист", False, True),
    ]  # fmt: skip
    employments.make_main(w.session, w.teacher, employment_id=job.id)
    assert people.my_card(w.session, w.teacher).employment.organization_id == w.other_school_id  # type: ignore[union-attr]  # a ready card has one
    with pytest.raises(Refused):
        employments.add_job(
            w.session, w.operator, person_id=w.teacher_id, organization_id=w.other_school_id, position="Методист"
        )


def test_others_neither_see_nor_change_places_of_work(w: World) -> None:
    for ctx in (w.curator, w.head, w.ctx(None, "bot")):
        with pytest.raises(NotFound):
            employments.jobs(w.session, ctx, person_id=w.teacher_id)
        with pytest.raises(NotFound):
            employments.change_school(w.session, ctx, person_id=w.teacher_id, organization_id=w.other_school_id)


def test_a_case_under_way_follows_to_the_new_school_and_its_staff_are_told(w: World) -> None:
    number = w.apply()
    move_away(w)
    assert w.session.get_one(Participation, number).organization_id == w.other_school_id
    assert "employment_changed" not in {
        row.kind for row in w.session.scalars(sa.select(Notice)) if row.recipient_id == w.head_id
    }
    (old,) = w.session.scalars(
        sa.select(Employment).where(Employment.person_id == w.teacher_id, Employment.ended_on.is_not(None))
    )
    assert old.ended_on == w.today - timedelta(days=1)


@pytest.mark.rule("К-46")
def test_a_case_not_begun_goes_to_the_centre_of_the_new_school(w: World) -> None:
    number = w.apply()
    far = Centre(name="ЦНППМ Рославль")
    w.session.add(far)
    w.session.flush()
    town = Municipality(name="Рославльский район", centre_id=far.id)
    w.session.add(town)
    w.session.flush()
    school = Organization(name="Школа № 2", municipality_id=town.id)
    w.session.add(school)
    w.session.commit()
    employments.change_school(w.session, w.teacher, person_id=w.teacher_id, organization_id=school.id)
    w.session.commit()
    assert w.session.get_one(Participation, number).centre_id == far.id
    with pytest.raises(NotFound):
        applications.card(w.session, w.operator, participation_id=number)


def test_an_active_route_stays_approved_in_the_new_school_and_its_planner_is_told(w: World) -> None:
    route_id, head = w.active_route(), new_head(w)
    move_away(w)
    route = w.session.get_one(Route, route_id)
    assert (route.status, route.organization_id, route.approved_by_id) == (
        RouteStatus.active, w.other_school_id, w.head_id,
    )  # fmt: skip
    assert told(w, "employment_changed") == [w.planner_id]
    assert routes.card(w.session, w.ctx(head), route_id=route_id).whole is False
    with pytest.raises(NotFound):
        routes.card(w.session, w.head, route_id=route_id)


@pytest.mark.rule("SM-IOM-4.3.10")
def test_the_new_head_approves_what_was_not_approved_yet(w: World) -> None:
    route_id = w.sent_route()
    w.agree(route_id)
    head = new_head(w)
    move_away(w)
    assert told(w, "route_to_approve") == [w.head_id, head]
    with pytest.raises(NotFound):
        routes.approve(w.session, w.head, route_id=route_id)
    routes.approve(w.session, w.ctx(head), route_id=route_id)
    assert w.session.get_one(Route, route_id).status is RouteStatus.active


@pytest.mark.rule("К-55")
def test_a_curator_who_becomes_a_colleague_is_named_to_the_planner(w: World) -> None:
    w.active_route()
    move_away(w)
    facts = w.session.scalars(sa.select(Notice.facts).where(Notice.kind == "employment_changed")).one()
    assert facts == {"curator_is_colleague": True, "organization": w.other_school_id}


def test_a_school_corrected_on_the_first_day_is_no_change_and_later_it_is(w: World) -> None:
    people.choose_organization(w.session, w.teacher, organization_id=w.other_school_id)
    assert len(employments.jobs(w.session, w.teacher, person_id=w.teacher_id)) == 1
    w.later(days=2)
    people.choose_organization(w.session, w.teacher, organization_id=w.school_id)
    w.session.commit()
    lines = employments.jobs(w.session, w.teacher, person_id=w.teacher_id)
    assert [(line.organization_id, line.current) for line in lines] == [(w.school_id, True), (w.other_school_id, False)]
    assert people.my_card(w.session, w.teacher).ready


def test_a_change_to_the_same_or_a_closed_school_is_refused(w: World) -> None:
    with pytest.raises(Stale):
        employments.change_school(w.session, w.teacher, person_id=w.teacher_id, organization_id=w.school_id)
    w.session.get_one(Organization, w.other_school_id).closed = True
    with pytest.raises(NotFound):
        employments.change_school(w.session, w.teacher, person_id=w.teacher_id, organization_id=w.other_school_id)
    with pytest.raises(Invalid):
        employments.change_school(
            w.session, w.teacher, person_id=w.teacher_id, organization_id=new_school(w), on=w.today + timedelta(days=3)
        )


def new_school(w: World) -> int:
    """One more school of the town."""
    town = w.session.get_one(Organization, w.school_id).municipality_id
    school = Organization(name="Лицей", municipality_id=town)
    w.session.add(school)
    w.session.flush()
    return school.id


@pytest.mark.rule("К-01")
def test_a_dismissed_head_sees_nothing_of_the_school_from_the_next_day(w: World) -> None:
    route_id = w.active_route()
    job = employments.jobs(w.session, w.head, person_id=w.head_id)[0]
    employments.dismiss(w.session, w.operator, employment_id=job.id)
    w.session.commit()
    assert routes.card(w.session, w.head, route_id=route_id).id == route_id
    w.later(days=1)
    with pytest.raises(NotFound):
        routes.card(w.session, w.head, route_id=route_id)


def test_a_dismissal_tells_the_planner_of_a_route_there(w: World) -> None:
    w.active_route()
    job = employments.jobs(w.session, w.teacher, person_id=w.teacher_id)[0]
    line = employments.dismiss(w.session, w.head, employment_id=job.id)
    w.session.commit()
    assert (line.ended_on, line.current) == (w.today, True)
    assert told(w, "employment_changed") == [w.planner_id]
    w.later(days=1)
    with pytest.raises(Stale):
        employments.dismiss(w.session, w.operator, employment_id=job.id)
    with pytest.raises(NotFound):
        employments.dismiss(w.session, w.curator, employment_id=job.id)


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


def test_nobody_is_dismissed_decades_ago(w: World) -> None:
    job = employments.jobs(w.session, w.teacher, person_id=w.teacher_id)[0]
    with pytest.raises(Invalid):
        employments.dismiss(w.session, w.operator, employment_id=job.id, last_day=date(1990, 1, 1))


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


def colleague_of_staff(w: World, role: Role, school_id: int | None = None) -> int:
    """One more of the centre's staff."""
    number = register(
        w.session, w.system, chat_id=2100 + len(role), name="Сменова Инна Ильинична",
        organization_id=school_id or w.other_school_id,
    )  # fmt: skip
    w.session.add(Grant(person_id=number, role=role, centre_id=w.centre_id))
    w.session.commit()
    return number


def test_an_operators_cases_go_to_another_operator(w: World) -> None:
    number, other = w.apply(), colleague_of_staff(w, Role.operator)
    w.propose(number)
    done = handovers.hand_over(w.session, w.planner, from_id=w.operator_id, to_id=other, role=Role.operator)
    w.session.commit()
    assert (done.cases, done.routes, done.left) == (1, 0, ())
    assert w.session.get_one(Participation, number).operator_id == other
    assert told(w, "cases_handed_over") == [other]


def test_a_curators_routes_and_awaited_words_go_to_another_curator(w: World) -> None:
    number = w.published_case()
    route_id, other = w.draw_up(number), colleague_of_staff(w, Role.curator)
    asked = conversations.ask(w.session, w.teacher, text="Вопрос", route_id=route_id)
    handovers.hand_over(w.session, w.planner, from_id=w.curator_id, to_id=other, role=Role.curator)
    w.session.commit()
    routes.answer(w.session, w.ctx(other), route_id=route_id, agreed=True)
    part = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.curator)).one()
    assert part.person_id == other
    assert [line.id for line in conversations.desk(w.session, w.ctx(other), desk=Desk.curator)] == [asked.line.id]
    with pytest.raises(NotFound):
        routes.card(w.session, w.curator, route_id=route_id)


@pytest.mark.rule("К-55")
def test_a_route_is_not_handed_to_a_curator_of_the_persons_school(w: World) -> None:
    route_id, other = w.active_route(), colleague_of_staff(w, Role.curator, w.school_id)
    done = handovers.hand_over(w.session, w.planner, from_id=w.curator_id, to_id=other, role=Role.curator)
    assert (done.routes, done.left) == (0, (route_id,))
    assert w.session.get_one(Route, route_id).curator_id == w.curator_id


def test_cases_go_only_to_one_of_the_same_role_and_by_the_centre(w: World) -> None:
    w.active_route()
    with pytest.raises(Invalid):
        handovers.hand_over(w.session, w.planner, from_id=w.planner_id, to_id=w.curator_id, role=Role.planner)
    with pytest.raises(Invalid):
        handovers.hand_over(w.session, w.planner, from_id=w.planner_id, to_id=w.head_id, role=Role.head)
    for ctx in (w.head, w.teacher, w.curator):
        with pytest.raises(Denied):
            handovers.hand_over(w.session, ctx, from_id=w.planner_id, to_id=w.planner_id + 1, role=Role.planner)


def test_an_unlinked_chat_is_told_and_belongs_to_nobody(w: World) -> None:
    linking.unlink_chat(w.session, w.operator, person_id=w.teacher_id)
    w.session.commit()
    assert people.person_of_chat(w.session, 1000) is None
    notice = w.session.scalars(sa.select(Notice).where(Notice.kind == "chat_unlinked")).one()
    parcel = outbox.start(w.session, w.ctx(None), notice_id=notice.id, real_now=w.now)
    assert parcel is not None and parcel.chat_id == 1000
    with pytest.raises(Stale):
        linking.unlink_chat(w.session, w.operator, person_id=w.teacher_id)


def test_a_lost_chat_is_replaced_by_a_code_from_the_operator_and_the_old_one_is_told(w: World) -> None:
    issued = accounts.create_link_code(w.session, w.operator, person_id=w.teacher_id)
    accounts.redeem_link_code(w.session, w.ctx(None, "bot"), code=issued.code, chat_id=5555)
    w.session.commit()
    assert people.person_of_chat(w.session, 5555) == w.teacher_id
    assert w.session.scalars(sa.select(Notice.chat_id).where(Notice.kind == "chat_unlinked")).all() == [1000]


def test_unlinking_stops_the_codes_given_before(w: World) -> None:
    issued = accounts.create_link_code(w.session, w.operator, person_id=w.teacher_id)
    linking.unlink_chat(w.session, w.operator, person_id=w.teacher_id)
    with pytest.raises(Invalid):
        accounts.redeem_link_code(w.session, w.ctx(None, "bot"), code=issued.code, chat_id=5555)


def test_nobody_makes_a_code_for_staff_or_for_people_of_others(w: World) -> None:
    for ctx, person_id in ((w.operator, w.planner_id), (w.planner, w.teacher_id), (w.head, w.teacher_id)):
        with pytest.raises(NotFound):
            accounts.create_link_code(w.session, ctx, person_id=person_id)
    for ctx in (w.planner, w.head, w.curator):
        with pytest.raises(NotFound):
            linking.unlink_chat(w.session, ctx, person_id=w.teacher_id)


def test_a_person_is_served_by_the_centre_of_their_school(w: World) -> None:
    assert rights.serves(w.session, w.operator, w.teacher_id)
    assert not rights.serves(w.session, w.operator, w.operator_id)
    assert not rights.serves(w.session, w.head, w.teacher_id)


@pytest.mark.rule("К-53")
def test_a_former_head_who_teaches_on_has_a_route_approved_by_the_new_head(w: World) -> None:
    w.session.add(
        Grant(person_id=w.teacher_id, role=Role.head, organization_id=w.school_id, ends_on=w.today - timedelta(days=1))
    )
    w.session.commit()
    route_id = w.active_route()
    assert w.session.get_one(Route, route_id).approved_by_id == w.head_id


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

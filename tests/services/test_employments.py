"""Places of work, a change of school, a dismissal: what is under way follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.applications import Participation
from models.notices import Notice
from models.people import Employment
from models.places import Centre, Municipality, Organization
from models.routes import Route, RouteStatus
from services import (
    applications,
    employments,
    people,
    rights,
    routes,
)
from services.errors import Invalid, NotFound, Refused, Stale
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


def test_nobody_is_dismissed_decades_ago(w: World) -> None:
    job = employments.jobs(w.session, w.teacher, person_id=w.teacher_id)[0]
    with pytest.raises(Invalid):
        employments.dismiss(w.session, w.operator, employment_id=job.id, last_day=date(1990, 1, 1))


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

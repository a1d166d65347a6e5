"""Who is of the person's school never sees the result, whatever ties them to it and whenever they left (К-01, К-55)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.accounts import CuratorKind, Grant, Role
from models.applications import DecisionKind
from models.people import Person
from models.routes import Route, RouteModel
from services import accounts, conversations, handovers, people, results, routes
from services.errors import Denied, NotFound, Refused
from services.passwords import NewPassword
from services.results import ScoreIn
from tests.world import CANARY_ADVICE, World, register


def staff(w: World, name: str, *grants: tuple[Role, int | None, int | None], school_id: int | None = None) -> int:
    """A member of staff with roles over a centre or an organisation; an employee of a school only if one is given."""
    if school_id is not None:
        number = register(w.session, w.system, chat_id=5000, name=name, organization_id=school_id)
    else:
        last, first, patronymic = name.split()
        row = Person(last_name=last, first_name=first, patronymic=patronymic, created_at=w.now, subjects=[], muted=[])
        w.session.add(row)
        w.session.flush()
        number = row.id
    for role, centre_id, organization_id in grants:
        w.session.add(
            Grant(
                person_id=number, role=role, centre_id=centre_id, organization_id=organization_id,
                curator_kind=CuratorKind.mentor if role is Role.curator and organization_id else None,
            )
        )  # fmt: skip
    w.session.commit()
    return number


def hand_to(w: World, route_id: int, curator_id: int) -> None:
    """The route's curator is somebody else from now on."""
    w.session.get_one(Route, route_id).curator_id = curator_id
    w.session.commit()


def sees_nothing(w: World, person_id: int, route_id: int) -> None:
    """The route comes in the school's projection, the result does not come at all."""
    card = routes.card(w.session, w.ctx(person_id), route_id=route_id)
    assert not card.whole
    assert not any(one.deficits for one in card.activities)
    with pytest.raises(NotFound):
        results.look(w.session, w.ctx(person_id), participation_id=card.participation_id)


@pytest.mark.rule("К-01", "К-55")
def test_a_mentor_by_a_role_at_the_school_sees_the_schools_projection(w: World) -> None:
    route_id = w.active_route()
    mentor = staff(w, "Наставникова Ольга Юрьевна", (Role.curator, None, w.school_id))
    hand_to(w, route_id, mentor)
    sees_nothing(w, mentor, route_id)


@pytest.mark.rule("К-01", "К-55")
def test_a_head_who_is_an_operator_too_does_not_see_the_result(w: World) -> None:
    route_id = w.active_route()
    both = staff(w, "Двоих Ирина Юрьевна", (Role.head, None, w.school_id), (Role.operator, w.centre_id, None))
    sees_nothing(w, both, route_id)


@pytest.mark.rule("К-55")
def test_leaving_the_school_does_not_open_what_was_closed(w: World) -> None:
    route_id = w.active_route()
    mentor = staff(w, "Наставникова Ольга Юрьевна", (Role.curator, w.centre_id, None), school_id=w.school_id)
    hand_to(w, route_id, mentor)
    w.later(days=2)
    job = people.my_card(w.session, w.ctx(mentor)).employment
    assert job is not None
    people.choose_organization(w.session, w.ctx(mentor), organization_id=w.other_school_id)
    w.later(days=30)
    sees_nothing(w, mentor, route_id)


@pytest.mark.rule("К-55")
def test_correcting_a_school_on_the_first_day_ends_the_roles_there(w: World) -> None:
    mentor = staff(w, "Наставникова Ольга Юрьевна", (Role.curator, None, w.school_id), school_id=w.school_id)
    people.choose_organization(w.session, w.ctx(mentor), organization_id=w.other_school_id)
    w.later(days=1)
    assert w.ctx(mentor).actor.scopes == ()


def test_a_curator_whose_role_has_ended_keeps_nothing(w: World) -> None:
    route_id = w.active_route()
    asked = conversations.ask(w.session, w.teacher, text="Личный вопрос", route_id=route_id)
    grant = w.session.query(Grant).filter_by(person_id=w.curator_id).one()
    grant.ends_on = w.today
    w.session.commit()
    w.later(days=1)
    curator = w.curator
    assert routes.curated(w.session, curator) == []
    with pytest.raises(NotFound):
        routes.card(w.session, curator, route_id=route_id)
    with pytest.raises(NotFound):
        conversations.thread(w.session, curator, thread_id=asked.line.id)


@pytest.mark.rule("К-54")
@pytest.mark.parametrize("percent", ["30", "95"])
def test_the_list_of_curators_does_not_tell_a_colleague_the_level(w: World, percent: str) -> None:
    number = w.assessed_case()
    scores = [ScoreIn(one.subject, one.block, Decimal(percent)) for one in w.scores(number)]
    results.enter(w.session, w.operator, participation_id=number, scores=scores, deficits=[], recommendations="")
    results.check(w.session, w.operator, participation_id=number)
    results.publish(w.session, w.operator, participation_id=number)
    decide(w, number)
    planner = staff(w, "Своя Ольга Юрьевна", (Role.planner, w.centre_id, None), school_id=w.school_id)
    route_id = routes.draw_up(w.session, w.ctx(planner), participation_id=number)
    assert routes.curators(w.session, w.ctx(planner), route_id=route_id, model=RouteModel.a) == ()
    assert routes.curators(w.session, w.planner, route_id=route_id, model=RouteModel.a)
    with pytest.raises(Refused):
        routes.set_terms(
            w.session, w.ctx(planner), route_id=route_id, model=RouteModel.a, term_months=9, starts_on=w.today,
            curator_id=w.curator_id,
        )  # fmt: skip


def decide(w: World, number: int) -> None:
    """A route follows the result."""
    results.decide(w.session, w.operator, participation_id=number, decision=DecisionKind.route)
    w.session.commit()


@pytest.mark.rule("К-55")
def test_an_operator_of_the_school_neither_enters_nor_checks_nor_publishes(w: World) -> None:
    number = w.assessed_case()
    scores = w.scores(number)
    own = staff(w, "Своя Ольга Юрьевна", (Role.operator, w.centre_id, None), school_id=w.school_id)
    with pytest.raises(Denied):
        results.enter(w.session, w.ctx(own), participation_id=number, scores=scores, deficits=[], recommendations="")
    results.enter(
        w.session, w.operator, participation_id=number, scores=scores, deficits=[], recommendations=CANARY_ADVICE
    )
    for step in (results.check, results.publish):
        with pytest.raises(Denied):
            step(w.session, w.ctx(own), participation_id=number)
    results.check(w.session, w.operator, participation_id=number)
    results.publish(w.session, w.operator, participation_id=number)
    with pytest.raises(Denied):
        results.recall(w.session, w.ctx(own), participation_id=number, reason="не то")


def test_a_closed_account_takes_the_roles_from_the_chat_too(w: World) -> None:
    admin = staff(w, "Админов Пётр Ильич", (Role.administrator, None, None))
    account = accounts.create_account(
        w.session, w.ctx(admin), person_id=w.operator_id, email="one@example.org", password=NewPassword("digest")
    )
    assert w.operator.actor.has(Role.operator)
    accounts.set_active(w.session, w.ctx(admin), account_id=account.id, active=False)
    assert not w.operator.actor.has(Role.operator)
    accounts.set_active(w.session, w.ctx(admin), account_id=account.id, active=True)
    assert w.operator.actor.has(Role.operator)


@pytest.mark.rule("К-55")
def test_cases_are_not_handed_over_to_a_deputy_of_the_school(w: World) -> None:
    route_id = w.active_route()
    deputy = staff(w, "Завучева Ольга Юрьевна", (Role.deputy, None, w.school_id), (Role.curator, w.centre_id, None))
    done = handovers.hand_over(w.session, w.planner, from_id=w.curator_id, to_id=deputy, role=Role.curator)
    assert (done.routes, done.left) == (0, (route_id,))

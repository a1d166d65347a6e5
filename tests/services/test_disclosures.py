"""A person opens the full card of a route to one of the school: one recipient, one route, recorded, closed at once."""

from __future__ import annotations

from dataclasses import asdict

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models.accounts import Grant, Role
from models.audit import AuditEntry
from models.notices import Notice
from models.people import Employment
from models.results import ResultLook
from models.routes import Disclosure, EndCause
from services import employments, personal_data, results, routes
from services.errors import ConsentNeeded, NotFound, Refused
from services.notices import NoticeKind
from services.routes.paper import full_paper, paper
from tests import world
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World

CANARIES = (CANARY_CODE, CANARY_DEFICIT, CANARY_ADVICE)


@pytest.fixture
def active(w: World) -> int:
    """An active route of the teacher."""
    return w.active_route()


def deputy(w: World, role: Role = Role.deputy) -> int:
    """One more of the school's heads."""
    number = world.register(w.session, w.system, chat_id=2600, name="Замов Пётр Ильич", organization_id=w.school_id)
    w.session.add(Grant(person_id=number, role=role, organization_id=w.school_id))
    w.session.flush()
    return number


def opened(w: World, route_id: int) -> int:
    """The card is open to the head; returns the disclosure."""
    routes.disclose(w.session, w.teacher, route_id=route_id, recipient_id=w.head_id)
    return w.session.scalars(sa.select(Disclosure.id).order_by(Disclosure.id.desc())).first() or 0


def shown(found: object) -> list[str]:
    """The planted values in what was given out."""
    return [one for one in CANARIES if one in repr(found)]


@pytest.mark.rule("К-01")
def test_by_default_nothing_is_open(w: World, active: int) -> None:
    assert routes.disclosures(w.session, w.teacher, route_id=active).living == ()
    assert not routes.card(w.session, w.head, route_id=active).disclosed
    with pytest.raises(NotFound):
        full_paper(w.session, w.head, route_id=active)


@pytest.mark.rule("К-01")
def test_exactly_the_recipient_sees_the_card_and_nothing_else_of_the_result(w: World, active: int) -> None:
    other = deputy(w)
    opened(w, active)
    full = full_paper(w.session, w.head, route_id=active)
    assert full.whole
    assert shown(full) == list(CANARIES)
    assert full.curator == "Ёлкина Мария Львовна"
    with pytest.raises(NotFound):
        full_paper(w.session, w.ctx(other), route_id=active)
    for given in (routes.card(w.session, w.head, route_id=active), paper(w.session, w.head, route_id=active)):
        assert not given.whole
        assert shown(given) == []
    with pytest.raises(NotFound):
        results.look(w.session, w.head, participation_id=1)
    with pytest.raises(NotFound):
        results.note_look(w.session, w.head, participation_id=1)


@pytest.mark.rule("К-01")
def test_closed_it_shows_nothing_at_once_and_nobody_is_told(w: World, active: int) -> None:
    number = opened(w, active)
    told = w.session.scalar(sa.select(sa.func.count(Notice.id)))
    assert routes.close_disclosure(w.session, w.teacher, disclosure_id=number) == active
    with pytest.raises(NotFound):
        full_paper(w.session, w.head, route_id=active)
    assert not routes.card(w.session, w.head, route_id=active).disclosed
    assert w.session.scalar(sa.select(sa.func.count(Notice.id))) == told
    found = routes.disclosures(w.session, w.teacher, route_id=active)
    assert [one.id for one in found.closed] == [number]
    assert [one.id for one in found.possible] == [w.head_id]


def test_of_those_closed_before_only_the_last_are_read(w: World, active: int, statements: list[str]) -> None:
    def close_one() -> int:
        number = opened(w, active)
        routes.close_disclosure(w.session, w.teacher, disclosure_id=number)
        return number

    numbers = [close_one()]
    statements.clear()
    routes.disclosures(w.session, w.teacher, route_id=active)
    few = len(statements)
    numbers += [close_one() for _ in range(11)]
    statements.clear()
    found = routes.disclosures(w.session, w.teacher, route_id=active)
    assert len(statements) == few
    assert [one.id for one in found.closed] == numbers[:1:-1]
    assert {one.name for one in found.closed} == {"Петров Семён Ильич"}


def test_said_twice_it_is_one_and_opened_again_it_is_another(w: World, active: int) -> None:
    first = opened(w, active)
    assert opened(w, active) == first
    w.later(hours=1)
    routes.close_disclosure(w.session, w.teacher, disclosure_id=first)
    closed_at = w.session.get_one(Disclosure, first).revoked_at
    w.later(hours=1)
    routes.close_disclosure(w.session, w.teacher, disclosure_id=first)
    assert w.session.get_one(Disclosure, first).revoked_at == closed_at
    assert opened(w, active) != first
    query = sa.select(Notice.recipient_id).where(Notice.kind == NoticeKind.route_disclosed.value)
    assert w.session.scalars(query).all() == [w.head_id, w.head_id]


def test_the_database_holds_one_living_a_route_and_recipient(w: World, active: int) -> None:
    opened(w, active)
    w.session.add(Disclosure(route_id=active, recipient_id=w.head_id, given_at=w.now))
    with pytest.raises(IntegrityError):
        w.session.flush()


@pytest.mark.parametrize("who", ["planner", "curator", "head", "operator"])
def test_only_the_person_opens_reads_and_closes(w: World, active: int, who: str) -> None:
    number = opened(w, active)
    ctx = getattr(w, who)
    with pytest.raises(NotFound):
        routes.disclose(w.session, ctx, route_id=active, recipient_id=w.head_id)
    with pytest.raises(NotFound):
        routes.disclosures(w.session, ctx, route_id=active)
    with pytest.raises(NotFound):
        routes.close_disclosure(w.session, ctx, disclosure_id=number)


def test_the_school_is_named_and_nobody_else(w: World, active: int) -> None:
    other = deputy(w)
    founder = world.register(
        w.session, w.system, chat_id=2601, name="Учреждаев Олег", organization_id=w.other_school_id
    )
    w.session.add(Grant(person_id=founder, role=Role.founder, organization_id=w.school_id))
    colleague = world.register(w.session, w.system, chat_id=2602, name="Коллегина Ия", organization_id=w.school_id)
    found = routes.disclosures(w.session, w.teacher, route_id=active).possible
    assert [(one.id, one.office) for one in found] == [(other, Role.deputy), (w.head_id, Role.head)]
    for one in (founder, colleague, w.curator_id, w.planner_id, w.teacher_id, 10**6):
        with pytest.raises(Refused):
            routes.disclose(w.session, w.teacher, route_id=active, recipient_id=one)


@pytest.mark.rule("К-27", "К-56")
def test_a_curator_of_the_school_sees_the_full_card_only_when_it_is_opened(w: World, active: int) -> None:
    w.session.add(Employment(person_id=w.curator_id, organization_id=w.school_id, position="Учитель"))
    w.session.flush()
    assert not routes.card(w.session, w.curator, route_id=active).whole
    with pytest.raises(NotFound):
        full_paper(w.session, w.curator, route_id=active)
    assert Role.curator in [one.office for one in routes.disclosures(w.session, w.teacher, route_id=active).possible]
    routes.disclose(w.session, w.teacher, route_id=active, recipient_id=w.curator_id)
    assert shown(full_paper(w.session, w.curator, route_id=active)) == list(CANARIES)
    assert shown(routes.card(w.session, w.curator, route_id=active)) == []


def test_it_holds_in_the_office_it_was_given_in(w: World, active: int) -> None:
    opened(w, active)
    grant = w.session.scalars(sa.select(Grant).where(Grant.person_id == w.head_id)).one()
    grant.organization_id = w.other_school_id
    w.session.flush()
    with pytest.raises(NotFound):
        full_paper(w.session, w.head, route_id=active)
    assert [one.office for one in routes.disclosures(w.session, w.teacher, route_id=active).living] == [None]


def test_another_route_of_the_person_stays_closed(w: World, active: int) -> None:
    opened(w, active)
    routes.end_early(w.session, w.planner, route_id=active, words="Начнём заново", cause=EndCause.other)
    case = routes.card(w.session, w.planner, route_id=active).participation_id
    again = w.draw_up(case)
    with pytest.raises(NotFound):
        full_paper(w.session, w.head, route_id=again)
    assert not routes.card(w.session, w.head, route_id=again).disclosed


@pytest.mark.rule("К-01")
def test_each_look_is_recorded_where_the_person_reads_it(w: World, active: int) -> None:
    opened(w, active)
    before = len(results.lookers(w.session, w.teacher, participation_id=1))
    full_paper(w.session, w.head, route_id=active, printed=False)
    w.later(hours=1)
    full_paper(w.session, w.head, route_id=active)
    looks = results.lookers(w.session, w.teacher, participation_id=1)
    assert [one.viewer for one in looks[: len(looks) - before]] == ["Петров Семён Ильич"] * 2
    full_paper(w.session, w.teacher, route_id=active)
    assert w.session.scalar(sa.select(sa.func.count(ResultLook.id))) == len(looks)


def test_the_audit_says_that_it_was_opened_and_closed(w: World, active: int) -> None:
    number = opened(w, active)
    routes.close_disclosure(w.session, w.teacher, disclosure_id=number)
    w.session.commit()
    entries = w.session.scalars(sa.select(AuditEntry).where(AuditEntry.table == "disclosures").order_by(AuditEntry.id))
    assert [(one.act, one.row_id, one.actor_id) for one in entries] == [
        ("create", number, w.teacher_id), ("update", number, w.teacher_id),
    ]  # fmt: skip


def test_without_a_consent_nothing_is_opened_and_what_was_is_closed(w: World, active: int) -> None:
    opened(w, active)
    personal_data.withdraw_personal_data_consent(w.session, w.teacher)
    with pytest.raises(NotFound):
        full_paper(w.session, w.head, route_id=active)
    with pytest.raises(ConsentNeeded):
        routes.disclose(w.session, w.teacher, route_id=active, recipient_id=w.head_id)


def test_a_head_who_was_two_rows_is_opened_to_once(w: World, active: int) -> None:
    twin = deputy(w, Role.head)
    for one in (w.head_id, twin):
        routes.disclose(w.session, w.teacher, route_id=active, recipient_id=one)
    w.session.add(Grant(person_id=w.operator_id, role=Role.administrator))
    w.session.flush()
    employments.merge_people(w.session, w.operator, keep_id=w.head_id, drop_id=twin)
    living = w.session.scalars(sa.select(Disclosure).where(Disclosure.revoked_at.is_(None))).all()
    assert [one.recipient_id for one in living] == [w.head_id]


def test_what_is_recalled_is_not_shown_on_an_opened_card(w: World, active: int) -> None:
    opened(w, active)
    results.recall(w.session, w.operator, participation_id=1, reason="Ошибка подсчёта")
    found = full_paper(w.session, w.head, route_id=active)
    assert found.result is None
    assert CANARY_ADVICE not in str(asdict(found))

"""Withdrawing the consent to the processing of personal data: what ends, what stays, who is told, the way back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.applications import DiagnosticForm, Participation, ParticipationStatus
from models.audit import AuditEntry
from models.deadlines import Deadline, DeadlineStatus
from models.notices import Notice
from models.people import PersonalDataConsent, Way
from models.results import Result
from models.routes import Route, RouteStatus
from services import applications, audit, home, people, personal_data, reminders, routes
from services.errors import Invalid, Refused, Stale
from services.home import NextStep
from services.notices import NoticeKind
from services.personal_data import Ending
from tests.world import World


def withdraw(w: World) -> Ending:
    """The teacher withdraws their consent."""
    ending = personal_data.withdraw_personal_data_consent(w.session, w.teacher)
    w.session.commit()
    return ending


def consents(w: World) -> list[PersonalDataConsent]:
    """The teacher's consents, the oldest first."""
    query = sa.select(PersonalDataConsent).where(PersonalDataConsent.person_id == w.teacher_id)
    return list(w.session.scalars(query.order_by(PersonalDataConsent.id)))


def told(w: World, kind: NoticeKind) -> list[int]:
    """Who was told of it."""
    return list(w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == kind).order_by(Notice.id)))


def give_again(w: World, version: str = "") -> None:
    """The teacher consents again in the chat."""
    document = w.system.region.personal_data_consent
    people.consent_to_personal_data(
        w.session, w.teacher, chat_id=1000, version=version or document.version, language="ru"
    )
    w.session.commit()


def test_an_application_not_yet_assessed_is_withdrawn_and_the_operator_told(w: World) -> None:
    number = w.apply()
    assert personal_data.what_ends(w.session, w.teacher) == Ending(1, 0)
    assert withdraw(w) == Ending(1, 0)
    assert w.session.get_one(Participation, number).status is ParticipationStatus.withdrawn
    assert [one.withdrawn_at for one in consents(w)] == [w.now]
    assert told(w, NoticeKind.consent_withdrawn) == [w.operator_id]


def test_a_draft_is_thrown_away(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    assert withdraw(w) == Ending(0, 0)
    assert applications.my_draft(w.session, w.teacher) is None


def test_a_living_route_ends_early_and_what_the_order_keeps_is_kept(w: World) -> None:
    route_id = w.active_route()
    assert withdraw(w) == Ending(0, 1)
    route = w.session.get_one(Route, route_id)
    assert (route.status, len(route.activities)) == (RouteStatus.ended_early, 2)
    assert w.session.scalar(sa.select(sa.func.count(Result.id))) == 1
    assert routes.card(w.session, w.teacher, route_id=route_id).status is RouteStatus.ended_early
    assert told(w, NoticeKind.route_ended) == [w.planner_id, w.curator_id]
    assert w.session.get_one(Participation, route.participation_id).status is ParticipationStatus.result_published


def test_nothing_is_reminded_of_afterwards(w: World) -> None:
    w.active_route()
    withdraw(w)
    assert w.session.scalars(sa.select(Deadline).where(Deadline.status == DeadlineStatus.open)).all() == []
    before = w.session.scalar(sa.select(sa.func.count(Notice.id)))
    for _day in range(60):
        w.later(days=1)
        reminders.tick(w.session, w.ctx(None))
    assert w.session.scalar(sa.select(sa.func.count(Notice.id))) == before


def test_a_decision_that_was_awaited_is_awaited_no_more(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    w.publish(number)
    withdraw(w)
    with pytest.raises(Refused):
        routes.draw_up(w.session, w.planner, participation_id=number)
    assert w.session.scalars(sa.select(Deadline).where(Deadline.status == DeadlineStatus.open)).all() == []


def test_withdrawn_twice_it_is_withdrawn_once(w: World) -> None:
    withdraw(w)
    with pytest.raises(Stale):
        withdraw(w)
    w.session.rollback()
    assert told(w, NoticeKind.consent_withdrawn) == [w.operator_id]


def test_nothing_is_begun_until_it_is_given_again(w: World) -> None:
    withdraw(w)
    assert home.home(w.session, w.teacher).step is NextStep.give_consent
    with pytest.raises(Refused):
        applications.open_draft(w.session, w.teacher)
    w.session.rollback()
    with pytest.raises(Invalid):
        give_again(w, version="an old one")
    w.session.rollback()
    give_again(w)
    give_again(w)
    assert [one.withdrawn_at is None for one in consents(w)] == [False, True]
    assert home.home(w.session, w.teacher).step is NextStep.apply
    assert w.apply()


def test_an_operator_enters_no_application_for_one_who_withdrew(w: World) -> None:
    withdraw(w)
    with pytest.raises(Refused):
        applications.enter_application(
            w.session, w.operator, person_id=w.teacher_id, form=DiagnosticForm.standardized, subjects=["physics"],
            blocks=[w.system.region.blocks["educator"][0].code], wanted_from=w.today, wanted_to=w.today, way=Way.phone,
        )  # fmt: skip


def test_it_is_in_the_audit(w: World) -> None:
    w.active_route()
    withdraw(w)
    query = sa.select(AuditEntry.act).where(AuditEntry.actor_id == w.teacher_id, AuditEntry.at == w.now)
    assert "end_early" in w.session.scalars(query).all()
    changed = sa.select(AuditEntry.fields).where(
        AuditEntry.table == "personal_data_consents", AuditEntry.act == "update", AuditEntry.actor_id == w.teacher_id
    )
    assert w.session.scalars(changed).all() == [["withdrawn_at"]]
    assert audit.broken_at(w.session) is None

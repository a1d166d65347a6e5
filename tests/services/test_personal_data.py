"""Withdrawing the consent to the processing of personal data: what ends, what stays, who is told, the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.applications import DiagnosticForm, Participation, ParticipationStatus
from models.audit import AuditEntry
from models.deadlines import Deadline, DeadlineStatus
from models.notices import Notice
from models.people import PersonalDataConsent, Way
from models.results import Result
from models.routes import Route, RouteStatus
from services import applications, audit, files, home, outside, people, personal_data, reminders, routes
from services.errors import ConsentNeeded, Invalid, NotFound, Refused, Stale
from services.next_step import NextStep
from services.notices import NoticeKind
from services.outside import Said
from services.personal_data import Ending
from tests.services.entering import enter, scan
from tests.services.seeing import told
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
    assert told(w, NoticeKind.route_ended) == [w.planner_id, w.curator_id, w.head_id]
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
    number = w.published_case()
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
    assert home.home(w.session, w.teacher).next.step is NextStep.give_consent
    with pytest.raises(Refused):
        applications.open_draft(w.session, w.teacher)
    w.session.rollback()
    with pytest.raises(Invalid):
        give_again(w, version="an old one")
    w.session.rollback()
    give_again(w)
    give_again(w)
    assert [one.withdrawn_at is None for one in consents(w)] == [False, True]
    assert home.home(w.session, w.teacher).next.step is NextStep.apply
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


def forget(w: World) -> None:
    """As if the teacher had never consented: their chat was linked by a code."""
    w.session.execute(sa.delete(PersonalDataConsent).where(PersonalDataConsent.person_id == w.teacher_id))
    w.session.commit()


def record(w: World, **changes: object) -> None:
    """The operator records a consent that was signed on paper."""
    given = {"person_id": w.teacher_id, "way": Way.paper, "on": w.today, "scan_id": scan(w, w.operator_id)} | changes
    personal_data.record_consent(w.session, w.operator, **given)  # type: ignore[arg-type]  # the caller's values
    w.session.commit()


def test_nobody_applies_without_ever_having_consented(w: World) -> None:
    forget(w)
    with pytest.raises(ConsentNeeded):
        applications.open_draft(w.session, w.teacher)
    w.session.rollback()
    with pytest.raises(ConsentNeeded):
        enter(w)
    w.session.rollback()
    record(w)
    assert enter(w)


def test_a_draft_waits_until_the_consent_is_given(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.standardized)
    applications.choose_all_blocks(w.session, w.teacher)
    draft = applications.choose_period(w.session, w.teacher, wanted_from=w.today, wanted_to=w.today + timedelta(days=9))
    w.session.commit()
    forget(w)
    with pytest.raises(ConsentNeeded):
        applications.submit(w.session, w.teacher, participation_id=draft.participation_id)
    w.session.rollback()
    assert applications.my_draft(w.session, w.teacher) == draft
    record(w)
    assert applications.submit(w.session, w.teacher, participation_id=draft.participation_id)


@pytest.mark.rule("К-34")
def test_a_signed_consent_is_recorded_with_its_day_and_scan_and_the_person_is_told(w: World) -> None:
    forget(w)
    w.later(days=10)
    record(w, on=w.today - timedelta(days=2))
    (line,) = personal_data.consents(w.session, w.teacher, person_id=w.teacher_id)
    assert (line.way, w.system.region.today(line.given_at)) == (Way.paper, w.today - timedelta(days=2))
    assert (line.version, line.recorded_by) == (w.system.region.personal_data_consent.version, "Орлова В. И.")
    assert line.scan_id is not None
    for ctx in (w.teacher, w.operator, w.planner):
        assert files.may_read(w.session, ctx, file_id=line.scan_id)
    assert not any(files.may_read(w.session, ctx, file_id=line.scan_id) for ctx in (w.head, w.curator))
    assert told(w, NoticeKind.consent_recorded) == [w.teacher_id]


def test_a_consent_is_recorded_once_and_only_by_who_serves_the_person(w: World) -> None:
    with pytest.raises(Stale):
        record(w)
    w.session.rollback()
    withdraw(w)
    for ctx in (w.head, w.curator, w.teacher):
        with pytest.raises(NotFound):
            personal_data.record_consent(w.session, ctx, person_id=w.teacher_id, way=Way.paper, scan_id=1)
    for change in ({"way": Way.phone}, {"way": Way.chat}, {"on": w.today + timedelta(days=1)},
                   {"on": w.today - timedelta(days=1)}):  # fmt: skip
        with pytest.raises(Invalid):
            record(w, **change)
        w.session.rollback()
    with pytest.raises(NotFound):
        record(w, scan_id=0)
    w.session.rollback()
    record(w)
    assert w.apply()


def test_a_consent_to_a_newer_text_is_recorded_beside_the_old_one(w: World) -> None:
    document = w.system.region.personal_data_consent.model_copy(update={"version": "2027-01"})
    newer = replace(w.operator, region=w.system.region.model_copy(update={"personal_data_consent": document}))
    assert not personal_data.lacks_consent(w.session, w.operator, person_id=w.teacher_id)
    assert personal_data.lacks_consent(w.session, newer, person_id=w.teacher_id)
    personal_data.record_consent(
        w.session, newer, person_id=w.teacher_id, way=Way.letter, scan_id=scan(w, w.operator_id)
    )
    w.session.commit()
    assert [one.version for one in consents(w)][-1] == "2027-01"
    assert not personal_data.lacks_consent(w.session, newer, person_id=w.teacher_id)


@pytest.mark.rule("К-34")
def test_a_withdrawal_said_outside_the_chat_is_recorded_by_the_operator_and_ends_the_same(w: World) -> None:
    number, begun = w.apply(), w.today
    w.later(days=3)
    assert personal_data.what_ends(w.session, w.operator, person_id=w.teacher_id) == Ending(1, 0)
    paper = scan(w, w.operator_id)
    said = Said(Way.letter, w.today - timedelta(days=1), paper, "Письмо от педагога")
    ending = personal_data.withdraw_personal_data_consent(w.session, w.operator, person_id=w.teacher_id, said=said)
    w.session.commit()
    assert ending == Ending(1, 0)
    assert w.session.get_one(Participation, number).status is ParticipationStatus.withdrawn
    (consent,) = consents(w)
    assert consent.withdrawn_at is not None
    assert w.system.region.today(consent.withdrawn_at) == w.today - timedelta(days=1) > begun
    (step,) = outside.of(w.session, w.teacher, person_id=w.teacher_id)
    assert (step.act, step.way, step.recorded_by, step.note) == (
        "withdraw_consent", Way.letter, "Орлова В. И.", "Письмо от педагога"
    )  # fmt: skip
    assert [files.may_read(w.session, ctx, file_id=paper) for ctx in (w.teacher, w.operator, w.head, w.curator)] == [
        True, True, False, False
    ]  # fmt: skip
    assert told(w, NoticeKind.consent_recorded) == [w.teacher_id]
    entries = sa.select(AuditEntry.actor_id).where(AuditEntry.act == "withdraw")
    assert w.session.scalars(entries).all() == [w.operator_id]


def test_a_recorded_withdrawal_ends_a_living_route_too(w: World) -> None:
    route_id = w.active_route()
    personal_data.withdraw_personal_data_consent(
        w.session, w.operator, person_id=w.teacher_id, said=Said(Way.phone, w.today)
    )
    assert w.session.get_one(Route, route_id).status is RouteStatus.ended_early


def test_only_an_operator_who_serves_the_person_records_a_withdrawal_and_says_how(w: World) -> None:
    for ctx in (w.planner, w.curator, w.head):
        with pytest.raises(NotFound):
            personal_data.withdraw_personal_data_consent(
                w.session, ctx, person_id=w.teacher_id, said=Said(Way.phone, w.today)
            )
        with pytest.raises(NotFound):
            personal_data.what_ends(w.session, ctx, person_id=w.teacher_id)
    with pytest.raises(Invalid):
        personal_data.withdraw_personal_data_consent(w.session, w.operator, person_id=w.teacher_id)
    w.session.rollback()
    with pytest.raises(Invalid):
        before = Said(Way.phone, w.today - timedelta(days=1))
        personal_data.withdraw_personal_data_consent(w.session, w.operator, person_id=w.teacher_id, said=before)
    w.session.rollback()
    with pytest.raises(NotFound):
        personal_data.consents(w.session, w.head, person_id=w.teacher_id)
    with pytest.raises(NotFound):
        outside.of(w.session, w.head, person_id=w.teacher_id)

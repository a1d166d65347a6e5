"""What a person must know of: told by a notice that comes, else by staff outside the chat, and never left untold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.applications import CancelReason, MeetingFormat
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.outside import OutsideStep
from models.people import Person, TelegramChat, Way
from models.routes import CuratorView
from services import (
    applications,
    chats,
    conversations,
    deliveries,
    health,
    mailing,
    outbox,
    overview,
    personal_data,
    results,
    routes,
    telling,
    unreachable,
)
from services.context import Context
from services.errors import Invalid, NotFound, Stale
from services.notices import NoticeKind
from services.outbox import Outcome
from services.outside import Said
from services.unreachable import Why
from tests.world import World

K = NoticeKind
REAL = datetime(2026, 11, 1, tzinfo=UTC)
PHONE = Said(Way.phone)


def unlink(w: World) -> None:
    """The teacher has no chat."""
    w.ctx(None)
    w.session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id == w.teacher_id))
    w.session.commit()
    w.session.expire_all()


def send(w: World, outcome: Outcome = Outcome.sent) -> None:
    """A sender with a Telegram of one mind."""
    while due := outbox.due(w.session, w.ctx(None), real_now=REAL):
        for one in due:
            if outbox.start(w.session, w.ctx(None), notice_id=one.notice_id, real_now=REAL):
                outbox.finish(w.session, w.ctx(None), notice_id=one.notice_id, outcome=outcome, real_now=REAL)
        w.session.commit()


def published(w: World) -> int:
    """A case whose result was published while the teacher had no chat."""
    number = w.apply()
    w.propose(number)
    w.assess(number)
    unlink(w)
    w.publish(number, decide=False)
    return number


def by_mail(w: World) -> None:
    """The teacher has an address instead of a chat, and letters are sent here."""
    unlink(w)
    w.session.get_one(Person, w.teacher_id).email = "anna@example.org"
    health.report(w.session, w.ctx(None), part=health.MAILER, well=True, real_now=REAL)
    w.session.commit()


def published_by_mail(w: World) -> int:
    """A case whose result was published while the teacher had an address only."""
    number = w.assessed_case()
    by_mail(w)
    w.publish(number, decide=False)
    send(w)
    return number


def administrator(w: World) -> Context:
    """The planner looks after the installation too."""
    w.ctx(None)
    w.session.add(Grant(person_id=w.planner_id, role=Role.administrator))
    w.session.commit()
    return w.planner


def result_notice(w: World) -> Notice:
    """The notice of the result, as it stands."""
    query = sa.select(Notice).where(Notice.kind == K.result_ready).order_by(Notice.id.desc()).limit(1)
    return w.session.scalars(query, execution_options={"populate_existing": True}).one()


def claim(w: World) -> int:
    """The sender has the notice of the result in its hands; returns it."""
    number = result_notice(w).id
    assert outbox.start(w.session, w.ctx(None), notice_id=number, real_now=REAL)
    w.session.commit()
    return number


def term(w: World) -> Deadline:
    """The term of the result."""
    return w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.result)).one()


def kinds(w: World, **about: int) -> list[NoticeKind]:
    """What is still to be told."""
    return [one.kind for one in telling.untold(w.session, w.operator, **about)]


def tell(w: World, said: Said = PHONE, **about: int) -> None:
    """The operator tells all of it."""
    found = [one.notice_id for one in telling.untold(w.session, w.operator, **about)]
    telling.tell(w.session, w.operator, notice_ids=found, said=said, **about)
    w.session.commit()


@pytest.mark.rule("SM-DIA-5.9.6")
def test_the_term_of_a_result_is_met_by_the_publication_to_whom_a_notice_reaches(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    w.publish(number, decide=False)
    assert (term(w).status, term(w).closed_on) == (DeadlineStatus.met, w.today)
    send(w)
    assert kinds(w, participation_id=number) == []


@pytest.mark.rule("SM-DIA-5.9.6")
def test_the_term_of_a_result_that_no_notice_brings_is_met_by_the_telling_on_its_own_day(w: World) -> None:
    number = published(w)
    assert term(w).status is DeadlineStatus.open, "published, and the person knows nothing yet"
    send(w)
    told_on = w.today
    w.later(working_days=11)
    assert term(w).due_on < w.today
    tell(w, Said(Way.phone, told_on), participation_id=number)
    assert (term(w).status, term(w).closed_on) == (DeadlineStatus.met, told_on), "the call counts, not its recording"


def test_a_block_that_shows_at_sending_gives_the_result_back_its_term(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    send(w)
    w.publish(number, decide=False)
    due_on = term(w).due_on
    send(w, Outcome.unreachable)
    assert (term(w).status, term(w).closed_on, term(w).due_on) == (DeadlineStatus.open, None, due_on)
    assert term(w).next_notice_at is not None
    assert kinds(w, participation_id=number) == [K.result_ready]


def test_a_recall_of_what_nobody_was_told_leaves_the_order_s_term_running(w: World) -> None:
    number = published(w)
    due_on = term(w).due_on
    results.recall(w.session, w.operator, participation_id=number, reason="Ошибка в бланке")
    assert (term(w).due_on, term(w).normative) == (due_on, True)
    assert kinds(w, participation_id=number) == [K.result_recalled], "a later word says it all"


def test_whoever_opens_the_result_in_the_chat_knows_of_it(w: World) -> None:
    number = published(w)
    send(w)
    results.look(w.session, w.teacher, participation_id=number)
    assert term(w).status is DeadlineStatus.met
    assert kinds(w, participation_id=number) == []


def test_a_notice_sent_again_that_comes_meets_the_term(w: World) -> None:
    number = published(w)
    send(w)
    w.later(working_days=1)
    w.session.add(TelegramChat(person_id=w.teacher_id, chat_id=777, linked_at=w.now))
    w.session.execute(sa.update(Notice).where(Notice.kind == K.result_ready).values(status=NoticeStatus.pending))
    w.session.commit()
    assert kinds(w, participation_id=number) == [], "it is on its way"
    send(w)
    assert (term(w).status, term(w).closed_on) == (DeadlineStatus.met, w.today)


def test_the_telling_is_recorded_with_how_when_by_whom_and_ends_the_sending(w: World) -> None:
    number = published(w)
    tell(w, Said(Way.letter, w.today, note="Письмо № 5"), participation_id=number)
    step = w.session.scalars(sa.select(OutsideStep).where(OutsideStep.participation_id == number)).one()
    assert (step.act, step.way, step.happened_on, step.note) == ("told_result_ready", Way.letter, w.today, "Письмо № 5")
    assert step.recorded_by_id == w.operator_id
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.result_ready)).one()
    assert (row.status, row.channel) == (NoticeStatus.sent, "letter")
    send(w)
    assert row.status is NoticeStatus.sent


def test_a_telling_needs_a_way_a_choice_and_a_day_after_the_event_and_is_taken_once(w: World) -> None:
    number = published(w)
    (one,) = telling.untold(w.session, w.operator, participation_id=number)
    about = {"participation_id": number}
    with pytest.raises(Invalid):
        telling.tell(w.session, w.operator, notice_ids=[], said=PHONE, **about)
    with pytest.raises(Invalid):
        telling.tell(w.session, w.operator, notice_ids=[one.notice_id], said=Said(), **about)
    with pytest.raises(Invalid):
        early = Said(Way.phone, w.today - timedelta(days=1))
        telling.tell(w.session, w.operator, notice_ids=[one.notice_id], said=early, **about)
    w.session.rollback()
    tell(w, participation_id=number)
    with pytest.raises(Stale):
        telling.tell(w.session, w.operator, notice_ids=[one.notice_id], said=PHONE, **about)


def test_only_the_staff_of_the_centre_tell(w: World) -> None:
    number = published(w)
    (one,) = telling.untold(w.session, w.operator, participation_id=number)
    for stranger in (w.teacher_id, w.head_id, w.curator_id):
        assert telling.untold(w.session, w.ctx(stranger), participation_id=number) == []
        with pytest.raises(NotFound):
            telling.tell(
                w.session, w.ctx(stranger), notice_ids=[one.notice_id], said=PHONE, participation_id=number
            )  # fmt: skip


def test_what_matters_is_on_the_list_to_call_until_it_is_told(w: World) -> None:
    number = published(w)
    send(w)
    (line,) = unreachable.to_call(w.session, w.operator)
    assert (line.why, line.kind, line.due_on) == (Why.no_chat, None, term(w).due_on)
    assert [one.kind for one in line.untold] == [K.result_ready]
    tell(w, participation_id=number)
    assert unreachable.to_call(w.session, w.operator) == []


def test_a_missed_day_is_told_of_until_another_is_agreed(w: World) -> None:
    number = w.apply()
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    unlink(w)
    w.later(days=4)
    applications.record_no_show(w.session, w.operator, participation_id=number)
    assert kinds(w, participation_id=number) == [K.no_show]
    w.propose(number)
    assert kinds(w, participation_id=number) == [], "the new terms await an answer: a call is about them"


def test_a_move_that_was_agreed_outside_the_chat_is_told_by_that_word(w: World) -> None:
    number = w.apply()
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    unlink(w)
    applications.move_terms(
        w.session, w.operator, participation_id=number, starts_at=w.now + timedelta(days=5), place="Вязьма", said=PHONE,
        format=MeetingFormat.on_site,
    )  # fmt: skip
    w.session.commit()
    assert kinds(w, participation_id=number) == []
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.assessment_moved)).one()
    assert (row.status, row.channel) == (NoticeStatus.sent, "phone")


def test_a_consent_that_the_person_withdrew_outside_the_chat_is_known_to_them(w: World) -> None:
    unlink(w)
    personal_data.withdraw_personal_data_consent(w.session, w.operator, person_id=w.teacher_id, said=PHONE)
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.consent_recorded)).one()
    assert (row.status, row.channel) == (NoticeStatus.sent, "phone")


@pytest.mark.parametrize(
    ("reason", "untold"), [(CancelReason.no_instrument, [K.application_cancelled]), (CancelReason.person_asked, [])]
)
def test_a_cancellation_is_told_unless_the_person_asked_for_it(
    w: World, reason: CancelReason, untold: list[NoticeKind]
) -> None:
    number = w.apply()
    unlink(w)
    applications.cancel(w.session, w.operator, participation_id=number, reason=reason)
    assert kinds(w, participation_id=number) == untold


def test_an_approved_route_is_told_of_by_the_centre(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    w.publish(number)
    route_id = w.draw_up(number)
    w.agree(route_id)
    send(w)
    unlink(w)
    routes.approve(w.session, w.head, route_id=route_id)
    send(w)
    assert kinds(w, route_id=route_id) == [K.route_approved]
    (line,) = unreachable.to_call(w.session, w.planner)
    assert line.route_id == route_id
    found = [one.notice_id for one in telling.untold(w.session, w.planner, route_id=route_id)]
    telling.tell(w.session, w.planner, notice_ids=found, said=PHONE, route_id=route_id)
    assert kinds(w, route_id=route_id) == []


def asked_by_the_curator(w: World, route_id: int, at: int = 0, words: str = "Где сертификат?") -> None:
    """The curator asks about an activity of a route."""
    number = routes.card(w.session, w.curator, route_id=route_id).activities[at].id
    routes.look_at_mark(
        w.session, w.curator, activity_id=number, view=CuratorView.questioned, comment=words
    )  # fmt: skip
    w.session.commit()


@pytest.mark.parametrize("why", [Why.no_chat, Why.blocked])
def test_a_question_of_the_curator_that_reaches_nobody_is_on_the_list_to_call(w: World, active: int, why: Why) -> None:
    send(w)
    if why is Why.no_chat:
        unlink(w)
    else:
        chats.set_blocked(w.session, w.ctx(None), chat_id=1000, blocked=True)
    asked_by_the_curator(w, active)
    send(w)
    for ctx in (w.operator, w.planner):
        (line,) = unreachable.to_call(w.session, ctx)
        assert (line.why, line.route_id, [one.kind for one in line.untold]) == (why, active, [K.mark_questioned])
        assert unreachable.to_call_count(w.session, ctx) == 1
    title = routes.card(w.session, w.curator, route_id=active).activities[0].title
    assert str(line.untold[0].words) == f"куратор спрашивает о мероприятии: «{title}»"
    assert "сертификат" not in repr(line)
    said = w.session.scalars(sa.select(Notice).where(Notice.kind == K.unreachable)).all()
    assert "mark_questioned" in [one.facts.get("unsaid") for one in said]
    found = [one.notice_id for one in telling.untold(w.session, w.operator, route_id=active)]
    telling.tell(w.session, w.operator, notice_ids=found, said=PHONE, route_id=active)
    assert unreachable.to_call(w.session, w.planner) == []


def test_each_activity_that_is_asked_about_is_told_of_once_by_the_last_question(w: World, active: int) -> None:
    send(w)
    unlink(w)
    asked_by_the_curator(w, active)
    asked_by_the_curator(w, active, at=1)
    assert kinds(w, route_id=active) == [K.mark_questioned, K.mark_questioned]
    w.later(hours=1)
    asked_by_the_curator(w, active, words="А фото?")
    assert kinds(w, route_id=active) == [K.mark_questioned, K.mark_questioned]


def test_a_question_is_no_news_once_it_is_answered_or_settled(w: World, active: int) -> None:
    send(w)
    unlink(w)
    asked_by_the_curator(w, active)
    w.later(hours=1)
    conversations.record(w.session, w.curator, route_id=active, text="Сертификат пришлю завтра", said=PHONE)
    assert kinds(w, route_id=active) == []
    w.later(hours=1)
    asked_by_the_curator(w, active)
    assert kinds(w, route_id=active) == [K.mark_questioned]
    activity = routes.card(w.session, w.curator, route_id=active).activities[0].id
    w.later(days=30)
    routes.record_mark(w.session, w.curator, activity_id=activity, way=Way.phone)
    routes.look_at_mark(w.session, w.curator, activity_id=activity, view=CuratorView.confirmed)
    assert kinds(w, route_id=active) == []


def test_the_desk_is_told_of_each_event_that_could_not_be_brought(w: World) -> None:
    published(w)
    send(w)
    said = w.session.scalars(sa.select(Notice).where(Notice.kind == K.unreachable)).all()
    assert "result_ready" in [one.facts.get("unsaid") for one in said], "the case was told of before: once more"


def test_a_notice_of_which_nobody_knows_is_on_the_list_too(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    send(w)
    w.publish(number, decide=False)
    send(w, Outcome.uncertain)
    (line,) = unreachable.to_call(w.session, w.operator)
    assert (line.why, line.participation_id) == (Why.unsure, number)
    assert line.untold[0].unsure
    assert term(w).status is DeadlineStatus.met


def test_whoever_returns_to_the_chat_does_not_lose_what_was_not_brought(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    chats.set_blocked(w.session, w.ctx(None), chat_id=1000, blocked=True)
    w.publish(number, decide=False)
    send(w)
    chats.set_blocked(w.session, w.ctx(None), chat_id=1000, blocked=False)
    assert kinds(w, participation_id=number) == [K.result_ready]


def test_the_department_counts_a_result_as_told_when_it_was(w: World) -> None:
    w.ctx(None)
    w.session.add(Grant(person_id=w.planner_id, role=Role.department))
    w.session.commit()
    number = published(w)
    (row,) = overview.figures(w.session, w.planner).rows
    assert row.published.number == 0
    tell(w, participation_id=number)
    (row,) = overview.figures(w.session, w.planner).rows
    assert row.published.number is None, "one: fewer than five"


@pytest.mark.rule("SM-DIA-5.9.6")
def test_a_letter_that_never_left_gives_the_term_to_the_telling(w: World) -> None:
    number = published_by_mail(w)
    published_on, due_on = w.today, term(w).due_on
    assert (term(w).status, term(w).closed_on) == (DeadlineStatus.met, published_on), "a letter is to bring it"
    w.later(working_days=11)
    assert kinds(w, participation_id=number) == [K.result_ready]
    tell(w, participation_id=number)
    assert (term(w).status, term(w).closed_on, term(w).due_on) == (DeadlineStatus.met, w.today, due_on)


def test_a_notice_of_which_nobody_knows_leaves_the_term_met_with_the_publication(w: World) -> None:
    number = w.assessed_case()
    w.publish(number, decide=False)
    send(w, Outcome.uncertain)
    day = w.today
    w.later(working_days=1)
    tell(w, participation_id=number)
    assert (term(w).status, term(w).closed_on) == (DeadlineStatus.met, day)


@pytest.mark.rule("SM-DIA-5.9.6")
@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_a_result_of_one_who_withdrew_the_consent_is_not_taken_for_mailed(w: World, withdrawn_first: bool) -> None:
    number = w.assessed_case()
    by_mail(w)
    if withdrawn_first:
        personal_data.withdraw_personal_data_consent(w.session, w.teacher)
    w.publish(number, decide=False)
    assert (term(w).status is DeadlineStatus.open) == withdrawn_first, "whom no letter reaches is not told by it"
    send(w)
    if not withdrawn_first:
        personal_data.withdraw_personal_data_consent(w.session, w.teacher)
        w.session.commit()
    for one in mailing.due(w.session, w.ctx(None), real_now=REAL):
        assert mailing.start(w.session, w.ctx(None), notice_id=one, real_now=REAL) is None
    w.session.commit()
    assert mailing.due(w.session, w.ctx(None), real_now=REAL) == [], "it is not tried for ever"
    assert term(w).status is DeadlineStatus.open
    assert kinds(w, participation_id=number) == [K.result_ready], "staff tell it"
    tell(w, participation_id=number)
    assert term(w).status is DeadlineStatus.met


@pytest.mark.parametrize("every", [True, False])
def test_what_an_administrator_takes_for_delivered_meets_the_term(w: World, every: bool) -> None:
    number = w.assessed_case()
    w.publish(number, decide=False)
    send(w, Outcome.refused)
    assert term(w).status is DeadlineStatus.open
    w.later(working_days=1)
    admin, notice = administrator(w), result_notice(w)
    deliveries.send_again(w.session, admin, notice_id=notice.id)
    w.session.commit()
    send(w, Outcome.uncertain)
    if every:
        deliveries.settle_all(w.session, w.planner, tray=deliveries.Tray.uncertain)
    else:
        deliveries.call_delivered(w.session, w.planner, notice_id=notice.id)
    w.session.commit()
    assert (term(w).status, term(w).closed_on) == (DeadlineStatus.met, w.today)
    assert kinds(w, participation_id=number) == []


def test_a_result_that_was_opened_while_its_notice_waited_is_not_said_again(w: World) -> None:
    number = w.assessed_case()
    send(w)
    w.publish(number, decide=False)
    assert result_notice(w).status is NoticeStatus.pending
    results.look(w.session, w.teacher, participation_id=number)
    w.session.commit()
    send(w, Outcome.refused)
    assert (term(w).status, result_notice(w).status) == (DeadlineStatus.met, NoticeStatus.sent)


def test_a_notice_that_comes_after_the_recall_does_not_meet_the_term_of_the_next_result(w: World) -> None:
    number = w.assessed_case()
    send(w)
    w.publish(number, decide=False)
    on_its_way = claim(w)
    results.recall(w.session, w.operator, participation_id=number, reason="Ошибка в бланке")
    w.session.commit()
    outbox.finish(w.session, w.ctx(None), notice_id=on_its_way, outcome=Outcome.sent, real_now=REAL)
    w.session.commit()
    terms = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.result).order_by(Deadline.id))
    assert [one.status for one in terms] == [DeadlineStatus.met, DeadlineStatus.open]


def test_one_s_own_look_at_a_route_tells_nothing_of_a_result_that_was_recalled(w: World) -> None:
    number = published(w)
    results.recall(w.session, w.operator, participation_id=number, reason="Ошибка в бланке")
    w.session.commit()
    results.note_look(w.session, w.teacher, participation_id=number)
    w.session.commit()
    assert term(w).status is DeadlineStatus.open
    assert result_notice(w).status is not NoticeStatus.sent

"""The term of a result: met when the person is told of it, by whatever way the word reaches them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.people import TelegramChat, Way
from services import (
    deliveries,
    mailing,
    outbox,
    personal_data,
    results,
)
from services.outbox import Outcome
from services.outside import Said
from tests.services.untold import (
    REAL,
    K,
    administrator,
    by_mail,
    claim,
    kinds,
    published,
    published_by_mail,
    result_notice,
    send,
    tell,
    term,
)
from tests.world import World


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

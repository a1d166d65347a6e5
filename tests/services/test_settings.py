"""Settings: which notices may be left unsaid, checked again at sending; the language one reads in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.notices import Notice, NoticeStatus
from models.people import Person
from services import outbox, reminders, results, settings
from services.clock import real_now
from services.errors import Invalid, NotFound, Refused
from services.notices import NoticeKind
from tests import world
from tests.world import World

K = NoticeKind


#: What no order requires in Smolensk: terms of ours, what helps the person, what tells staff of what is done.
MUTABLE = {
    K.activity_soon, K.activity_passed, K.terms_await_answer, K.assessment_tomorrow, K.term_ends, K.terms_accepted,
    K.route_answered, K.round_may_close, K.question, K.curator_digest, K.approval_due, K.deadline_near,
    K.deadline_overdue,
}  # fmt: skip


def kinds(w: World) -> list[str]:
    """Kinds of the notices written to the teacher about activities."""
    query = sa.select(Notice.kind).where(Notice.recipient_id == w.teacher_id, Notice.activity_id.is_not(None))
    return list(w.session.scalars(query.order_by(Notice.id)))


def test_each_role_is_offered_what_may_reach_it(w: World) -> None:
    everybody = {K.terms_await_answer, K.assessment_tomorrow, K.term_ends, K.activity_soon, K.activity_passed}
    ours = {K.deadline_near, K.deadline_overdue}
    for ctx, more in (
        (w.teacher, set()),
        (w.curator, {K.curator_digest, K.question}),
        (w.planner, {K.route_answered, K.round_may_close, *ours}),
        (w.operator, {K.terms_accepted, K.question, *ours}),
        (w.head, {K.approval_due}),
    ):
        assert {one.kind for one in settings.my_settings(w.session, ctx).switches} == everybody | more


def test_a_reminder_of_a_norm_comes_whatever_is_muted_and_one_of_ours_does_not(w: World) -> None:
    for kind in (K.deadline_near, K.deadline_overdue):
        settings.mute(w.session, w.operator, kind=kind, muted=True)
        settings.mute(w.session, w.planner, kind=kind, muted=True)
    number = w.assessed_case()
    scores = w.scores(number)
    results.enter(
        w.session, w.operator, participation_id=number, scores=scores, deficits=[], recommendations=""
    )  # fmt: skip
    results.check(w.session, w.operator, participation_id=number)
    results.publish(w.session, w.operator, participation_id=number)
    second = world.register(
        w.session, w.system, chat_id=77, name="Белова Дарья Ивановна", organization_id=w.school_id
    )  # fmt: skip
    w.teacher_id = second
    w.apply()
    for _day in range(8):
        w.later(days=1)
        reminders.tick(w.session, w.ctx(None))
        w.session.commit()
    spoken = sa.select(Notice.facts).where(Notice.kind.in_((K.deadline_near, K.deadline_overdue)))
    assert {facts["deadline"] for facts in w.session.scalars(spoken)} == {"contact"}, "a decision is ours to make"


def test_where_a_term_is_no_norm_its_reminder_may_be_muted(w: World) -> None:
    terms = {name: term.model_copy(update={"normative": False}) for name, term in w.system.region.terms.items()}
    w.system = replace(w.system, region=w.system.region.model_copy(update={"terms": terms}))
    assert K.agreement_due in {one.kind for one in settings.my_settings(w.session, w.teacher).switches}
    settings.mute(w.session, w.teacher, kind=K.agreement_due, muted=True)


def test_what_is_muted_is_not_written_until_it_is_wanted_again(w: World) -> None:
    w.active_route()
    shown = settings.mute(w.session, w.teacher, kind=K.activity_soon, muted=True)
    settings.mute(w.session, w.teacher, kind=K.activity_soon, muted=True)
    assert [one.kind for one in shown.switches if one.muted] == [K.activity_soon]
    for day in range(40):
        if day == 25:
            settings.mute(w.session, w.teacher, kind=K.activity_soon, muted=False)
        w.later(days=1)
        reminders.tick(w.session, w.ctx(None))
        w.session.commit()
    assert kinds(w) == ["activity_passed", "activity_soon", "activity_passed"]
    assert w.session.get_one(Person, w.teacher_id).muted == []


def test_what_was_written_before_it_was_muted_is_not_sent(w: World) -> None:
    w.active_route()
    while not kinds(w):
        w.later(days=1)
        reminders.tick(w.session, w.ctx(None))
    settings.mute(w.session, w.teacher, kind=K.activity_soon, muted=True)
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.activity_soon)).one()
    assert outbox.start(w.session, w.ctx(None), notice_id=row.id, real_now=real_now() + timedelta(0)) is None
    assert row.status is NoticeStatus.cancelled


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind not in MUTABLE])
def test_what_a_term_depends_on_cannot_be_muted(w: World, kind: NoticeKind) -> None:
    with pytest.raises(Refused):
        settings.mute(w.session, w.teacher, kind=kind, muted=True)


def test_a_language_is_one_that_is_spoken_here(w: World) -> None:
    assert settings.choose_language(w.session, w.teacher, language="en").language == "en"
    with pytest.raises(Invalid):
        settings.choose_language(w.session, w.teacher, language="tlh")
    assert settings.my_settings(w.session, w.teacher).language == "en"


def test_a_newcomer_has_no_settings(w: World) -> None:
    with pytest.raises(NotFound):
        settings.my_settings(w.session, w.ctx(None))

"""Settings: which notices may be left unsaid, checked again at sending; the language one reads in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.notices import Notice, NoticeStatus
from models.people import Person
from services import outbox, reminders, settings
from services.clock import real_now
from services.errors import Invalid, NotFound, Refused
from services.notices import RULES, NoticeKind
from tests.world import World

K = NoticeKind


def kinds(w: World) -> list[str]:
    """Kinds of the notices written to the teacher about activities."""
    query = sa.select(Notice.kind).where(Notice.recipient_id == w.teacher_id, Notice.activity_id.is_not(None))
    return list(w.session.scalars(query.order_by(Notice.id)))


def test_each_role_is_offered_what_may_reach_it(w: World) -> None:
    everybody = {K.terms_await_answer, K.term_ends, K.activity_soon, K.activity_passed}
    assert {one.kind for one in settings.my_settings(w.session, w.teacher).switches} == everybody
    assert {one.kind for one in settings.my_settings(w.session, w.curator).switches} == everybody | {K.curator_digest}
    assert {one.kind for one in settings.my_settings(w.session, w.planner).switches} == everybody | {K.route_answered}


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


@pytest.mark.parametrize("kind", [kind for kind, rule in RULES.items() if not rule.mutable])
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

"""Evidence beside a mark: the teacher's own, on an active route, within limits."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.audit import AuditValue
from models.notices import Notice
from models.people import Employment, Way
from models.routes import Activity, EvidenceKind
from services import files, routes
from services.errors import Denied, Invalid, NotFound, Refused, Several, Stale
from services.routes.evidence import MOST, WORDS_MAX, checked_link
from tests.services.bringing import PDF, keep
from tests.world import World


def _activity(w: World) -> int:
    return routes.card(w.session, w.teacher, route_id=w.active_route()).activities[0].id


@pytest.mark.rule("SM-IOM-5.10")
def test_a_teacher_puts_photo_file_link_and_words_beside_a_mark(w: World) -> None:
    activity_id = _activity(w)
    photo, scan = keep(w, w.teacher_id), keep(w, w.teacher_id, PDF, "диплом.pdf")
    ctx = w.teacher
    routes.attach_file(w.session, ctx, activity_id=activity_id, file_id=photo)
    routes.attach_file(w.session, ctx, activity_id=activity_id, file_id=scan)
    routes.attach_link(w.session, ctx, activity_id=activity_id, url=" https://школа.рф/семинар ")
    routes.attach_words(w.session, ctx, activity_id=activity_id, text="Провела урок")
    lines = routes.evidence_of(w.session, w.curator, activity_id=activity_id)
    assert [line.kind for line in lines] == list(EvidenceKind)
    assert [line.text for line in lines] == ["", "", "https://школа.рф/семинар", "Провела урок"]


@pytest.mark.rule("К-01")
def test_the_evidence_of_a_whole_route_is_for_the_curator_and_the_centre_and_nothing_for_the_school(w: World) -> None:
    activity_id = _activity(w)
    route_id = w.session.get_one(Activity, activity_id).route_id
    routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="Провела урок")
    line = routes.attach_link(w.session, w.teacher, activity_id=activity_id, url="https://school.ru")
    routes.remove_evidence(w.session, w.teacher, evidence_id=line.id)
    for ctx in (w.teacher, w.curator, w.planner, w.operator):
        found = routes.evidence_on_route(w.session, ctx, route_id=route_id)
        assert {key: [one.text for one in lines] for key, lines in found.items()} == {activity_id: ["Провела урок"]}
    assert routes.evidence_on_route(w.session, w.head, route_id=route_id) == {}


def test_evidence_does_not_make_a_mark(w: World) -> None:
    activity_id = _activity(w)
    routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="Скоро")
    assert routes.activity_card(w.session, w.teacher, activity_id=activity_id).done_at is None


@pytest.mark.rule("SM-IOM-5.10")
def test_nobody_but_the_teacher_adds_or_removes_evidence(w: World) -> None:
    activity_id = _activity(w)
    line = routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="Готово")
    w.session.commit()
    for ctx in (w.curator, w.planner, w.operator, w.head):
        with pytest.raises(Denied):
            routes.attach_words(w.session, ctx, activity_id=activity_id, text="Чужое")
        with pytest.raises(Denied):
            routes.remove_evidence(w.session, ctx, evidence_id=line.id)


@pytest.mark.rule("К-01")
def test_the_school_is_not_shown_evidence(w: World) -> None:
    activity_id = _activity(w)
    routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="Работаю над дефицитом")
    with pytest.raises(NotFound):
        routes.evidence_of(w.session, w.head, activity_id=activity_id)


def test_the_words_of_evidence_are_not_in_the_audit(w: World) -> None:
    activity_id = _activity(w)
    routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="тайные слова")
    w.session.commit()
    assert not w.session.scalars(sa.select(AuditValue).where(AuditValue.after.contains("тайные"))).all()


def test_a_file_of_another_cannot_be_put_beside_ones_mark(w: World) -> None:
    activity_id, foreign = _activity(w), keep(w, w.operator_id)
    with pytest.raises(NotFound):
        routes.attach_file(w.session, w.teacher, activity_id=activity_id, file_id=foreign)


def test_the_same_evidence_twice_is_one(w: World) -> None:
    activity_id, photo = _activity(w), keep(w, w.teacher_id)
    for _number in range(2):
        routes.attach_file(w.session, w.teacher, activity_id=activity_id, file_id=photo)
        routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="Готово")
    assert len(routes.evidence_of(w.session, w.teacher, activity_id=activity_id)) == 2


def test_the_eleventh_is_refused_until_one_is_removed(w: World) -> None:
    activity_id = _activity(w)
    lines = [
        routes.attach_words(w.session, w.teacher, activity_id=activity_id, text=str(number)) for number in range(MOST)
    ]
    with pytest.raises(Refused):
        routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="ещё")
    routes.remove_evidence(w.session, w.teacher, evidence_id=lines[0].id)
    routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="ещё")


@pytest.mark.parametrize(
    "url",
    [
        "", "school.ru", "javascript:alert(1)", "ftp://school.ru/x", "http://", "https://localhost/x",
        "https://user:secret@school.ru", "https://school.ru/a b", "https://school.ru/\nx", "http://[::1", "https://.",
        "https://school.ru/" + "x" * 1000, "file:///etc/passwd", "tg://resolve?domain=x",
    ],
)  # fmt: skip
def test_only_an_http_address_of_a_host_is_a_link(url: str) -> None:
    with pytest.raises(Invalid):
        checked_link(url)


@pytest.mark.parametrize("text", ["", "   ", "я" * (WORDS_MAX + 1)])
def test_empty_and_over_long_words_are_refused(w: World, text: str) -> None:
    activity_id = _activity(w)
    with pytest.raises(Invalid):
        routes.attach_words(w.session, w.teacher, activity_id=activity_id, text=text)


def test_evidence_needs_an_active_route(w: World) -> None:
    route_id = w.sent_route()
    activity_id = routes.card(w.session, w.teacher, route_id=route_id).activities[0].id
    with pytest.raises(Stale):
        routes.attach_words(w.session, w.teacher, activity_id=activity_id, text="рано")


@pytest.mark.rule("SM-IOM-5.10")
def test_staff_put_beside_a_mark_what_the_teacher_brought_and_the_teacher_is_told_once(w: World) -> None:
    activity_id = _activity(w)
    file_id = keep(w, w.curator_id, PDF, "справка.pdf")
    routes.record_evidence(
        w.session, w.curator, activity_id=activity_id, way=Way.letter, file_id=file_id, url="https://school.ru/a",
        text="Провела урок",
    )  # fmt: skip
    w.session.commit()
    for ctx in (w.teacher, w.curator, w.planner, w.operator):
        found = routes.evidence_of(w.session, ctx, activity_id=activity_id)
        assert [(one.kind, one.way, bool(one.recorded_by)) for one in found] == [
            (EvidenceKind.file, Way.letter, True), (EvidenceKind.link, Way.letter, True),
            (EvidenceKind.words, Way.letter, True),
        ]  # fmt: skip
        assert files.may_read(w.session, ctx, file_id=file_id)
    assert not files.may_read(w.session, w.head, file_id=file_id)
    told = w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "evidence_recorded")).all()
    assert told == [w.teacher_id]


@pytest.mark.rule("К-55")
def test_a_curator_of_the_school_sees_what_staff_attached_only_when_it_was_they(w: World) -> None:
    activity_id = _activity(w)
    paper = keep(w, w.planner_id, PDF, "карта.pdf")
    routes.record_evidence(w.session, w.planner, activity_id=activity_id, way=Way.paper, file_id=paper)
    routes.record_evidence(w.session, w.curator, activity_id=activity_id, way=Way.phone, text="Сказала по телефону")
    w.session.add(Employment(person_id=w.curator_id, organization_id=w.school_id, position="Учитель", main=False))
    w.session.flush()
    assert [one.text for one in routes.evidence_of(w.session, w.curator, activity_id=activity_id)] == [
        "Сказала по телефону"
    ]
    assert routes.activity_card(w.session, w.curator, activity_id=activity_id).attached == 1
    assert not files.may_read(w.session, w.curator, file_id=paper)
    assert len(routes.evidence_of(w.session, w.teacher, activity_id=activity_id)) == 2
    w.session.add(Employment(person_id=w.operator_id, organization_id=w.school_id, position="Учитель", main=False))
    w.session.flush()
    assert routes.evidence_of(w.session, w.operator, activity_id=activity_id) == []
    assert not files.may_read(w.session, w.operator, file_id=paper)


@pytest.mark.rule("SM-IOM-5.10")
def test_who_may_record_evidence_and_take_it_away(w: World) -> None:
    activity_id = _activity(w)
    for ctx in (w.teacher, w.operator, w.head):
        with pytest.raises(Denied):
            routes.record_evidence(w.session, ctx, activity_id=activity_id, way=Way.paper, text="Чужое")
    recorded = routes.record_evidence(w.session, w.curator, activity_id=activity_id, way=Way.paper, text="Было")
    with pytest.raises(Denied):
        routes.remove_evidence(w.session, w.planner, evidence_id=recorded[0].id)
    routes.remove_evidence(w.session, w.curator, evidence_id=recorded[0].id)
    assert routes.evidence_of(w.session, w.teacher, activity_id=activity_id) == []
    again = routes.record_evidence(w.session, w.curator, activity_id=activity_id, way=Way.paper, text="Было")
    routes.remove_evidence(w.session, w.teacher, evidence_id=again[0].id)
    assert routes.evidence_of(w.session, w.curator, activity_id=activity_id) == []


def test_all_that_is_wrong_with_recorded_evidence_is_told_at_once(w: World) -> None:
    activity_id = _activity(w)
    with pytest.raises(Several) as refused:
        routes.record_evidence(
            w.session, w.curator, activity_id=activity_id, way=Way.chat, url="ftp://x", text="я" * 2001
        )
    assert [one.field for one in refused.value.errors] == ["way", "url", "text"]
    with pytest.raises(Invalid) as nothing:
        routes.record_evidence(w.session, w.curator, activity_id=activity_id, way=Way.paper)
    assert nothing.value.field == "file"

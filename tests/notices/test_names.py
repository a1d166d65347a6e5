"""Names in notices: none is kept with a notice, it is put to it at sending, as it stands then."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from locales import NBSP, reading_in
from models.audit import AuditValue
from models.notices import Notice
from models.people import Person
from models.places import Organization
from notices import compose
from services import employments, notices, people
from services.notices import NoticeKind
from services.people import ProfileField
from tests.notices.hearing import newest, parcel
from tests.world import World

K = NoticeKind


def words(w: World, kind: NoticeKind) -> str:
    """The newest notice of a kind, as its recipient reads it."""
    with reading_in("ru"):
        text = compose(w.session, w.ctx(None), parcel(newest(w, kind)))
    assert text is not None
    return text.text.replace(NBSP, " ")


def rename(w: World, name: str) -> None:
    """The teacher has another name from now on."""
    people.edit_profile(w.session, w.teacher, field=ProfileField.name, text=name)
    w.session.commit()


def told_in_names(w: World) -> list[str]:
    """Names that stand in what is kept of the notices."""
    kept = " ".join(str(facts) for facts in w.session.scalars(sa.select(Notice.facts)))
    known = [*w.session.scalars(sa.select(Person.last_name)), *w.session.scalars(sa.select(Organization.name))]
    return [name for name in known if name and name in kept]


def test_a_former_name_is_told_from_the_audit_and_not_once_it_is_erased_there(w: World) -> None:
    w.apply()
    w.later(days=1)
    rename(w, "Белова Анна Петровна")
    assert told_in_names(w) == []
    assert "было «Иванова Анна Петровна», стало «Белова Анна Петровна»" in words(w, K.person_renamed)
    w.later(days=1)
    rename(w, "Краснова Анна Ильинична")
    first, second = w.session.scalars(sa.select(Notice).where(Notice.kind == K.person_renamed).order_by(Notice.id))
    with reading_in("ru"):
        both = [compose(w.session, w.ctx(None), parcel(row)) for row in (first, second)]
    assert ["было «Иванова Анна Петровна»" in str(both[0]), "было «Белова Анна Петровна»" in str(both[1])] == [True] * 2
    w.session.execute(sa.delete(AuditValue))
    w.session.commit()
    told = words(w, K.person_renamed)
    assert "Краснова Анна Ильинична" in told
    assert "Белова" not in told


def test_a_school_left_and_a_school_entered_are_told_by_their_ids(w: World) -> None:
    number = w.published_case()
    w.draw_up(number)
    w.later(days=3)
    people.choose_organization(w.session, w.teacher, organization_id=w.other_school_id)
    w.session.commit()
    assert told_in_names(w) == []
    assert "Иванова А. П. теперь работает в другой организации" in words(w, K.route_left)
    assert "Гимназия «Исток»" in words(w, K.employment_changed)
    (job,) = [one for one in employments.jobs(w.session, w.teacher, person_id=w.teacher_id) if not one.ended_on]
    employments.dismiss(w.session, w.operator, employment_id=job.id, last_day=date(2026, 9, 20))
    assert "20 сентября" in words(w, K.employment_changed)


def test_a_notice_takes_no_words(w: World) -> None:
    teacher = w.session.get_one(Person, w.teacher_id)
    with pytest.raises(TypeError):
        notices.post(
            w.session, w.operator, K.chat_unlinked, [w.teacher_id], teacher, key="1",
            person="Иванова",  # type: ignore[arg-type]  # what must not be given
        )  # fmt: skip

"""One person for the operator: profile, places of work, the chat, duplicates, people without Telegram."""

from __future__ import annotations

import re

import sqlalchemy as sa

from models.people import Employment, Person, TelegramChat
from models.places import Organization
from services import accounts
from tests.admin.test_outside_papers import scan
from tests.admin.walking import Walk, said


def profile(**change: object) -> dict[str, object]:
    """The form of a profile."""
    return {
        "name": "Иванова Анна Петровна", "phone": "", "email": "", "education": "", "qualification": "",
        "teaching_since": "", "subjects": ["physics"],
    } | change  # fmt: skip


def newcomer(**change: object) -> dict[str, object]:
    """The form of a person without Telegram."""
    return {
        "name": "Новикова Дарья Олеговна", "position": "Учитель", "staff_kind": "educator", "subjects": "physics",
        "phone": "", "email": "", "consented_on": "2026-08-31", "scan": scan(),
    } | change  # fmt: skip


def test_staff_edit_a_profile(walk: Walk) -> None:
    operator, path = walk.client("operator"), f"/person/edit/?id={walk.world.teacher_id}"
    page = said(walk.post(operator, path, **profile(phone="8 910 123 45 67", education="higher")), operator)
    assert "+7 910 123-45-67" in page
    wrong = walk.post(operator, path, **profile(phone="12")).get_data(as_text=True)
    assert "phone-error" in wrong


def test_a_field_of_the_profile_can_be_emptied(walk: Walk) -> None:
    operator, path = walk.client("operator"), f"/person/edit/?id={walk.world.teacher_id}"
    filled = profile(phone="8 910 123 45 67", email="a@example.test", education="higher", teaching_since="2010")
    said(walk.post(operator, path, **filled), operator)
    page = said(walk.post(operator, path, **profile(email="a@example.test")), operator)
    assert "+7 910 123-45-67" not in page
    with walk.site.session() as session:
        row = session.get_one(Person, walk.world.teacher_id)
        assert (row.phone, row.email, row.education, row.teaching_since) == (None, "a@example.test", None, None)


def test_places_of_work_are_added_changed_and_ended(walk: Walk) -> None:
    operator, me = walk.client("operator"), walk.world.teacher_id
    job = {"position": "Методист", "staff_kind": "educator", "on": "2026-09-01"}
    assert "Гимназия" in walk.page(operator, f"/person/school/?id={me}&q=исток")
    said(walk.post(operator, f"/person/job/?id={me}&school={walk.world.other_school_id}", **job), operator)
    with walk.site.session() as session:
        second = session.scalars(sa.select(Employment.id).where(Employment.person_id == me)).all()[-1]
    said(walk.post(operator, f"/person/main/?id={me}&job={second}"), operator)
    said(walk.post(operator, f"/person/leave/?id={me}&job={second}", last_day="2026-09-01"), operator)
    with walk.site.session() as session:
        assert session.get_one(Employment, second).ended_on is not None


def test_a_code_for_the_chat_is_shown_once_and_the_chat_is_unlinked(walk: Walk) -> None:
    operator, me = walk.client("operator"), walk.world.teacher_id
    page = said(walk.post(operator, f"/person/code/?id={me}"), operator)
    assert operator.get(f"/person/code/?id={me}").status_code == 303, "shown once"
    code = re.search(r'class="secret">([^<]+)<', page)
    assert code
    with walk.site.session() as session:
        assert accounts.redeem_link_code(session, walk.world.system, code=code[1], chat_id=1000) == me
    walk.page(operator, f"/person/unlink/?id={me}")
    said(walk.post(operator, f"/person/unlink/?id={me}"), operator)
    with walk.site.session() as session:
        assert session.scalars(sa.select(TelegramChat).where(TelegramChat.person_id == me)).first() is None


def test_a_person_without_telegram_is_registered_and_a_twin_is_hinted_at(walk: Walk) -> None:
    operator, path = walk.client("operator"), f"/newcomer/form/?school={walk.world.school_id}"
    assert "/newcomer/form/" in walk.page(operator, "/newcomer/?name=Новикова+Дарья&q=вязьмы")
    said(walk.post(operator, path, **newcomer()), operator)
    again = walk.post(operator, path, **newcomer()).get_data(as_text=True)
    assert "card loud" in again
    assert 'role="alert"' in again
    said(walk.post(operator, path, **newcomer(not_a_twin="y", scan=scan())), operator)


def test_duplicates_are_previewed_and_merged(walk: Walk) -> None:
    operator, me = walk.client("operator"), walk.world.teacher_id
    walk_path = f"/newcomer/form/?school={walk.world.other_school_id}"
    answer = walk.post(operator, walk_path, **newcomer(name="Иванова Анна Петровна", not_a_twin="y"))
    said(answer, operator)
    twin = int(answer.headers["Location"].rsplit("=", 1)[1])
    assert f"other={twin}" in walk.page(operator, f"/merge/?id={me}")
    assert "Отменить это нельзя" in walk.page(operator, f"/merge/?id={me}&other={twin}")
    said(walk.post(operator, f"/merge/?id={me}&other={twin}"), operator)
    with walk.site.session() as session:
        assert session.get_one(Person, twin).merged_into_id == me


def test_somebody_of_another_centre_is_nobody(walk: Walk) -> None:
    operator = walk.client("operator")
    for path in ("/person/edit/", "/person/unlink/", "/merge/", "/person/school/"):
        assert operator.get(f"{path}?id=99999").status_code == 404
        assert operator.get(f"{path}?id={walk.world.operator_id}").status_code == 404


def test_the_audit_log_names_people_schools_and_centres(walk: Walk) -> None:
    operator, me = walk.client("operator"), walk.world.teacher_id
    job = {"position": "Методист", "staff_kind": "educator", "on": "2026-09-01"}
    said(walk.post(operator, f"/person/job/?id={me}&school={walk.world.other_school_id}", **job), operator)
    with walk.site.session() as session:
        school = session.get_one(Organization, walk.world.other_school_id).name
    page = walk.page(walk.client("administrator"), "/audit/?table=employments")
    assert school in page
    assert "Иванова А. П." in page

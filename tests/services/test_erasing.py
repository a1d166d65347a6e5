"""Erasing a person: afterwards no table holds a word that names them, that they wrote or that was written of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models import Base
from models.accounts import Grant, Role
from models.applications import ContactOutcome
from models.audit import AuditEntry
from models.files import StoredFile
from models.imports import Import, ImportKind, RowState, StagedPerson
from models.inbox import ChatState, InboxUpdate
from models.notices import Notice
from models.people import Person, Way
from models.routes import Evidence, Route, RouteStatus
from services import accounts, applications, audit, conversations, erasing, people, personal_data, routes
from services.erasing import holdings
from services.errors import Denied, NotFound, Refused
from services.outside import Said
from services.people import ProfileField
from tests.services.bringing import PDF, keep
from tests.services.entering import scan
from tests.world import World

NAME, FORMER, PHONE, EMAIL = "Канареева", "Желтоклювова", "+79990001122", "canary@school.example"
#: However it may be written: in JSON letters may be escaped.
SIGNS = (NAME, NAME.lower(), FORMER, FORMER.lower(), "Кенара", "9990001122", "canary")


def erase(w: World, person_id: int) -> erasing.Erased:
    """The program erases somebody."""
    told = erasing.erase_person(w.session, w.ctx(None), person_id=person_id)
    w.session.commit()
    w.session.expire_all()
    return told


def refused(w: World, person_id: int, why: str) -> None:
    """The program refuses to erase somebody, and says why."""
    with pytest.raises(Refused) as told:
        erase(w, person_id)
    assert why in told.value.text.msgid


def known_to(w: World) -> None:
    """The teacher bears the canary name, after another, with its phone and address."""
    for name in (f"{FORMER} Кенара Петровна", f"{NAME} Кенара Петровна"):
        people.edit_profile(w.session, w.teacher, field=ProfileField.name, text=name)
        w.session.commit()
        w.later(hours=1)
    for field, text in ((ProfileField.phone, PHONE), (ProfileField.email, EMAIL)):
        people.edit_profile(w.session, w.teacher, field=field, text=text)
    w.session.commit()


def words(what: str) -> str:
    """Words that name the teacher in every way."""
    return f"{what}: {NAME} Кенара, прежде {FORMER}, {PHONE}, {EMAIL}"


def everything(w: World) -> int:
    """A whole life in which everybody who may write writes the canary; returns the route."""
    known_to(w)
    first = w.apply()
    applications.log_contact(
        w.session, w.operator, participation_id=first, way=Way.phone, outcome=ContactOutcome.not_reached,
        note=words("Звонок"),
    )  # fmt: skip
    w.propose(first)
    applications.refuse_terms(w.session, w.teacher, participation_id=first, note=words("Другое время"))
    applications.propose_terms(
        w.session, w.operator, participation_id=first, starts_at=w.now + timedelta(days=3), place="Центр",
        terms=words("Условия"),
    )  # fmt: skip
    asked = conversations.ask(w.session, w.teacher, text=words("Вопрос"), participation_id=first)
    conversations.reply(w.session, w.operator, thread_id=asked.line.id, text=words("Ответ"))
    conversations.ask(w.session, w.teacher, text=words("Вопрос центру"))
    w.assess(first)
    w.publish(first)
    route_id = w.draw_up(first)
    for person_id in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(w.session, w.ctx(person_id), route_id=route_id, agreed=False, comment=words("Замечание"))
    routes.close_round(w.session, w.planner, route_id=route_id)
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.agree(route_id)
    routes.approve(w.session, w.head, route_id=route_id)
    activity = w.session.get_one(Route, route_id).activities[0]
    w.later(days=30)
    routes.mark_activity(w.session, w.teacher, activity_id=activity.id, done=True)
    routes.attach_words(w.session, w.teacher, activity_id=activity.id, text=words("Сделано"))
    photo = keep(w, w.teacher_id, PDF, f"{NAME}.pdf")
    routes.attach_file(w.session, w.teacher, activity_id=activity.id, file_id=photo)
    w.session.commit()
    withdraw(w)
    return route_id


def withdraw(w: World) -> None:
    """The operator records that the teacher withdraws the consent, by a letter."""
    paper = scan(w, w.operator_id)
    w.session.get_one(StoredFile, paper).original_name = f"Заявление {NAME}.pdf"
    personal_data.withdraw_personal_data_consent(
        w.session, w.operator, person_id=w.teacher_id, said=Said(Way.letter, w.today, paper, words("Письмо"))
    )
    w.session.commit()


def beside(w: World) -> None:
    """What doors keep beside the case: the chat, its updates, what it was typing, the words as sent, a workbook."""
    w.session.add(InboxUpdate(update_id=1, chat_id=1000, payload={"text": words("Чат")}, received_at=w.now))
    w.session.add(ChatState(chat_id=1000, user_id=1000, state="name", data={"typed": words("Чат")}))
    accounts.create_link_code(w.session, w.operator, person_id=w.teacher_id)
    for notice in w.session.scalars(sa.select(Notice)):
        notice.text = words("Уведомление")
    workbook = Import(kind=ImportKind.people, file_name="люди.xlsx", sha256="0" * 64, created_at=w.now)
    w.session.add(workbook)
    w.session.flush()
    for line, person_id in enumerate((w.teacher_id, None), start=1):
        staged(w, workbook.id, line, person_id=person_id, phone=PHONE)
    w.session.commit()


def staged(w: World, import_id: int, line: int, **known: Any) -> None:
    """A row of a workbook that names the teacher, with what else is ``known`` of whom it tells."""
    folded = f"{NAME} Кенара Петровна".lower()
    w.session.add(
        StagedPerson(
            import_id=import_id, line=line, state=RowState.same, cells={"name": NAME, "phone": PHONE}, errors={},
            before={"email": EMAIL}, last_name=NAME, folded_name=folded, **known,
        )
    )  # fmt: skip


def worded(w: World) -> set[str]:
    """Every column of words that is blanked holds some: also those that a case comes to by rarer ways."""
    written = set()
    for one in holdings.of(w.session, [w.teacher_id]):
        named = [column for column, blank in one.blank.items() if blank == "" and one.model is not Person]
        written |= {f"{one.model.__tablename__}.{column}" for column in named}
        if named:
            told = sa.update(one.model).where(one.theirs).values(dict.fromkeys(named, words("Ещё")))
            w.session.execute(told, execution_options={"synchronize_session": False})
    w.session.commit()
    return written


def found(w: World) -> set[str]:
    """Text columns of any table that hold a sign of the canary."""
    held: set[str] = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not _is_words(column):
                continue
            for value in w.session.scalars(sa.select(column).where(column.is_not(None))):
                if any(sign in str(value) for sign in SIGNS):
                    held.add(f"{table.name}.{column.name}")
    return held


@pytest.mark.rule("К-37")
def test_nothing_of_a_person_is_left_in_any_text_of_any_table(w: World) -> None:
    route_id = everything(w)
    beside(w)
    assert len(found(w)) >= 24, "the canary sits where people and staff write"
    assert worded(w) <= found(w)
    w.later(days=366)
    told = erase(w, w.teacher_id)
    assert found(w) == set()
    assert (told.person_id, told.routes, told.messages, told.files) == (w.teacher_id, 1, 3, 2)
    assert w.session.get_one(Route, route_id).status is RouteStatus.erased
    assert w.session.scalars(sa.select(StoredFile)).all() == [], "the sweeper takes them from the disk"
    assert w.session.get_one(Person, w.teacher_id).full_name == f"№ {w.teacher_id}"
    assert audit.broken_at(w.session) is None
    erased = sa.select(AuditEntry.table).where(AuditEntry.act == "erase").order_by(AuditEntry.id)
    assert w.session.scalars(erased).all() == ["routes", "people"]


def test_what_belongs_to_others_stays(w: World) -> None:
    everything(w)
    w.later(days=366)
    before = w.session.scalars(sa.select(Person.last_name).order_by(Person.id)).all()
    file_id = keep(w, w.operator_id, PDF, "приказ.pdf")
    w.session.commit()
    erase(w, w.teacher_id)
    after = w.session.scalars(sa.select(Person.last_name).order_by(Person.id)).all()
    assert [name for name in before if name != NAME] == [name for name in after if not name.startswith("№")]
    assert w.session.get(StoredFile, file_id) is not None


def test_a_namesake_of_another_school_stays_in_the_workbook(w: World) -> None:
    known_to(w)
    workbook = Import(kind=ImportKind.people, file_name="люди.xlsx", sha256="0" * 64, created_at=w.now)
    w.session.add(workbook)
    w.session.flush()
    staged(w, workbook.id, 1, organization_id=w.school_id)
    staged(w, workbook.id, 2)
    staged(w, workbook.id, 3, organization_id=w.other_school_id, phone=PHONE)
    staged(w, workbook.id, 4, organization_id=w.other_school_id, email=EMAIL)
    staged(w, workbook.id, 9, organization_id=w.other_school_id, phone="+79991112233")
    withdraw(w)
    erase(w, w.teacher_id)
    assert w.session.scalars(sa.select(StagedPerson.line)).all() == [9]


def test_erased_twice_there_is_nothing_more_to_take(w: World) -> None:
    everything(w)
    w.later(days=366)
    erase(w, w.teacher_id)
    assert erase(w, w.teacher_id).routes == 0
    assert w.session.scalars(sa.select(Evidence.text)).all() == ["", ""]


def test_a_duplicate_goes_with_the_one_it_was_merged_into(w: World) -> None:
    twin = Person(last_name=NAME, first_name="Кенара", phone=PHONE, created_at=w.now, merged_into_id=w.teacher_id)
    w.session.add(twin)
    w.session.commit()
    with pytest.raises(NotFound):
        erasing.erase_person(w.session, w.ctx(None), person_id=twin.id)
    withdraw(w)
    erase(w, w.teacher_id)
    assert found(w) == set()


def test_nobody_is_erased_while_a_consent_is_alive(w: World) -> None:
    refused(w, w.teacher_id, "alive")


@pytest.mark.rule("SM-IOM-4.5.4")
def test_nobody_is_erased_while_the_order_keeps_their_route(w: World) -> None:
    everything(w)
    w.later(days=364)
    refused(w, w.teacher_id, "keeps a finished route")


def test_nobody_is_erased_while_something_is_under_way(w: World) -> None:
    number = w.apply()
    w.session.execute(sa.text("UPDATE personal_data_consents SET withdrawn_at = given_at"))
    w.session.commit()
    refused(w, w.teacher_id, "under way")
    applications.withdraw(w.session, w.teacher, participation_id=number)
    assert erase(w, w.teacher_id).routes == 0


def test_staff_stay_named_in_what_they_did(w: World) -> None:
    w.session.execute(sa.text("UPDATE personal_data_consents SET withdrawn_at = given_at"))
    w.session.add(Grant(person_id=w.teacher_id, role=Role.curator, centre_id=w.centre_id, ends_on=w.today))
    w.session.commit()
    for person_id in (w.operator_id, w.teacher_id):
        refused(w, person_id, "role")


def test_no_role_of_people_erases(w: World) -> None:
    for ctx in (w.teacher, w.operator, w.planner, w.head):
        with pytest.raises(Denied):
            erasing.erase_person(w.session, ctx, person_id=w.teacher_id)


#: Tables that lead to a person and hold words, none of them of anybody who is erased: codes, numbers, states and days;
#: texts of documents that are the same for all; what staff did; what several share.
NO_WORDS_OF_ANYBODY = {
    "accounts", "audit_entries", "audit_values", "block_scores", "deadlines", "grants", "imports",
    "invites", "participation_blocks", "participations", "result_looks", "staged_organizations", "stored_files",
}  # fmt: skip


def test_a_new_table_that_leads_to_a_person_is_thought_of(w: World) -> None:
    """One with words is among the holdings, or said above to hold none of anybody."""
    leading = {"people"}
    for table in Base.metadata.sorted_tables:
        if {key.column.table.name for key in table.foreign_keys} & leading:
            leading.add(table.name)
    worded = {name for name in leading if any(_is_words(column) for column in Base.metadata.tables[name].columns)}
    held = {one.model.__tablename__ for one in holdings.of(w.session, [w.teacher_id])}
    assert worded - held - NO_WORDS_OF_ANYBODY == set()


def _is_words(column: sa.Column[object]) -> bool:
    return isinstance(column.type, sa.String | sa.JSON) and not isinstance(column.type, sa.Enum)

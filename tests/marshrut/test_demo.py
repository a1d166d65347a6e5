"""The demonstration in small: whoever lives in it came in through the services, and what they went through is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import regions
from locales import reading_in
from marshrut import demo, wiring
from marshrut.demo import desk, fill, people, region_life
from models import Base
from models.applications import Application, Participation, ParticipationStatus
from models.catalogue import Event
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.engine import sync_engine
from models.imports import Import, ImportStatus
from models.instruments import Instrument, InstrumentStatus
from models.notices import Notice, NoticeStatus
from models.outside import OutsideStep
from models.people import Employment, Person, TelegramChat, Way
from models.places import Organization
from models.routes import Route
from services import audit, catalogue, codifiers, rights, search
from services.context import Actor, Context

REGION = regions.load("smolensk")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SMALL = {"PEOPLE": 160, "CASES": 40, "SECOND_JOBS": 4, "DISMISSALS": 3, "DUPLICATES": 3, "MERGED": 1, "PREVIEWED": 14}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """A database with a small demonstration."""
    path: Path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    Base.metadata.create_all(engine)
    with pytest.MonkeyPatch.context() as patch:
        for name, number in SMALL.items():
            room = next(room for room in (people, region_life, desk) if hasattr(room, name))
            patch.setattr(room, name, number)
        with reading_in("ru"):
            fill(wiring.sessions(engine), REGION, NOW, password="длинный пароль для всех")
    yield engine
    engine.dispose()


@pytest.fixture
def session(small: sa.Engine) -> Iterator[Session]:
    """A look into the small demonstration."""
    with Session(small) as opened:
        yield opened


def of(session: Session, name: str) -> Context:
    """Somebody of the staff by their last name."""
    person_id = session.scalars(sa.select(Person.id).where(Person.last_name == name)).one()
    return Context(rights.actor_of(session, person_id, REGION.today(NOW), "admin"), NOW, REGION)


def test_people_come_in_by_an_import_that_was_applied(session: Session) -> None:
    rows = session.execute(sa.select(Import.status, Import.rows_new).order_by(Import.id)).all()
    assert [tuple(row) for row in rows[:2]] == [(ImportStatus.applied, 40), (ImportStatus.applied, SMALL["PEOPLE"])]


def test_a_preview_with_errors_waits(session: Session) -> None:
    left = session.scalars(sa.select(Import).where(Import.status == ImportStatus.ready)).one()
    assert left.rows_error
    assert left.rows_new


def test_cases_stand_at_many_stages_and_routes_at_some(session: Session) -> None:
    stages = set(session.scalars(sa.select(Participation.status).distinct()))
    later = {ParticipationStatus.submitted, ParticipationStatus.agreed, ParticipationStatus.result_published}
    assert stages >= later
    assert len(set(session.scalars(sa.select(Route.status).distinct()))) > 1


def test_some_apply_in_the_chat_and_some_by_phone(session: Session) -> None:
    ways = set(session.scalars(sa.select(Application.way).where(Application.incoming_number.is_not(None))))
    assert ways == {Way.chat, Way.phone}


def test_most_people_have_no_telegram(session: Session) -> None:
    linked = session.scalar(sa.select(sa.func.count(TelegramChat.id))) or 0
    assert 0 < linked < SMALL["PEOPLE"] / 2


def test_some_have_two_jobs_some_have_left_and_some_were_merged(session: Session) -> None:
    jobs = sa.select(Employment.person_id).where(Employment.ended_on.is_(None)).group_by(Employment.person_id)
    assert len(session.scalars(jobs.having(sa.func.count(Employment.id) > 1)).all()) >= SMALL["SECOND_JOBS"]
    assert session.scalar(sa.select(sa.func.count()).where(Employment.ended_on.is_not(None))) == SMALL["DISMISSALS"]
    assert session.scalar(sa.select(sa.func.count()).where(Person.merged_into_id.is_not(None))) == SMALL["MERGED"]


def test_duplicates_are_left_to_find(session: Session) -> None:
    twins = sa.select(Person.folded_name).where(Person.merged_into_id.is_(None)).group_by(Person.folded_name)
    found = session.scalars(twins.having(sa.func.count(Person.id) > 1)).all()
    assert len(found) == SMALL["DUPLICATES"] - SMALL["MERGED"]


@pytest.mark.parametrize(("typed", "last"), [("иванов", "Иванов"), ("елкин", "Ёлкин")])
def test_whom_everybody_looks_for_is_there(session: Session, typed: str, last: str) -> None:
    found = {group.kind: group.hits for group in search.search(session, of(session, "Озерова"), text=typed)}
    assert any(hit.title.startswith(last) for hit in found[search.Found.people])


def test_the_catalogue_and_the_codifiers_have_something(session: Session) -> None:
    planner = of(session, "Павлова")
    assert len(catalogue.find_programmes(session, planner)) > 10
    assert len(catalogue.find_events(session, planner)) > 30
    assert len(codifiers.find_deficits(session, planner)) > 15


def test_nothing_of_the_past_waits_to_be_sent(session: Session) -> None:
    waiting = sa.select(sa.func.count(Notice.id)).where(Notice.status == NoticeStatus.pending)
    assert session.scalar(waiting) == 0


def test_the_audit_of_it_is_whole(session: Session) -> None:
    assert audit.broken_at(session) is None


def test_the_head_of_the_chat_page_sees_their_school(session: Session) -> None:
    ctx = of(session, "Дроздова")
    assert search.search(session, replace(ctx, actor=Actor(ctx.actor.person_id, ctx.actor.scopes, "bot")), text="бер")


def test_every_chat_of_it_is_known_to_the_stand_in(session: Session) -> None:
    """Else each notice to them is refused, and red in the call log means nothing."""
    shown = {player.chat_id for player in demo.players(REGION.code)}
    chats = session.scalars(sa.select(TelegramChat.chat_id)).all()
    assert [chat for chat in chats if chat not in shown and not any(chat in ids for ids in demo.UNWATCHED)] == []


def test_the_bank_of_instruments_and_the_schools_have_what_their_pages_show(session: Session) -> None:
    stages = set(session.scalars(sa.select(Instrument.status)))
    assert stages == {InstrumentStatus.draft, InstrumentStatus.under_review, InstrumentStatus.approved}
    assert not session.scalars(sa.select(Organization.id).where(Organization.inn.is_(None))).all()


def test_titles_of_the_script_are_whole(session: Session) -> None:
    titles = set(session.scalars(sa.select(Event.title)))
    assert "Семинар «Оцениваем, чтобы помочь»" in titles
    assert all(title.count("«") == title.count("»") for title in titles)


def test_whom_no_notice_reaches_was_called_about_the_result(session: Session) -> None:
    told = session.scalars(sa.select(OutsideStep).where(OutsideStep.act == "told_result_ready")).all()
    assert told
    assert all(one.way is Way.phone for one in told)
    awaited = sa.select(Participation.person_id).join(Deadline, Deadline.participation_id == Participation.id).where(
        Participation.status == ParticipationStatus.result_published, Deadline.kind == DeadlineKind.result,
        Deadline.status == DeadlineStatus.open,
    )  # fmt: skip
    in_chat = sa.select(TelegramChat.person_id)
    assert session.scalars(awaited.where(Participation.person_id.in_(in_chat))).all() == []

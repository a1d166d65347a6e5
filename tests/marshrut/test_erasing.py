"""``marshrut erase``: asks, erases by the rules, prints the act."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from marshrut import program
from marshrut.trouble import EXIT_CODE
from models.engine import sync_engine
from models.people import Person, PersonalDataConsent, Way
from services.audit import AuditedSession


def someone(home: Path, *, name: str = "Канареева") -> int:
    """A person of the demonstration who never consented to anything, as one entered by mistake; their number."""
    engine = sync_engine(f"sqlite:///{home / 'var' / 'demo.sqlite3'}")
    with AuditedSession(engine) as session, session.begin():
        moment = datetime(2026, 9, 1, tzinfo=UTC)
        number = session.execute(sa.insert(Person).values(last_name=name, created_at=moment).returning(Person.id))
        found = int(number.scalar_one())
    engine.dispose()
    return found


def name_of(home: Path, number: int) -> str:
    """What the person is called now."""
    engine = sync_engine(f"sqlite:///{home / 'var' / 'demo.sqlite3'}")
    with AuditedSession(engine) as session:
        found = session.get_one(Person, number).last_name
    engine.dispose()
    return found


def test_it_asks_for_the_number_once_more_and_prints_the_act(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program.run(["demo"])
    number = someone(home)
    assert program.run(["erase", str(number)]) == EXIT_CODE
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "0")
    assert program.run(["erase", str(number)]) == EXIT_CODE
    assert name_of(home, number) == "Канареева"
    capsys.readouterr()
    monkeypatch.setattr("builtins.input", lambda _question: str(number))
    assert program.run(["erase", str(number)]) == 0
    act = capsys.readouterr().out
    assert "Акт об уничтожении персональных данных" in act
    assert f"Человек: № {number}" in act
    assert "Согласие отозвано: согласия не было" in act
    assert name_of(home, number) == f"№ {number}"


def test_what_the_rules_forbid_is_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.run(["demo"])
    number = someone(home)
    engine = sync_engine(f"sqlite:///{home / 'var' / 'demo.sqlite3'}")
    with AuditedSession(engine) as session, session.begin():
        given = sa.insert(PersonalDataConsent).values(
            person_id=number, version="1", text="", text_digest="", way=Way.paper, given_at=datetime.now(UTC)
        )
        session.execute(given)
    engine.dispose()
    for whom, told in ((number, "Сначала его отзывают"), (10**6, "Такого человека нет")):
        capsys.readouterr()
        assert program.run(["erase", str(whom), "--yes"]) == EXIT_CODE
        line = capsys.readouterr().err
        assert line.count("\n") == 1
        assert told in line

"""``marshrut check``: a line for each thing that must be in order, and one for each that is not."""

from __future__ import annotations

import socketserver
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

import regions
from marshrut import program
from models.audit import AuditEntry, AuditHead, AuditValue
from models.engine import sync_engine
from models.places import Centre
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from tests.marshrut.commands import WHO, english, prepared, refused
from tests.marshrut.conftest import TOKEN, free_port
from tests.scheduler.test_mailer import Server


def test_check_of_a_demonstration_is_all_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.run(["demo"])
    capsys.readouterr()
    assert program.run(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == ["✓"] * 7


def test_check_of_a_real_installation_asks_telegram(real: str, capsys: pytest.CaptureFixture[str]) -> None:
    program.run(["init", *WHO])
    capsys.readouterr()
    assert program.run(["check"]) == 0
    assert "@marshrut_bot" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (sa.update(AuditEntry).where(AuditEntry.row_id == 1).values(act="delete"), "Журнал: цепочка записей нарушена"),
        (sa.delete(AuditEntry).where(AuditEntry.row_id == 2), "Журнал: цепочка обрывается после записи"),
        (sa.delete(AuditHead), "и следующие за ней стоят за концом цепочки"),
    ],
    ids=["an entry was changed", "the tail was cut off", "the end was lost"],
)
def test_check_says_what_was_done_to_the_audit_past_the_program(
    home: Path, capsys: pytest.CaptureFixture[str], damage: sa.Executable, told: str
) -> None:
    program.run(["demo"])
    engine = sync_engine(f"sqlite:///{home / 'var' / 'demo.sqlite3'}")
    with AuditedSession(engine) as session:
        acting(session, Context(Actor(None), datetime(2026, 9, 1, tzinfo=UTC), regions.load("smolensk")))
        session.add_all([Centre(name="Центр"), Centre(name="Другой")])
        session.commit()
        session.execute(sa.delete(AuditValue))
        session.execute(damage)
        session.commit()
    engine.dispose()
    capsys.readouterr()
    assert program.run(["check"]) == 1
    (wrong,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert told in wrong


@pytest.mark.parametrize(
    ("url", "sender", "told"),
    [
        ("smtp://127.0.0.1:{port}", "m@example.org", "✓ Почта: сервер 127.0.0.1"),
        ("smtp://me:secret@127.0.0.1:{port}", "m@example.org", "✗ Почта: сервер не предлагает TLS"),
        ("smtp://127.0.0.1:1", "m@example.org", "✗ Почта: сервер не отвечает"),
        ("smtp://127.0.0.1:{port}", "", "✗ Почта: не задан MAIL_FROM"),
    ],
)
def test_check_tries_the_mail_server(
    real: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, sender: str, told: str
) -> None:
    program.run(["init", *WHO])
    capsys.readouterr()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("SMTP_URL", url.format(port=server.server_address[1]))
        monkeypatch.setenv("MAIL_FROM", sender)
        assert program.run(["check"]) == told.startswith("✗")
        server.shutdown()
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "Почта" in line]
    assert line.startswith(told)
    assert "secret" not in line


def test_check_tells_all_that_is_wrong_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", f"http://127.0.0.1:{free_port()}")
    assert program.run(["check"]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert len(wrong) == 3, wrong


def test_a_check_before_the_first_start_makes_nothing_and_tells_one_fault_once(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run(["check"]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert len(wrong) == 1, wrong
    assert "make run" in wrong[0]
    assert not (home / "var" / "demo.sqlite3").exists()


def test_a_database_that_is_away_is_told_once_and_in_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://user:canary@127.0.0.1:{free_port()}/name")
    assert program.run(["check"]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert len(wrong) == 1, wrong
    assert "никто не отвечает" in wrong[0]
    assert english(wrong[0]) == set()


@pytest.mark.parametrize("setting", ["ADMIN_HOST", "DATABASE_URL", "TELEGRAM_API_URL"])
def test_reasons_are_told_without_english(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str
) -> None:
    (home / "folder").mkdir()
    prepared(monkeypatch)
    values = {"ADMIN_HOST": "192.0.2.1", "DATABASE_URL": f"sqlite:///{home}/folder",
              "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}"}  # fmt: skip
    if setting != "TELEGRAM_API_URL":
        monkeypatch.delenv("BOT_TOKEN")
    monkeypatch.setenv(setting, values[setting])
    assert english(refused(capsys, "run"), "telegram") == set()

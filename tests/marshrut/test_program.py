"""What the program says when something is in the way: a line, what to do, an exit code; never a traceback."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from marshrut import database, ports, program
from marshrut import settings as reading
from marshrut.alone import alone
from marshrut.trouble import Trouble
from models.accounts import Account
from models.engine import sync_engine
from services import passwords
from tests.marshrut.commands import WHO, english, prepared, refused
from tests.marshrut.conftest import TOKEN, free_port, telegram


@pytest.mark.parametrize("setting", ["ADMIN_PORT", "SANDBOX_PORT"])
def test_a_taken_port_is_told_with_its_setting(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        monkeypatch.setenv(setting, port)
        line = refused(capsys, "run")
    assert port in line
    assert setting in line


def test_a_host_that_is_not_ours_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADMIN_HOST", "192.0.2.1")
    assert "192.0.2.1" in refused(capsys, "run")


@pytest.mark.parametrize("status", [401, 404])
def test_a_bad_token_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    prepared(monkeypatch)
    with telegram(status, {"ok": False, "error_code": status, "description": "Unauthorized"}) as address:
        monkeypatch.setenv("TELEGRAM_API_URL", address)
        line = refused(capsys, "run")
    assert "BOT_TOKEN" in line
    assert TOKEN not in line


def test_an_unreachable_network_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(monkeypatch)
    monkeypatch.setenv("TELEGRAM_API_URL", f"http://127.0.0.1:{free_port()}")
    line = refused(capsys, "run")
    assert "TELEGRAM_PROXY" in line
    assert TOKEN not in line


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_dead_proxy_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], scheme: str
) -> None:
    prepared(monkeypatch)
    monkeypatch.setenv("TELEGRAM_API_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("TELEGRAM_PROXY", f"{scheme}://127.0.0.1:{free_port()}")
    assert "TELEGRAM_PROXY" in refused(capsys, "run")


def test_an_answer_that_is_not_telegrams_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(monkeypatch)
    with telegram(200, b"<html>sign in to the network</html>") as address:
        monkeypatch.setenv("TELEGRAM_API_URL", address)
        assert "TELEGRAM_API_URL" in refused(capsys, "run")


@pytest.mark.parametrize("command", ["bot", "admin"])
def test_an_unmigrated_database_is_told(home: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert "marshrut db upgrade" in refused(capsys, command)


def test_a_database_of_another_version_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.run(["demo"])
    engine = sync_engine(f"sqlite:///{home}/var/demo.sqlite3")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from-the-future'")
    engine.dispose()
    capsys.readouterr()
    assert "make reset" in refused(capsys, "run")


def test_a_database_that_cannot_be_opened_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "file").write_text("this is not a database at all, but long enough to look like one")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{home}/file")
    assert "DATABASE_URL" in refused(capsys, "run")


def test_a_database_server_that_is_not_there_is_told_without_its_password(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://user:canary@127.0.0.1:{free_port()}/name")
    line = refused(capsys, "db", "upgrade")
    assert "DATABASE_URL" in line
    assert "canary" not in line


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_nothing_of_the_demonstration_starts_with_a_token(
    real: str, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert "BOT_TOKEN" in refused(capsys, command)


def test_a_start_with_a_token_refuses_demonstration_data(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run(["demo"]) == 0
    capsys.readouterr()
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{home}/var/demo.sqlite3")
    for command in (["bot"], ["admin"], ["init", *WHO]):
        assert "DATABASE_URL" in refused(capsys, *command)


def test_a_start_without_a_token_refuses_real_data(
    real: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run(["init", *WHO]) == 0
    capsys.readouterr()
    monkeypatch.delenv("BOT_TOKEN")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{home}/var/marshrut.sqlite3")
    for command in ("run", "bot", "admin", "demo"):
        assert "BOT_TOKEN" in refused(capsys, command)


def test_init_makes_an_administrator_who_can_sign_in(real: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.run(["init", *WHO]) == 0
    told = capsys.readouterr().out
    password = re.search(r"Пароль: (\S+)", told)
    assert password
    engine = sync_engine(f"sqlite:///{home}/var/marshrut.sqlite3", read_only=True)
    with engine.connect() as connection:
        digest = connection.execute(sa.select(Account.password).where(Account.email == WHO[1])).scalar_one()
    engine.dispose()
    assert passwords.matches(digest, password[1])
    assert database.held(f"sqlite:///{home}/var/marshrut.sqlite3") == ("smolensk", False)


def test_init_makes_one_administrator_only(real: str, capsys: pytest.CaptureFixture[str]) -> None:
    program.run(["init", *WHO])
    capsys.readouterr()
    refused(capsys, "init", *WHO)


def test_init_needs_a_token(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "BOT_TOKEN" in refused(capsys, "init", *WHO)


def test_reset_forgets_the_demonstration_and_keeps_the_secrets(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.run(["demo"])
    assert program.run(["demo", "--reset", "--yes"]) == 0
    assert [path.name for path in (home / "var").iterdir()] == ["secrets.env"]


def test_reset_asks(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    program.run(["demo"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "нет")
    assert program.run(["demo", "--reset"]) == 0
    assert (home / "var" / "demo.sqlite3").exists()


def test_filling_twice_adds_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.run(["demo"]) == 0
    assert program.run(["demo"]) == 0


@pytest.mark.parametrize(
    "arguments", [["--help"], ["demo", "--help"], ["init", "--help"], ["никакой"], [], ["init", "--email"], ["db"]]
)
def test_the_command_line_speaks_russian(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        program.run(arguments)
    told = capsys.readouterr()
    words = ("bot", "admin", "sandbox", "init", "check", "help", "reset", "yes", "email", "name", "token", "telegram")
    assert english(told.out + told.err, *words) == set()


@pytest.mark.parametrize("command", ["run", "bot", "admin", "sandbox"])
def test_a_second_copy_beside_the_first_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """The ports of the second are others: only the data are the same."""
    with alone(reading.load(), command):
        line = refused(capsys, command)
    assert "уже запущен" in line
    assert str(os.getpid()) in line
    with alone(reading.load(), command):
        pass


def test_the_lock_of_a_killed_process_holds_nobody(home: Path) -> None:
    code = ("import os, signal; from marshrut import settings; from marshrut.alone import alone;"
            "held = alone(settings.load(), 'run'); held.__enter__(); os.kill(os.getpid(), signal.SIGKILL)")  # fmt: skip
    around = os.environ | {"PYTHONPATH": str(Path(program.__file__).parents[1])}
    assert subprocess.run([sys.executable, "-c", code], cwd=home, env=around, check=False).returncode == -9
    assert (home / "var" / "lock" / "run").exists()
    with alone(reading.load(), "run"):
        pass


def test_a_port_taken_by_this_very_program_is_told_apart(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Office(BaseHTTPRequestHandler):
        """Answers as the back office does."""

        def do_GET(self) -> None:
            """The sign-in page, as far as it matters."""
            self.send_response(200)
            self.send_header("Set-Cookie", "marshrut=x; HttpOnly")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Office)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with pytest.raises(Trouble) as trouble:
            ports.require_free("127.0.0.1", server.server_port, "ADMIN_PORT")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert "Маршрут" in str(trouble.value)
    assert "ADMIN_PORT" in str(trouble.value)

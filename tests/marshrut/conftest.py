"""A home of its own for each test of the program: an empty directory and no settings around it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import sessionmaker

from marshrut import demo, logs
from marshrut import settings as reading
from models.audit import Installation
from regions import Region
from services.audit import AuditedSession

TOKEN = "123456:" + "t" * 35


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory in which the program runs; the environment sets nothing, ports are free ones."""
    for name in reading.names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(logs, "configure", lambda settings, command: None)
    monkeypatch.setattr(demo, "fill", only_flag)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADMIN_PORT", str(free_port()))
    monkeypatch.setenv("SANDBOX_PORT", str(free_port()))
    return tmp_path


def only_flag(sessions: sessionmaker[AuditedSession], region: Region, now: datetime, *, password: str) -> None:
    """Fill a demonstration with nothing: the program's ways do not depend on who lives in it."""
    with sessions() as session, session.begin():
        session.add(Installation(id=1, region=region.code, demo=True, created_at=now))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def telegram(status: int, answer: Any) -> Iterator[str]:
    """Address of a server that answers every call so."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def real(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A token is set and a server knows it; the server's address."""
    known = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Маршрут", "username": "marshrut_bot"}}
    with telegram(200, known) as address:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", address)
        yield address

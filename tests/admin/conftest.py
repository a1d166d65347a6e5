"""A back office on a small invented region, and people who have signed in to it."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import regions
from admin.app import create_app
from admin.options import Options
from models.accounts import Account, Role
from models.applications import Application, DiagnosticForm, Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind
from models.engine import sync_engine
from models.people import Employment, Person, TelegramChat
from models.places import Centre, Municipality, Organization
from services import accounts, passwords
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from tests.admin import walking
from tests.admin.walking import Walk
from tests.world import World

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
PASSWORD = "тихий вечер у реки"
#: Where each role is given in the tests' region.
PLACES: dict[Role, dict[str, Any]] = {
    Role.operator: {"centre_id": 1},
    Role.planner: {"centre_id": 1},
    Role.curator: {"centre_id": 1},
    Role.head: {"organization_id": 1},
    Role.deputy: {"organization_id": 1},
    Role.group_head: {"organization_id": 1},
    Role.founder: {"organization_id": 1},
    Role.department: {},
    Role.administrator: {},
}


@cache
def digest() -> passwords.NewPassword:
    """The hash of everybody's password, made once."""
    return passwords.chosen(PASSWORD)


@dataclass
class Site:
    """An application with its options, and a clock on the wall that tests may move."""

    app: Flask
    options: Options
    wall: list[datetime]

    def client(self, role: Role | None = None) -> FlaskClient:
        """A browser in which the account of ``role`` has signed in; nobody without a role."""
        return self.client_of(f"{role}@example.test") if role else self.app.test_client()

    def client_of(self, email: str) -> FlaskClient:
        """A browser in which the account of this address has signed in."""
        client = self.app.test_client()
        with self.session() as session:
            uniquifier = session.query(Account.fs_uniquifier).filter(Account.email == email).scalar()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=uniquifier, _fresh=True, fs_paa=time.time())
        return client

    def close(self) -> None:
        """Dispose of the engines."""
        self.options.writer.dispose()
        self.options.reader.dispose()

    def session(self) -> AuditedSession:
        """A session beside the application's own."""
        return AuditedSession(self.options.writer)


def token(client: FlaskClient, path: str = "/") -> str:
    """The CSRF token that a page gives this browser."""
    page = client.get(path).get_data(as_text=True)
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> str:
    """Sign in through the page; the address it leads to, or the text of the page that refuses."""
    data = {"email": email, "password": password, "csrf_token": token(client, "/login/")} | more
    answer = client.post("/login/", data=data)
    return answer.headers.get("Location") or answer.get_data(as_text=True)


def seed(session: AuditedSession, ctx: Context) -> None:
    """Two centres with a municipality and a school each, a teacher in each school, an account for each role."""
    for number, (town, name) in enumerate((("Смоленск", "Иванова"), ("Вязьма", "Ёлкина")), 1):
        centre = Centre(name=f"Центр {town}")
        place = Municipality(name=f"город {town}", centre=centre)
        school = Organization(name=f"Школа № {number}", municipality=place)
        teacher = Person(last_name=name, first_name="Анна", created_at=ctx.now, subjects=["physics"], muted=[])
        teacher.employments = [Employment(organization=school, position="Учитель")]
        session.add_all([centre, place, school, teacher])
        session.flush()
        session.add(TelegramChat(chat_id=number, person_id=teacher.id, linked_at=ctx.now))
        application = Application(
            form=DiagnosticForm.standardized, centre_id=centre.id, created_at=ctx.now, created_by_id=teacher.id
        )
        session.add(application)
        session.flush()
        taken = Participation(
            application_id=application.id, person_id=teacher.id, status=ParticipationStatus.submitted,
            status_at=ctx.now, centre_id=centre.id, organization_id=school.id, created_at=ctx.now,
        )  # fmt: skip
        session.add(taken)
        session.flush()
        session.add(
            Deadline(
                kind=DeadlineKind.contact,
                participation_id=taken.id,
                clause="приложение 2, п. 5.9.4",
                normative=True,
                event_on=date(2026, 8, 26),
                due_on=date(2026, 8, 31),
                opened_at=ctx.now,
            )
        )
    for role, place_of in PLACES.items():
        person_id = accounts.create_person(session, ctx, last_name="Сотрудник", first_name="Вера")
        accounts.create_account(
            session, ctx, person_id=person_id, email=f"{role}@example.test", password=digest()
        )  # fmt: skip
        accounts.grant_role(session, ctx, person_id=person_id, role=role, **place_of)
    session.commit()


def build(url: str, folder: Path, **changes: object) -> Site:
    """A back office on an empty database, seeded."""
    built = site_on(url, folder, **changes)
    ctx = Context(Actor(None), NOW, built.options.region)
    with built.session() as session:
        acting(session, ctx)
        seed(session, ctx)
    return built


def site_on(url: str, folder: Path, **changes: object) -> Site:
    """A back office on a database as it is."""
    region = regions.load("smolensk")
    wall = [NOW]
    options = Options(
        writer=sync_engine(url, synchronous="OFF"),
        reader=sync_engine(url, read_only=True, synchronous="OFF"),
        secret_key="k" * 32,
        password_salt="s" * 16,
        region=region,
        now=lambda: NOW,
        real_now=lambda: wall[0],
        files=folder,
        sign_in_limit="1000 per minute",
    )
    options = dataclasses.replace(options, **changes)  # type: ignore[arg-type]  # the caller's field names
    return Site(create_app(options), options, wall)


@pytest.fixture
def raise_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """A function that builds back offices, their engines disposed of at the end."""
    built: list[Site] = []

    def begin(url: str, **changes: object) -> Site:
        built.append(build(url, tmp_path, **changes))
        return built[-1]

    yield begin
    for site in built:
        site.close()


@pytest.fixture(scope="session")
def seeded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file seeded once, to copy."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("seeded") / "seeded.sqlite3"))
    build(f"sqlite:///{path}", path.parent).close()
    return path


@pytest.fixture
def site(seeded: Path, tmp_path: Path) -> Iterator[Site]:
    """A back office on SQLite."""
    found = site_on(f"sqlite:///{shutil.copy(seeded, tmp_path / 'site.sqlite3')}", tmp_path)
    yield found
    found.close()


@pytest.fixture(scope="module")
def still(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A back office that a module's tests share, because they only read."""
    folder = tmp_path_factory.mktemp("still")
    found = site_on(f"sqlite:///{shutil.copy(seeded, folder / 'still.sqlite3')}", folder)
    yield found
    found.close()


@pytest.fixture(scope="session")
def sown(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The world with its staff's accounts, seeded once, to copy."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("sown") / "sown.sqlite3"))
    return path, walking.sow(path)


@pytest.fixture
def walk(sown: tuple[Path, World], tmp_path: Path) -> Iterator[Walk]:
    """The world's people in a back office of their own."""
    with walking.walk(sown, tmp_path) as found:
        yield found

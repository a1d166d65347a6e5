"""The people of ``tests.world`` in the back office: whoever of them works, with a browser each."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import regions
from models.accounts import Grant, Role
from models.engine import sync_engine
from services import accounts
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from tests import world
from tests.admin import conftest
from tests.world import World

STAFF = ("operator", "planner", "curator", "head")


@dataclass
class Walk:
    """A back office in which the people of the world have accounts; ``world`` takes steps behind its back."""

    site: conftest.Site
    world: World
    clock: list[datetime]

    def client(self, name: str) -> FlaskClient:
        """The browser of ``operator``, ``planner``, ``curator``, ``head`` or of a role's account."""
        return self.site.client_of(f"{name}@example.test")

    def post(self, client: FlaskClient, path: str, **data: object) -> TestResponse:
        """Send a form of ``path`` with a sound token."""
        return client.post(path, data={"csrf_token": conftest.token(client), **data})

    def step(self, client: FlaskClient, case: int, act: str, **data: object) -> TestResponse:
        """Take a step of a case through its form."""
        return self.post(client, f"/case/step/?id={case}&act={act}", **data)

    def page(self, client: FlaskClient, path: str) -> str:
        """A page that must be there."""
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.get_data(as_text=True))

    def sync(self) -> None:
        """Let the application stand at the moment of the world."""
        self.clock[0] = self.world.now
        self.world.session.expire_all()


def said(answer: TestResponse, client: FlaskClient) -> str:
    """The page a step led to, with what was said there."""
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    page: str = client.get(answer.headers["Location"]).get_data(as_text=True)
    return page


def opens(page: str, client: FlaskClient) -> bool:
    """Whether a page leads to a scan, and the scan opens."""
    found = re.search(r'href="(/files/\?id=\d+)"', page)
    return found is not None and client.get(found[1]).status_code == 200


def marked(page: str) -> str:
    """The mark of a result's page that its steps send back."""
    return str(re.findall(r'name="seen" value="([^"]*)"', page)[0])


def seed(session: AuditedSession, system: Context) -> World:
    """The world, with an account for each of its staff and for every other role."""
    found = world.build(session, system)
    acting(session, system)
    for name in STAFF:
        accounts.create_account(
            session, system, person_id=getattr(found, f"{name}_id"), email=f"{name}@example.test",
            password=conftest.digest(),
        )  # fmt: skip
    places: dict[Role, dict[str, Any]] = {
        Role.deputy: {"organization_id": found.school_id}, Role.group_head: {"organization_id": found.school_id},
        Role.founder: {"organization_id": found.school_id}, Role.department: {}, Role.administrator: {},
    }  # fmt: skip
    for role, place in places.items():
        person_id = accounts.create_person(session, system, last_name="Сотрудник", first_name="Вера")
        accounts.create_account(
            session, system, person_id=person_id, email=f"{role}@example.test", password=conftest.digest()
        )
        accounts.grant_role(session, system, person_id=person_id, role=role, **place)
    second = accounts.create_person(session, system, last_name="Вторая", first_name="Ольга")
    accounts.create_account(session, system, person_id=second, email="second@example.test", password=conftest.digest())
    session.add(Grant(person_id=second, role=Role.operator, centre_id=found.centre_id))
    session.commit()
    return found


def sow(path: Path) -> World:
    """Seed the database file once; the world is given back without its session, to be copied."""
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        found = seed(session, Context(Actor(None), conftest.NOW, regions.load("smolensk")))
    engine.dispose()
    return found


@contextmanager
def walk(seeded: tuple[Path, World], folder: Path) -> Iterator[Walk]:
    """A walk on a copy of a seeded database."""
    url = f"sqlite:///{shutil.copy(seeded[0], folder / 'walk.sqlite3')}"
    clock = [conftest.NOW]
    engine = sync_engine(url, synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        site = conftest.site_on(url, folder, now=lambda: clock[0])
        yield Walk(site, replace(seeded[1], session=session), clock)
    engine.dispose()
    site.close()

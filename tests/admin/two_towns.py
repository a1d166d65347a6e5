"""Two towns in one database: the world, and a second one alike whose people and papers are nobody's business there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Base
from models.accounts import Grant, Role
from models.engine import sync_engine
from models.imports import ImportKind
from models.places import Centre, Municipality, Organization
from models.routes import Activity
from services import accounts, conversations, files, imports, invites, routes
from services.audit import AuditedSession, acting
from tests import world
from tests.admin import conftest, walking
from tests.admin.walking import Walk
from tests.world import World

#: What may be read of the second town by nobody of the first: names, words of its papers, names of its files.
STRANGE = ("Чужестранов", "Чужеземцев", "Тайнодомск", "Тайнодомская", "чужой-вопрос", "чужая-справка", "чужая-загрузка")
#: What stands in results only.
RESULT = (world.CANARY_CODE, world.CANARY_DEFICIT, world.CANARY_ADVICE, "43.21", "43,21")
#: People who have a role and nothing to do with the teacher: role and where it holds; no place named: a third centre.
OUTSIDERS = {
    "other_curator": (Role.curator, "centre_id", "centre_id"),
    "other_head": (Role.head, "organization_id", "other_school_id"),
    "other_founder": (Role.founder, "organization_id", "other_school_id"),
    "other_deputy": (Role.deputy, "organization_id", "other_school_id"),
    "other_operator": (Role.operator, "centre_id", ""),
    "other_planner": (Role.planner, "centre_id", ""),
}
#: Works in the teacher's school and is a curator: the teacher is not their ward (К-55).
COLLEAGUE = "colleague"
PDF = b"%PDF-1.4 " + "чужая-справка".encode()
Rows = dict[str, frozenset[int]]


@dataclass
class Towns:
    """The first town's walk, and the numbers of rows by table: the first town's case, and all of the second town."""

    walk: Walk
    case: Rows
    strange: Rows


def numbers(session: Session) -> Rows:
    """The numbers of all rows, by table."""
    tables = [table for table in Base.metadata.tables.values() if "id" in table.columns]
    return {table.name: frozenset(session.scalars(sa.select(table.c.id))) for table in tables}


def new(after: Rows, before: Rows) -> Rows:
    """Rows that came since."""
    return {name: after[name] - before[name] for name in after}


def sow(template: tuple[Path, World], folder: Path) -> tuple[Path, World, Rows, Rows]:
    """Put a case into the first town and build the second one; the database is left to be copied."""
    path = Path(shutil.copy(template[0], folder / "towns.sqlite3"))
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        first = replace(template[1], session=session)
        _outsiders(first)
        before = numbers(session)
        _case(first, folder, ("Когда семинар?", "своя", "своя-загрузка"), b"%PDF-1.4 own")
        case = new(numbers(session), before)
        before = numbers(session)
        second = _second(first)
        _case(second, folder, STRANGE[4:], PDF)
        strange = new(numbers(session), before)
    engine.dispose()
    case["people"] = frozenset({first.teacher_id})
    return path, replace(first, now=second.now), case, strange


@contextmanager
def opened(sown: tuple[Path, World, Rows, Rows], folder: Path) -> Iterator[Towns]:
    """A back office on a copy."""
    path, first, case, strange = sown
    if path.parent != folder:
        shutil.copytree(path.parent, folder, dirs_exist_ok=True)
    with walking.walk((path, first), folder) as walk:
        walk.sync()
        yield Towns(walk, case, strange)


def _account(w: World, name: str, person_id: int) -> None:
    acting(w.session, w.system)
    accounts.create_account(
        w.session, w.system, person_id=person_id, email=f"{name}@example.test", password=conftest.digest()
    )


def _outsiders(w: World) -> None:
    acting(w.session, w.system)
    third = Centre(name="ЦНППМ Третьяково", phone="+7 4812 33-33-33")
    w.session.add(third)
    w.session.flush()
    for name, (role, scope, place) in OUTSIDERS.items():
        acting(w.session, w.system)
        person_id = accounts.create_person(w.session, w.system, last_name="Посторонний", first_name="Пётр")
        _account(w, name, person_id)
        w.session.add(Grant(person_id=person_id, role=role, **{scope: getattr(w, place) if place else third.id}))
    colleague = world.register(w.session, w.system, chat_id=2900, name="Своя Ольга", organization_id=w.school_id)
    _account(w, COLLEAGUE, colleague)
    w.session.add(Grant(person_id=colleague, role=Role.curator, centre_id=w.centre_id))
    w.session.commit()


def _case(w: World, folder: Path, words: tuple[str, ...], content: bytes) -> None:
    """An active route with a mark, evidence, a question; an invitation and an import."""
    question, file_name, workbook = words
    route_id = w.active_route()
    activity = w.session.scalars(sa.select(Activity.id).where(Activity.route_id == route_id).limit(1)).one()
    routes.mark_activity(w.session, w.teacher, activity_id=activity, done=True)
    looked = files.inspect(content, original_name=f"{file_name}.pdf")
    files.place(folder, looked, content)
    card = files.register(w.session, w.teacher, inspected=looked)
    routes.attach_file(w.session, w.teacher, activity_id=activity, file_id=card.id)
    conversations.ask(w.session, w.teacher, route_id=route_id, text=question)
    invites.create(w.session, w.head, organization_id=w.school_id)
    imports.begin(
        w.session, w.operator, kind=ImportKind.people, file_name=f"{workbook}.xlsx", sha256="0" * 64, now=w.now
    )
    w.session.commit()


def _second(first: World) -> World:
    session, system = first.session, replace(first.system, now=first.now)
    acting(session, system)
    centre = Centre(name="ЦНППМ Тайнодомск", phone="+7 4812 99-99-99")
    session.add(centre)
    session.flush()
    town = Municipality(name="Тайнодомский район", centre_id=centre.id)
    session.add(town)
    session.flush()
    school = Organization(name="Тайнодомская школа", municipality_id=town.id)
    other = Organization(name="Тайнодомская гимназия", municipality_id=town.id)
    session.add_all([school, other])
    session.flush()
    names = {
        "teacher": ("Чужестранов Игнат Карпович", school.id), "operator": ("Чужеземцев Фрол Ильич", other.id),
        "planner": ("Чужеземцев Пров Ильич", other.id), "curator": ("Чужеземцев Лука Ильич", other.id),
        "head": ("Чужеземцев Марк Ильич", school.id),
    }  # fmt: skip
    ids = {
        key: world.register(session, system, chat_id=7000 + number, name=name, organization_id=place)
        for number, (key, (name, place)) in enumerate(names.items())
    }
    session.add_all(
        Grant(person_id=ids[role.value], role=role, centre_id=centre.id)
        for role in (Role.operator, Role.planner, Role.curator)
    )
    session.add(Grant(person_id=ids["head"], role=Role.head, organization_id=school.id))
    session.commit()
    return World(
        session, system, first.now, centre.id, school.id, other.id,
        **{f"{key}_id": number for key, number in ids.items()},
    )  # fmt: skip


def frozen(session: Session, rows: Rows) -> dict[str, list[tuple[object, ...]]]:
    """Every row of these as it is, to be compared later: what nobody may change, nobody changed."""
    found = {}
    for name, ids in rows.items():
        table = Base.metadata.tables[name]
        query = sa.select(table).where(table.c.id.in_(ids)).order_by(table.c.id)
        found[name] = [tuple(row) for row in session.execute(query)]
    return found

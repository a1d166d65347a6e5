"""Lists at 100,000 people against 1,000: register of people, search and queue, p95 of each and the ratio.

The people come in by the import service, from staged rows to its set-based statements: how long that holds the writer
is a figure of its own. Reading asks as an operator of one centre, with the statements the back office sends.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from admin.listing import MOST_COUNTED
from admin.people import PeopleView
from benchmarks.people import REGION
from models import Base
from models.engine import sync_engine
from models.imports import ImportKind
from models.people import Person
from services import applications, directory, imports, search
from services.applications import QueueTab
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from services.imports import keeping, people
from services.imports.staging import Row
from tests import world

SIZES = (1_000, 100_000)
TIMES = 40
BATCH = 1_000
PAGE = 50
LAST = ("Иванов", "Ёлкин", "Петров", "Сидоров", "Кузнецов", "Смирнов", "Орлов", "Жуков", "Громов", "Лебедев")
FIRST = ("Анна", "Пётр", "Ольга", "Семён", "Мария", "Олег", "Вера", "Инна", "Юрий", "Зоя")


def letters(number: int) -> str:
    return "".join("абвгдежзик"[int(digit)] for digit in str(number))


def _cells(number: int, schools: list[str]) -> dict[str, Any]:
    return {
        "last_name": LAST[number % 10] + letters(number // 10), "first_name": FIRST[number // 7 % 10],
        "patronymic": "Сергеевна", "organization": schools[number % len(schools)], "position": "Учитель",
        "subjects": "Физика", "consented_on": "20.08.2026",
    }  # fmt: skip


def seed(engine: sa.Engine, size: int) -> tuple[Context, float]:
    """Make the tables, a town and ``size`` people through the import; who reads, and seconds the writer was held."""
    Base.metadata.create_all(engine)
    system = Context(Actor(None), datetime(2026, 9, 1, 9, tzinfo=UTC), REGION)
    with AuditedSession(engine, expire_on_commit=False) as session:
        town = world.build(session, system)
        town.apply()
        ctx = town.operator
        schools = ["Средняя школа № 1 г. Вязьмы", "Гимназия «Исток»"]
        number = imports.begin(
            session, ctx, kind=ImportKind.people, file_name="люди.xlsx", sha256="0" * 64, now=ctx.now
        )
        desk = people.Desk.open(session, ctx)
        for first in range(0, size, BATCH):
            rows = [Row(line + 2, _cells(line, schools)) for line in range(first, min(first + BATCH, size))]
            staged = desk.examine(session, rows)
            keeping.keep(session, ctx, import_id=number, rows=staged, expected=size, now=ctx.now)
            session.commit()
        keeping.finish(session, ctx, import_id=number)
        session.commit()
        acting(session, ctx)
        started = time.perf_counter()
        done = imports.apply(session, ctx, import_id=number)
        session.commit()
        held = time.perf_counter() - started
        if done.new != size:
            raise RuntimeError(f"{size} people were to be entered, not {done.new}")
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return ctx, held


def _register(session: Session, ctx: Context, text: str = "") -> None:
    """The statements of the register's first page; ``text`` is typed above the list."""
    shown = directory.visible_people(ctx)
    if text:
        shown = sa.and_(shown, search.named(session, ctx, text=text))
    some = sa.select(Person.id).where(shown).limit(MOST_COUNTED + 1)
    session.scalar(sa.select(sa.func.count()).select_from(some.subquery()))
    query = sa.select(Person).where(shown).options(*PeopleView.loads)
    ranked = [search.rank(session, ctx, text=text)] if text else []
    session.scalars(query.order_by(*ranked, Person.folded_name, Person.id).limit(PAGE)).unique().all()


def _found_in_register(session: Session, ctx: Context) -> None:
    _register(session, ctx, "елкинб анна")


def _found_by_first_name(session: Session, ctx: Context) -> None:
    _register(session, ctx, "анна")


def _search(session: Session, ctx: Context) -> None:
    search.search(session, ctx, text="елкинб анна")


def _queue(session: Session, ctx: Context) -> None:
    applications.queue_counts(session, ctx)
    applications.queue(session, ctx, tab=QueueTab.new)


READS: dict[str, Callable[[Session, Context], None]] = {
    "register of people, a page with its count": _register,
    "register of people, a last and a first name typed": _found_in_register,
    "register of people, a first name typed": _found_by_first_name,
    "search for a name by the beginnings of words": _search,
    "queue of applications with its counts": _queue,
}


def _p95(engine: sa.Engine, ctx: Context, act: Callable[[Session, Context], None]) -> float:
    """Milliseconds that 95 of 100 readings keep."""
    found = []
    for _time in range(TIMES):
        with Session(engine) as session:
            started = time.perf_counter()
            act(session, ctx)
            found.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(found, n=20)[-1]


def measure(folder: Path) -> list[tuple[str, str]]:
    """Rows of the table: seconds the import held the writer, p95 at both sizes and their ratio."""
    figures: dict[str, list[float]] = {}
    rows = []
    for size in SIZES:
        url = f"sqlite:///{folder / f'lists{size}.sqlite3'}"
        writer = sync_engine(url)
        ctx, held = seed(writer, size)
        writer.dispose()
        rows.append((f"import of {size:,} people, seconds the writer is held", f"{held:.2f}"))
        reader = sync_engine(url, read_only=True)
        for name, act in READS.items():
            figures.setdefault(name, []).append(_p95(reader, ctx, act))
        reader.dispose()
    for name, (few, many) in figures.items():
        rows.append((f"{name}: p95 at {SIZES[0]:,}, ms", f"{few:.1f}"))
        rows.append((f"{name}: p95 at {SIZES[1]:,}, ms", f"{many:.1f}"))
        rows.append((f"{name}: ratio", f"{many / few:.1f} : 1"))
    return rows

"""Models match migrations: a migrated database and one made from the models are the same, to the last CHECK."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from marshrut import database
from models import Base
from models.engine import sync_engine

Shape = dict[str, set[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without any table, on either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with request.getfixturevalue("postgres").database() as url:
        engine = sync_engine(url)
        Base.metadata.drop_all(engine)
        engine.dispose()
        yield url


def shape(url: str) -> Shape:
    """Everything the database enforces, by table, in its own words."""
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            return _shape(connection)
    finally:
        engine.dispose()


def _shape(connection: sa.Connection) -> Shape:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return _gathered((table, part) for table, text in rows for part in _parts(text))
    queries = (
        "SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable,"
        " column_default, is_identity) FROM information_schema.columns WHERE table_schema = 'public'",
    )
    return _gathered((row[0], row[1]) for query in queries for row in connection.exec_driver_sql(query))


def _gathered(pairs: Iterable[tuple[str, str]]) -> Shape:
    found: Shape = {}
    for table, part in pairs:
        if table != "alembic_version":
            found.setdefault(table, set()).add(part)
    return found


def _parts(text: str) -> list[str]:
    # A table that a migration made anew has its name in quotes.
    text = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", text)
    lines = re.sub(r"[ \t]+", " ", text).splitlines()
    return [line.strip().rstrip(",").strip() for line in lines if line.strip()]


def migrated(url: str) -> Shape:
    """Shape of a database that was migrated from nothing."""
    database.upgrade(url)
    return shape(url)


@pytest.fixture
def built(url: str) -> Shape:
    """Shape of a database made from the models."""
    return shape(url)


@pytest.mark.parametrize(("empty_url", "url"), [("sqlite", "sqlite"), ("postgresql", "postgresql")], indirect=True)
def test_a_migrated_database_is_the_one_the_models_describe(empty_url: str, built: Shape) -> None:
    found = migrated(empty_url)
    assert found.keys() == built.keys(), 'run: make migration m="what changes"'
    for table, parts in built.items():
        assert found[table] == parts, f'{table}: run: make migration m="what changes"'


def test_alembic_finds_nothing_to_add(empty_url: str) -> None:
    database.upgrade(empty_url)
    with database.migrating(empty_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    first = migrated(empty_url)
    assert migrated(empty_url) == first
    assert database.current(empty_url) == database.head()


def _insert(connection: sa.Connection, table: str, **given: Any) -> None:
    """A row of a table as it was: what is not given and must be is empty, or the first row of what it points at."""
    empty: dict[type, Any] = {str: "", int: 0, bool: False, datetime: datetime(2026, 9, 1, tzinfo=UTC), dict: {}}
    found = sa.Table(table, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    filled = {
        column.name: 1 if column.foreign_keys else empty[_type(column)]
        for column in found.columns
        if not column.nullable and column.name not in ("id", *given)
    }
    connection.execute(found.insert().values(filled | given))


def _type(column: sa.Column[Any]) -> type:
    return dict if isinstance(column.type, sa.JSON) else column.type.python_type


def test_a_route_that_is_over_has_the_day_it_ended_after_the_upgrade(empty_url: str) -> None:
    left = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
    with database.migrating(empty_url) as connection:
        config = database.config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005_3fc5e99f")
        for table in ("people", "centres"):
            _insert(connection, table, id=1)
        _insert(connection, "participations", id=1, basis="course", status="result_published", staff_kind="educator")
        for number, status in enumerate(["ended_early", "active"], 1):
            _insert(connection, "routes", id=number, model="a", status=status, status_at=left)
    database.upgrade(empty_url)
    with database.migrating(empty_url) as connection:
        routes = sa.Table("routes", sa.MetaData(), autoload_with=connection, resolve_fks=False)
        ended = connection.execute(sa.select(routes.c.ended_at).order_by(routes.c.id)).scalars().all()
    assert [moment and moment.replace(tzinfo=UTC) for moment in ended] == [left, None]


def test_notices_that_held_names_hold_none_after_the_upgrade(empty_url: str) -> None:
    with database.migrating(empty_url) as connection:
        config = database.config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001_dd4a9779")
        _insert(connection, "people", id=1, last_name="Иванова")
        for number, (kind, status) in enumerate(
            [("route_left", "pending"), ("ward_released", "sent"), ("reply", "sent")]
        ):
            _insert(
                connection, "notices", kind=kind, status=status, recipient_id=1, dedupe_key=str(number),
                facts={"person": "Иванова А. П."}, text="Иванова А. П.",
            )  # fmt: skip
    database.upgrade(empty_url)
    with database.migrating(empty_url) as connection:
        notices = sa.Table("notices", sa.MetaData(), autoload_with=connection, resolve_fks=False)
        query = sa.select(notices.c.kind, notices.c.status, notices.c.facts, notices.c.text).order_by(notices.c.id)
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows[0] == ("route_left", "cancelled", {}, None)
    assert rows[1] == ("ward_released", "sent", {}, None)
    assert rows[2][3] == "Иванова А. П.", "what held no name in its facts keeps its words"

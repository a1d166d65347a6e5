"""The database under the bot: whole transactions, reads that cannot write, a retry where nothing was done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.database import Database
from locales import language, reading_in
from models.people import Person
from services.context import Context
from services.errors import Refused
from tests.bot.probe import add, add_and_refuse, names


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database on both backends."""
    database = Database(url, synchronous="OFF")
    yield database
    await database.close()


async def test_a_transaction_commits_whole(database: Database, system: Context) -> None:
    assert await database.write(system, add, name="Anna") == "Anna"
    assert await database.read(system, names) == ["Anna"]


async def test_a_refused_transaction_leaves_nothing(database: Database, system: Context) -> None:
    with pytest.raises(Refused):
        await database.write(system, add_and_refuse, name="Anna")
    assert await database.read(system, names) == []


async def test_reading_cannot_write(database: Database, system: Context) -> None:
    def sly(session: Session, ctx: Context) -> None:
        session.execute(sa.insert(Person).values(first_name="Anna", created_at=ctx.now, subjects=[], muted=[]))

    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await database.read(system, sly)


async def test_no_read_modify_write_is_lost(database: Database, system: Context) -> None:
    await database.write(system, add, name="0")

    def count(session: Session, ctx: Context) -> None:
        person = session.scalars(sa.select(Person).with_for_update()).one()
        person.first_name = str(int(person.first_name) + 1)

    await asyncio.gather(*(database.write(system, count) for _ in range(20)))
    assert await database.read(system, names) == ["20"]


async def test_services_speak_the_language_of_the_reader(database: Database, system: Context) -> None:
    def tongue(session: Session, ctx: Context) -> str:
        return language()

    with reading_in("en"):
        assert await database.write(system, tongue) == "en"
        assert await database.read(system, tongue) == "en"


async def test_a_deadlock_is_tried_again(database: Database, system: Context) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    tries = []

    def unlucky(session: Session, ctx: Context) -> str:
        tries.append(1)
        add(session, ctx, name=f"Anna {len(tries)}")
        if len(tries) < 3:
            raise DBAPIError("UPDATE", {}, Deadlock())
        return "done"

    assert await database.write(system, unlucky) == "done"
    assert await database.read(system, names) == ["Anna 3"]


async def test_another_database_error_is_not_tried_again(database: Database, system: Context) -> None:
    tries = []

    def broken(session: Session, ctx: Context) -> None:
        tries.append(1)
        raise DBAPIError("UPDATE", {}, Exception())

    with pytest.raises(DBAPIError):
        await database.write(system, broken)
    assert len(tries) == 1

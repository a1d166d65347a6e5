"""The database as the program sees it: reachable, migrated, and real or a demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from locales import catalog
from marshrut.reasons import why
from marshrut.trouble import Trouble
from models.audit import Installation
from models.engine import is_sqlite, sync_engine

_ = catalog("marshrut").lazy
SCRIPTS = Path(__file__).parent.parent / "migrations"


def config() -> Config:
    """Alembic's configuration; the connection is handed over in ``attributes``."""
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


@contextmanager
def migrating(url: str) -> Iterator[sa.Connection]:
    """A connection in one transaction for migrations; raises Trouble when the database cannot be reached.

    SQLite rebuilds a table to change it, so foreign keys rest meanwhile and are checked at the end.
    """
    engine = sync_engine(url)
    if is_sqlite(url):
        event.listen(engine, "connect", _rest_foreign_keys)
    try:
        with engine.begin() as connection:
            yield connection
            if is_sqlite(url) and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a migration left a row that refers to nothing")
    finally:
        engine.dispose()


def _rest_foreign_keys(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def upgrade(url: str) -> None:
    """Bring the database to the newest revision; all of it or nothing. Raises Trouble."""
    with _reachable(url), migrating(url) as connection:
        made = config()
        made.attributes["connection"] = connection
        try:
            command.upgrade(made, "head")
        except CommandError:
            raise Trouble(_unknown_revision(url)) from None


def exists(url: str) -> bool:
    """Whether there is a database to look at; looking at a file of SQLite that is not there would make it."""
    path = sa.make_url(url).database
    return not is_sqlite(url) or path in (None, "", ":memory:") or Path(str(path)).exists()


def current(url: str) -> str | None:
    """The database's revision; None for an empty one or none. Raises Trouble when it cannot be reached."""
    if not exists(url):
        return None
    with _reachable(url), _looking(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_current(url: str) -> None:
    """Raise Trouble unless the database is at the newest revision."""
    held = current(url)
    if held == head():
        return
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if held is not None and held not in known:
        raise Trouble(_unknown_revision(url))
    raise Trouble(_("The database {where} is not migrated. Run: marshrut db upgrade", where=shown(url)))


def held(url: str) -> tuple[str, bool] | None:
    """Region of the data and whether they are a demonstration; None while nobody has filled the database."""
    if not exists(url):
        return None
    with _reachable(url), _looking(url) as connection:
        if not sa.inspect(connection).has_table(Installation.__tablename__):
            return None
        row = connection.execute(sa.select(Installation.region, Installation.demo)).one_or_none()
        return (row.region, row.demo) if row else None


def shown(url: str) -> str:
    """The URL as it may be printed: the file's path, or the address without the password."""
    made = sa.make_url(url)
    return made.database or "" if is_sqlite(url) else made.render_as_string(hide_password=True)


def _unknown_revision(url: str) -> Any:
    return _(
        "The database {where} was made by another version of the program. Update the program; "
        "a demonstration is begun anew with: make reset",
        where=shown(url),
    )


@contextmanager
def _looking(url: str) -> Iterator[sa.Connection]:
    engine = sync_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _reachable(url: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as error:
        if isinstance(error, DBAPIError) and not _is_about_reaching(error):
            raise
        raise Trouble(
            _(
                "The database {where} cannot be opened: {why}. Check DATABASE_URL and the rights to it.",
                where=shown(url),
                why=why(error),
            )
        ) from None


def _is_about_reaching(error: DBAPIError) -> bool:
    # The plain DatabaseError is SQLite's for a file that is not a database.
    return isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError

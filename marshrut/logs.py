"""Where the processes write what they do: never the text of a message, never a secret, never what a row holds."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from types import TracebackType

from sqlalchemy.exc import StatementError

from marshrut.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LARGEST_BYTES = 5_000_000
KEPT = 3
ROOMS = frozenset({"bot", "admin", "sandbox"})


class Formatter(logging.Formatter):
    """Tells an error by its kind and where it was met; the words of a database's errors are left out, because they
    repeat the row that was refused (PostgreSQL prints it whole)."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; an error among what it tells is told by its kind, too."""
        if isinstance(record.args, tuple):
            record.args = tuple(_kind(one) if _of_database(one) else one for one in record.args)
        if _of_database(record.msg):
            record.msg = _kind(record.msg)
        record.exc_text = None  # as another handler may have told it
        return super().format(record)

    def formatException(  # noqa: N802 the name is the base class's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The error with what led to it, the first one first."""
        return "".join(_told(ei[1], set())).rstrip("\n") if ei[1] is not None else ""


def _told(error: BaseException, met: set[int]) -> Iterator[str]:
    met.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in met:
        yield from _told(earlier, met)
        yield "\n"
    yield from traceback.format_tb(error.__traceback__)
    if _of_database(error):
        yield f"{_kind(error)}\n"
    elif isinstance(error, BaseExceptionGroup):
        yield f"{type(error).__name__}\n"
        for one in error.exceptions:
            yield from _told(one, met)
    else:
        yield from traceback.format_exception_only(error)


def _of_database(error: object) -> bool:
    """Whether it is an error of the database or of its driver, which has a module of its own."""
    drivers = {"sqlite3", "pysqlite3", "aiosqlite", "psycopg"}
    return isinstance(error, StatementError) or (
        isinstance(error, BaseException) and type(error).__module__.partition(".")[0] in drivers
    )


def _kind(error: object) -> str:
    """The kind of an error, with the code of the database and the constraint that was broken, where it says so."""
    inner = getattr(error, "orig", None) or error
    constraint = getattr(getattr(inner, "diag", None), "constraint_name", None)
    codes = (getattr(inner, "sqlite_errorname", None), getattr(inner, "sqlstate", None), constraint)
    told = " ".join(code for code in codes if code)
    return f"{type(error).__module__}.{type(error).__qualname__}" + (f" ({told})" if told else "")


def configure(settings: Settings, command: str) -> None:
    """Log to stderr; offline each room keeps a file of its own in ``var/log`` and only warnings reach the panel."""
    console = logging.StreamHandler()
    handlers: list[logging.Handler] = [console]
    if settings.offline and command in ROOMS:
        folder = settings.var_dir / "log"
        folder.mkdir(parents=True, exist_ok=True)
        kept = RotatingFileHandler(folder / f"{command}.log", maxBytes=LARGEST_BYTES, backupCount=KEPT, delay=True)
        handlers.append(kept)
        console.setLevel(logging.WARNING)
    level = settings.log_level if command in ROOMS else logging.WARNING
    for handler in handlers:
        handler.setFormatter(Formatter())
    logging.basicConfig(level=level, handlers=handlers, force=True)
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

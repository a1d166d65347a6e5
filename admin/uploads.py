"""Files that staff bring: looked into before anything is written, placed, and registered in the step that uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from admin.work import options, run
from services import files
from services.context import Context
from services.errors import DomainError
from services.files import Inspected

T = TypeVar("T")


def placed(storage: Any) -> Inspected | None:
    """The uploaded file, looked into and placed below the folder of files; None when nothing was chosen.

    Raises Invalid for a file that is too big or of a kind that is not taken.
    """
    if storage is None or not getattr(storage, "filename", ""):
        return None
    content = storage.read()
    inspected = files.inspect(content, original_name=storage.filename)
    files.place(options().files, inspected, content)
    return inspected


def registered(session: Session, ctx: Context, inspected: Inspected | None) -> int | None:
    """The id of a placed file, entered in the running transaction."""
    return files.register(session, ctx, inspected=inspected).id if inspected else None


def thrown_away(inspected: Inspected | None) -> None:
    """Take away a placed file whose step was refused."""
    if inspected is not None:
        (options().files / inspected.stored_name).unlink(missing_ok=True)


def with_scan(storage: Any, step: Callable[[Session, Context, int | None], T]) -> T:
    """Take a step in one transaction with the scan that came along; a refused step leaves no file behind."""
    scan = placed(storage)
    try:
        return run(lambda session, ctx: step(session, ctx, registered(session, ctx, scan)))
    except DomainError:
        thrown_away(scan)
        raise

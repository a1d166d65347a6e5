"""Files that staff bring: looked into before anything is written, placed, and registered in the step that uses them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from admin.work import options
from services import files
from services.context import Context
from services.files import Inspected


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

"""Reading a workbook beside the requests: in a thread with sessions of its own, short ones."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from admin.options import Options
from locales import catalog, language, reading_in
from models.imports import ImportKind
from services import imports
from services.audit import AuditedSession, acting
from services.context import Context
from services.errors import DomainError

_ = catalog("admin").gettext
log = logging.getLogger(__name__)
#: A small workbook is read before the answer: its preview is there at once.
PATIENCE = 2.0


def begin(options: Options, ctx: Context, *, kind: ImportKind, import_id: int, content: bytes) -> None:
    """Read the workbook in a thread; returns when it is read, after two seconds at the latest."""
    thread = threading.Thread(
        target=_read, args=(options, ctx, language(), kind, import_id, content), name=f"import-{import_id}", daemon=True
    )
    thread.start()
    thread.join(PATIENCE)


def _read(options: Options, ctx: Context, code: str, kind: ImportKind, import_id: int, content: bytes) -> None:
    def read(service: Callable[..., Any], **values: Any) -> Any:
        with Session(options.reader) as session:
            return service(session, ctx, **values)

    def run(service: Callable[..., Any], **values: Any) -> Any:
        with AuditedSession(options.writer) as session:
            result = service(acting(session, ctx), ctx, **values)
            session.commit()
            return result

    with reading_in(code):
        try:
            imports.read_workbook(
                ctx, kind=kind, import_id=import_id, content=content, read=read, run=run, now=options.real_now
            )
        except DomainError as error:
            log.info("an import was put away while it was read: %s", type(error).__name__)
        except Exception:
            log.exception("an import could not be read")
            run(imports.fail, import_id=import_id, reason=_("Something broke on our side. Please try again."))

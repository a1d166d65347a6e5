"""Where the processes write what they do: never the text of a message, never a secret."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler

from marshrut.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LARGEST_BYTES = 5_000_000
KEPT = 3
ROOMS = frozenset({"bot", "admin", "sandbox"})


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
    logging.basicConfig(level=level, format=FORMAT, handlers=handlers, force=True)
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

"""Forgetting the demonstration: its database, its chats, its clock and its files. Secrets and real data stay."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from locales import catalog
from marshrut import database, ports
from marshrut.clock import CLOCK_FILE
from marshrut.settings import Settings
from marshrut.trouble import Trouble

_ = catalog("marshrut").gettext
_t = catalog("marshrut").lazy
CHATS_FILE = "sandbox.json"


def reset(settings: Settings, *, sure: bool) -> int:
    """Remove the demonstration after asking (``sure``: without); raises Trouble while it runs or for real data."""
    if not settings.offline:
        raise Trouble(_t("Only a demonstration can be reset, and BOT_TOKEN is set."))
    if settings.database_url:
        raise Trouble(_t("DATABASE_URL is set: remove that database yourself. Reset removes only the one of make run."))
    if ports.answers("127.0.0.1", settings.sandbox_port):
        raise Trouble(_t("The demonstration is running. Stop it with Ctrl+C first."))
    found = [path for path in _traces(settings) if path.exists()]
    if not found:
        sys.stdout.write(_("There is nothing to remove.") + "\n")
        return 0
    if not sure and not _agreed(found):
        return 0
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    sys.stdout.write(_("Removed. The next start begins anew: make run") + "\n")
    return 0


def _traces(settings: Settings) -> list[Path]:
    base = Path(database.shown(settings.database))
    return [
        *(base.with_name(base.name + suffix) for suffix in ("", "-wal", "-shm")),
        settings.var_dir / CLOCK_FILE,
        settings.var_dir / CHATS_FILE,
        settings.var_dir / f"{CHATS_FILE}.files",
        settings.files,
    ]


def _agreed(found: list[Path]) -> bool:
    if not sys.stdin.isatty():
        raise Trouble(_t("Nobody to ask. To remove without asking: make reset FORCE=1"))
    question = _("Remove {paths}? (yes/no) ", paths=", ".join(map(str, found)))
    answer = input(question).strip().casefold()
    return bool(answer) and any(word.startswith(answer) for word in ("yes", _("yes")))

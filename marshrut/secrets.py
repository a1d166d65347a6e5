"""Generated secrets and their home: ``secrets.env`` in the var directory, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from locales import catalog
from marshrut.settings import Settings
from marshrut.trouble import Trouble
from services import passwords

_ = catalog("marshrut").lazy
OWNER_ONLY = 0o600
HEADING = (
    "# Secrets of this installation, made once. Keep them with every backup and show them to nobody:\n"
    "# without them passwords no longer fit and everyone is logged out.\n"
)


def ensure(settings: Settings, *, generate: bool) -> Settings:
    """The settings with every secret set.

    Args:
        settings: as read.
        generate: make those that are missing and keep them; else raise Trouble. Offline they are made without asking;
            with a token they are made for a new installation only: one that lost its file must say so, not log everyone
            out in silence.
    """
    missing = settings.missing_secrets
    if not missing:
        return settings
    if not generate:
        names = ", ".join(name.upper() for name in missing)
        raise Trouble(
            _(
                "{names} not set. Run once: marshrut init. It makes them and keeps them in {path}.",
                names=names,
                path=settings.secrets_file,
            )
        )
    made = {name: _made(name) for name in missing}
    _keep(settings.secrets_file, made)
    return settings.with_secrets(made)


def _made(name: str) -> str:
    # The demonstration's password is typed by hand; every other secret is only kept.
    return passwords.generated().plain if name == "demo_password" else secrets.token_urlsafe(48)


def _keep(path: Path, made: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    held = path.read_text(encoding="utf-8") if path.exists() else HEADING
    lines = "".join(f"{name.upper()}={value}\n" for name, value in made.items())
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="utf-8") as target:
        target.write(held + lines)
    draft.replace(path)

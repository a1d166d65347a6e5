"""The panel that ``marshrut run`` prints: where to open what, and who can log in how."""

from __future__ import annotations

import regions
from locales import catalog
from marshrut import database, demo, installation
from marshrut.settings import Settings
from marshrut.telegram import Me

_ = catalog("marshrut").gettext


def text(settings: Settings, me: Me | None) -> str:
    """The panel's text, ending with a line break; ``me`` is the bot when real Telegram is served."""
    lines = _offline(settings) if me is None else _online(settings, me)
    return "\n".join(["", *lines, "", _("Stop: Ctrl+C"), ""])


def _offline(settings: Settings) -> list[str]:
    logins = demo.logins(settings.region)
    widest = max(len(login.email) for login in logins)
    return [
        _("Everything runs on this computer, without Telegram, with invented people."),
        "",
        _("Chat:         {url}", url=f"{settings.sandbox_url}/"),
        _("Back office:  {url}", url=settings.office_url),
        *(f"    {login.email.ljust(widest)}  {login.label}" for login in logins),
        _("    password of all of them: {password}", password=settings.demo_password.get_secret_value()),
        _("Logs:         {path}", path=settings.var_dir / "log"),
        "",
        _(
            "Notices come from {opens} to {closes} on working days: tap “+1 working day”.",
            **_hours(settings),
        ),
    ]


def _hours(settings: Settings) -> dict[str, str]:
    opens, closes = regions.load(settings.region).workday
    return {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}


def _online(settings: Settings, me: Me) -> list[str]:
    nobody = [] if installation.has_accounts(settings) else [_("Nobody can sign in yet. Run once: marshrut init")]
    return [
        _("The bot serves Telegram: {name}", name=me.name),
        "",
        _("Chat:         {url}", url=me.link),
        _("Back office:  {url}", url=settings.office_url),
        _("Database:     {where}, tables brought up to date", where=database.shown(settings.database)),
        *nobody,
    ]

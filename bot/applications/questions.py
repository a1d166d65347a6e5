"""Screens that ask once more about an application that was sent: take it back, deny it, name another time."""

from __future__ import annotations

from bot.applications.calls import Case, DenyEntry, Withdraw
from bot.applications.cases import meeting
from bot.screens import Button, Screen, dropping, home
from bot.writing import lines, trouble_line
from locales import catalog
from services.applications import ParticipationCard
from services.context import Region

_ = catalog("bot").html
t = catalog("bot").gettext


def ask_withdraw(card: ParticipationCard) -> Screen:
    """Whether the application is really to be withdrawn; no reason is asked for (annex 2, cl. 5.1)."""
    text = lines(
        _("Withdraw application {number}?", number=card.number),
        "",
        _("You need not give a reason. Taking part is voluntary. You can apply again later."),
    )
    rows = [
        [Button(t("Yes, withdraw"), Withdraw(participation_id=card.id, sure=True))],
        [Button(t("No, keep it"), Case(participation_id=card.id))],
        [home()],
    ]
    return Screen(text, rows)


def ask_deny(card: ParticipationCard) -> Screen:
    """Whether the person never asked for what was entered for them."""
    text = lines(
        _("Did you not ask for application {number}?", number=card.number),
        "",
        _("Then it is withdrawn, and the centre is told that it was not you who called."),
    )
    rows = [
        [Button(t("Yes, it was not me"), DenyEntry(participation_id=card.id, sure=True))],
        [Button(t("‹ Back to the application"), Case(participation_id=card.id))],
        [home()],
    ]
    return Screen(text, rows)


def ask_another_time(card: ParticipationCard, region: Region, trouble: str = "") -> Screen:
    """The person types when it suits them; the day that is proposed stays in view."""
    text = lines(
        trouble_line(trouble),
        *([_("The centre proposed:"), meeting(card.appointment, region), ""] if card.appointment else []),
        _("When would it suit you? Please type it.\nFor example: any day after lunch, not Tuesday"),
    )
    return Screen(text, [dropping(Case(participation_id=card.id))])

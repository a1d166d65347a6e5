"""Questions before a change that touches what is under way: another school, another name."""

from __future__ import annotations

from markupsafe import Markup

from bot.people.calls import AlsoWork, Fill, MoveSchool, Profile, Rename
from bot.screens import Button, Screen, home, ways_out
from bot.writing import clip, lines
from locales import catalog
from services.employments import Moving
from services.people import ProfileField

_ = catalog("bot").html
_n = catalog("bot").nhtml
t = catalog("bot").gettext


def ask_move(moving: Moving) -> Screen:
    """Whether the person changed their school or works at one more, and what follows."""
    text = lines(
        _("Now you work here: <b>{school}</b>", school=clip(moving.old, 200)),
        _("You tapped: <b>{school}</b>", school=clip(moving.new, 200)),
        "",
        _("<b>Do you work at this new place only, or at both?</b>"),
        *_follows(moving),
    )
    rows = [
        [Button(t("I work at the new place now"), MoveSchool(organization_id=moving.organization_id))],
        [Button(t("I work at both places"), AlsoWork(organization_id=moving.organization_id))],
        [Button(t("I tapped it by mistake"), Profile())],
        ways_out(Fill(field=ProfileField.organization)),
    ]
    return Screen(text, rows)


def _follows(moving: Moving) -> list[Markup]:
    found = []
    if moving.applications:
        found.append(_n("• {n} application goes to the new school with you.",
                        "• {n} applications go to the new school with you.", moving.applications))  # fmt: skip
    if moving.routes:
        found.append(_n("• {n} route goes to the new school with you.", "• {n} routes go to the new school with you.",
                        moving.routes))  # fmt: skip
    if moving.asks_new_head:
        found.append(_("• The head of the new school will be asked about the route, the former one no more."))
    if found:
        return [Markup(""), _("If you moved:"), *found, _("If you work at both, nothing of this changes.")]
    return []


def ask_rename(before: str, typed: str) -> Screen:
    """Whether the name is really another: what is under way bears the one there is."""
    text = lines(
        _("Now your name is: <b>{name}</b>", name=clip(before, 200)),
        _("You typed: <b>{name}</b>", name=clip(typed, 200)),
        "",
        _("Your application or route bears this name. If it has changed, tap “Change”: the centre will be told."),
    )
    rows = [[Button(t("Change the name"), Rename())], [Button(t("Leave it as it was"), Profile())], [home()]]
    return Screen(text, rows)

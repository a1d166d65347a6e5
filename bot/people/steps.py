"""Screens of the walk over what is missing in the profile: one small step each, and what came of it."""

from __future__ import annotations

from collections.abc import Collection

from bot.people.calls import AnswerStep, Profile, SkipStep
from bot.people.profile import value_of
from bot.people.questions import ASKED, choices, head_of, phone_keys
from bot.screens import Button, Screen, home
from bot.writing import capital, clip, lines
from locales import catalog
from services import people
from services.context import Region
from services.people import PersonCard, ProfileField
from services.words import word

_ = catalog("bot").html
_n = catalog("bot").nhtml
t = catalog("bot").gettext
lazy = catalog("bot").lazy

#: Keys below the chat beside the one that shares the number.
SKIP, HOME = lazy("Skip"), lazy("🏠 Home")


def step(left: Collection[ProfileField], *, understood: str = "", trouble: str = "") -> Screen:
    """The first of the steps ``left``; ``understood`` is what was just written down, ``trouble`` what was wrong."""
    field = next(iter(left))
    asked = lines(
        head_of(understood, trouble) or None,
        _n("<i>{n} question left</i>", "<i>{n} questions left</i>", len(left)),
        str(ASKED[field]),
    )
    if field is ProfileField.phone:
        return Screen(asked, keyboard=phone_keys(SKIP, HOME))
    rows = choices(field, lambda code: AnswerStep(field=field, code=code))
    return Screen(asked, [*rows, [Button(str(SKIP), SkipStep(field=field)), home()]])


def walked(card: PersonCard, region: Region, year: int, asked: Collection[ProfileField]) -> Screen:
    """The walk is over: what of the steps ``asked`` is filled in now, and what is missing still."""
    filled = [field for field in asked if field not in card.missing]
    left = people.left_to_ask(card)
    text = lines(
        _("<b>Thank you! This is written down:</b>") if filled else _("<b>All right, it can wait.</b>"),
        *(
            _("✅ {name}: {value}", name=capital(word(field)), value=clip(value_of(card, region, field, year), 400))
            for field in filled
        ),
        "",
        _("Not filled in yet: {names}. You can come back to it at any time in “My profile”.",
          names=", ".join(word(field) for field in left)) if left else _("Your profile is complete now."),
    )  # fmt: skip
    return Screen(text, [[Button(t("👤 My profile"), Profile())], [home()]])

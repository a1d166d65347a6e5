"""Screens of the profile: section 1 of the route card, what is missing shown."""

from __future__ import annotations

from bot.applications.calls import Apply
from bot.people.calls import Fill, FillRest, Profile
from bot.people.questions import CODES
from bot.screens import Button, Screen, home
from bot.writing import capital, clip, in_pairs, lines, phone_words
from locales import catalog
from services import people
from services.context import Region
from services.people import PersonCard, ProfileField
from services.words import word

_ = catalog("bot").html
_n = catalog("bot").nhtml
t = catalog("bot").gettext
n_ = catalog("bot").ngettext

F = ProfileField


def value_of(card: PersonCard, region: Region, field: ProfileField, year: int) -> str:
    """What the profile holds in a field, in words; empty when nothing."""
    job = card.employment
    if field is F.name:
        return card.full_name
    if field is F.organization:
        return clip("; ".join((f"{job.organization}, {job.municipality}", *card.other_places)), 300) if job else ""
    if field is F.position:
        return job.position if job else ""
    if field is F.subjects:
        return ", ".join(region.subject_name(code) for code in card.subjects)
    if field is F.teaching_since and card.teaching_since is not None:
        years = year - card.teaching_since
        return n_("{n} year, since {since}", "{n} years, since {since}", years, since=card.teaching_since)
    if field in CODES:
        chosen = getattr(card, field.value)
        return word(chosen) if chosen else ""
    return {F.phone: phone_words(card.phone or ""), F.email: card.email}.get(field) or ""


def profile(card: PersonCard, region: Region, year: int, saved: ProfileField | None = None) -> Screen:
    """The whole profile; each field is a button that changes it."""
    fields = people.fields_of(card)
    told = [
        _("{mark} {name}: <b>{value}</b>", mark="✅", name=capital(word(field)), value=clip(found, 400))
        if (found := value_of(card, region, field, year))
        else _("{mark} {name}: <i>not filled in</i>", mark="▫️", name=capital(word(field)))
        for field in fields
    ]
    missing = [field for field in fields if field in card.missing]
    text = lines(
        _("<b>My profile</b>"),
        _("Saved: {name}.", name=word(saved)) if saved else None,
        "",
        *told,
        "",
        _n("{n} question left: your route card needs the answer. It can wait.",
           "{n} questions left: your route card needs the answers. It can wait.", len(missing))
        if missing else _("Everything is filled in."),
        _("To change one thing, tap its name."),
    )  # fmt: skip
    buttons = [Button(capital(word(field)), Fill(field=field)) for field in fields]
    return Screen(text, [[fill_rest()] if missing else [], *in_pairs(buttons), [home()]])


def fill_rest() -> Button:
    """The way into the walk over what is missing."""
    return Button(t("Fill in the rest step by step"), FillRest())


def registered(card: PersonCard, region: Region, year: int) -> Screen:
    """The first questions are answered."""
    text = lines(
        _("<b>Thank you, {name}!</b> We are acquainted now.",
          name=clip(" ".join((card.first_name, card.patronymic)), 130)),
        "",
        *(
            _("✅ {name}: {value}", name=capital(word(field)), value=clip(found, 400))
            for field in (F.name, F.organization, F.position, F.subjects)
            if (found := value_of(card, region, field, year))
        ),
        "",
        _("Now you can apply for diagnostics. The rest of the profile can wait."),
    )  # fmt: skip
    rows = [[Button(t("📝 Apply for diagnostics"), Apply())], [Button(t("👤 My profile"), Profile())], [home()]]
    return Screen(text, rows)

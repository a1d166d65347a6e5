"""Screens that ask for one field of the profile each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from bot.people.calls import (
    ChooseCode,
    ChoosePosition,
    ChooseSchool,
    ChooseSubject,
    Fill,
    GoOn,
    NoSchool,
    NoSubject,
    Positions,
    Profile,
    SubjectsDone,
)
from bot.screens import Button, Key, Keyboard, Screen, dropping, ways_out
from bot.screens import home as home_button
from bot.writing import capital, clip, in_pairs, label, lines, phone_line, trouble_line
from locales import Text, catalog
from models.people import Education, Qualification, StaffKind
from services.context import Region
from services.people import PersonCard, ProfileField
from services.places import CentreLine, PlaceLine
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy

F = ProfileField
#: Where «Назад» leads while the profile is first filled in.
BEFORE = {F.organization: F.name, F.position: F.organization}
CODES = {F.education: Education, F.qualification: Qualification}
#: The key that leaves the number as it is: there is one, or there is none yet.
CANCEL, LATER = lazy("Do not change"), lazy("Not now")
ASKED: dict[ProfileField, Text] = {
    F.name: lazy("Please type your last name, first name and patronymic.\nFor example: Sokolova Vera Pavlovna"),
    F.teaching_since: lazy(
        "How many years have you been teaching? Please type the number, or the year you began.\nFor example: 12 or 2014"
    ),
    F.email: lazy("Please type your e-mail address.\nFor example: name@mail.ru"),
    F.phone: lazy(
        "Which number may we call? Please tap “Share my number” below, or type it.\nFor example: +7 910 123-45-67"
    ),
    F.education: lazy("What is your education?"),
    F.qualification: lazy("What is your qualification category?"),
}


def question(
    field: ProfileField, card: PersonCard, region: Region, *, trouble: str = "", understood: str = "",
    kind: StaffKind | None = None, first: bool | None = None,
) -> Screen:  # fmt: skip
    """The question about a field; ``understood`` is what was just written down, ``trouble`` what was wrong;
    ``first``: while the profile is first filled in, as one that cannot apply yet is."""
    head = head_of(understood, trouble)
    if field is F.organization:
        return ask_school(card, head)
    if field is F.position:
        return ask_position(card, region, kind or _kind(card), head)
    if field is F.subjects:
        return ask_subjects(card, region, first=not card.ready if first is None else first, head=head)
    if field is F.phone:
        keys = phone_keys(CANCEL if card.phone else LATER)
        return Screen(lines(head or None, str(ASKED[field])), keyboard=keys)
    if field in CODES:
        return ask_code(field, card, head)
    return Screen(lines(head or None, str(ASKED[field])), [_out(field, card)])


def head_of(understood: str, trouble: str) -> Markup:
    """What was just written down, or what was wrong with it, above the next question."""
    written = _("✅ Written down: {understood}\n", understood=clip(understood, 200)) if understood else None
    return lines(written, trouble_line(trouble))


def phone_keys(*instead: Text) -> Keyboard:
    """The key that shares the number, and those ``instead`` of it: a message carries keys or buttons, not both."""
    share = Key(t("📱 Share my number"), contact=True)
    return Keyboard(((share,), tuple(Key(str(one)) for one in instead)))


def choices(field: ProfileField, to: Callable[[str], CallbackData], now: object = None) -> list[list[Button]]:
    """The answers of a field that has a list of them; the one given ``now`` is ticked."""
    return [[Button(("✅ " if one is now else "") + capital(word(one)), to(one.value))] for one in CODES.get(field, ())]


def _kind(card: PersonCard) -> StaffKind:
    return card.employment.staff_kind if card.employment else StaffKind.educator


def _out(field: ProfileField, card: PersonCard) -> Sequence[Button]:
    if card.ready:
        return dropping(Profile()) if field not in CODES else ways_out(Profile())
    return ways_out(Fill(field=BEFORE[field])) if field in BEFORE else (home_button(),)


def ask_school(card: PersonCard, head: str = "") -> Screen:
    """Where do you work: type a part of the name."""
    asked = _(
        "Where do you work? Please type a part of the name: the number, the town or the district.\n"
        "For example: school 113 Vyazma"
    )
    return Screen(
        lines(head or None, asked), [[Button(t("My school is not here"), NoSchool())], _out(F.organization, card)]
    )


def schools_found(card: PersonCard, found: Sequence[PlaceLine], text: str, most: int) -> Screen:
    """What was found, as buttons; the person may also type again."""
    shown = found[:most]
    if not found:
        told = _("I found nothing for “{text}”. Please type another part of the name.", text=clip(text, 60))
    elif len(found) > most:
        told = _("Here are the first {most}. If yours is not among them, type a little more of the name.", most=most)
    else:
        told = _("Please tap your school. If it is not here, type another part of the name.")
    rows = [[Button(label(f"{one.name} · {one.note}"), ChooseSchool(organization_id=one.id))] for one in shown]
    return Screen(told, [*rows, [Button(t("My school is not here"), NoSchool())], _out(F.organization, card)])


def no_school(centres: Sequence[CentreLine]) -> Screen:
    """What to do when the school is not in the list."""
    text = lines(
        _("Please call the centre: your school will be added, and you go on from here. What you wrote is kept."),
        _("Or type another part of the name: the number, the town or the district."),
        "",
        *(phone_line(centre.name, centre.phone) for centre in centres[:10]),
    )
    return Screen(text, [[Button(t("🔎 Search again"), Fill(field=F.organization))], [home_button()]])


def ask_position(card: PersonCard, region: Region, kind: StaffKind, head: str = "") -> Screen:
    """Positions of one staff kind as buttons; any other is typed."""
    offered = [
        Button(label(name), ChoosePosition(kind=kind, number=number))
        for number, name in enumerate(region.positions[kind.value])
    ]
    manager = kind is StaffKind.manager
    other = StaffKind.educator if manager else StaffKind.manager
    switch = Button(t("I teach") if manager else t("I am a head or a deputy"), Positions(kind=other))
    asked = _("What is your position? Tap it, or type it if it is not here.")
    return Screen(lines(head or None, asked), [*in_pairs(offered), [switch], _out(F.position, card)])


def ask_subjects(card: PersonCard, region: Region, *, first: bool, head: str = "") -> Screen:
    """Subjects to choose several of; ``first``: while the profile is first filled in."""
    buttons = []
    for subject in region.subjects:
        chosen = subject.code in card.subjects
        words = label(f"✅ {subject.name}" if chosen else f"▫️ {subject.name}")
        buttons.append(Button(words, ChooseSubject(subject=subject.code, chosen=not chosen, first=first)))
    asked = _("What do you teach? Tap each subject, then tap “Done”.")
    hint = _("If yours is not here, tap “Another subject” and name it in your position: teacher of astronomy, say.")
    done = [Button(t("Done"), SubjectsDone(first=first))]
    none = [] if card.must_name_subject else [Button(t("I do not teach a subject"), NoSubject(first=first))]
    parent = Fill(field=F.position) if first else Profile()
    return Screen(lines(head or None, asked, hint), [*in_pairs(buttons), none, done, ways_out(parent)])


def ask_patronymic(card: PersonCard) -> Screen:
    """The name has two words: perhaps the patronymic was forgotten. Asked once."""
    text = lines(
        _("✅ Written down: {understood}\n", understood=clip(card.full_name, 200)),
        _("There is no patronymic. If you have one, please type the whole name once more."),
    )
    on = Profile() if card.ready else GoOn()
    return Screen(text, [[Button(t("I have no patronymic"), on)], [home_button()]])


def ask_code(field: ProfileField, card: PersonCard, head: str = "") -> Screen:
    """A question with a list of answers; the one given is ticked."""
    rows = choices(field, lambda code: ChooseCode(field=field, code=code), getattr(card, field.value))
    return Screen(lines(head or None, str(ASKED[field])), [*rows, _out(field, card)])

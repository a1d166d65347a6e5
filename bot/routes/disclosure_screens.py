"""Screens of a disclosure: to whom a teacher opens their route, and the full card as its recipient reads it."""

from __future__ import annotations

from markupsafe import Markup

from bot.results.calls import Lookers
from bot.routes.calls import (
    CardFile,
    CloseDisclosure,
    Disclose,
    FullCard,
    FullCardFile,
    OpenRoute,
    ShowDisclosures,
)
from bot.screens import Attachment, Button, Screen, home, ways_out
from bot.writing import capital, chunks, clip, label, leaves, lines, note_line, turns
from locales import catalog, dates
from services.context import Region
from services.routes import DisclosureLine, Disclosures, RecipientLine
from services.routes.paper import PaperResult, RouteCardPaper
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext


def disclosures_screen(found: Disclosures, region: Region, note: str = "") -> Screen:
    """To whom the teacher's own route is opened, with a button to close each, and to whom it may be."""
    text = lines(
        note_line(note),
        _("<b>Who may see my route</b>"),
        _("You, the specialists of the centre and a curator who is not of your school see all of it."),
        _("Your school sees the plan, its days and its marks: no level, no deficits, no recommendations."),
        "",
        *([_("<b>You have opened it in full:</b>")] if found.living else [_("You have opened it in full to nobody.")]),
        *(_living(one, region) for one in found.living[:10]),
        *(["", _("<b>Closed before:</b>")] if found.closed else []),
        *(_closed(one, region) for one in found.closed),
        *(["", _("If you wish, you can open it in full to one of these people.")] if found.possible else []),
    )
    rows = [
        *([Button(label(t("🔒 Close: {name}", name=one.name)), CloseDisclosure(disclosure_id=one.id))]
          for one in found.living),
        *([Button(label(t("🔓 Open in full: {name}…", name=one.name)),
                  Disclose(route_id=found.route_id, recipient_id=one.id, sure=False))]
          for one in found.possible),
        [Button(t("👁 Who looked at my result"), Lookers(participation_id=found.participation_id))],
        ways_out(OpenRoute(route_id=found.route_id)),
    ]  # fmt: skip
    return Screen(text, rows)


def _living(one: DisclosureLine, region: Region) -> Markup:
    day, name = dates.day(region.today(one.given_at)), clip(one.name, 100)
    if one.office is None:
        return _("🔓 {name}, since {day}: not in that office any more, sees nothing", name=name, day=day)
    return _("🔓 {name}, {office}, since {day}", name=name, office=word(one.office), day=day)


def _closed(one: DisclosureLine, region: Region) -> Markup:
    until = dates.short_day(region.today(one.revoked_at)) if one.revoked_at else ""
    since = dates.short_day(region.today(one.given_at))
    return _("🔒 {name}, {term}", name=clip(one.name, 100), term=dates.term(since, until))


def ask_disclose(route_id: int, one: RecipientLine) -> Screen:
    """Whether the route is really to be opened, and what will be seen."""
    text = lines(
        _("<b>Open your route in full?</b>"),
        _("{name}, {office}, will see:", name=clip(one.name, 200), office=word(one.office)),
        _("• the form and the day of your assessment, the level of deficit and the deficits found;"),
        _("• the recommendations, and which deficit each activity works on;"),
        _("• the name of your curator."),
        "",
        _("It is this route only, and this person only. Each look is recorded, and you can read who looked and when."),
        _("You can close it at any time. What was read or saved by then cannot be taken back."),
        _("Nobody may demand it of you: the order does not let results be handed to a school."),
    )
    rows = [
        [Button(t("Yes, open it in full"), Disclose(route_id=route_id, recipient_id=one.id, sure=True))],
        [Button(t("No, do not open"), ShowDisclosures(route_id=route_id))],
        [home()],
    ]
    return Screen(text, rows)


def full_card_screen(paper: RouteCardPaper, route_id: int, page: int) -> Screen:
    """What the school's card does not say, for the one to whom the teacher opened it; the whole of it is a file."""
    pages = leaves([*_section_2(paper.result), *_worked_on(paper)])
    page = min(page, len(pages))
    number = _(" No. {number}", number=clip(paper.number, 40)) if paper.number else ""
    text = lines(
        _("<b>Full card of the route{number}: {person}</b>", number=number, person=clip(paper.person, 200)),
        _("<i>The teacher opened it to you personally. This look is recorded. Please do not hand it on.</i>"),
        _("Curator: {curator}", curator=clip(paper.curator, 150)) if paper.curator else None,
        "",
        pages[page - 1],
    )
    rows = [
        turns(page, len(pages), lambda wanted: FullCard(route_id=route_id, page=wanted)),
        [Button(t("📄 Full card to print"), FullCardFile(route_id=route_id, file=CardFile.pdf))],
        [Button(t("📄 Full card to edit"), FullCardFile(route_id=route_id, file=CardFile.docx))],
        ways_out(OpenRoute(route_id=route_id)),
    ]
    return Screen(text, rows)


def _section_2(result: PaperResult | None) -> list[Markup]:
    if result is None:
        return [_("The result is being corrected: there is nothing to show of it now.")]
    told = [
        lines(
            _("{form}, {day}", form=capital(word(result.form)), day=dates.day(result.held_on)) if result.form else None,
            _("<b>{level}</b>", level=capital(word(result.level))),
        )
    ]
    if result.deficits:
        told.append(_("<b>What is worth working on</b>"))
    for one in result.deficits:
        named = f"{one.number}. {one.code} {one.text}" if one.code else f"{one.number}. {one.text}"
        told.append(lines(clip(named, 500)))
    if result.recommendations:
        told.append(_("<b>Recommendations</b>"))
        told += [lines(piece) for piece in chunks(result.recommendations)]
    return told


def _worked_on(paper: RouteCardPaper) -> list[Markup]:
    """Which deficits each activity works on, as the card says it: by code or place in the list."""
    told = [
        _("▪️ {title}: {deficits}", title=clip(one.title, 300), deficits=clip(", ".join(one.deficits), 300))
        for one in paper.activities
        if one.deficits
    ]
    return [_("<b>What the activities work on</b>"), *told] if told else []


def full_card_file(route_id: int, file: Attachment) -> Screen:
    """The full card as a file."""
    told = _("The full route card. The teacher opened it to you personally.")
    return Screen(told, [ways_out(FullCard(route_id=route_id))], document=file)

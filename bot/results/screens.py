"""Screens of a result: kind words, the form and the date beside each level, never a bare "high level" (К-07)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.applications.calls import Case
from bot.conversations.calls import Ask, Topic
from bot.results.calls import Lookers, OpenResult, ShowPicture
from bot.routes.calls import OpenRoute
from bot.screens import Attachment, Button, Home, Screen, ways_out
from bot.writing import capital, chunks, clip, leaves, lines, turns
from locales import Text, catalog, dates, numbers
from models.results import DeficitLevel
from services.context import Region
from services.results import DeficitLine, LookLine, ResultCard, ScoreLine
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy
#: Telegram takes 1024 characters beneath a picture.
CAPTION_MAX = 1000

MEANT: dict[DeficitLevel, Text] = {
    DeficitLevel.high: lazy("here support helps first"),
    DeficitLevel.medium: lazy("there is something to build on"),
    DeficitLevel.low: lazy("a strong side"),
}
#: The same for one who reads another's result.
MEANT_OF_ANOTHER: dict[DeficitLevel, Text] = MEANT | {DeficitLevel.low: lazy("a strong side of the teacher")}


def deficit_words(line: DeficitLine, most: int = 500) -> Markup:
    """A deficit: the codifier's code where there is one, words always."""
    if line.code:
        return _("• {code}: {text}", code=clip(line.code, 60), text=clip(line.text, most))
    return _("• {text}", text=clip(line.text, most))


def _place(region: Region, subject: str, block: str) -> str:
    name = region.block_name(block)
    return f"{name} ({region.subject_name(subject)})" if subject else name


def _score(line: ScoreLine, region: Region, meant: dict[DeficitLevel, Text]) -> Markup:
    return _(
        "▪️ <b>{place}</b>\n{percent} % of the points. {level}: {meant}", place=_place(region, line.subject, line.block),
        percent=numbers.percent(line.percent), level=capital(word(line.level)), meant=str(meant[line.level]),
    )  # fmt: skip


def paragraphs(card: ResultCard, region: Region, *, own: bool = True) -> list[Markup]:
    """The whole result, paragraph by paragraph."""
    told = [_score(line, region, MEANT if own else MEANT_OF_ANOTHER) for line in card.scores]
    if card.deficits:
        told.append(_("<b>What is worth working on</b>"))
        told += [
            lines(_("<i>{place}</i>", place=_place(region, line.subject, line.block)), deficit_words(line))
            for line in card.deficits
        ]
    if card.recommendations:
        told.append(_("<b>Recommendations</b>"))
        told += [lines(piece) for piece in chunks(card.recommendations)]
    return told


def result_screen(card: ResultCard, region: Region, page: int, *, own: bool, route_id: int | None = None) -> Screen:
    """A result, in pages; ``own``: the reader is the person concerned; ``route_id``: the route that another reader came
    from."""
    pages = leaves(paragraphs(card, region, own=own))
    page = min(page, len(pages))
    number = card.participation_id
    text = lines(
        _("<b>Your result</b>") if own else _("<b>Result: {person}</b>", person=clip(card.person, 200)),
        _("{form}, {day}", form=capital(word(card.form)), day=dates.day(card.held_on))
        if card.form else dates.day(card.held_on),
        _("<i>The level of deficit shows where support is needed: the lower it is, the better.</i>"),
        "",
        pages[page - 1],
    )  # fmt: skip
    turning = turns(page, len(pages), lambda wanted: OpenResult(participation_id=number, page=wanted))
    picture = [Button(t("🖼 Show as a picture"), ShowPicture(participation_id=number))]
    if not own:
        return Screen(text, [turning, picture, ways_out(OpenRoute(route_id=route_id) if route_id else Home())])
    rows = [
        turning,
        picture,
        [Button(t("❓ Ask a question"), Ask(topic=Topic.case, id=number))],
        [Button(t("👁 Who looked at my result"), Lookers(participation_id=number))],
        ways_out(Case(participation_id=number)),
    ]
    return Screen(text, rows)


def picture_screen(participation_id: int, picture: bytes, words: str) -> Screen:
    """The profile of blocks as a picture; beneath it the same in words, as many as a caption takes."""
    kept, length = [], 0
    for line in words.splitlines():
        shown = clip(line, 200)
        length += len(shown) + 1
        if length > CAPTION_MAX:
            break
        kept.append(shown)
    photo = Attachment("result.png", picture)
    return Screen(lines(*kept), [ways_out(OpenResult(participation_id=participation_id))], photo=photo)


def lookers_screen(participation_id: int, looks: Sequence[LookLine], region: Region) -> Screen:
    """Who of the staff looked at the result, and when."""
    told = [
        _("• {moment}: {viewer}", moment=dates.moment(one.at, region.zone), viewer=clip(one.viewer, 150))
        for one in looks[:15]
    ]
    text = lines(
        _("<b>Who looked at my result</b>"),
        _(
            "Only specialists of the centre and the curator appointed to you can. Your school cannot, unless you open"
            " your route to somebody yourself. Each look is recorded here."
        ),
        "",
        *(told or [_("Nobody but you so far.")]),
    )
    return Screen(text, [ways_out(OpenResult(participation_id=participation_id))])

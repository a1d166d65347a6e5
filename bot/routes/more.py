"""What a route offers besides: files, disclosure, the result, its early end. While the reader's word is awaited it
stands a tap further, so that nothing but the word is asked of them."""

from __future__ import annotations

from bot.conversations.calls import Ask, Topic
from bot.results.calls import OpenResult
from bot.routes.calls import (
    CardFile,
    DownloadCard,
    EndRoute,
    FullCard,
    MoreOfRoute,
    OpenRoute,
    Order,
    ShowDisclosures,
)
from bot.screens import Attachment, Button, Screen, ways_out
from bot.writing import clip, lines
from locales import catalog
from models.routes import OVER, RouteStatus
from services.routes import RouteCard

_ = catalog("bot").html
t = catalog("bot").gettext

S = RouteStatus
Row = list[Button]


def besides(card: RouteCard, own: bool, *, asked: bool) -> list[Row]:
    """Rows below the activities; ``asked``: the reader's word is awaited, the rest is a tap further."""
    ask = (
        [[Button(t("❓ Ask the curator"), Ask(topic=Topic.route, id=card.id))]]
        if own and card.curator_id and card.status not in OVER
        else []
    )
    if asked:
        return [*ask, [Button(t("⋯ More"), MoreOfRoute(route_id=card.id))]]
    return [*_files(card), *_disclosure(card, own), *ask, *_rare(card, own)]


def more_screen(card: RouteCard, reader_id: int | None) -> Screen:
    """All that may be done with the route but the word that is awaited."""
    own = card.person_id == reader_id
    whose = _("<b>My route</b>") if own else _("<b>Route: {person}</b>", person=clip(card.person, 200))
    by_category = Button(t("🗂 By category"), OpenRoute(route_id=card.id, by=Order.category))
    rows = [
        [by_category] if card.activities else [],
        *_files(card),
        *_disclosure(card, own),
        *_rare(card, own),
        ways_out(OpenRoute(route_id=card.id)),
    ]
    return Screen(lines(whose, _("What else you can do here.")), rows)


def card_file(route_id: int, file: Attachment, *, whole: bool) -> Screen:
    """The route card as a file to keep and print."""
    told = _("The route card.") if whole else _("The route card for the school.")
    return Screen(told, [ways_out(OpenRoute(route_id=route_id))], document=file)


def _files(card: RouteCard) -> list[Row]:
    if card.status in (S.drafting, S.erased):
        return []
    return [
        [
            Button(t("📄 Card to print"), DownloadCard(route_id=card.id, file=CardFile.pdf)),
            Button(t("📄 Card to edit"), DownloadCard(route_id=card.id, file=CardFile.docx)),
        ]
    ]


def _disclosure(card: RouteCard, own: bool) -> list[Row]:
    """To the teacher: whom they let see it. To one of the school: the full card, where it was opened to them."""
    if own and card.status not in (S.drafting, S.erased):
        return [[Button(t("🔓 Who may see my route"), ShowDisclosures(route_id=card.id))]]
    return [[Button(t("📂 Full card"), FullCard(route_id=card.id))]] if card.disclosed else []


def _rare(card: RouteCard, own: bool) -> list[Row]:
    result = Button(t("📊 Result of the assessment"), OpenResult(participation_id=card.participation_id))
    end = Button(t("🛑 End the route early"), EndRoute(route_id=card.id, sure=False))
    return [
        *([[result]] if card.whole and not own else []),
        *([[end]] if own and "end_early" in card.acts else []),
    ]

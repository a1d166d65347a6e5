"""Wordings about terms, for the staff of the centre: what comes or has passed, and whom to call about it."""

from __future__ import annotations

from markupsafe import Markup

from locales import catalog, dates
from models.deadlines import DeadlineKind
from notices.offers import NoticeText, Offer, clip, office_case, office_route, said
from notices.reading import Reader
from services import telling
from services.notices import NoticeKind
from services.words import word

_ = catalog("notices").html


def _what(reader: Reader) -> str:
    kind = str(reader.parcel.facts.get("deadline"))
    return word(DeadlineKind(kind)) if kind in DeadlineKind.__members__ else ""


def _day(reader: Reader) -> Markup | None:
    return _("⏰ {day}", day=dates.day(reader.due_on)) if reader.due_on else None


def _page(reader: Reader) -> Offer:
    if reader.parcel.route_id:
        return office_route(reader.route.id)
    return office_case(reader.case.id)


def _term(reader: Reader, head: Markup) -> NoticeText:
    whose = reader.route.person if reader.parcel.route_id else reader.case.person
    told = _("{what}: {person}", what=_what(reader), person=clip(whose, 150))
    return said(head, told, _day(reader), offers=(_page(reader),))


def deadline_near(reader: Reader) -> NoticeText:
    """To the operator or planner: a term comes, or ends today."""
    if reader.parcel.facts.get("offset") == 0:
        return _term(reader, _("⏰ <b>A term ends today.</b>"))
    return _term(reader, _("A term comes soon."))


def deadline_overdue(reader: Reader) -> NoticeText:
    """To the operator or planner: a term has passed."""
    return _term(reader, _("❗ A term has passed."))


def _whom(reader: Reader) -> Markup:
    """Whom to call: the teacher, the curator or the head of the school."""
    person_id = int(reader.parcel.facts.get("person", 0))
    if not reader.parcel.route_id:
        case = reader.case
        return _("{person}, {organization}", person=clip(case.person, 150), organization=clip(case.organization, 150))
    route = reader.route
    if person_id == route.person_id:
        return _("{person}, {organization}", person=clip(route.person, 150), organization=clip(route.organization, 150))
    if person_id == route.curator_id:
        return _("The curator: {person}", person=clip(route.curator, 150))
    return _("The head of the school: {organization}", organization=clip(route.organization, 150))


def call_person(reader: Reader) -> NoticeText:
    """To the desk in the place of one whom no notice reaches: please call, about what and by when."""
    head = _("📞 <b>Please call: notices do not reach this person.</b>")
    told = _("About: {what}", what=_what(reader))
    return said(head, _whom(reader), told, _day(reader), offers=(_page(reader),))


def try_again(reader: Reader) -> NoticeText | None:
    """To the operator: somebody could not be reached, and the case waits."""
    case = reader.case
    if "log_contact" not in case.acts:
        return None
    head = _("📞 <b>Please try again: the person could not be reached.</b>")
    asked = _("Call or write again and record it: until then the term of contact stands still.")
    return said(head, _whom(reader), asked, offers=(office_case(case.id),))


def unreachable(reader: Reader) -> NoticeText:
    """To the desk, once of each case and of each event its person must know of: a notice could not be brought."""
    head = _("📵 <b>A notice could not be brought: there is no chat, or it is blocked.</b>")
    asked = _("Please call, and ask to open the chat with the bot again if they wish.")
    kind = reader.parcel.facts.get("unsaid")
    matter = telling.MATTERS.get(NoticeKind(kind)) if kind else None
    if matter is None:
        return said(head, _whom(reader), asked, offers=(_page(reader),))
    what = _("What they must know: {what}. Please call, tell them and record it.", what=matter.words)
    return said(head, _whom(reader), what, offers=(_page(reader),))

"""Wordings of the round of agreement: to its parties, and to the planner who waits for them."""

from __future__ import annotations

from locales import catalog
from models.routes import Answer, Party, RouteStatus
from notices.offers import Action, NoticeText, Offer, clip, office_route, said
from notices.reading import Reader
from notices.routes.parts import by_day, by_the_round, open_it, whose
from services.routes import RouteCard
from services.words import word

_ = catalog("notices").html
t = catalog("notices").gettext
S = RouteStatus


def route_to_agree(reader: Reader) -> NoticeText | None:
    """To a party: the route awaits agreement, or its changed version does (annex 3, cl. 4.3.4)."""
    route, changed = reader.route, _changed(reader)
    if not route.awaited:
        return None
    if reader.own:
        head = changed or _("🧭 <b>Your individual educational route is drawn up.</b>")
        asked = _("It is your personal plan of courses and meetings. Please look at it: agree, or propose changes.")
        return said(head, asked, by_the_round(route), offers=(open_it(route),))
    head = _("🧭 <b>A teacher's route awaits your agreement.</b>")
    return said(head, whose(route), changed, by_the_round(route), offers=(open_it(route),))


def _changed(reader: Reader) -> str | None:
    """That this is not the version that was studied before, and which round it is."""
    number = int(reader.parcel.facts.get("round", 1))
    if number < 2:
        return None
    return _("🔁 <b>The route was changed after remarks.</b> This is round {number} of agreement.", number=number)


def agreement_due(reader: Reader) -> NoticeText | None:
    """To a party: the term of agreement comes to its end, ends today, or is over and the word is still awaited."""
    route, offset = reader.route, reader.parcel.facts.get("offset", -1)
    if not route.awaited:
        return None
    head = _("A reminder: a route awaits your agreement.")
    by = by_day(reader)
    if offset == 0:
        head = _("⏰ <b>A route awaits your agreement: the term ends today.</b>")
    elif offset > 0:
        head, by = _("The term of agreement is over, but your word is still awaited."), None
    return said(head, None if reader.own else whose(route), by, offers=_agree(route))


def _agree(route: RouteCard) -> tuple[Offer, ...]:
    return (Offer(t("✅ I agree"), Action("route.agree", route.id, route.round)), open_it(route))


def route_taken_back(reader: Reader) -> NoticeText | None:
    """To a party: the route they were to agree to is being changed first."""
    route = reader.route
    if route.status is not S.finalizing:
        return None
    told = _("It will be sent to you once more. You need not do anything now.")
    if reader.own:
        return said(_("The centre took your route back to change it."), told, offers=(open_it(route),))
    return said(_("The centre took a teacher's route back to change it."), whose(route), told, offers=(open_it(route),))


def route_answered(reader: Reader) -> NoticeText:
    """To the planner: a party has answered."""
    route, facts = reader.route, reader.parcel.facts
    party = str(facts.get("party"))
    answer = Answer.agreed if facts.get("agreed") else Answer.changes
    who = word(Party(party)) if party in Party.__members__ else ""
    return said(_("An answer about a route: {who} {answer}.", who=who, answer=word(answer)), whose(route),
                offers=(office_route(route.id),))  # fmt: skip


def proposal_answered(reader: Reader) -> NoticeText | None:
    """To whoever proposed changes: what the planner did with them."""
    route = reader.route
    party = reader.parcel.facts.get("party")
    part = next((one for one in route.agreements if one.party.value == party and one.mine and one.reply), None)
    if part is None:
        return None
    head = _("✏️ <b>Your proposal about the route has an answer.</b>")
    return said(head, None if reader.own else whose(route), _("“{words}”", words=clip(part.reply, 700)),
                offers=(open_it(route),))  # fmt: skip


def round_may_close(reader: Reader) -> NoticeText | None:
    """To the planner: the term of agreement is over."""
    route = reader.route
    if route.status is not S.in_agreement:
        return None
    told = _("The term of agreement is over. You may close the round.")
    return said(told, whose(route), offers=(office_route(route.id),))

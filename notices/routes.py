"""Wordings about routes and activities. A head reads only the projection of the school (К-01)."""

from __future__ import annotations

from locales import catalog, dates
from models.routes import Answer, CuratorView, Party, RouteStatus
from notices.offers import Action, NoticeText, Offer, clip, office_case, office_route, said
from notices.reading import Reader
from services.routes import ActivityLine, RouteCard
from services.words import word

_ = catalog("notices").html
t = catalog("notices").gettext

S = RouteStatus
OVER = (S.completed, S.ended_early, S.erased)


def _open(route: RouteCard) -> Offer:
    return Offer(t("🧭 Open the route"), Action("route.open", route.id))


def _whose(route: RouteCard) -> str:
    return _("{person}, {organization}", person=clip(route.person, 150), organization=clip(route.organization, 150))


def _by(reader: Reader) -> str | None:
    return _("⏰ Please answer by {day}.", day=dates.day(reader.due_on)) if reader.due_on else None


def curator_assigned(reader: Reader) -> NoticeText | None:
    """To the curator: a new ward, whose route may await agreement or be under way."""
    route = reader.route
    if not route.curated or route.status in OVER:
        return None
    asked = _("Please look at the route and agree to it, or propose changes.") if route.awaited else None
    by = _correct(route) if route.awaited else None
    return said(_("👥 <b>You have a new ward.</b>"), _whose(route), asked, by, offers=(_open(route),))


def curator_changed(reader: Reader) -> NoticeText | None:
    """To the teacher: somebody else is their curator from now on."""
    route = reader.route
    if not reader.own or not route.curator or route.status in OVER:
        return None
    told = _("👥 The curator of your route is now {curator}.", curator=clip(route.curator, 150))
    return said(told, _("Your questions about the route go to them."), offers=(_open(route),))


def ward_released(reader: Reader) -> NoticeText:
    """To the one who was the curator: the ward, of whom they may see no more than the name, is another's now."""
    return said(_("👥 {person} has another curator now. You need not do anything.", person=clip(reader.named(), 150)))


def route_taken_back(reader: Reader) -> NoticeText | None:
    """To a party: the route they were to agree to is being changed first."""
    route = reader.route
    if route.status is not S.finalizing:
        return None
    told = _("It will be sent to you once more. You need not do anything now.")
    if reader.own:
        return said(_("The centre took your route back to change it."), told, offers=(_open(route),))
    return said(_("The centre took a teacher's route back to change it."), _whose(route), told, offers=(_open(route),))


def route_suspended(reader: Reader) -> NoticeText | None:
    """To the teacher and the curator: the route stands still."""
    route = reader.route
    if route.status is not S.suspended:
        return None
    told = _("Its terms wait, and we shall not remind of activities until it goes on.")
    if reader.own:
        return said(_("⏸ Your route is suspended."), told, offers=(_open(route),))
    return said(_("⏸ A route is suspended."), _whose(route), told, offers=(_open(route),))


def route_resumed(reader: Reader) -> NoticeText | None:
    """To the teacher and the curator: it goes on, its term longer by the days it stood still."""
    route = reader.route
    if route.status is not S.active:
        return None
    until = _("Now it lasts until {day}.", day=dates.day(route.ends_on)) if route.ends_on else None
    moved = _("The activities that were still to come are moved; events of the catalogue keep their dates.")
    if reader.own:
        return said(_("▶️ Your route goes on."), until, moved, offers=(_open(route),))
    return said(_("▶️ A route goes on."), _whose(route), until, moved, offers=(_open(route),))


def _correct(route: RouteCard) -> str | None:
    day = next((one.due_on for one in route.deadlines if one.kind.value == "correct"), None)
    return _("⏰ Please answer by {day}.", day=dates.day(day)) if day else None


def _agree(route: RouteCard) -> tuple[Offer, ...]:
    return (Offer(t("✅ I agree"), Action("route.agree", route.id, route.round)), _open(route))


def _changed(reader: Reader) -> str | None:
    """That this is not the version that was studied before, and which round it is."""
    number = int(reader.parcel.facts.get("round", 1))
    if number < 2:
        return None
    return _("🔁 <b>The route was changed after remarks.</b> This is round {number} of agreement.", number=number)


def route_to_agree(reader: Reader) -> NoticeText | None:
    """To a party: the route awaits agreement, or its changed version does (annex 3, cl. 4.3.4)."""
    route, changed = reader.route, _changed(reader)
    if not route.awaited:
        return None
    if reader.own:
        head = changed or _("🧭 <b>Your individual educational route is drawn up.</b>")
        asked = _("It is your personal plan of courses and meetings. Please look at it: agree, or propose changes.")
        return said(head, asked, _correct(route), offers=(_open(route),))
    head = _("🧭 <b>A teacher's route awaits your agreement.</b>")
    return said(head, _whose(route), changed, _correct(route), offers=(_open(route),))


def agreement_due(reader: Reader) -> NoticeText | None:
    """To a party: the term of agreement comes to its end, ends today, or is over and the word is still awaited."""
    route, offset = reader.route, reader.parcel.facts.get("offset", -1)
    if not route.awaited:
        return None
    head = _("A reminder: a route awaits your agreement.")
    by = _by(reader)
    if offset == 0:
        head = _("⏰ <b>A route awaits your agreement: the term ends today.</b>")
    elif offset > 0:
        head, by = _("The term of agreement is over, but your word is still awaited."), None
    return said(head, None if reader.own else _whose(route), by, offers=_agree(route))


def route_answered(reader: Reader) -> NoticeText:
    """To the planner: a party has answered."""
    route, facts = reader.route, reader.parcel.facts
    party = str(facts.get("party"))
    answer = Answer.agreed if facts.get("agreed") else Answer.changes
    who = word(Party(party)) if party in Party.__members__ else ""
    return said(_("An answer about a route: {who} {answer}.", who=who, answer=word(answer)), _whose(route),
                offers=(office_route(route.id),))  # fmt: skip


def proposal_answered(reader: Reader) -> NoticeText | None:
    """To whoever proposed changes: what the planner did with them."""
    route = reader.route
    party = reader.parcel.facts.get("party")
    part = next((one for one in route.agreements if one.party.value == party and one.mine and one.reply), None)
    if part is None:
        return None
    head = _("✏️ <b>Your proposal about the route has an answer.</b>")
    return said(head, None if reader.own else _whose(route), _("“{words}”", words=clip(part.reply, 700)),
                offers=(_open(route),))  # fmt: skip


def round_may_close(reader: Reader) -> NoticeText | None:
    """To the planner: the term of agreement is over."""
    route = reader.route
    if route.status is not S.in_agreement:
        return None
    told = _("The term of agreement is over. You may close the round.")
    return said(told, _whose(route), offers=(office_route(route.id),))


def route_to_approve(reader: Reader) -> NoticeText | None:
    """To the head: the final version awaits approval, or anew after it was returned (annex 3, cl. 4.3.10)."""
    route, time = reader.route, int(reader.parcel.facts.get("time", 1))
    if "approve" not in route.acts:
        return None
    asked = _("Please look at it, then approve it or return it with a reason.")
    head = _("✍️ <b>A teacher's route awaits your approval.</b>")
    changed = None
    if time > 1:
        changed = _("🔁 <b>It was corrected after you returned it.</b> It comes to you for time {number}.", number=time)
    return said(head, _whose(route), changed, asked, offers=(_open(route),))


def approval_due(reader: Reader) -> NoticeText | None:
    """To the head: a reminder of approval, before, on and after its day."""
    route, offset = reader.route, reader.parcel.facts.get("offset", -1)
    if "approve" not in route.acts:
        return None
    head, by = _("A reminder: a route awaits your approval."), _by(reader)
    if offset == 0:
        head = _("⏰ <b>A route awaits your approval: please look at it today.</b>")
    elif offset > 0:
        head, by = _("A route still awaits your approval: the day for it has passed."), None
    return said(head, _whose(route), by, offers=(_open(route),))


def route_returned(reader: Reader) -> NoticeText | None:
    """To the planner and the teacher: the head, or the founder of a head's school (К-53), returned it with reasons."""
    route = reader.route
    if route.status is not S.finalizing:
        return None
    reasons = _("The reason: “{words}”", words=clip(route.return_reasons, 700)) if route.return_reasons else None
    if reader.own:
        head = _("The head of your school returned your route to be corrected. You need not do anything.")
        if route.founder:
            head = _("The founder of your school returned your route to be corrected. You need not do anything.")
        return said(head, reasons, offers=(_open(route),))
    head, asked = _("The head returned a route."), _("Please correct it.")
    if route.founder:
        head = _("The founder returned a route.")
    return said(head, _whose(route), reasons, asked, offers=(office_route(route.id),))


def route_approved(reader: Reader) -> NoticeText:
    """To the teacher, the curator and the planner: the route is active."""
    route = reader.route
    if reader.own:
        head = _("🎉 <b>Your route is approved.</b> You can begin.")
        told = _("We shall remind you of each activity. Mark each one here when it is done.")
        return said(head, told, offers=(_open(route),))
    return said(_("A route is approved and active."), _whose(route), offers=(_page(reader, route),))


def _activity(line: ActivityLine) -> list[str]:
    term = _("📅 {term}", term=dates.term(dates.day(line.starts_on), dates.day(line.ends_on)))
    place = [_("📍 {place}", place=clip(line.place, 300))] if line.place else []
    return [_("<b>{title}</b>", title=clip(line.title, 400)), term, *place]


def _details(line: ActivityLine) -> Offer:
    return Offer(t("More about it"), Action("activity.open", line.id))


def activity_soon(reader: Reader) -> NoticeText | None:
    """To the teacher: an activity comes, or goes on; it is not marked before its last day has come."""
    line = reader.activity
    if line.done_at is not None:
        return None
    today = reader.ctx.today
    if line.starts_on < today:
        head = _("📅 An activity of your route goes on:")
    elif line.starts_on == today:
        head = _("📅 An activity of your route is today:")
    else:
        head = _("📅 An activity of your route is soon:")
    return said(head, *_activity(line), offers=(*(() if line.early else (_done(line),)), _details(line)))


def _done(line: ActivityLine) -> Offer:
    return Offer(t("✅ Mark as done"), Action("activity.done", line.id))


def activity_passed(reader: Reader) -> NoticeText | None:
    """To the teacher: has it been done? One tap marks it."""
    line = reader.activity
    if line.done_at is not None:
        return None
    asked = _("Have you done it? If so, tap “Mark as done”. If not, nothing bad happens: you can do it later.")
    return said(_("How did it go?"), *_activity(line), asked, offers=(_done(line), _details(line)))


def mark_questioned(reader: Reader) -> NoticeText | None:
    """To the teacher: the curator asks."""
    line = reader.activity
    if line.view is not CuratorView.questioned:
        return None
    told = _("“{words}”", words=clip(line.view_comment, 700)) if line.view_comment else None
    return said(
        _("❓ Your curator has a question about an activity:"), *_activity(line), told,
        offers=(Offer(t("↩️ Answer"), Action("activity.answer", line.id)), _details(line)),
    )  # fmt: skip


def term_ends(reader: Reader) -> NoticeText | None:
    """To the teacher: the route comes to its end."""
    route = reader.route
    if route.status is not S.active:
        return None
    until = reader.due_on or route.ends_on
    day = _("It ends on {day}.", day=dates.day(until)) if until else None
    left = _("Done: {done} of {total}.", done=route.done, total=len(route.activities))
    head = _("Your route comes to its end.")
    if until == reader.ctx.today:
        head = _("Your route ends today.")
    return said(head, day, left, offers=(_open(route),))


def route_ended(reader: Reader) -> NoticeText | None:
    """To the teacher, the curator and the planner with the reason, to the school without it: it is over."""
    route = reader.route
    if route.status is not S.ended_early:
        return None
    cause = _("The reason: {cause}.", cause=word(route.end_cause)) if route.end_cause else None
    words = _("“{words}”", words=clip(route.end_words, 700)) if route.end_words else None
    if reader.own:
        kept = _("What you have done is kept.")
        return said(_("Your route ended early."), cause, words, kept, offers=(_open(route),))
    rest = _("Nothing more is to be done.")
    return said(_("A route ended early."), _whose(route), cause, words, rest, offers=(_page(reader, route),))


def _page(reader: Reader, route: RouteCard) -> Offer:
    """The route as the reader opens it: its curator and its school in the chat, the centre in the back office."""
    return office_route(route.id) if route.whole and not route.curated else _open(route)


def result_changed(reader: Reader) -> NoticeText | None:
    """To the planner and the curator: the result that a route rests on was corrected or recalled; not what it says."""
    recalled = reader.parcel.facts.get("recalled")
    head = _("❗ <b>A result was recalled.</b>") if recalled else _("❗ <b>A result was corrected.</b>")
    asked = _("Please look whether the route still fits it.")
    if not reader.parcel.route_id:
        case = reader.case
        whose = _("{person}, {organization}", person=clip(case.person, 150), organization=clip(case.organization, 150))
        return said(head, whose, asked, offers=(office_case(case.id),))
    route = reader.route
    if not route.whole:
        return None
    return said(head, _whose(route), asked, offers=(_page(reader, route),))

"""The teacher's own mark of an activity and the curator's view beside it (annex 3, cl. 5.10; К-38)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from locales import catalog
from models.deadlines import DeadlineKind
from models.people import Way
from models.routes import CuratorView
from services import conversations, deadlines, notices, outside, results, rights
from services.context import Context
from services.errors import Invalid, Refused, Stale
from services.moves import lock, move
from services.notices import NoticeKind
from services.outside import Said
from services.routes.activity_cards import ActivityCard, activity_card, is_early, is_fresh
from services.routes.finding import find_activity
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy


def _shown(session: Session, ctx: Context, activity_id: int) -> ActivityCard:
    """The activity as it stands now; whoever but the teacher is shown its deficits leaves a look (К-01)."""
    card = activity_card(session, ctx, activity_id=activity_id)
    if card.deficits and not card.mine:
        results.note_look(session, ctx, participation_id=card.participation_id)
    return card


def mark_activity(
    session: Session, ctx: Context, *, activity_id: int, done: bool, way: Way = Way.chat, sure: bool = True
) -> ActivityCard:
    """The teacher marks an activity done, or takes the mark back within a day. Said twice, it is one mark.

    Raises Invalid before the last day of the activity while the teacher is not ``sure``, Refused when a mark is taken
    back later than within a day (ours). Source: annex 3, cl. 5.10.
    """
    row = find_activity(session, ctx, activity_id)
    move(session, ctx, ROUTE, row.route, "mark")
    lock(session, row)
    if done and row.done_at is None:
        if not sure and is_early(ctx, row):
            raise Invalid(_("This day has not come yet. Is it really done already?"), "sure")
        row.done_at, row.done_way = ctx.now, way
        deadlines.meet(session, ctx, DeadlineKind.activity, row)
    elif not done and row.done_at is not None:
        if not is_fresh(ctx, row):
            raise Refused(_("A mark can be taken back within a day. Please write to your curator."))
        row.done_at, row.done_way = None, None
        deadlines.open_deadline(session, ctx, DeadlineKind.activity, row, event_on=row.starts_on, due_on=row.ends_on)
    session.flush()
    return _shown(session, ctx, activity_id)


def record_mark(
    session: Session,
    ctx: Context,
    *,
    activity_id: int,
    way: Way,
    on: date | None = None,
    scan_id: int | None = None,
    note: str = "",
) -> ActivityCard:
    """The curator or the planner records a mark that the teacher made outside the chat: on the paper card, by phone.
    It is the teacher's own mark, on the day it was made (annex 3, cl. 5.10); the curator's view stays as it was.

    Raises Stale when the activity is marked already.
    """
    row = find_activity(session, ctx, activity_id)
    route = row.route
    rights.require(any(rights.is_who(session, ctx, who, route) for who in ROUTE.step("record_mark").who))
    approved_on = ctx.region.today(route.approved_at) if route.approved_at else None
    said = Said(way, on, scan_id, note)
    day = outside.settle(session, ctx, route, "record_mark", said, activity_id=row.id, not_before=approved_on)
    move(session, ctx, ROUTE, route, "record_mark")
    lock(session, row)
    if row.done_at is not None:
        raise Stale(_("This activity is marked as done already."))
    row.done_at, row.done_way = outside.moment(ctx, day), way
    deadlines.meet(session, ctx, DeadlineKind.activity, row, day)
    session.flush()
    return _shown(session, ctx, activity_id)


def undo_mark(session: Session, ctx: Context, *, activity_id: int, note: str) -> ActivityCard:
    """The curator or the planner takes back a mark that staff recorded by mistake, with the reason in words. One that
    the teacher made in the chat is the teacher's alone (К-38).

    Raises Invalid without a reason, Refused for the teacher's own mark, Stale when there is no mark any more.
    """
    row = find_activity(session, ctx, activity_id)
    if not note.strip():
        raise Invalid(_("Please write why the mark is taken back."), "note")
    move(session, ctx, ROUTE, row.route, "undo_mark")
    lock(session, row)
    if row.done_at is None or row.done_way is None:
        raise Stale(_("This activity is not marked as done any more."))
    if row.done_way is Way.chat:
        raise Refused(_("The teacher made this mark in the chat: only they take it back."))
    outside.settle(session, ctx, row.route, "undo_mark", Said(row.done_way, note=note), activity_id=row.id)
    row.done_at, row.done_way = None, None
    deadlines.open_deadline(session, ctx, DeadlineKind.activity, row, event_on=row.starts_on, due_on=row.ends_on)
    session.flush()
    return activity_card(session, ctx, activity_id=activity_id)


def look_at_mark(
    session: Session, ctx: Context, *, activity_id: int, view: CuratorView, comment: str = ""
) -> ActivityCard:
    """The curator confirms a mark or asks about an activity; the teacher's mark stays as it is (К-38). A question
    stands in the conversation about the route, where its answer is given (annex 3, cl. 4.4.5).

    Raises Invalid for a question without words, Stale for a confirmation of what is not marked.
    """
    row = find_activity(session, ctx, activity_id)
    if view is CuratorView.questioned and not comment.strip():
        raise Invalid(_("Please write what the question is."), "comment")
    move(session, ctx, ROUTE, row.route, "look_at_mark")
    lock(session, row)
    if view is CuratorView.confirmed and row.done_at is None:
        raise Stale(_("The teacher has not marked this activity, or took the mark back: there is nothing to confirm."))
    row.view, row.view_comment = view, comment.strip()
    row.viewed_by_id, row.viewed_at = ctx.actor.person_id, ctx.now
    if view is CuratorView.questioned:
        conversations.ask_back(session, ctx, activity=row, text=row.view_comment)
        key = ctx.now.isoformat()
        notices.post(session, ctx, NoticeKind.mark_questioned, [row.route.person_id], row, key=key)
    session.flush()
    return _shown(session, ctx, activity_id)

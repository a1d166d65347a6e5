"""Who has to be told of what in a case or a route, and whether they were: by a notice that came, or outside the chat.

The outbox is the record of both. A notice that reaches its person in no way is told by staff by phone, by letter or in
person, and is settled by that telling as by its delivery. The order's term of a result is met by its being told (annex
2, cl. 5.9.6, 5.10.4): in the chat with the publication, outside it with the telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from locales import Text, catalog
from models.accounts import Role
from models.applications import CancelReason, Participation, ParticipationStatus
from models.conversations import Conversation, Message
from models.deadlines import DeadlineKind
from models.notices import Notice, NoticeStatus
from models.people import Person
from models.routes import Activity, CuratorView, EndCause, Route, RouteStatus
from services import deadlines, health, notices, outside, recipients, rights
from services.context import Context
from services.errors import Invalid, NotFound, Stale
from services.moves import lock
from services.notices import NoticeKind
from services.outside import Said
from services.rights import Who

_ = catalog("services").lazy
K, S, R = NoticeKind, ParticipationStatus, RouteStatus
#: The telling of an event among the steps outside the chat is called by its kind.
ACT = "told_"
Row = TypeVarTuple("Row")


@dataclass(frozen=True)
class Matter:
    """An event that its person must know of: its words, what a later event of the same ``group`` says instead of it
    (of the same activity, where it is about one), and while what it is still news."""

    words: Text
    group: str
    stands: sa.ColumnElement[bool]


_PUBLISHED = Participation.status == S.result_published
_ON = Route.status.not_in((R.completed, R.ended_early, R.erased))
_QUESTIONED = sa.exists().where(
    Activity.id == Notice.activity_id, Activity.view == CuratorView.questioned, Activity.removed_at.is_(None)
).correlate(Notice)  # fmt: skip
#: Whoever has spoken with the curator since, in the chat or outside it, knows of the question.
_SPOKEN = sa.exists().where(
    Conversation.route_id == Notice.route_id, Message.conversation_id == Conversation.id, Message.question,
    Message.at >= Notice.created_at,
).correlate(Notice)  # fmt: skip
#: Not here is what awaits the person's word or coming (a deadline of its own is called about), and what they said
#: themselves outside the chat, as a cancellation or an early end they asked for.
MATTERS: Mapping[NoticeKind, Matter] = {
    K.result_ready: Matter(_("the result is ready"), "result", _PUBLISHED),
    K.result_corrected: Matter(_("the result is corrected"), "result", _PUBLISHED),
    K.result_recalled: Matter(_("the result is recalled"), "result", Participation.status == S.assessed),
    K.decision_told: Matter(_("what follows the result"), "decision", _PUBLISHED & Participation.decision.is_not(None)),
    K.assessment_moved: Matter(_("the assessment is moved"), "day", Participation.status == S.agreed),
    K.no_show: Matter(_("the assessment was missed, a new day is needed"), "day", Participation.status == S.submitted),
    K.application_cancelled: Matter(
        _("the application is cancelled"), "end",
        (Participation.status == S.cancelled) & (Participation.cancel_reason != CancelReason.person_asked),
    ),
    K.route_approved: Matter(_("the route is approved"), "start", Route.status == R.active),
    K.route_suspended: Matter(_("the route is suspended"), "pace", Route.status == R.suspended),
    K.route_resumed: Matter(_("the route goes on"), "pace", Route.status == R.active),
    K.curator_changed: Matter(_("the route has another curator"), "curator", _ON),
    K.mark_questioned: Matter(
        _("the curator has a question about an activity"), "question", _ON & _QUESTIONED & ~_SPOKEN
    ),
    K.route_ended: Matter(
        _("the route has ended early"), "end", (Route.status == R.ended_early) & (Route.end_cause != EndCause.wish)
    ),
}  # fmt: skip
#: What tells of a published result.
RESULT = (K.result_ready, K.result_corrected)


@dataclass(frozen=True)
class Untold:
    """An event that its person does not know of yet, as far as anybody knows; ``unsure``: a notice may have come;
    ``activity``: the title of the one it is about."""

    notice_id: int
    kind: NoticeKind
    on: date
    unsure: bool
    person_id: int
    participation_id: int | None
    route_id: int | None
    activity: str = ""

    @property
    def words(self) -> Text:
        """What is to be told."""
        what = MATTERS[self.kind].words
        return _("{what}: “{title}”", what=what, title=self.activity) if self.activity else what


About = Participation | Route


def expected(session: Session, person_id: int) -> bool:
    """Whether a notice that is written now will reach its person, as far as anybody knows."""
    return bool(recipients.reachable(session, [person_id]))


def arrives_at(session: Session, ctx: Context, kind: NoticeKind, person_id: int) -> datetime | None:
    """When a notice that is written now comes to its person, who knows nothing of it before; None where none reaches
    them and they are to be called."""
    return notices.leaves_at(ctx, kind) if expected(session, person_id) else None


def untold(
    session: Session, ctx: Context, *, participation_id: int | None = None, route_id: int | None = None
) -> Sequence[Untold]:
    """What the person of a case or of a route is still to be told by the staff of the centre, the oldest first; nothing
    for others."""
    about = Notice.route_id == route_id if route_id is not None else Notice.participation_id == participation_id
    return _read(session, ctx, about)


def result_awaited(session: Session, ctx: Context, *, participation_id: int) -> bool:
    """Whether a published result is still to be told, before anything is decided of it: its term runs, or no notice has
    brought it as far as anybody knows. For the staff of the centre; False for others."""
    row = session.get(Participation, participation_id)
    if row is None or not _works(session, ctx, row) or row.status is not S.result_published:
        return False
    events = untold(session, ctx, participation_id=participation_id)
    return bool(deadlines.find(session, DeadlineKind.result, row)) or any(one.kind in RESULT for one in events)


def everywhere(session: Session, ctx: Context, *, limit: int = 2000) -> Sequence[Untold]:
    """What people of the actor's centres are still to be told, the oldest first."""
    return _read(session, ctx, sa.true(), limit)


def _read(session: Session, ctx: Context, about: sa.ColumnElement[bool], limit: int = 200) -> Sequence[Untold]:
    query = waiting(session, ctx, sa.select(Notice, Activity.title)).outerjoin(
        Activity, Activity.id == Notice.activity_id
    )  # fmt: skip
    return [
        Untold(
            one.id, K(one.kind), ctx.region.today(one.created_at), one.status is NoticeStatus.uncertain,
            one.recipient_id, one.participation_id, one.route_id, title or "",
        )
        for one, title in session.execute(query.where(about).order_by(Notice.id).limit(limit))
    ]  # fmt: skip


def waiting(session: Session, ctx: Context, query: sa.Select[*Row]) -> sa.Select[*Row]:
    """A query over notices, of those alone that their person is still to be told by the actor's centres."""
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    centre_id = sa.func.coalesce(Participation.centre_id, Route.centre_id)
    return (
        query.select_from(Notice)
        .join(Person, Person.id == Notice.recipient_id)
        .outerjoin(Participation, Participation.id == Notice.participation_id)
        .outerjoin(Route, Route.id == Notice.route_id)
        .where(
            _not_come(session, ctx), _stands(), ~_said_later(), Notice.recipient_id != ctx.actor.person_id,
            Notice.recipient_id == sa.func.coalesce(Participation.person_id, Route.person_id),
            sa.true() if centres is None else centre_id.in_(centres),
        )
    )  # fmt: skip


def _not_come(session: Session, ctx: Context) -> sa.ColumnElement[bool]:
    """Notices that reached nobody and are on no way to anybody."""
    by_mail = sa.and_(
        Notice.error.in_(notices.UNREACHED), recipients.takes_mail(), Notice.created_at > ctx.now - notices.FRESH
    )
    lost = sa.and_(Notice.status == NoticeStatus.failed, sa.not_(by_mail) if health.mails(session) else sa.true())
    idle = sa.and_(Notice.status == NoticeStatus.pending, sa.not_(recipients.reaches(session)))
    # Named once more for the index: of a million notices that were sent none is looked at.
    waits = Notice.status.in_((NoticeStatus.failed, NoticeStatus.uncertain, NoticeStatus.pending))
    return sa.and_(waits, sa.or_(lost, Notice.status == NoticeStatus.uncertain, idle))


def _stands() -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.and_(Notice.kind == kind.value, matter.stands) for kind, matter in MATTERS.items()))


def _said_later() -> sa.ColumnElement[bool]:
    """Whether a later event of the same group says it all."""
    later = aliased(Notice)
    return sa.exists().where(
        later.recipient_id == Notice.recipient_id, later.id > Notice.id, _group(later) == _group(Notice),
        later.participation_id.is_not_distinct_from(Notice.participation_id),
        later.route_id.is_not_distinct_from(Notice.route_id),
        later.activity_id.is_not_distinct_from(Notice.activity_id),
    )  # fmt: skip


def _group(notice: type[Notice]) -> sa.ColumnElement[str]:
    return sa.case(*((notice.kind == kind.value, matter.group) for kind, matter in MATTERS.items()))


def tell(
    session: Session,
    ctx: Context,
    *,
    notice_ids: Iterable[int],
    said: Said,
    participation_id: int | None = None,
    route_id: int | None = None,
) -> None:
    """Staff of the centre record that they told the person what no notice brought: how, on which day, with a scan. Of
    a result, its term is met on that day.

    Raises NotFound for a case or a route of another centre and for one's own, Invalid when nothing is chosen, for no
    way, or for a day before the event; Stale for what was told already. Source: annex 2, cl. 5.9.6, 5.10.4.
    """
    row = _about(session, ctx, participation_id, route_id)
    wanted = set(notice_ids)
    if not wanted:
        raise Invalid(_("Please choose what was told."), "notice_ids")
    _take(session, row, Notice.id.in_(wanted))
    found = [one for one in untold(session, ctx, participation_id=participation_id, route_id=route_id)
             if one.notice_id in wanted]  # fmt: skip
    if len(found) != len(wanted):
        raise Stale(_("This has already been done or has changed. Here is how it stands now."))
    for one in found:
        day = outside.settle(session, ctx, row, f"{ACT}{one.kind}", said, not_before=one.on)
        _settle(session, ctx, sa.and_(Notice.id == one.notice_id, Notice.status.in_(_OPEN)), said.way, day)
        if one.kind is K.result_ready and not one.unsure:
            # A letter was to bring it and never did: its term was taken for met with the publication.
            _give_back(session, ctx, row)
        _meet(session, ctx, row, one.kind, day)


_OPEN = (NoticeStatus.pending, NoticeStatus.failed, NoticeStatus.uncertain)


def _about(session: Session, ctx: Context, participation_id: int | None, route_id: int | None) -> About:
    row: About | None = session.get(Route, route_id) if route_id else session.get(Participation, participation_id or 0)
    if row is None or not _works(session, ctx, row):
        raise NotFound(_("There is no such record."))
    return row


def _works(session: Session, ctx: Context, row: About) -> bool:
    return any(rights.is_who(session, ctx, who, row) for who in (Who.operator, Who.planner))


def _take(session: Session, row: About, *which: sa.ColumnElement[bool]) -> None:
    """Take some notices and then the row they are about: a sender has its notice first, and so has everybody."""
    session.execute(sa.select(Notice.id).where(*which).order_by(Notice.id).with_for_update())
    lock(session, row)


def _settle(session: Session, ctx: Context, which: sa.ColumnElement[bool], way: str, on: date) -> None:
    told = sa.update(Notice).where(which).values(
        status=NoticeStatus.sent, channel=way, sent_at=outside.moment(ctx, on), error="", retry_at=None
    )  # fmt: skip
    if session.execute(told, execution_options={"synchronize_session": False}).rowcount < 1:  # type: ignore[attr-defined]  # CursorResult
        raise Stale(_("This has already been done or has changed. Here is how it stands now."))


def by_word(
    session: Session, ctx: Context, kind: NoticeKind, about: About | Person, key: str, *, way: str, on: date
) -> None:
    """What was just written to one whom no notice reaches, and what they said themselves outside the chat, on the day
    and in the way it is recorded: nobody is to tell them once more."""
    person_id = about.id if isinstance(about, Person) else about.person_id
    if person_id != ctx.actor.person_id and not expected(session, person_id):
        _settle(session, ctx, Notice.dedupe_key == notices.dedupe_key(kind, about, key, person_id), way, on)


def came(session: Session, ctx: Context, notice: Notice) -> None:
    """A notice reached its person: the term of a result that waited for it is met, while that result stands."""
    row = _of_result(session, notice, *RESULT)
    if row is not None and row.status is S.result_published:
        _meet(session, ctx, row, K(notice.kind), ctx.today)


def seen(session: Session, ctx: Context, row: Participation) -> None:
    """The person opened their published result in the chat: they know of it, whatever became of the notice."""
    own = (
        Notice.participation_id == row.id, Notice.recipient_id == row.person_id, Notice.kind.in_(RESULT),
        Notice.status.in_(_OPEN),
    )  # fmt: skip
    _take(session, row, *own)
    if row.status is not S.result_published:
        return
    come = sa.update(Notice).where(*own).values(status=NoticeStatus.sent, sent_at=ctx.now, error="", retry_at=None)
    session.execute(come, execution_options={"synchronize_session": False})
    _meet(session, ctx, row, K.result_ready, ctx.today)


def failed(session: Session, ctx: Context, notice: Notice) -> None:
    """A notice reached nobody: a result that was taken for told with its publication is still to be told, in its own
    term."""
    row = _of_result(session, notice, K.result_ready)
    if row is not None:
        _give_back(session, ctx, row)


def _of_result(session: Session, notice: Notice, *kinds: NoticeKind) -> Participation | None:
    """The case of a notice of a result, taken; None for a notice of anything else."""
    if notice.kind not in kinds or notice.participation_id is None:
        return None
    row = session.get_one(Participation, notice.participation_id)
    lock(session, row)
    return row


def _give_back(session: Session, ctx: Context, row: About) -> None:
    """The term of a published result runs, as it does until the person was told."""
    assert isinstance(row, Participation)  # noqa: S101 for the type checker: only a case has a result
    if row.status is S.result_published and deadlines.find(session, DeadlineKind.result, row) is None:
        deadlines.reopen(session, ctx, DeadlineKind.result, row)


def _meet(session: Session, ctx: Context, row: About, kind: NoticeKind, on: date) -> None:
    if kind in RESULT and isinstance(row, Participation):
        deadlines.meet(session, ctx, DeadlineKind.result, row, on)

"""Photo, file, link or words that a teacher puts beside a mark (annex 3, cl. 5.10). The school does not see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.files import StoredFile
from models.routes import Activity, Evidence, EvidenceKind, Route, RouteStatus
from services import files, rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused
from services.moves import move
from services.routes.activity_cards import ActivityLine, activity_line
from services.routes.finding import find, find_activity
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy
MOST = 10
WORDS_MAX = 2000
LINK_MAX = 1000


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence; a photo or a file has ``file``, a link or words have ``text``."""

    id: int
    activity_id: int
    kind: EvidenceKind
    text: str
    file: files.FileCard | None
    added_at: datetime


def attach_file(session: Session, ctx: Context, *, activity_id: int, file_id: int) -> EvidenceLine:
    """The teacher puts a photo or a file they brought beside an activity; raises NotFound for a file not theirs."""
    activity = _own_activity(session, ctx, activity_id)
    same = _there(session, activity, Evidence.file_id == file_id)
    if same is not None:
        return _line(session, same)
    card = files.file_card(files.own(session, ctx, file_id=file_id))
    kind = EvidenceKind.photo if card.is_image else EvidenceKind.file
    return _attach(session, ctx, activity, Evidence(kind=kind, file_id=card.id))


def attach_link(session: Session, ctx: Context, *, activity_id: int, url: str) -> EvidenceLine:
    """The teacher puts a link beside an activity; raises Invalid for anything but an http or https address."""
    activity = _own_activity(session, ctx, activity_id)
    url = checked_link(url)
    return _attach(session, ctx, activity, Evidence(kind=EvidenceKind.link, text=url))


def attach_words(session: Session, ctx: Context, *, activity_id: int, text: str) -> EvidenceLine:
    """The teacher says something about an activity; raises Invalid for empty or over-long words."""
    activity = _own_activity(session, ctx, activity_id)
    text = text.strip()
    if not text or len(text) > WORDS_MAX:
        raise Invalid(_("Please write 1 to {most} characters.", most=WORDS_MAX), "text")
    return _attach(session, ctx, activity, Evidence(kind=EvidenceKind.words, text=text))


def remove_evidence(session: Session, ctx: Context, *, evidence_id: int) -> int:
    """The teacher takes a piece of evidence away; said twice, it is away. Returns the activity's id."""
    row = session.get(Evidence, evidence_id)
    if row is None:
        raise NotFound(_("There is no such attachment."))
    _own_activity(session, ctx, row.activity_id)
    row.removed_at = row.removed_at or ctx.now
    session.flush()
    return row.activity_id


def may_attach(session: Session, ctx: Context, *, limit: int = 6) -> Sequence[ActivityLine]:
    """The activities beside which the actor may put something now, those nearest to today first: of their own active
    routes."""
    query = (
        sa.select(Activity)
        .join(Route)
        .where(
            Route.person_id == ctx.actor.person_id, Route.status == RouteStatus.active, Activity.removed_at.is_(None)
        )
    )
    found = sorted(session.scalars(query), key=lambda one: (_days_off(ctx, one), one.starts_on, one.id))
    return [activity_line(one, whole=False) for one in found[:limit]]


def _days_off(ctx: Context, activity: Activity) -> int:
    """How many days lie between today and an activity."""
    return max((activity.starts_on - ctx.today).days, (ctx.today - activity.ends_on).days, 0)


def evidence_of(session: Session, ctx: Context, *, activity_id: int) -> Sequence[EvidenceLine]:
    """What the teacher put beside an activity, for the teacher, the curator and the centre; raises NotFound for the
    school."""
    activity = find_activity(session, ctx, activity_id)
    if not rights.sees_evidence(session, ctx, activity.route):
        raise NotFound(_("There is no such activity."))
    return [_line(session, row) for row in _living(session, activity)]


def evidence_on_route(session: Session, ctx: Context, *, route_id: int) -> Mapping[int, Sequence[EvidenceLine]]:
    """What the teacher put beside each activity of a route, by the activity's id; nothing for the school. Raises
    NotFound for a route the actor may not see."""
    route = find(session, ctx, route_id)
    if not rights.sees_evidence(session, ctx, route):
        return {}
    query = sa.select(Evidence).join(Activity).where(Activity.route_id == route.id, Evidence.removed_at.is_(None))
    found: dict[int, list[EvidenceLine]] = {}
    for row in session.scalars(query.order_by(Evidence.id)):
        found.setdefault(row.activity_id, []).append(_line(session, row))
    return found


def _own_activity(session: Session, ctx: Context, activity_id: int) -> Activity:
    """An activity of the actor's own active route; the step locks the route, so two at once cannot pass the limit."""
    activity = find_activity(session, ctx, activity_id)
    move(session, ctx, ROUTE, activity.route, "mark")
    return activity


def _living(session: Session, activity: Activity) -> Sequence[Evidence]:
    query = sa.select(Evidence).where(Evidence.activity_id == activity.id, Evidence.removed_at.is_(None))
    return session.scalars(query.order_by(Evidence.id)).all()


def _there(session: Session, activity: Activity, *where: sa.ColumnElement[bool]) -> Evidence | None:
    query = sa.select(Evidence).where(Evidence.activity_id == activity.id, Evidence.removed_at.is_(None), *where)
    return session.scalars(query.limit(1)).first()


def _attach(session: Session, ctx: Context, activity: Activity, row: Evidence) -> EvidenceLine:
    if row.file_id is None:
        same = _there(session, activity, Evidence.kind == row.kind, Evidence.text == row.text)
        if same is not None:
            return _line(session, same)
    if len(_living(session, activity)) >= MOST:
        raise Refused(_("There are {most} attachments here already. Please remove one first.", most=MOST))
    row.activity_id, row.added_at, row.text = activity.id, ctx.now, row.text or ""
    session.add(row)
    session.flush()
    return _line(session, row)


def checked_link(url: str) -> str:
    """The address without blanks around; raises Invalid for anything but http or https to a named host."""
    url = url.strip()
    message = _("A link begins with https://, for example https://school.ru/seminar")
    if not url or len(url) > LINK_MAX or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise Invalid(message, "url")
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
    except ValueError:
        raise Invalid(message, "url") from None
    if parts.scheme.casefold() not in {"http", "https"} or not host or "." not in host.strip(".") or user is not None:
        raise Invalid(message, "url")
    return url


def _line(session: Session, row: Evidence) -> EvidenceLine:
    stored = session.get(StoredFile, row.file_id) if row.file_id is not None else None
    card = files.file_card(stored) if stored is not None else None
    return EvidenceLine(row.id, row.activity_id, row.kind, row.text, card, row.added_at)

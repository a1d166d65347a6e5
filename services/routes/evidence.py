"""Photo, file, link or words beside a mark: put there by the teacher, or recorded by the curator or the planner to whom
the teacher brought them outside the chat (annex 3, cl. 5.10). The school does not see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.files import StoredFile
from models.people import Way
from models.routes import Activity, Evidence, EvidenceKind
from services import files, notices, outside, rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused, all_of
from services.moves import move
from services.notices import NoticeKind
from services.routes.finding import find, find_activity, find_evidence
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy
MOST = 10
WORDS_MAX = 2000
LINK_MAX = 1000


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence; a photo or a file has ``file``, a link or words have ``text``. ``recorded_by``: who of the
    staff put it there for the teacher, ``way``: how it had come to them; ``mine``: the reader may take it away."""

    id: int
    activity_id: int
    kind: EvidenceKind
    text: str
    file: files.FileCard | None
    added_at: datetime
    way: Way = Way.chat
    recorded_by: str = ""
    mine: bool = False


def attach_file(session: Session, ctx: Context, *, activity_id: int, file_id: int) -> EvidenceLine:
    """The teacher puts a photo or a file they brought beside an activity; raises NotFound for a file not theirs."""
    activity = _own_activity(session, ctx, activity_id)
    same = _there(session, activity, Evidence.file_id == file_id)
    if same is not None:
        return _line(session, ctx, same)
    card = files.file_card(files.own(session, ctx, file_id=file_id))
    return _attach(session, ctx, activity, Evidence(kind=_kind(card), file_id=card.id))


def attach_link(session: Session, ctx: Context, *, activity_id: int, url: str) -> EvidenceLine:
    """The teacher puts a link beside an activity; raises Invalid for anything but an http or https address."""
    activity = _own_activity(session, ctx, activity_id)
    return _attach(session, ctx, activity, Evidence(kind=EvidenceKind.link, text=checked_link(url)))


def attach_words(session: Session, ctx: Context, *, activity_id: int, text: str) -> EvidenceLine:
    """The teacher says something about an activity; raises Invalid for empty or over-long words."""
    activity = _own_activity(session, ctx, activity_id)
    return _attach(session, ctx, activity, Evidence(kind=EvidenceKind.words, text=checked_text(text)))


def record_evidence(
    session: Session,
    ctx: Context,
    *,
    activity_id: int,
    way: Way,
    file_id: int | None = None,
    url: str = "",
    text: str = "",
) -> Sequence[EvidenceLine]:
    """The curator or the planner puts beside an activity what the teacher brought outside the chat: a file that the
    recorder brought, a link, words, or several of these. The teacher is told, and may take it away as their own.

    Raises Invalid without ``way``, for nothing at all, and for what cannot be taken; Refused over the limit. Source:
    annex 3, cl. 5.10.
    """
    activity = find_activity(session, ctx, activity_id)
    move(session, ctx, ROUTE, activity.route, "record_evidence")
    url, text = url.strip(), text.strip()
    check_recorded(session, ctx, way=way, brought=file_id is not None, url=url, text=text)
    rows = [Evidence(kind=EvidenceKind.link, text=url)] if url else []
    rows += [Evidence(kind=EvidenceKind.words, text=text)] if text else []
    if file_id is not None:
        card = files.file_card(files.own(session, ctx, file_id=file_id))
        rows.insert(0, Evidence(kind=_kind(card), file_id=card.id))
    for row in rows:
        row.way, row.recorded_by_id = way, ctx.actor.person_id
    kept = [_attach(session, ctx, activity, row) for row in rows]
    key = str(max(one.id for one in kept))
    notices.post(session, ctx, NoticeKind.evidence_recorded, [activity.route.person_id], activity, key=key)
    return kept


def check_recorded(_session: Session, _ctx: Context, *, way: Way, brought: bool, url: str, text: str) -> None:
    """All that ``record_evidence`` would refuse of what was typed, at once: raises Invalid or Several."""
    checks: list[Callable[[], object]] = [partial(outside.check_way, way)]
    if url.strip():
        checks.append(partial(checked_link, url))
    if text.strip():
        checks.append(partial(checked_text, text))
    if not (brought or url.strip() or text.strip()):
        checks.append(_refuse_nothing)
    all_of(*checks)


def _refuse_nothing() -> None:
    raise Invalid(_("Please choose a file, give a link or write some words."), "file")


def remove_evidence(session: Session, ctx: Context, *, evidence_id: int) -> int:
    """The teacher takes a piece of evidence away, or whoever of the staff recorded it, by mistake; said twice, it is
    away. Returns the activity's id."""
    row = session.get(Evidence, evidence_id)
    if row is None:
        raise NotFound(_("There is no such attachment."))
    if row.recorded_by_id is not None and row.recorded_by_id == ctx.actor.person_id:
        activity = find_activity(session, ctx, row.activity_id)
        move(session, ctx, ROUTE, activity.route, "record_evidence")
    else:
        _own_activity(session, ctx, row.activity_id)
    row.removed_at = row.removed_at or ctx.now
    session.flush()
    return row.activity_id


def evidence_of(session: Session, ctx: Context, *, activity_id: int) -> Sequence[EvidenceLine]:
    """What the teacher put beside an activity, for the teacher, the curator and the centre; raises NotFound for the
    school."""
    activity = find_activity(session, ctx, activity_id)
    if not rights.sees_evidence(session, ctx, activity.route):
        raise NotFound(_("There is no such activity."))
    return [
        _line(session, ctx, row)
        for row in find_evidence(session, ctx, activity.route, Evidence.activity_id == activity.id)
    ]


def evidence_on_route(session: Session, ctx: Context, *, route_id: int) -> Mapping[int, Sequence[EvidenceLine]]:
    """What the teacher put beside each activity of a route, by the activity's id; nothing for the school. Raises
    NotFound for a route the actor may not see."""
    route = find(session, ctx, route_id)
    found: dict[int, list[EvidenceLine]] = {}
    for row in find_evidence(session, ctx, route):
        found.setdefault(row.activity_id, []).append(_line(session, ctx, row))
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
            return _line(session, ctx, same)
    if len(_living(session, activity)) >= MOST:
        raise Refused(_("There are {most} attachments here already. Please remove one first.", most=MOST))
    row.activity_id, row.added_at, row.text = activity.id, ctx.now, row.text or ""
    session.add(row)
    session.flush()
    return _line(session, ctx, row)


def _kind(card: files.FileCard) -> EvidenceKind:
    return EvidenceKind.photo if card.is_image else EvidenceKind.file


def checked_text(text: str) -> str:
    """The words without blanks around; raises Invalid for empty or over-long ones."""
    text = text.strip()
    if not text or len(text) > WORDS_MAX:
        raise Invalid(_("Please write 1 to {most} characters.", most=WORDS_MAX), "text")
    return text


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


def _line(session: Session, ctx: Context, row: Evidence) -> EvidenceLine:
    stored = session.get(StoredFile, row.file_id) if row.file_id is not None else None
    card = files.file_card(stored) if stored is not None else None
    mine = (row.recorded_by_id or row.activity.route.person_id) == ctx.actor.person_id
    by = row.recorded_by.short_name if row.recorded_by else ""
    return EvidenceLine(row.id, row.activity_id, row.kind, row.text, card, row.added_at, row.way, by, mine)

"""Codifiers (кодификаторы) and their deficits: reference data of the centre, with search by code and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import Text, catalog
from models.accounts import Role
from models.base import fold
from models.catalogue import AssessedObject, Codifier, Deficit, EventDeficit, ProgrammeDeficit
from services import rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused, all_of

_ = catalog("services").lazy
NAME_MAX = 200
CODE_MAX = 40
TEXT_MAX = 500
_READERS = (Role.operator, Role.planner, Role.curator, Role.administrator)
_EDITORS = (Role.operator, Role.planner, Role.administrator)


@dataclass(frozen=True)
class CodifierCard:
    """A codifier and how many deficits it lists."""

    id: int
    name: str
    edition: str
    subject: str
    block: str
    archived: bool
    deficits: int


@dataclass(frozen=True)
class DeficitRow:
    """A deficit of a codifier: reference data, nobody's result."""

    id: int
    codifier_id: int
    codifier: str
    subject: str
    block: str
    code: str
    text: str
    object_kind: AssessedObject = AssessedObject.competence
    object_name: str = ""


def codifiers(session: Session, ctx: Context, *, text: str = "", archived: bool = False) -> Sequence[CodifierCard]:
    """The codifiers by a part of the name; raises Denied outside the centre."""
    rights.require(ctx.actor.has(*_READERS))
    count = sa.select(sa.func.count(Deficit.id)).where(
        Deficit.codifier_id == Codifier.id, Deficit.archived_at.is_(None)
    )
    query = sa.select(Codifier, count.correlate(Codifier).scalar_subquery()).where(
        Codifier.archived_at.is_not(None) if archived else Codifier.archived_at.is_(None)
    )
    rows = session.execute(query.order_by(Codifier.name, Codifier.edition).limit(500)).all()
    words = fold(text).split()
    return [_card(row, number) for row, number in rows if all(word in fold(row.name) for word in words)]


def find_deficits(
    session: Session,
    ctx: Context,
    *,
    text: str = "",
    subject: str | None = None,
    block: str | None = None,
    codifier_id: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Sequence[DeficitRow]:
    """Deficits whose code or words hold every word of ``text``, those whose code begins with it first; of codifiers for
    the subject and block, or for any. Raises Denied outside the centre."""
    rights.require(ctx.actor.has(*_READERS))
    folded = fold(text)
    first = sa.not_(Deficit.folded_text.startswith(folded, autoescape=True))
    query = (
        sa.select(Deficit)
        .join(Deficit.codifier)
        .options(joinedload(Deficit.codifier))
        .where(*(Deficit.folded_text.contains(word, autoescape=True) for word in folded.split()))
        .where(*_in_use(subject, block, codifier_id))
        .order_by(first, Deficit.codifier_id, Deficit.code, Deficit.id)
    )
    return [deficit_row(row) for row in session.scalars(query.limit(min(limit, 200)).offset(offset))]


def _in_use(subject: str | None, block: str | None, codifier_id: int | None) -> Iterator[sa.ColumnElement[bool]]:
    """Of codifiers that hold today: those for a subject and a block or for any, or one codifier only."""
    yield from (Deficit.archived_at.is_(None), Codifier.archived_at.is_(None))
    if subject is not None:
        yield Codifier.subject.in_(("", subject))
    if block is not None:
        yield Codifier.block.in_(("", block))
    if codifier_id is not None:
        yield Codifier.id == codifier_id


def deficit(session: Session, ctx: Context, *, deficit_id: int) -> DeficitRow:
    """A deficit to pick; raises Denied outside the centre, NotFound for an unknown or an archived one."""
    rights.require(ctx.actor.has(*_READERS))
    row = _deficit(session, deficit_id)
    if row.archived_at is not None or row.codifier.archived_at is not None:
        raise NotFound(_("There is no such record."))
    return deficit_row(row)


def by_codes(
    session: Session, ctx: Context, *, found: Sequence[tuple[str, str, str]]
) -> dict[tuple[str, str, str], int]:
    """Deficits of the codifiers for subject, block and code as a result names them: what the catalogue is tagged with.

    Where several codifiers have the code, the one made for that subject and block is meant, then the newest. Codes that
    no codifier has are left out. Raises Denied outside the centre.
    """
    rights.require(ctx.actor.has(*_READERS))
    query = (
        sa.select(Deficit.id, Deficit.code, Codifier.subject, Codifier.block)
        .join(Deficit.codifier)
        .where(Deficit.code.in_({code for _subject, _block, code in found if code}))
        .where(Deficit.archived_at.is_(None), Codifier.archived_at.is_(None))
    )
    rows = session.execute(query.order_by(Deficit.id.desc())).all()
    matched = {}
    for subject, block, code in found:
        own = [row for row in rows if row.code == code and row.subject in ("", subject) and row.block in ("", block)]
        best = max(own, key=lambda row: bool(row.subject) + bool(row.block), default=None)
        if best is not None:
            matched[subject, block, code] = best.id
    return matched


def save_codifier(
    session: Session,
    ctx: Context,
    *,
    codifier_id: int | None = None,
    name: str,
    edition: str = "",
    subject: str = "",
    block: str = "",
    archived: bool = False,
) -> CodifierCard:
    """Enter a codifier, change it, or take it off the shelf. Raises Invalid for a name taken in its edition."""
    rights.require(ctx.actor.has(*_EDITORS))
    name, edition = " ".join(name.split()), " ".join(edition.split())[:CODE_MAX]
    twin = sa.select(Codifier.id).where(
        Codifier.name == name, Codifier.edition == edition, Codifier.id != (codifier_id or 0)
    )
    all_of(
        partial(_text, name, "name", NAME_MAX),
        partial(_refuse_twin, session, twin, _("There is one of this name already."), "name"),
        partial(_check_place, ctx, subject, block),
    )
    row = Codifier() if codifier_id is None else _codifier(session, codifier_id)
    row.name, row.edition, row.subject, row.block = name, edition, subject, block
    row.archived_at = (row.archived_at or ctx.now) if archived else None
    session.add(row)
    session.flush()
    number = session.scalar(sa.select(sa.func.count(Deficit.id)).where(Deficit.codifier_id == row.id)) or 0
    return _card(row, number)


def save_deficit(
    session: Session,
    ctx: Context,
    *,
    deficit_id: int | None = None,
    codifier_id: int,
    code: str,
    text: str,
    object_kind: AssessedObject = AssessedObject.competence,
    object_name: str = "",
    archived: bool = False,
) -> DeficitRow:
    """Enter a deficit, change it, or take it off the shelf. ``object_kind`` says whether it is one of a competence, of
    a labour function or of a duty, which the last two name (annex 2, cl. 1.4). Raises Invalid for a code the codifier
    has already."""
    rights.require(ctx.actor.has(*_EDITORS))
    codifier = _codifier(session, codifier_id)
    code, text, object_name = (" ".join(words.split()) for words in (code, text, object_name))
    named = object_kind is not AssessedObject.competence
    twin = sa.select(Deficit.id).where(
        Deficit.codifier_id == codifier.id, Deficit.code == code, Deficit.id != (deficit_id or 0)
    )
    all_of(
        partial(_text, code, "code", CODE_MAX),
        partial(_refuse_twin, session, twin, _("This codifier has such a code already."), "code"),
        partial(_text, text, "text", TEXT_MAX),
        *([partial(_text, object_name, "object_name", TEXT_MAX)] if named else []),
    )
    row = Deficit() if deficit_id is None else _deficit(session, deficit_id)
    row.codifier_id, row.code, row.text = codifier.id, code, text
    row.object_kind, row.object_name = object_kind, object_name if named else ""
    row.archived_at = (row.archived_at or ctx.now) if archived else None
    session.add(row)
    session.flush()
    return deficit_row(row)


def remove_deficit(session: Session, ctx: Context, *, deficit_id: int) -> None:
    """Remove a deficit entered by mistake; raises Refused once the catalogue works on it."""
    rights.require(ctx.actor.has(*_EDITORS))
    row = _deficit(session, deficit_id)
    for column in (ProgrammeDeficit.deficit_id, EventDeficit.deficit_id):
        if session.scalar(sa.select(column).where(column == row.id).limit(1)) is not None:
            raise Refused(_("The catalogue works on this deficit. It can be put into the archive instead."))
    session.delete(row)
    session.flush()


def _codifier(session: Session, codifier_id: int) -> Codifier:
    row = session.get(Codifier, codifier_id)
    if row is None:
        raise NotFound(_("There is no such record."))
    return row


def _deficit(session: Session, deficit_id: int) -> Deficit:
    row = session.get(Deficit, deficit_id)
    if row is None:
        raise NotFound(_("There is no such record."))
    return row


def _check_place(ctx: Context, subject: str, block: str) -> None:
    blocks = {one.code for many in ctx.region.blocks.values() for one in many}
    if subject not in {"", *(one.code for one in ctx.region.subjects)} or block not in {"", *blocks}:
        raise Invalid(_("Please choose the subject and the block from the lists."), "subject")


def _refuse_twin(session: Session, twin: sa.Select[int], text: Text, field: str) -> None:
    if session.scalar(twin) is not None:
        raise Invalid(text, field)


def _text(text: str, field: str, most: int) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= most:
        raise Invalid(_("Please write 1 to {most} characters.", most=most), field)
    return text


def _card(row: Codifier, number: int) -> CodifierCard:
    return CodifierCard(
        row.id, row.name, row.edition, row.subject, row.block, row.archived_at is not None, number
    )  # fmt: skip


def deficit_row(row: Deficit) -> DeficitRow:
    """A deficit of a codifier as the centre sees it."""
    codifier = row.codifier
    return DeficitRow(
        row.id, codifier.id, codifier.name, codifier.subject, codifier.block, row.code, row.text,
        row.object_kind, row.object_name,
    )  # fmt: skip

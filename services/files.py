"""Files that people bring: looked at and written outside the transaction, registered in it, opened only by a right.

A door calls ``inspect`` (reads, refuses), ``place`` (writes under a generated name), then ``register`` in its
transaction; a file that was placed and never registered is swept away. What a file is, its own bytes say, not its name.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from locales import catalog
from models.applications import Application, Consent, Participation
from models.files import StoredFile
from models.outside import OutsideStep
from models.people import PersonalDataConsent
from models.routes import Activity, Evidence, Route
from services import rights
from services.context import Context
from services.errors import Invalid, NotFound
from services.rights import Who

_ = catalog("services").lazy
MEGABYTE = 1024 * 1024
SIZE_MAX = 20 * MEGABYTE
NAME_MAX = 120
UNREGISTERED_LIVES = timedelta(hours=24)
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its media type and the ending its name gets."""

    media_type: str
    ending: str


JPEG, PNG = Kind("image/jpeg", ".jpg"), Kind("image/png", ".png")
WEBP, HEIC = Kind("image/webp", ".webp"), Kind("image/heic", ".heic")
PDF = Kind("application/pdf", ".pdf")
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", ".docx")
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx")
PPTX = Kind(f"{_OFFICE}.presentationml.presentation", ".pptx")
_OFFICE_FOLDERS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: under which generated name, what it is, and what it was called (cleaned)."""

    stored_name: str
    original_name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class FileCard:
    """A kept file; ``stored_name`` is relative to the folder of files."""

    id: int
    stored_name: str
    original_name: str
    media_type: str
    size: int
    created_at: datetime

    @property
    def is_image(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.media_type.startswith("image/")


def inspect(content: bytes, *, original_name: str) -> Inspected:
    """Look at bytes somebody brought, without a database; raises Invalid for an empty, too large or foreign file."""
    if not content:
        raise Invalid(_("The file is empty. Please choose another one."), "file")
    refuse_size(len(content))
    kind = _kind_of(content)
    if kind is None:
        raise Invalid(_("Please send a photo (JPEG, PNG, WebP, HEIC), PDF, DOCX, XLSX or PPTX."), "file")
    name = uuid.uuid4().hex
    return Inspected(
        stored_name=f"{name[:2]}/{name}{kind.ending}",
        original_name=_clean_name(original_name, kind),
        media_type=kind.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def refuse_size(size: int) -> None:
    """Raise Invalid for a size in bytes over the limit: before anything is downloaded."""
    if size > SIZE_MAX:
        raise Invalid(_("The file is too large: at most {most} MB.", most=SIZE_MAX // MEGABYTE), "file")


def _kind_of(content: bytes) -> Kind | None:
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"heif"}:
        return HEIC
    if content.startswith(b"%PDF-"):
        return PDF
    return _office_kind(content) if content.startswith(b"PK\x03\x04") else None


def _office_kind(content: bytes) -> Kind | None:
    """DOCX, XLSX or PPTX; None for any other archive and for one that carries macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError):
        return None
    if "[Content_Types].xml" not in names or any(name.casefold().endswith("vbaproject.bin") for name in names):
        return None
    found = {kind for folder, kind in _OFFICE_FOLDERS.items() if any(name.startswith(folder) for name in names)}
    return found.pop() if len(found) == 1 else None


def _clean_name(original_name: str, kind: Kind) -> str:
    """The last part of the name without signs one cannot see, with the ending the contents have."""
    last = original_name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem = " ".join(seen.split()).rsplit(".", 1)[0].strip(" .")
    return (stem[:NAME_MAX] or "file") + kind.ending


def place(folder: Path, inspected: Inspected, content: bytes) -> Path:
    """Write the bytes below ``folder`` under their generated name, whole or not at all; returns the path."""
    path = folder / inspected.stored_name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(".part")
    partial.write_bytes(content)
    partial.replace(path)
    return path


def register(session: Session, ctx: Context, *, inspected: Inspected) -> FileCard:
    """Enter a placed file in the transaction that uses it; its owner is the actor."""
    row = StoredFile(
        stored_name=inspected.stored_name, original_name=inspected.original_name, media_type=inspected.media_type,
        size=inspected.size, sha256=inspected.sha256, owner_id=ctx.actor.person_id, created_at=ctx.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return file_card(row)


def own(session: Session, ctx: Context, *, file_id: int) -> StoredFile:
    """A file the actor brought and nothing uses yet; raises NotFound for any other."""
    row = session.get(StoredFile, file_id)
    if row is None or row.owner_id is None or row.owner_id != ctx.actor.person_id or _is_used(session, row.id):
        raise NotFound(_("There is no such file."))
    return row


def may_read(session: Session, ctx: Context, *, file_id: int) -> bool:
    """Whether the actor may open a file: by what it belongs to; one that belongs to nothing yet, its owner only.

    Evidence: the teacher, the curator and the centre; never the school. A scan: the person and their centre; of a mark,
    the curator too.
    """
    row = session.get(StoredFile, file_id)
    if row is None or ctx.actor.person_id is None:
        return False
    if not _is_used(session, row.id):
        return row.owner_id == ctx.actor.person_id
    return _reads_evidence(session, ctx, row.id) or _reads_scan(session, ctx, row.id)


def open_file(session: Session, ctx: Context, *, file_id: int) -> FileCard:
    """A file to be handed out; raises NotFound without the right, whether it exists or not."""
    row = session.get(StoredFile, file_id)
    if row is None or not may_read(session, ctx, file_id=file_id):
        raise NotFound(_("There is no such file."))
    return file_card(row)


def path_of(folder: Path, card: FileCard) -> Path:
    """Where a card's bytes lie; raises NotFound when they are gone."""
    path = (folder / card.stored_name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise NotFound(_("There is no such file."))
    return path


def names_before(folder: Path, moment: datetime) -> list[str]:
    """Names below ``folder`` of all that was written before a moment of real time, half-written files too."""
    found = (path for path in folder.glob("*/*") if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in found if path.stat().st_mtime < moment.timestamp())


def remove(folder: Path, stored_names: Iterable[str]) -> None:
    """Take files away; one that is gone already is nobody's concern."""
    for name in stored_names:
        (folder / name).unlink(missing_ok=True)


def unregistered(session: Session, ctx: Context, *, stored_names: Iterable[str]) -> list[str]:
    """Which of these names below the folder nothing was registered under: the door may delete those that are old."""
    names = list(stored_names)
    known = set(session.scalars(sa.select(StoredFile.stored_name).where(StoredFile.stored_name.in_(names))))
    return [name for name in names if name not in known]


#: Where a file may hang; one that hangs nowhere any more is taken from the disk by the sweeper.
HANGING: tuple[InstrumentedAttribute[int | None], ...] = (
    Evidence.file_id, Application.scan_id, Consent.scan_id, PersonalDataConsent.scan_id, OutsideStep.scan_id,
)  # fmt: skip


def _is_used(session: Session, file_id: int) -> bool:
    return any(session.scalar(sa.select(column).where(column == file_id).limit(1)) is not None for column in HANGING)


def _reads_evidence(session: Session, ctx: Context, file_id: int) -> bool:
    pieces = sa.select(Evidence.id).where(Evidence.file_id == file_id, Evidence.removed_at.is_(None))
    query = sa.select(Route).join(Activity).join(Evidence).where(Evidence.id.in_(pieces))
    return any(
        session.scalar(pieces.where(rights.evidence_seen(session, ctx, route)).limit(1)) is not None
        for route in session.scalars(query)
    )


def _reads_scan(session: Session, ctx: Context, file_id: int) -> bool:
    papers = (
        sa.select(Participation)
        .outerjoin(Application, Application.id == Participation.application_id)
        .outerjoin(Consent, Consent.participation_id == Participation.id)
        .where(sa.or_(Application.scan_id == file_id, Consent.scan_id == file_id))
    )
    concerned = (Who.person, Who.operator, Who.planner)
    if any(rights.is_who(session, ctx, who, row) for row in session.scalars(papers).unique() for who in concerned):
        return True
    steps = session.scalars(sa.select(OutsideStep).where(OutsideStep.scan_id == file_id)).all()
    if any(_reads_step(session, ctx, step) for step in steps):
        return True
    given = sa.select(PersonalDataConsent.person_id).where(PersonalDataConsent.scan_id == file_id)
    people = {*session.scalars(given), *(step.person_id for step in steps)} - {None}
    return any(number == ctx.actor.person_id or rights.serves(session, ctx, number) for number in people if number)


def _reads_step(session: Session, ctx: Context, step: OutsideStep) -> bool:
    if step.route_id is not None:
        row: Participation | Route | None = session.get(Route, step.route_id)
    else:
        row = session.get(Participation, step.participation_id) if step.participation_id is not None else None
    if row is None:
        return False
    seen = sa.select(OutsideStep.id).where(OutsideStep.id == step.id, rights.outside_seen(session, ctx, row))
    return session.scalar(seen) is not None


def file_card(row: StoredFile) -> FileCard:
    """A stored file as shown."""
    return FileCard(row.id, row.stored_name, row.original_name, row.media_type, row.size, row.created_at)

"""Files kept below var/files under generated names; served only through a service that knows the right."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, confidential


class StoredFile(Numbered, Base):
    """A file: where it lies, what it was called, who brought it."""

    __tablename__ = "stored_files"

    stored_name: Mapped[str] = mapped_column(unique=True)
    original_name: Mapped[str] = mapped_column(info=confidential())
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(comment="bytes")
    sha256: Mapped[str] = mapped_column(sa.String(64))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]

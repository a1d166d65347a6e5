"""Steps taken outside the chat and recorded by staff: what, how, when it really was, by whom, with a scan."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, confidential, enum_column, exactly_one, in_confidence
from models.files import StoredFile
from models.people import Person, Way


class OutsideStep(Numbered, Base):
    """A step by phone, on paper, by letter or in person; terms run from ``happened_on`` and not from its recording. One
    of the chat's way is of staff alone, who keep here why they took it."""

    __tablename__ = "outside_steps"
    __table_args__ = (exactly_one("participation_id", "route_id", "person_id"), in_confidence())

    participation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    route_id: Mapped[int | None] = mapped_column(sa.ForeignKey("routes.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("people.id"), index=True, comment="a step that is about a person and no case of theirs"
    )
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    act: Mapped[str] = mapped_column(sa.String(40), comment="the act of the lifecycle")
    way: Mapped[Way] = mapped_column(enum_column(Way))
    happened_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="", info=confidential())
    scan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    scan: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id])

"""How the parts of the system feel: one row a part, read by ``marshrut check`` and the back office."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Health(Base):
    """What a part (poller, sender, scheduler) last said of itself; real time."""

    __tablename__ = "health"

    part: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    well: Mapped[bool]
    detail: Mapped[str] = mapped_column(sa.String(200), default="", comment="a short code, never personal data")
    at: Mapped[datetime]

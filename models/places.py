"""Municipalities, centres (ЦНППМ) and organisations: where people work and who serves them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Numbered, fold


class Centre(Numbered, Base):
    """ЦНППМ: one or several in a region; a municipality belongs to one."""

    __tablename__ = "centres"

    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")


class Municipality(Numbered, Base):
    """Муниципалитет."""

    __tablename__ = "municipalities"

    name: Mapped[str] = mapped_column(unique=True)
    folded_name: Mapped[str] = mapped_column(index=True)
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    centre: Mapped[Centre] = relationship()

    @validates("name")
    def _fold_name(self, _key: str, value: str) -> str:
        self.folded_name = fold(value)
        return value


class Organization(Numbered, Base):
    """Образовательная организация; belongs to a municipality and has a founder."""

    __tablename__ = "organizations"
    __table_args__ = (sa.UniqueConstraint("municipality_id", "name"),)

    name: Mapped[str]
    folded_name: Mapped[str] = mapped_column(index=True)
    full_name: Mapped[str] = mapped_column(default="")
    inn: Mapped[str | None] = mapped_column(sa.String(12), unique=True)
    founder: Mapped[str] = mapped_column(default="")
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipalities.id"), index=True)
    closed: Mapped[bool] = mapped_column(default=False)
    municipality: Mapped[Municipality] = relationship()

    @validates("name")
    def _fold_name(self, _key: str, value: str) -> str:
        self.folded_name = fold(value)
        return value

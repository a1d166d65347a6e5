"""Back-office accounts, rights in a scope, and the secrets that link a Telegram chat or a school."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, confidential, enum_column
from models.people import Person
from models.places import Centre, Municipality, Organization


class Role(enum.StrEnum):
    """What a person may be in a scope; anything not granted is denied."""

    operator = "operator"
    planner = "planner"
    curator = "curator"
    head = "head"
    deputy = "deputy"
    group_head = "group_head"
    founder = "founder"
    department = "department"
    administrator = "administrator"


class CuratorKind(enum.StrEnum):
    """Who a curator is: this decides whose routes they may take (annex 3, cl. 1.3, 4.4.2; К-27)."""

    methodologist = "methodologist"
    lecturer = "lecturer"
    mentor = "mentor"
    group_head = "group_head"


class Grant(Numbered, Base):
    """A role in a scope: a centre, an organisation, a municipality, or (none set) the whole region."""

    __tablename__ = "grants"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN centre_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN municipality_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="one_scope",
        ),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(sa.ForeignKey("municipalities.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    act: Mapped[str] = mapped_column(default="", comment="the order by which the person is appointed (К-33)")
    curator_kind: Mapped[CuratorKind | None] = mapped_column(enum_column(CuratorKind))
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    centre: Mapped[Centre | None] = relationship()
    organization: Mapped[Organization | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()


class Account(Numbered, Base):
    """A login of the back office; what it may do comes from the grants of its person."""

    __tablename__ = "accounts"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str] = mapped_column(info=confidential(), comment="argon2 hash")
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True, info=confidential())
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    grants: Mapped[list[Grant]] = relationship(
        primaryjoin="foreign(Grant.person_id) == Account.person_id", viewonly=True
    )


class LinkCode(Numbered, Base):
    """A one-time code from the back office by which a staff member links their Telegram chat; only its hash is kept."""

    __tablename__ = "link_codes"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    code_digest: Mapped[str] = mapped_column(sa.String(64), unique=True, info=confidential())
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class Invite(Numbered, Base):
    """An invite link (128 bits, hashed, expiring) that prefills the school of a newcomer."""

    __tablename__ = "invites"

    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True, info=confidential())
    single_use: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    uses: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    organization: Mapped[Organization] = relationship()

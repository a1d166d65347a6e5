"""People, where they work, their consent to the processing of personal data, and their Telegram chat."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, confidential, enum_column, fold
from models.files import StoredFile
from models.places import Organization


class StaffKind(enum.StrEnum):
    """Педагог or управленец: decides which blocks of competences apply (annex 2, cl. 2.3)."""

    educator = "educator"
    manager = "manager"


class Education(enum.StrEnum):
    """Level of education on the route card, section 1."""

    higher_pedagogical = "higher_pedagogical"
    higher = "higher"
    secondary_pedagogical = "secondary_pedagogical"
    secondary = "secondary"
    student = "student"


class Qualification(enum.StrEnum):
    """Qualification category on the route card, section 1."""

    highest = "highest"
    first = "first"
    compliance = "compliance"
    none = "none"


class Way(enum.StrEnum):
    """How a step was taken: in the chat or, recorded by staff, outside it (annex 2, cl. 5.9.3)."""

    chat = "chat"
    phone = "phone"
    paper = "paper"
    letter = "letter"
    in_person = "in_person"


class Person(Numbered, Base):
    """Anyone the system knows by name: the one who is diagnosed, and staff."""

    __tablename__ = "people"
    __table_args__ = tuple(
        sa.Index(f"ix_people_{column}", column, postgresql_ops={column: "text_pattern_ops"})
        for column in ("folded_last", "folded_first", "folded_patronymic")
    )

    last_name: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str] = mapped_column(default="")
    patronymic: Mapped[str] = mapped_column(default="")
    folded_name: Mapped[str] = mapped_column(default="", index=True)
    folded_last: Mapped[str] = mapped_column(default="", comment="these three: for search by the beginning of a word")
    folded_first: Mapped[str] = mapped_column(default="")
    folded_patronymic: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None] = mapped_column(info=confidential())
    email: Mapped[str | None] = mapped_column(info=confidential())
    education: Mapped[Education | None] = mapped_column(enum_column(Education), info=confidential())
    teaching_since: Mapped[int | None] = mapped_column(
        info=confidential(), comment="year in which pedagogical experience began"
    )
    qualification: Mapped[Qualification | None] = mapped_column(enum_column(Qualification), info=confidential())
    subjects: Mapped[list[str]] = mapped_column(
        sa.JSON(), default=list, info=confidential(), comment="codes of the region's profile"
    )
    language: Mapped[str] = mapped_column(sa.String(8), default="ru")
    muted: Mapped[list[str]] = mapped_column(
        sa.JSON(), default=list, info=confidential(), comment="kinds of notice the person muted"
    )
    created_at: Mapped[datetime]
    registered_at: Mapped[datetime | None] = mapped_column(comment="when the profile was first complete")
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("people.id"), index=True, comment="a duplicate: whose rows these are now"
    )
    employments: Mapped[list[Employment]] = relationship(back_populates="person", order_by="Employment.id")
    chat: Mapped[TelegramChat | None] = relationship(back_populates="person")

    @property
    def full_name(self) -> str:
        """Фамилия Имя Отчество."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """Фамилия И. О."""
        initials = " ".join(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)
        return f"{self.last_name} {initials}".strip()


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _fold_person(_mapper: object, _connection: object, person: Person) -> None:
    for column, text in folded_names(person.last_name, person.first_name, person.patronymic).items():
        setattr(person, column, text)


def folded_names(last_name: str, first_name: str, patronymic: str) -> dict[str, str]:
    """The folded columns of a person's names: what everything that writes names keeps beside them."""
    last, first, middle = fold(last_name or ""), fold(first_name or ""), fold(patronymic or "")
    return {
        "folded_name": " ".join(part for part in (last, first, middle) if part),
        "folded_last": last, "folded_first": first, "folded_patronymic": middle,
    }  # fmt: skip


class Employment(Numbered, Base):
    """Место работы: person × organisation × position × staff kind, with dates; several at once are ordinary."""

    __tablename__ = "employments"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    position: Mapped[str]
    staff_kind: Mapped[StaffKind] = mapped_column(enum_column(StaffKind), default=StaffKind.educator)
    main: Mapped[bool] = mapped_column(default=True)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    person: Mapped[Person] = relationship(back_populates="employments")
    organization: Mapped[Organization] = relationship()


class TelegramChat(Numbered, Base):
    """The Telegram chat through which a person is reached; one chat a person, one person a chat."""

    __tablename__ = "telegram_chats"

    chat_id: Mapped[int] = mapped_column(sa.BigInteger, unique=True, info=confidential())
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    linked_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None] = mapped_column(comment="the person blocked the bot; cleared by their message")
    person: Mapped[Person] = relationship(back_populates="chat")


class PersonalDataConsent(Numbered, Base):
    """Согласие на обработку ПДн: a separate, versioned document, never the consent to take part (К-34)."""

    __tablename__ = "personal_data_consents"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    version: Mapped[str]
    text: Mapped[str] = mapped_column(info=confidential())
    text_digest: Mapped[str] = mapped_column(sa.String(64))
    way: Mapped[Way] = mapped_column(enum_column(Way))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    scan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    scan: Mapped[StoredFile | None] = relationship()

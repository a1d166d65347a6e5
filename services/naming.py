"""People by their names: by the beginnings of words through folded columns, by their middles where nobody begins so; a
last name before a patronymic; or by their phone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.audit import AuditEntry, AuditValue
from models.base import fold
from models.people import Person

WORDS_MOST = 5
#: Fewer digits are the end of too many numbers.
PHONE_SHORTEST, PHONE_WHOLE = 4, 11
#: After every letter there is: what begins with a word lies between the word and the word with this behind it.
LAST = "\U0010ffff"
PARTS = ("last_name", "first_name", "patronymic")
NAMES = (Person.folded_last, Person.folded_first, Person.folded_patronymic)
_PHONE = re.compile(r"[\d\s()+\-–.]+")


def words_of(text: str) -> list[str]:
    """Typed words, folded, at most ``WORDS_MOST``."""
    return fold(text.replace("\0", "")).split()[:WORDS_MOST]


def begins(session: Session, column: InstrumentedAttribute[str], word: str) -> sa.ColumnElement[bool]:
    """Whether a folded column begins with a word, as a range that its index answers on either database."""
    if session.get_bind().dialect.name == "postgresql":
        return sa.and_(column.op("~>=~", is_comparison=True)(word), column.op("~<~", is_comparison=True)(word + LAST))
    return sa.and_(column >= word, column < word + LAST)


def called(session: Session, *, text: str, among: sa.Select[int]) -> sa.ColumnElement[bool]:
    """Which people of a list are meant by typed words: those whose names begin with each of them; where nobody of those
    whom ``among`` selects by their ids is called so, those in whose names each word stands somewhere."""
    words = words_of(text)
    if not words:
        return sa.true()
    begun = beginning(session, words)
    return begun if session.scalar(among.where(begun).limit(1)) is not None else holding(words)


def rank(session: Session, *, text: str) -> sa.ColumnElement[int]:
    """In which order people found by typed words stand: a last name that begins so, a first name, a last name that
    holds the word, then the rest, patronymics among them."""
    words = words_of(text)
    if not words or by_phone(text) is not None:
        return sa.literal(0)
    last, first, _patronymic = NAMES
    return sa.case(
        (begins_any(session, last, words), 0),
        (begins_any(session, first, words), 1),
        (sa.or_(*(last.contains(one, autoescape=True) for one in words)), 2),
        else_=3,
    )


def by_phone(text: str) -> sa.ColumnElement[bool] | None:
    """Whose phone ends so, or is this one whole, however it is written; None when what was typed is not a phone."""
    digits = re.sub(r"\D", "", text)
    if not _PHONE.fullmatch(text.strip()) or len(digits) < PHONE_SHORTEST or not digits.isascii():
        return None
    if len(digits) == PHONE_WHOLE and digits[0] in "78":
        return Person.phone == f"+7{digits[1:]}"
    ending = Person.phone.endswith(digits)
    # The beginning of a whole number, written with its code.
    return sa.or_(ending, Person.phone.startswith(f"+7{digits[1:]}")) if digits[0] in "78" else ending


def begins_any(session: Session, column: InstrumentedAttribute[str], words: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether one of the words begins this name."""
    return sa.or_(sa.false(), *(begins(session, column, one) for one in words))


def beginning(session: Session, words: Sequence[str]) -> sa.ColumnElement[bool]:
    """People whose names begin with each of the words, through an index for each name."""
    return sa.and_(sa.true(), *(sa.or_(*(begins(session, column, one) for column in NAMES)) for one in words))


def holding(words: Sequence[str]) -> sa.ColumnElement[bool]:
    """People in whose names each of the words stands somewhere."""
    return sa.and_(sa.true(), *(Person.folded_name.contains(one, autoescape=True) for one in words))


def name_of(session: Session, *, person_id: int, short: bool = False) -> str:
    """What a person of whom a notice tells is called now; empty for nobody."""
    person = session.get(Person, person_id)
    if person is None:
        return ""
    return person.short_name if short else person.full_name


def name_before(session: Session, *, person_id: int, at: datetime) -> str:
    """The whole name a person had before a change at a moment, as far as the audit still knows it; empty when it does
    not, as after the person was erased."""
    query = (
        sa.select(AuditValue.field, AuditValue.before)
        .join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
        .where(
            AuditEntry.table == Person.__tablename__, AuditEntry.row_id == person_id, AuditEntry.at >= at,
            AuditValue.field.in_(PARTS),
        )
        .order_by(AuditValue.id.desc())
    )  # fmt: skip
    # Read backwards: of several changes since then the first one's ``before`` is what stays.
    former = {field: before or "" for field, before in session.execute(query)}
    person = session.get(Person, person_id)
    if not former or person is None:
        return ""
    return " ".join(part for name in PARTS if (part := former.get(name, getattr(person, name))))

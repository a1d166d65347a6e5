"""Which people typed words mean: by the beginnings of names, a last name before a patronymic, or by a phone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.base import fold
from models.people import Person
from services import directory
from services.context import Context

WORDS_MOST = 5
#: Fewer digits are the end of too many numbers.
PHONE_SHORTEST, PHONE_WHOLE = 4, 11
#: After every letter there is: what begins with a word lies between the word and the word with this behind it.
LAST = "\U0010ffff"
NAMES = (Person.folded_last, Person.folded_first, Person.folded_patronymic)
_PHONE = re.compile(r"[\d\s()+\-–.]+")


def typed_words(text: str) -> list[str]:
    """The words of what was typed, folded as names are kept."""
    return fold(text.replace("\0", "")).split()[:WORDS_MOST]


def begins(session: Session, column: InstrumentedAttribute[str], word: str) -> sa.ColumnElement[bool]:
    """Whether a folded column begins with a word, as a range that its index answers on either database."""
    if session.get_bind().dialect.name == "postgresql":
        return sa.and_(column.op("~>=~", is_comparison=True)(word), column.op("~<~", is_comparison=True)(word + LAST))
    return sa.and_(column >= word, column < word + LAST)


def named(session: Session, ctx: Context, *, text: str) -> sa.ColumnElement[bool]:
    """Which people a list shows for typed words: those with this phone, where it is one; those whose names begin with
    each word, as the global search finds; where nobody the actor sees is called so, those in whose names each word
    stands somewhere."""
    called = by_phone(text)
    if called is not None:
        return called
    words = typed_words(text)
    beginning = beginning_with(session, words)
    query = sa.select(Person.id).where(beginning, directory.visible_people(ctx)).limit(1)
    return beginning if session.scalar(query) is not None else holding(words)


def rank(session: Session, _ctx: Context, *, text: str) -> sa.ColumnElement[int]:
    """In which order the people found by ``named`` stand: a last name that begins so, a first name, a last name that
    holds the word, then the rest, patronymics among them."""
    words = typed_words(text)
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


def beginning_with(session: Session, words: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whose names begin with each of the words."""
    return sa.and_(sa.true(), *(sa.or_(*(begins(session, column, one) for column in NAMES)) for one in words))


def holding(words: Sequence[str]) -> sa.ColumnElement[bool]:
    """In whose names each of the words stands somewhere."""
    return sa.and_(sa.true(), *(Person.folded_name.contains(one, autoescape=True) for one in words))

"""People by their names: by the beginnings of words through folded columns, by their middles where nobody begins so."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.base import fold
from models.people import Person

WORDS_MOST = 5
#: After every letter there is: what begins with a word lies between the word and the word with this behind it.
LAST = "\U0010ffff"
_NAMES = (Person.folded_last, Person.folded_first, Person.folded_patronymic)


def begins(session: Session, column: InstrumentedAttribute[str], word_: str) -> sa.ColumnElement[bool]:
    """Whether a folded column begins with a word, as a range that its index answers on either database."""
    if session.get_bind().dialect.name == "postgresql":
        return sa.and_(column.op("~>=~", is_comparison=True)(word_), column.op("~<~", is_comparison=True)(word_ + LAST))
    return sa.and_(column >= word_, column < word_ + LAST)


def called(session: Session, *, text: str, among: sa.Select[int]) -> sa.ColumnElement[bool]:
    """Which people of a list are meant by typed words: ``named``, for a list that holds the people ``among`` selects
    by their ids."""
    words = words_of(text)
    if not words:
        return sa.true()
    begun = beginning(session, words)
    return begun if session.scalar(among.where(begun).limit(1)) is not None else holding(words)


def words_of(text: str) -> list[str]:
    """Typed words, folded, at most ``WORDS_MOST``."""
    return fold(text.replace("\0", "")).split()[:WORDS_MOST]


def beginning(session: Session, words: Sequence[str]) -> sa.ColumnElement[bool]:
    """People whose names begin with each of the words, through an index for each name."""
    return sa.and_(sa.true(), *(sa.or_(*(begins(session, column, one) for column in _NAMES)) for one in words))


def holding(words: Sequence[str]) -> sa.ColumnElement[bool]:
    """People in whose names each of the words stands somewhere."""
    return sa.and_(sa.true(), *(Person.folded_name.contains(one, autoescape=True) for one in words))

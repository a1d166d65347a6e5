"""Typing above a list of people: the condition and the order, as the global search has them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people import Person
from services import directory, naming
from services.context import Context


def named(session: Session, ctx: Context, *, text: str) -> sa.ColumnElement[bool]:
    """Which people a list shows for typed words: those with this phone, where it is one; those whose names begin with
    each word, as the global search finds; where nobody the actor sees is called so, those in whose names each word
    stands somewhere."""
    phone = naming.by_phone(text)
    if phone is not None:
        return phone
    return naming.called(session, text=text, among=sa.select(Person.id).where(directory.visible_people(ctx)))


def rank(session: Session, _ctx: Context, *, text: str) -> sa.ColumnElement[int]:
    """In which order they stand: ``naming.rank``, as a service that a page reads."""
    return naming.rank(session, text=text)

"""Numbers given out in order and never twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.counters import Counter
from models.engine import insert_into


def next_number(session: Session, name: str) -> int:
    """The next number under ``name``, from 1. Two transactions at once get two numbers: the row is locked."""
    statement = insert_into(session, Counter).values(name=name, value=1)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + 1})
    return session.execute(statement.returning(Counter.value)).scalar_one()


def last_number(session: Session, name: str) -> int:
    """The last number given under ``name``; 0 before the first."""
    return session.scalar(sa.select(Counter.value).where(Counter.name == name)) or 0

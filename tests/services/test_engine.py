"""Both databases answer."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.places import Centre


def test_a_committed_row_is_there(session: Session, engine: sa.Engine) -> None:
    session.add(Centre(name="ЦНППМ"))
    session.commit()
    with Session(engine) as other:
        assert other.scalar(sa.select(Centre.name)) == "ЦНППМ"

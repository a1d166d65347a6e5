"""The rows of results and assessments, for the services that build on them. Nothing here looks at a right."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.applications import Application, DiagnosticForm, Participation
from models.results import Assessment, Result, ResultStatus
from services.errors import Refused

_ = catalog("services").lazy


def latest(session: Session, participation_id: int) -> Result | None:
    """The newest version of a result, published or not, as it stands in the database now."""
    query = sa.select(Result).where(Result.participation_id == participation_id).order_by(Result.version.desc())
    return session.scalars(query.limit(1), execution_options={"populate_existing": True}).first()


def shown(session: Session, participation_id: int) -> Result | None:
    """The published version of a result, if there is one."""
    query = sa.select(Result).where(
        Result.participation_id == participation_id, Result.status == ResultStatus.published
    )
    return session.scalar(query, execution_options={"populate_existing": True})


def is_published(session: Session, participation_id: int) -> bool:
    """Whether a published result stands."""
    return shown(session, participation_id) is not None


def published(session: Session, participation_id: int) -> Result:
    """The published result's row, for the services that build on it; raises Refused when there is none (К-03)."""
    result = shown(session, participation_id)
    if result is None:
        raise Refused(_("The result is not published yet."))
    return result


def held_on(session: Session, participation_id: int) -> date:
    """The day on which the assessment was held."""
    query = sa.select(Assessment.held_on).where(Assessment.participation_id == participation_id)
    return session.scalars(query).one()


def last_comprehensive_on(session: Session, person_id: int) -> date | None:
    """The day of the person's last comprehensive assessment, None when there was none: a standardized one held as an
    event of its own (К-51). Source: annex 2, cl. 3.1.1, 5.6.1."""
    query = (
        sa.select(sa.func.max(Assessment.held_on))
        .join(Assessment.participation)
        .join(Participation.application)
        .where(Participation.person_id == person_id, Application.form == DiagnosticForm.standardized)
    )
    return session.scalar(query)

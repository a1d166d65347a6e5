"""Taking back an assessment that was recorded as held by a slip: the case stands as before the record."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.applications import Appointment, AppointmentStatus
from models.deadlines import DeadlineKind
from models.results import Assessment
from services import deadlines, outside
from services.applications.acts import has_result
from services.applications.finding import checked_words, find
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import Invalid, Refused
from services.moves import move

_ = catalog("services").lazy
ACT = "undo_held"


def undo_held(session: Session, ctx: Context, *, participation_id: int, reason: str) -> None:
    """Take back that an assessment was held, while no result was entered: the agreed day stands again, the term of the
    result is void, that of the assessment goes on. The operator says why; who, when and why stay in the case.

    Raises Invalid without a reason, Refused once a result was entered.
    """
    row = find(session, ctx, participation_id)
    words = checked_words(reason, "reason")
    if not words:
        raise Invalid(_("Please give the reason."), "reason")
    move(session, ctx, PARTICIPATION, row, ACT)
    if has_result(session, row):
        raise Refused(_("A result was entered already. It can be entered anew, but the assessment stands."))
    assessment = session.scalars(sa.select(Assessment).where(Assessment.participation_id == row.id)).one()
    if assessment.appointment_id is not None:
        session.get_one(Appointment, assessment.appointment_id).status = AppointmentStatus.accepted
    session.delete(assessment)
    deadlines.reopen(session, ctx, DeadlineKind.assessment, row)
    outside.note(session, ctx, row, ACT, words)

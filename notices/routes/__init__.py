"""Wordings about routes and activities, by what they are about. A head reads the school's projection only (К-01)."""

from notices.routes.activities import activity_passed, activity_soon, evidence_recorded, mark_questioned
from notices.routes.agreement import (
    agreement_due,
    proposal_answered,
    round_may_close,
    route_answered,
    route_taken_back,
    route_to_agree,
)
from notices.routes.approval import approval_due, route_approved, route_disclosed, route_returned, route_to_approve
from notices.routes.course import result_changed, route_resumed, route_suspended
from notices.routes.curators import curator_assigned, curator_changed, ward_released
from notices.routes.ending import route_ended, term_ends

__all__ = [
    "activity_passed",
    "activity_soon",
    "agreement_due",
    "approval_due",
    "curator_assigned",
    "curator_changed",
    "evidence_recorded",
    "mark_questioned",
    "proposal_answered",
    "result_changed",
    "round_may_close",
    "route_answered",
    "route_approved",
    "route_disclosed",
    "route_ended",
    "route_resumed",
    "route_returned",
    "route_suspended",
    "route_taken_back",
    "route_to_agree",
    "route_to_approve",
    "term_ends",
    "ward_released",
]

"""Individual educational routes: drawn up by a planner, agreed by three, approved by the head, ticked off."""

from services.routes.agreeing import (
    ApproverLine,
    answer,
    approve,
    approvers,
    close_round,
    record_approval,
    return_route,
    send_for_agreement,
    send_for_approval,
)
from services.routes.cards import (
    ActivityCard,
    ActivityLine,
    AgreementLine,
    RouteCard,
    activity_card,
    card,
)
from services.routes.curators import CuratorLine, curators
from services.routes.drawing import (
    add_activity,
    draw_up,
    edit_activity,
    remove_activity,
    set_terms,
)
from services.routes.evidence import (
    EvidenceLine,
    attach_file,
    attach_link,
    attach_words,
    evidence_of,
    remove_evidence,
)
from services.routes.lifecycle import ROUTE
from services.routes.lists import (
    RouteLine,
    curated,
    mine,
    of_my_school,
    of_participation,
    register,
    register_counts,
    to_agree,
    to_approve,
)
from services.routes.marks import look_at_mark, mark_activity, record_mark

__all__ = [
    "ROUTE",
    "ActivityCard",
    "ActivityLine",
    "AgreementLine",
    "ApproverLine",
    "CuratorLine",
    "EvidenceLine",
    "RouteCard",
    "RouteLine",
    "activity_card",
    "add_activity",
    "answer",
    "approve",
    "approvers",
    "attach_file",
    "attach_link",
    "attach_words",
    "card",
    "close_round",
    "curated",
    "curators",
    "draw_up",
    "edit_activity",
    "evidence_of",
    "look_at_mark",
    "mark_activity",
    "mine",
    "of_my_school",
    "of_participation",
    "record_approval",
    "record_mark",
    "register",
    "register_counts",
    "remove_activity",
    "remove_evidence",
    "return_route",
    "send_for_agreement",
    "send_for_approval",
    "set_terms",
    "to_agree",
    "to_approve",
]

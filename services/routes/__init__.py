"""Individual educational routes: drawn up by a planner, agreed by three, approved by the head, ticked off."""

from services.routes.agreeing import answer, approve, close_round, return_route, send_for_agreement, send_for_approval
from services.routes.cards import (
    ActivityLine,
    AgreementLine,
    RouteCard,
    RouteLine,
    card,
    curated,
    mine,
    of_my_school,
    register,
    to_agree,
    to_approve,
)
from services.routes.drawing import (
    CuratorLine,
    add_activity,
    curators,
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
from services.routes.marks import activity, look_at_mark, mark_activity

__all__ = [
    "ROUTE",
    "ActivityLine",
    "AgreementLine",
    "CuratorLine",
    "EvidenceLine",
    "RouteCard",
    "RouteLine",
    "activity",
    "add_activity",
    "answer",
    "approve",
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
    "register",
    "remove_activity",
    "remove_evidence",
    "return_route",
    "send_for_agreement",
    "send_for_approval",
    "set_terms",
    "to_agree",
    "to_approve",
]

"""Individual educational routes: drawn up by a planner, agreed by three, approved by the head, ticked off."""

from services.routes.activity_cards import ActivityCard, ActivityLine, activity_card
from services.routes.agreeing import answer, close_round, send_for_agreement, take_back
from services.routes.approving import (
    ApproverLine,
    approve,
    approvers,
    record_approval,
    record_return,
    return_route,
    send_for_approval,
)
from services.routes.cards import AgreementLine, RouteCard, card
from services.routes.curators import CuratorLine, choose, curators, eligible, may_choose
from services.routes.drawing import (
    add_activity,
    draw_up,
    edit_activity,
    may_draw_up,
    remove_activity,
    set_terms,
)
from services.routes.ending import CAUSES, end, end_early
from services.routes.evidence import (
    EvidenceLine,
    attach_file,
    attach_link,
    attach_words,
    evidence_of,
    evidence_on_route,
    may_attach,
    remove_evidence,
)
from services.routes.lifecycle import ROUTE
from services.routes.lists import (
    RouteLine,
    mine,
    of_my_school,
    of_participation,
    of_person,
    seen_of,
    to_agree,
    to_approve,
)
from services.routes.marks import look_at_mark, mark_activity, record_mark, undo_mark
from services.routes.readiness import Lack
from services.routes.register import (
    CuratorChoice,
    OnlyRoutes,
    Wards,
    curated,
    register,
    register_counts,
    register_curators,
    ward_counts,
)
from services.routes.replying import reply_to_proposal
from services.routes.suspending import resume, suspend
from services.routes.taking_over import answer_for, change_curator

__all__ = [
    "CAUSES",
    "ROUTE",
    "ActivityCard",
    "ActivityLine",
    "AgreementLine",
    "ApproverLine",
    "CuratorChoice",
    "CuratorLine",
    "EvidenceLine",
    "Lack",
    "OnlyRoutes",
    "RouteCard",
    "RouteLine",
    "Wards",
    "activity_card",
    "add_activity",
    "answer",
    "answer_for",
    "approve",
    "approvers",
    "attach_file",
    "attach_link",
    "attach_words",
    "card",
    "change_curator",
    "choose",
    "close_round",
    "curated",
    "curators",
    "draw_up",
    "edit_activity",
    "eligible",
    "end",
    "end_early",
    "evidence_of",
    "evidence_on_route",
    "look_at_mark",
    "mark_activity",
    "may_attach",
    "may_choose",
    "may_draw_up",
    "mine",
    "of_my_school",
    "of_participation",
    "of_person",
    "record_approval",
    "record_mark",
    "record_return",
    "register",
    "register_counts",
    "register_curators",
    "remove_activity",
    "remove_evidence",
    "reply_to_proposal",
    "resume",
    "return_route",
    "seen_of",
    "send_for_agreement",
    "send_for_approval",
    "set_terms",
    "suspend",
    "take_back",
    "to_agree",
    "to_approve",
    "undo_mark",
    "ward_counts",
]

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
from services.routes.lifecycle import ROUTE
from services.routes.marks import activity, look_at_mark, mark_activity

__all__ = [
    "ROUTE",
    "ActivityLine",
    "AgreementLine",
    "CuratorLine",
    "RouteCard",
    "RouteLine",
    "activity",
    "add_activity",
    "answer",
    "approve",
    "card",
    "close_round",
    "curated",
    "curators",
    "draw_up",
    "edit_activity",
    "look_at_mark",
    "mark_activity",
    "mine",
    "of_my_school",
    "register",
    "remove_activity",
    "return_route",
    "send_for_agreement",
    "send_for_approval",
    "set_terms",
]

"""The way of a route as a table (annex 3, section 4)."""

from __future__ import annotations

from models.deadlines import DeadlineKind as D
from models.routes import RouteStatus as S
from services.moves import Lifecycle, Step
from services.rights import Who

_PLANNER = (Who.planner,)
_DRAWING = (S.drafting, S.finalizing)
_LIVING = (S.drafting, S.in_agreement, S.finalizing, S.awaiting_approval, S.active, S.suspended, S.final_assessment)

# fmt: off
ROUTE = Lifecycle((
    #    act                 from                     to                    who
    Step("edit",             _DRAWING,                None,                 _PLANNER, clause="annex 3, cl. 4.3.1"),
    Step("send_for_agreement", _DRAWING,              S.in_agreement,       _PLANNER, clause="annex 3, cl. 4.3.4"),
    Step("answer",           (S.in_agreement,),       None,                 (Who.person, Who.curator, Who.approver),
         clause="annex 3, cl. 4.3.6"),
    Step("record_answer",    (S.in_agreement,),       None,                 _PLANNER, clause="annex 3, cl. 4.3.6"),
    Step("reply",            (S.in_agreement, S.finalizing), None,          _PLANNER, clause="annex 3, cl. 4.3.7"),
    Step("take_back",        (S.in_agreement,),       S.finalizing,         _PLANNER, voids=(D.correct,)),
    Step("close_round",      (S.in_agreement,),       S.finalizing,         _PLANNER, meets=(D.correct,),
         clause="annex 3, cl. 4.3.7"),
    Step("send_for_approval", (S.finalizing,),        S.awaiting_approval,  _PLANNER, meets=(D.finalize,),
         clause="annex 3, cl. 4.3.8"),
    Step("approve",          (S.awaiting_approval,),  S.active,             (Who.approver,), meets=(D.approve,),
         clause="annex 3, cl. 4.3.10"),
    Step("record_approval",  (S.awaiting_approval,),  S.active,             _PLANNER, meets=(D.approve,),
         clause="annex 3, cl. 4.3.10"),
    Step("return",           (S.awaiting_approval,),  S.finalizing,         (Who.approver,), meets=(D.approve,)),
    Step("record_return",    (S.awaiting_approval,),  S.finalizing,         _PLANNER, meets=(D.approve,)),
    Step("mark",             (S.active,),             None,                 (Who.person,), clause="annex 3, cl. 5.10"),
    Step("record_mark",      (S.active,),             None,                 (Who.curator, Who.planner),
         clause="annex 3, cl. 5.10"),
    Step("record_evidence",  (S.active,),             None,                 (Who.curator, Who.planner),
         clause="annex 3, cl. 5.10"),
    Step("undo_mark",        (S.active,),             None,                 (Who.curator, Who.planner)),
    Step("look_at_mark",     (S.active,),             None,                 (Who.curator,),
         clause="annex 3, cl. 4.4.5"),
    Step("change_curator",   _LIVING,                 None,                 _PLANNER, clause="annex 3, cl. 4.4.2"),
    Step("suspend",          (S.active,),             S.suspended,          _PLANNER),
    Step("resume",           (S.suspended,),          S.active,             _PLANNER),
    Step("end_early",        _LIVING,                 S.ended_early,        (Who.planner, Who.person), voids_all=True),
    Step("erase",            (S.completed, S.ended_early), S.erased,        (Who.system,), voids_all=True,
         clause="annex 3, cl. 4.5.4"),
))
# fmt: on

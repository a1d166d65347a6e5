"""The individual way of a participation as a table (annex 2, cl. 5.9). Other bases start or skip rows of it."""

from __future__ import annotations

from models.applications import ParticipationStatus as S
from models.deadlines import DeadlineKind as D
from services.moves import Lifecycle, Step
from services.rights import Who

_OPEN = (S.submitted, S.proposed, S.agreed)
_BOTH = (Who.person, Who.operator)
_OPERATOR = (Who.operator,)
_CENTRE = (Who.planner, Who.operator)

# fmt: off
PARTICIPATION = Lifecycle((
    #    act              from                      to                   who
    Step("submit",        (S.draft,),               S.submitted,         _BOTH, clause="annex 2, cl. 5.9.1-5.9.3"),
    Step("discard",       (S.draft,),               S.withdrawn,         _BOTH),
    Step("log_contact",   (S.submitted, S.proposed), None,               _OPERATOR, clause="annex 2, cl. 5.9.4"),
    Step("propose_terms", (S.submitted,),           S.proposed,          _OPERATOR, clause="annex 2, cl. 5.9.4"),
    Step("accept_terms",  (S.proposed,),            S.agreed,            _BOTH, meets=(D.contact, D.answer)),
    Step("refuse_terms",  (S.proposed,),            S.submitted,         _BOTH, meets=(D.answer,),
         resumes=(D.contact,)),
    Step("move_terms",    (S.agreed,),              S.agreed,            _OPERATOR, voids=(D.assessment,)),
    Step("no_show",       (S.agreed,),              S.submitted,         _OPERATOR, voids=(D.assessment,)),
    Step("hold",          (S.agreed,),              S.assessed,          _OPERATOR, meets=(D.assessment,),
         clause="annex 2, cl. 5.9.5"),
    Step("undo_held",     (S.assessed,),            S.agreed,            _OPERATOR, voids=(D.result,)),
    Step("enter_result",  (S.assessed,),            None,                _OPERATOR),
    # The term of the result is met by its being told: with the publication to whom a notice reaches (services/telling).
    Step("publish",       (S.assessed,),            S.result_published,  _OPERATOR, clause="annex 2, cl. 5.9.6"),
    Step("decide",        (S.result_published,),    None,                _CENTRE, meets=(D.decision,),
         clause="annex 2, cl. 6.6.1"),
    Step("recall",        (S.result_published,),    S.assessed,          _OPERATOR, voids=(D.decision, D.draw_up)),
    Step("correct",       (S.result_published,),    None,                _OPERATOR),
    Step("withdraw",      _OPEN,                    S.withdrawn,         _BOTH, voids_all=True,
         clause="annex 2, cl. 5.1"),
    Step("deny_entry",    _OPEN,                    S.withdrawn,         (Who.person,), voids_all=True,
         clause="annex 2, cl. 5.1"),
    Step("cancel",        _OPEN,                    S.cancelled,         _OPERATOR, voids_all=True),
))
# fmt: on

"""Words of the acts that staff record for what was done outside the chat."""

from __future__ import annotations

from locales import catalog
from services import telling

_ = catalog("admin").lazy

ACTS = {
    "accept_terms": _("agreed to the terms"),
    "refuse_terms": _("asked for another time"),
    "move_terms": _("agreed to another date"),
    "withdraw": _("withdrew the application"),
    "log_contact": _("an attempt to reach the person"),
    "question": _("asked a question"),
    "end_early": _("the route ended early"),
    "withdraw_consent": _("withdrew the consent to the processing of personal data"),
    "answer_teacher": _("the teacher answered"),
    "answer_curator": _("the curator answered"),
    "answer_head": _("the head answered"),
    "record_approval": _("the head approved"),
    "record_mark": _("marked an activity as done"),
    "record_return": _("the head returned the route"),
    "undo_held": _("the record “held” was taken back"),
    "undo_mark": _("a recorded mark was taken back"),
}


def act_words(act: str) -> str:
    """An act in words; one that is new here is called a step."""
    told = {f"{telling.ACT}{kind}": matter.words for kind, matter in telling.MATTERS.items()}
    if act in told:
        return str(_("told: {what}", what=told[act]))
    return str(ACTS.get(act, _("a step")))

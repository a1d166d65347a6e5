"""Applications for diagnostics: the draft, the steps from submission to the assessment, and who sees what of them."""

from services.applications.cards import ParticipationCard, card
from services.applications.choosing import choose_all_blocks, choose_all_blocks_of, choose_block, choose_block_of
from services.applications.consents import CasePapers, ConsentLine, papers
from services.applications.day import DayList, DayRow, day_list
from services.applications.draft import (
    DraftCard,
    choose_form,
    choose_period,
    choose_subject,
    discard,
    my_draft,
    open_draft,
)
from services.applications.intake import (
    awaits_confirmation,
    check_application,
    confirm_entry,
    deny_entry,
    enter_application,
)
from services.applications.lifecycle import PARTICIPATION
from services.applications.lists import (
    Only,
    ParticipationLine,
    QueueTab,
    Whose,
    mine,
    of_person,
    queue,
    queue_counts,
)
from services.applications.steps import cancel, instruments_for, log_contact, record_held, record_no_show, withdraw
from services.applications.submission import consent_text, submit
from services.applications.terms import (
    PLACE_MOST,
    accept_terms,
    check_terms,
    day_off,
    move_terms,
    propose_terms,
    refuse_terms,
)
from services.applications.undoing import undo_held

__all__ = [
    "PARTICIPATION",
    "PLACE_MOST",
    "CasePapers",
    "ConsentLine",
    "DayList",
    "DayRow",
    "DraftCard",
    "Only",
    "ParticipationCard",
    "ParticipationLine",
    "QueueTab",
    "Whose",
    "accept_terms",
    "awaits_confirmation",
    "cancel",
    "card",
    "check_application",
    "check_terms",
    "choose_all_blocks",
    "choose_all_blocks_of",
    "choose_block",
    "choose_block_of",
    "choose_form",
    "choose_period",
    "choose_subject",
    "confirm_entry",
    "consent_text",
    "day_list",
    "day_off",
    "deny_entry",
    "discard",
    "enter_application",
    "instruments_for",
    "log_contact",
    "mine",
    "move_terms",
    "my_draft",
    "of_person",
    "open_draft",
    "papers",
    "propose_terms",
    "queue",
    "queue_counts",
    "record_held",
    "record_no_show",
    "refuse_terms",
    "submit",
    "undo_held",
    "withdraw",
]

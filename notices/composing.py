"""The table of wordings, one for each kind of notice, and the one way to word a parcel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from notices import applications, conversations, digests, people, routes, terms
from notices.offers import NoticeText
from notices.reading import Reader, reader_of
from services.context import Context
from services.errors import Denied, NotFound
from services.notices import NoticeKind
from services.outbox import Parcel

K = NoticeKind
Wording = Callable[[Reader], NoticeText | None]


WORDINGS: Mapping[NoticeKind, Wording] = {
    K.application_new: applications.application_new,
    K.application_withdrawn: applications.application_withdrawn,
    K.application_cancelled: applications.application_cancelled,
    K.terms_proposed: applications.terms_proposed,
    K.terms_await_answer: applications.terms_await_answer,
    K.terms_accepted: applications.terms_accepted,
    K.time_refused: applications.time_refused,
    K.assessment_tomorrow: applications.assessment_tomorrow,
    K.assessment_moved: applications.assessment_moved,
    K.no_show: applications.no_show,
    K.not_reached: applications.not_reached,
    K.result_ready: applications.result_ready,
    K.result_corrected: applications.result_corrected,
    K.result_recalled: applications.result_recalled,
    K.decision_route: applications.decision_route,
    K.decision_told: applications.decision_told,
    K.curator_assigned: routes.curator_assigned,
    K.route_to_agree: routes.route_to_agree,
    K.agreement_due: routes.agreement_due,
    K.route_answered: routes.route_answered,
    K.proposal_answered: routes.proposal_answered,
    K.round_may_close: routes.round_may_close,
    K.route_to_approve: routes.route_to_approve,
    K.approval_due: routes.approval_due,
    K.route_returned: routes.route_returned,
    K.route_approved: routes.route_approved,
    K.activity_soon: routes.activity_soon,
    K.activity_passed: routes.activity_passed,
    K.mark_questioned: routes.mark_questioned,
    K.evidence_recorded: routes.evidence_recorded,
    K.term_ends: routes.term_ends,
    K.application_recorded: people.application_recorded,
    K.chat_unlinked: people.chat_unlinked,
    K.employment_changed: people.employment_changed,
    K.route_left: people.route_left,
    K.person_renamed: people.person_renamed,
    K.cases_handed_over: people.cases_handed_over,
    K.consent_withdrawn: people.consent_withdrawn,
    K.consent_recorded: people.consent_recorded,
    K.route_ended: routes.route_ended,
    K.route_disclosed: routes.route_disclosed,
    K.route_taken_back: routes.route_taken_back,
    K.route_suspended: routes.route_suspended,
    K.route_resumed: routes.route_resumed,
    K.curator_changed: routes.curator_changed,
    K.ward_released: routes.ward_released,
    K.curator_digest: digests.curator_digest,
    K.question: conversations.question,
    K.reply: conversations.reply,
    K.deadline_near: terms.deadline_near,
    K.deadline_overdue: terms.deadline_overdue,
    K.call_person: terms.call_person,
    K.try_again: terms.try_again,
    K.unreachable: terms.unreachable,
    K.result_changed: routes.result_changed,
}


def compose(session: Session, ctx: Context, parcel: Parcel) -> NoticeText | None:
    """Word a parcel in the reader's language (a context variable), reading as the recipient may.

    Returns None when there is nothing to say any more: it is settled, or the recipient may not see it now.
    """
    try:
        return WORDINGS[NoticeKind(parcel.kind)](reader_of(session, ctx, parcel))
    except (NotFound, Denied):
        return None

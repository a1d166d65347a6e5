"""Wordings about applications, appointments and results: what happened and what to do, never a result itself."""

from __future__ import annotations

from markupsafe import Markup

from locales import catalog, dates
from models.applications import CancelReason, DecisionKind, ParticipationStatus
from models.people import Way
from notices.offers import Action, NoticeText, Offer, clip, office_case, said
from notices.reading import Reader
from services.applications import ParticipationCard
from services.applications.cards import AppointmentLine
from services.words import word

_ = catalog("notices").html
t = catalog("notices").gettext

S = ParticipationStatus


def _open(case: ParticipationCard) -> Offer:
    return Offer(t("📋 Open the application"), Action("case.open", case.id))


def _meeting(reader: Reader, line: AppointmentLine) -> list[Markup]:
    told = [
        _("📅 {moment}", moment=dates.moment(line.starts_at, reader.ctx.region.zone)),
        _("📍 {place} ({format})", place=clip(line.place, 300), format=word(line.format)),
    ]
    return [*told, _("Terms: {terms}", terms=clip(line.terms, 600))] if line.terms else told


def _centre(case: ParticipationCard) -> str:
    if not case.centre_phone:
        return _("☎️ {name}", name=clip(case.centre_name, 120))
    return _("☎️ {name}: {phone}", name=clip(case.centre_name, 120), phone=clip(case.centre_phone, 40))


def _about(case: ParticipationCard) -> str:
    """Whose application it is, for the centre's people."""
    if not case.number:
        return _("{person}, {organization}", person=clip(case.person, 150), organization=clip(case.organization, 150))
    return _(
        "{person}, {organization}. Application {number}.", person=clip(case.person, 150),
        organization=clip(case.organization, 150), number=case.number,
    )  # fmt: skip


def _answers(case: ParticipationCard, line: AppointmentLine) -> tuple[Offer, ...]:
    accept = Offer(t("✅ It suits me"), Action("terms.accept", case.id, line.id))
    other = Offer(t("Ask for another time"), Action("terms.other", case.id, line.id))
    return (other,) if case.passed else (accept, other)


def _passed(reader: Reader, line: AppointmentLine) -> NoticeText:
    """Words for one who did not answer until the day was over: nobody can agree to it any more."""
    head = _("The day that was proposed has passed: please tell us when it would suit you.")
    return said(head, *_meeting(reader, line), offers=_answers(reader.case, line))


def application_new(reader: Reader) -> NoticeText | None:
    """To the operator: somebody applied."""
    case = reader.case
    if case.status not in (S.submitted, S.proposed):
        return None
    return said(
        _("📝 <b>New application.</b>"),
        _about(case),
        _("Please contact the teacher and agree the terms."),
        offers=(office_case(case.id),),
    )


def application_withdrawn(reader: Reader) -> NoticeText:
    """To the operator: nothing is to be done any more; it may be that the person never asked for it (К-31)."""
    if reader.parcel.facts.get("denied"):
        head = _("❗ <b>The person says that they did not ask for this application.</b>")
        told = _("It is withdrawn. Please check whose call was entered.")
        return said(head, _about(reader.case), told, offers=(office_case(reader.case.id),))
    return said(
        _("The application is withdrawn by the teacher."), _about(reader.case), _("Nothing more is to be done."),
        offers=(office_case(reader.case.id),),
    )  # fmt: skip


def application_cancelled(reader: Reader) -> NoticeText:
    """To the person: cancelled, why, and whom to ask."""
    case, reason = reader.case, reader.parcel.facts.get("reason")
    known = reason in CancelReason.__members__ and reason != CancelReason.other
    return said(
        _("The centre cancelled your application {number}.", number=case.number),
        _("Reason: {reason}.", reason=word(CancelReason(reason))) if known and reason else None,
        _("If you have a question, please call."),
        _centre(case),
        offers=(_open(case),),
    )


def terms_proposed(reader: Reader) -> NoticeText | None:
    """To the person: a day and place are proposed."""
    case = reader.case
    if case.status is not S.proposed or case.appointment is None:
        return None
    if case.passed:
        return _passed(reader, case.appointment)
    asked = _("Does this suit you?")
    head = _("<b>A day for your assessment is proposed.</b>")
    return said(head, *_meeting(reader, case.appointment), asked, offers=_answers(case, case.appointment))


def terms_await_answer(reader: Reader) -> NoticeText | None:
    """To the person: the proposed terms still await an answer."""
    case = reader.case
    if case.status is not S.proposed or case.appointment is None:
        return None
    if case.passed:
        return _passed(reader, case.appointment)
    head = _("<b>Please answer: does this day suit you?</b>")
    return said(head, *_meeting(reader, case.appointment), offers=_answers(case, case.appointment))


def terms_accepted(reader: Reader) -> NoticeText | None:
    """To the operator: the terms are agreed."""
    case = reader.case
    if case.status is not S.agreed or case.appointment is None:
        return None
    head = _("✅ The teacher agrees to the terms.")
    return said(head, _about(case), *_meeting(reader, case.appointment), offers=(office_case(case.id),))


def time_refused(reader: Reader) -> NoticeText | None:
    """To the operator: another time is asked for."""
    case = reader.case
    if case.status is not S.submitted:
        return None
    head, asked = _("The teacher asks for another time."), _("Please propose other terms.")
    return said(head, _about(case), asked, offers=(office_case(case.id),))


def assessment_tomorrow(reader: Reader) -> NoticeText | None:
    """To the person: the day comes, or it is today; nothing once the hour has come."""
    case = reader.case
    if case.status is not S.agreed or case.appointment is None or case.appointment.starts_at <= reader.ctx.now:
        return None
    today = reader.ctx.region.today(case.appointment.starts_at) == reader.ctx.today
    head = _("<b>Your assessment is today.</b>") if today else _("<b>A reminder: your assessment is soon.</b>")
    call = _("If you cannot come, please call:")
    return said(head, *_meeting(reader, case.appointment), call, _centre(case), offers=(_open(case),))


def assessment_moved(reader: Reader) -> NoticeText | None:
    """To the person: another day."""
    case = reader.case
    if case.status is not S.agreed or case.appointment is None:
        return None
    head = _("<b>Your assessment is moved.</b> The new day and place:")
    call = _("If it does not suit you, please call:")
    return said(head, *_meeting(reader, case.appointment), call, _centre(case), offers=(_open(case),))


def no_show(reader: Reader) -> NoticeText | None:
    """To the person: not met, a new day will be agreed."""
    case = reader.case
    if case.status is not S.submitted:
        return None
    head = _("We did not meet at your assessment. It happens.")
    what = _("A specialist of the centre will contact you to agree another day. You may also call:")
    return said(head, what, _centre(case), offers=(_open(case),))


def not_reached(reader: Reader) -> NoticeText | None:
    """To the person: the centre tried in vain and asks when it would suit; nothing once they were reached."""
    case = reader.case
    by_phone = reader.parcel.facts.get("way") == Way.phone
    head = (
        _("<b>We called you but did not get through.</b>") if by_phone
        else _("<b>We tried to reach you but did not manage.</b>")
    )  # fmt: skip
    if case.status is S.proposed and case.appointment is not None and not case.passed:
        asked = _("A day for your assessment is proposed. Please answer whether it suits you.")
        return said(head, asked, *_meeting(reader, case.appointment), offers=_answers(case, case.appointment))
    if not case.missed_call:
        return None
    offers = (Offer(t("✏️ Write when it suits"), Action("case.called", case.id)), _open(case))
    return said(head, _("When would it suit you? Tap the button and write, or call:"), _centre(case), offers=offers)


def _result(reader: Reader, head: str) -> NoticeText | None:
    case = reader.case
    if case.status is not S.result_published:
        return None
    told = _(
        "Only you, the specialists of the centre and the curator appointed to you see it. Tap the button to open it."
    )
    return said(head, told, offers=(Offer(t("📊 Open my result"), Action("result.open", case.id)),))


def result_ready(reader: Reader) -> NoticeText | None:
    """To the person: ready, and not a word more (annex 2, cl. 6.3)."""
    return _result(reader, _("<b>Your result is ready.</b>"))


def result_corrected(reader: Reader) -> NoticeText | None:
    """To the person: there is a corrected version."""
    return _result(reader, _("<b>Your result has been corrected.</b>"))


def result_recalled(reader: Reader) -> NoticeText | None:
    """To the person: not valid any more."""
    case = reader.case
    if case.status is S.result_published:
        return None
    told = _("The centre has recalled your result. It will be looked at again, and we shall tell you here.")
    return said(told, _("If you have a question, please call."), _centre(case), offers=(_open(case),))


def decision_route(reader: Reader) -> NoticeText:
    """To the planner: a route is to be drawn up."""
    return said(
        _("📌 <b>A route is to be drawn up.</b>"), _about(reader.case), _("Please draw it up in the back office."),
        offers=(office_case(reader.case.id),),
    )  # fmt: skip


def decision_told(reader: Reader) -> NoticeText | None:
    """To the person: what the centre suggests after the result, and not a word of the result."""
    case = reader.case
    if case.status is not S.result_published or case.decision is None:
        return None
    told = {
        DecisionKind.route: _("The centre draws up your individual educational route: a personal plan of courses and"
                              " meetings. It will come here for you to read."),
        DecisionKind.none: _("Nothing more is needed from you now. You can apply for diagnostics again at any time."),
    }.get(case.decision, _("The centre suggests: {decision}. A specialist will tell you how to take part.",
                           decision=word(case.decision)))  # fmt: skip
    result = Offer(t("📊 Open my result"), Action("result.open", case.id))
    return said(_("<b>What comes after your result.</b>"), told, offers=(result, _open(case)))

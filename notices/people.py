"""Wordings about people themselves: what staff entered for them, their chat, their school, cases handed over."""

from __future__ import annotations

from datetime import date

from locales import catalog, dates
from notices.offers import Action, NoticeText, Offer, clip, said
from notices.reading import Reader

_ = catalog("notices").html
t = catalog("notices").gettext
_n = catalog("notices").nhtml


def application_recorded(reader: Reader) -> NoticeText | None:
    """To the person: staff entered an application they asked for outside the chat (К-31)."""
    case = reader.case
    asked = _("Please look whether all is right and confirm it.") if case.to_confirm else None
    told = _("📝 The centre has entered your application {number}.", number=case.number)
    return said(told, asked, offers=(Offer(t("📋 Open the application"), Action("case.open", case.id)),))


def chat_unlinked(_reader: Reader) -> NoticeText:
    """To the chat that was linked: nothing personal, whoever reads there now."""
    return NoticeText(
        _("This chat is not linked to your profile any more. If it was not you who asked for it, call the centre.")
    )


def employment_changed(reader: Reader) -> NoticeText:
    """To the planner or operator of a case: the person works elsewhere now, or no more."""
    facts = reader.parcel.facts
    about = reader.route if reader.parcel.route_id else reader.case
    if facts.get("organization"):
        told = _("🏫 {person} works at another school now: {organization}.", person=clip(about.person, 150),
                 organization=clip(str(facts["organization"]), 150))  # fmt: skip
    else:
        day = dates.day(date.fromisoformat(str(facts["last_day"])))
        told = _("🏫 {person} leaves the school. The last day of work: {day}.", person=clip(about.person, 150), day=day)
    warned = None
    if facts.get("curator_is_colleague"):
        warned = _("❗ The curator works at this school too. Please choose another one.")
    if reader.parcel.route_id:
        return said(told, warned, offers=(Offer(t("🧭 Open the route"), Action("route.open", about.id)),))
    return said(told, offers=(Offer(t("📋 Open the application"), Action("case.open", about.id)),))


def cases_handed_over(reader: Reader) -> NoticeText:
    """To the one who takes cases over."""
    number = int(reader.parcel.facts.get("cases", 0)) + int(reader.parcel.facts.get("routes", 0))
    return said(
        _n("🗂 {n} case of a colleague was handed over to you.", "🗂 {n} cases of a colleague were handed over to you.",
           number)
    )  # fmt: skip

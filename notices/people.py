"""Wordings about people themselves: what staff entered for them, their chat, their school, cases handed over."""

from __future__ import annotations

from datetime import date, datetime

from markupsafe import Markup

from locales import catalog, dates
from notices.offers import Action, NoticeText, Offer, clip, said
from notices.reading import Reader
from services import naming, people, places
from services.words import word

_ = catalog("notices").html
t = catalog("notices").gettext
_n = catalog("notices").nhtml


def application_recorded(reader: Reader) -> NoticeText | None:
    """To the person: staff entered an application they asked for outside the chat (К-31)."""
    case = reader.case
    asked = _("Please look whether all is right and confirm it.") if case.to_confirm else None
    told = _("📝 The centre has entered your application {number}.", number=case.number)
    confirm = (
        Offer(t("✅ All is right, I confirm"), Action("entry.confirm", case.id)),
        Offer(t("I did not ask for this"), Action("entry.deny", case.id)),
    )
    look = Offer(t("📋 Open the application"), Action("case.open", case.id))
    return said(told, *_entered(reader), asked, offers=(*(confirm if case.to_confirm else ()), look))


def _entered(reader: Reader) -> list[Markup]:
    """What was entered, for one who confirms it from the notice."""
    case, region = reader.case, reader.ctx.region
    subjects = ", ".join(region.subject_name(subject) for subject, _blocks in case.blocks if subject)
    blocks = dict.fromkeys(region.block_name(block) for _subject, found in case.blocks for block in found)
    told = [_("Form: {form}", form=word(case.form))] if case.form else []
    if subjects:
        told.append(_("Subjects: {names}", names=clip(subjects, 400)))
    return [*told, _("Blocks: {names}", names=clip(", ".join(blocks), 400))]


def chat_unlinked(_reader: Reader) -> NoticeText:
    """To the chat that was linked: nothing personal, whoever reads there now."""
    return NoticeText(
        _("This chat is not linked to your profile any more. If it was not you who asked for it, call the centre.")
    )


def employment_changed(reader: Reader) -> NoticeText:
    """To the planner or operator of a case: the person works elsewhere now, or no more."""
    facts = reader.parcel.facts
    about = reader.route if reader.parcel.route_id else reader.case
    if "organization" in facts:
        school = places.organization(reader.session, reader.ctx, organization_id=int(facts["organization"]))
        told = _("🏫 {person} works at another school now: {organization}.", person=clip(about.person, 150),
                 organization=clip(school.name if school else "", 150))  # fmt: skip
    else:
        day = dates.day(date.fromisoformat(str(facts["last_day"])))
        told = _("🏫 {person} leaves the school. The last day of work: {day}.", person=clip(about.person, 150), day=day)
    warned = None
    if facts.get("curator_is_colleague"):
        warned = _("❗ The curator works at this school too. Please choose another one.")
    if reader.parcel.route_id:
        return said(told, warned, offers=(Offer(t("🧭 Open the route"), Action("route.open", about.id)),))
    return said(told, offers=(Offer(t("📋 Open the application"), Action("case.open", about.id)),))


def route_left(reader: Reader) -> NoticeText:
    """To the head of the school a teacher left: nothing is asked of them any more, and not a word of the route."""
    told = _("🏫 {person} works at another school now.", person=clip(reader.named(short=True), 150))
    return said(told, _("The route that awaited your word went along. Nothing more is asked of you about it."))


def person_renamed(reader: Reader) -> NoticeText:
    """To the planner or operator of what is under way: the person has another name now."""
    about = reader.route if reader.parcel.route_id else reader.case
    at = datetime.fromisoformat(str(reader.parcel.facts["at"]))
    before = naming.name_before(reader.session, person_id=about.person_id, at=at)
    told = (
        _("👤 {before} is called {person} now.", before=clip(before, 150), person=clip(about.person, 150))
        if before
        else _("👤 {person} has another name now.", person=clip(about.person, 150))
    )
    asked = _("Please check the papers of the case.")
    if reader.parcel.route_id:
        return said(told, asked, offers=(Offer(t("🧭 Open the route"), Action("route.open", about.id)),))
    return said(told, asked, offers=(Offer(t("📋 Open the application"), Action("case.open", about.id)),))


def consent_withdrawn(reader: Reader) -> NoticeText:
    """To the operator: a person took back the consent to the processing of personal data; what ended with it."""
    facts = reader.parcel.facts
    card = people.card(reader.session, reader.ctx, person_id=int(facts.get("person", 0)))
    school = card.employment.organization if card.employment else ""
    ended = [
        _n("• {n} application is withdrawn", "• {n} applications are withdrawn", int(facts.get("applications", 0))),
        _n("• {n} route ended early", "• {n} routes ended early", int(facts.get("routes", 0))),
    ]
    numbers = (int(facts.get("applications", 0)), int(facts.get("routes", 0)))
    return said(
        _("❗ <b>A consent to the processing of personal data is withdrawn.</b>"),
        _("{person}, {organization}", person=clip(card.full_name, 150), organization=clip(school, 150)),
        *(words for words, number in zip(ended, numbers, strict=True) if number),
        _("What the order requires to be kept is kept. Please begin nothing new with these data."),
        offers=(Offer(t("🗂 Open the person"), Action("office.person", card.id)),),
    )


def consent_recorded(reader: Reader) -> NoticeText:
    """To the person: staff recorded what they did outside the chat, so that nothing is said in their name unheard."""
    facts = reader.parcel.facts
    day = dates.day(date.fromisoformat(str(facts["on"])))
    told = (
        _("📄 The centre has recorded your consent to the processing of personal data of {day}.", day=day)
        if facts.get("given")
        else _("📄 The centre has recorded that you withdrew the consent to the processing of personal data on {day}.",
               day=day)
    )  # fmt: skip
    return said(told, _("If this is not so, please call the centre."))


def cases_handed_over(reader: Reader) -> NoticeText:
    """To the one who takes cases over."""
    number = int(reader.parcel.facts.get("cases", 0)) + int(reader.parcel.facts.get("routes", 0))
    told = _n("🗂 {n} case of a colleague was handed over to you.",
              "🗂 {n} cases of a colleague were handed over to you.", number)  # fmt: skip
    return said(told, offers=(Offer(t("🗂 Open the back office"), Action("office.home")),))

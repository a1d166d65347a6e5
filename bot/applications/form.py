"""Screens of the application form: form, subjects, blocks, period, review (annex 2, cl. 5.9.2)."""

from __future__ import annotations

from datetime import date

from bot.applications.blocks import blocks_question
from bot.applications.calendar import PRESETS
from bot.applications.calls import (
    Apply,
    Calendar,
    ChooseForm,
    ChoosePeriod,
    ChooseSubject,
    Discard,
    ReadTerms,
    Ready,
    Send,
    Step,
)
from bot.applications.parts import head, parent, told_blocks
from bot.screens import Button, Screen, home, ways_out
from bot.writing import capital, chunks, in_pairs, label, leaves, lines, trouble_line, turns
from locales import Text, catalog, dates
from models.applications import DiagnosticForm
from services.applications.draft import DraftCard, DraftStep
from services.context import Region
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy

S = DraftStep
#: The consent stands on the review itself while it is no longer than this.
TERMS_MAX = 1800
EXPLAINED: dict[DiagnosticForm, Text] = {
    DiagnosticForm.standardized: lazy("Tasks in the chosen blocks, like a test. Most teachers choose this."),
    DiagnosticForm.self_assessment: lazy("A questionnaire: you assess yourself."),
    DiagnosticForm.work_results: lazy("Experts analyse the results of your work."),
    DiagnosticForm.expert_review: lazy("Experts come to an open lesson, a talk or a contest."),
}


def step_screen(
    draft: DraftCard, region: Region, today: date, terms: tuple[str, ...], *, step: DraftStep | None = None,
    every: bool = False,
) -> Screen:  # fmt: skip
    """The question at which the form stands, or the one asked for; ``terms``: the consents, one a subject."""
    asked = step or draft.step
    if asked is S.form:
        return ask_form(draft)
    if asked is S.subjects:
        return ask_subjects(draft, region, every=every)
    if asked is S.blocks:
        return blocks_question(draft, region)
    if asked is S.period:
        return ask_period(draft, today)
    return review(draft, region, terms)


def ask_form(draft: DraftCard) -> Screen:
    """The four forms of diagnostics (annex 2, cl. 3.1), each explained in a line."""
    told = [_("<b>{form}</b>. {words}", form=capital(word(form)), words=str(EXPLAINED[form])) for form in EXPLAINED]
    rows = [
        [Button(("✅ " if form is draft.form else "") + capital(word(form)), ChooseForm(form=form))]
        for form in EXPLAINED
    ]
    text = lines(head(draft, S.form, t("Which form of diagnostics suits you?")), "", *told)
    return Screen(text, [*rows, parent(draft, S.form)])


def ask_subjects(draft: DraftCard, region: Region, *, every: bool = False) -> Screen:
    """The person's own subjects first; the others on demand."""
    known = list(dict.fromkeys((*draft.known_subjects, *draft.subjects)))
    codes = [subject.code for subject in region.subjects] if every or not known else known
    buttons = [
        Button(
            label(f"{'✅' if code in draft.subjects else '▫️'} {region.subject_name(code)}"),
            ChooseSubject(subject=code, chosen=code not in draft.subjects, every=every),
        )
        for code in codes
    ]
    more = [] if every or not known else [Button(t("Other subjects"), Step(step=S.subjects, every=True))]
    text = lines(
        head(draft, S.subjects, t("Which subjects?")),
        _("Tap one or several, then tap “Done”. You give a consent for each subject."),
    )
    done = [Button(t("Done"), Ready(step=S.subjects))]
    return Screen(text, [*in_pairs(buttons), more, done, parent(draft, S.subjects)])


def ask_period(draft: DraftCard, today: date, trouble: str = "") -> Screen:
    """When it suits: a preset or two days of the calendar (annex 2, cl. 5.9.2)."""
    rows = [[Button(t("📅 {name}", name=str(name)), ChoosePeriod(days=days))] for days, name in PRESETS]
    month = Calendar(month=today.replace(day=1).toordinal())
    text = lines(
        trouble_line(trouble),
        head(draft, S.period, t("When does it suit you?")),
        _("A specialist of the centre will agree the exact day with you."),
    )
    chosen = [Button(t("🗓 Choose the days"), month)]
    return Screen(text, [*rows, chosen, parent(draft, S.period)])


def summary(draft: DraftCard, region: Region) -> list[str]:
    """What is chosen, in words."""
    subjects = ", ".join(region.subject_name(code) for code in draft.subjects if code)
    period = (
        _("📅 When: {since} – {until}", since=dates.day(draft.wanted_from), until=dates.day(draft.wanted_to))
        if draft.wanted_from and draft.wanted_to
        else _("📅 When: not chosen")
    )
    return [
        _("Form: {form}", form=word(draft.form)) if draft.form else _("Form: not chosen"),
        *([_("Subjects: {names}", names=subjects)] if subjects else []),
        *(told_blocks(draft.pairs, region) or [_("Blocks: not chosen")]),
        period,
    ]


def review(draft: DraftCard, region: Region, terms: tuple[str, ...], trouble: str = "") -> Screen:
    """Everything chosen, the consent for each subject × blocks, and the button that gives it and sends the form."""
    short = sum(map(len, terms)) <= TERMS_MAX
    quoted = [_("<blockquote expandable>{terms}</blockquote>", terms=one) for one in terms] if short else []
    told = (
        _("Below is your consent to take part, for each subject. Tap it to read it in full.")
        if short
        else _("Please read your consent to take part: there is one for each subject.")
    )
    text = lines(
        trouble_line(trouble), _("<b>Please check your application</b>"), "", *summary(draft, region), "", told, *quoted
    )
    changes = [
        Button(t("Change the form"), Step(step=S.form)),
        *([Button(t("Change subjects"), Step(step=S.subjects))] if any(draft.subjects) else []),
        Button(t("Change blocks"), Step(step=S.blocks)),
        Button(t("Change the time"), Step(step=S.period)),
    ]
    rows = [
        [] if short else [Button(t("📄 Read the consent"), ReadTerms())],
        [Button(t("✅ I agree and send"), Send(participation_id=draft.participation_id))],
        *in_pairs(changes),
        [Button(t("🗑 Delete this form"), Discard(sure=False)), home()],
    ]
    return Screen(text, rows)


def full_terms(draft: DraftCard, terms: tuple[str, ...], page: int) -> Screen:
    """The consents in full, in pages, where they do not fit on the review."""
    pages = leaves(piece for one in terms for piece in chunks(one))
    page = min(page, len(pages))
    text = lines(_("<b>Consent to take part</b>"), "", pages[page - 1])
    rows = [
        turns(page, len(pages), lambda number: ReadTerms(page=number)),
        [Button(t("✅ I agree and send"), Send(participation_id=draft.participation_id))],
        ways_out(Step(step=S.review)),
    ]
    return Screen(text, rows)


def ask_discard() -> Screen:
    """Whether the form is really to be thrown away."""
    rows = [[Button(t("Yes, delete"), Discard(sure=True))], [Button(t("No, keep it"), Apply())], [home()]]
    return Screen(_("Delete this form? What you chose in it will be gone."), rows)

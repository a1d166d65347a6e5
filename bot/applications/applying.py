"""Handlers of the application form. The draft is a row: whatever was chosen is there when the person comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.orm import Session

from bot.applications.calendar import month_screen
from bot.applications.calls import (
    Apply,
    Asking,
    Calendar,
    ChooseForm,
    ChoosePeriod,
    ChooseSubject,
    Discard,
    PickDay,
    ReadTerms,
    Ready,
    Send,
    Step,
)
from bot.applications.cases import sent
from bot.applications.form import ask_discard, ask_period, full_terms, step_screen
from bot.applications.standing import Standing
from bot.calls import Nothing
from bot.middlewares import HomeScreen
from bot.people import welcome
from bot.screens import Screen, acknowledge, show
from bot.taking import attempt, subject_router
from bot.work import Work
from bot.writing import lines, trouble_line
from locales import catalog
from services import applications, people
from services.applications import DraftCard
from services.applications.draft import DraftStep
from services.context import Context
from services.errors import ConsentNeeded, Invalid, Stale

t = catalog("bot").gettext
lazy = catalog("bot").lazy
router = subject_router("applying", Standing())


def screen_of(work: Work, draft: DraftCard, *, step: DraftStep | None = None, every: bool = False) -> Screen:
    """The screen of a draft, at the question where it stands or at the one asked for."""
    return step_screen(draft, work.ctx.region, work.ctx.today, terms_of(work.ctx, draft), step=step, every=every)


def terms_of(ctx: Context, draft: DraftCard) -> tuple[str, ...]:
    """The consents the form gives, one a subject, as they will be kept."""
    return tuple(applications.consent_text(ctx, subject, blocks) for subject, blocks in draft.pairs)


def draft_of(session: Session, ctx: Context) -> DraftCard:
    """The actor's draft; raises Stale when it is sent or deleted."""
    draft = applications.my_draft(session, ctx)
    if draft is None:
        raise Stale(lazy("This form is already sent or deleted. Here is how things stand now."))
    return draft


async def question_of(work: Work, trouble: str = "") -> Screen:
    """The question at which the form stands in the chat; raises Stale when it is sent or deleted."""
    at, draft = work.storage.data, await work.read(draft_of)
    step = DraftStep(at["step"]) if at.get("step") else None
    screen = screen_of(work, draft, step=step, every=bool(at.get("every")))
    return replace(screen, text=lines(trouble_line(trouble), screen.text))


@router.message(StateFilter(Asking.button))
async def not_tapped(message: Message, work: Work) -> None:
    """Words where one of the buttons is awaited: the question once more, below them."""
    await show(message, await question_of(work, t("Please choose one of the buttons.")))


@router.callback_query(Apply.filter())
async def apply(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Begin the form or go on with it; without the consent to the processing of personal data, that comes first."""
    try:
        draft = await work.run(applications.open_draft)
    except ConsentNeeded as error:
        await state.clear()
        await show(query, welcome.consent(work.ctx.region.personal_data_consent, trouble=str(error)))
        return
    await show(query, screen_of(work, draft))


@router.callback_query(Step.filter())
async def open_step(query: CallbackQuery, callback_data: Step, work: Work) -> None:
    """Show a question again."""
    draft = await work.read(draft_of)
    step = None if callback_data.step is DraftStep.review else callback_data.step
    await show(query, screen_of(work, draft, step=step, every=callback_data.every))


@router.callback_query(Ready.filter())
async def ready(query: CallbackQuery, callback_data: Ready, work: Work) -> None:
    """Go on from a question with several answers, once there is one."""
    draft = await work.read(draft_of)
    toast = t("Please tap at least one.") if draft.step is callback_data.step else ""
    await show(query, screen_of(work, draft), toast)


@router.callback_query(ChooseForm.filter())
async def choose_form(query: CallbackQuery, callback_data: ChooseForm, work: Work) -> None:
    """Take the form of diagnostics."""
    await show(query, screen_of(work, await work.run(applications.choose_form, form=callback_data.form)))


@router.callback_query(ChooseSubject.filter())
async def choose_subject(query: CallbackQuery, callback_data: ChooseSubject, work: Work) -> None:
    """Tick or untick a subject: the button says which is wanted."""
    draft = await work.run(
        applications.choose_subject, subject=callback_data.subject, chosen=callback_data.chosen
    )  # fmt: skip
    await show(query, screen_of(work, draft, step=DraftStep.subjects, every=callback_data.every))


@router.callback_query(ChoosePeriod.filter())
async def choose_period(query: CallbackQuery, callback_data: ChoosePeriod, work: Work) -> None:
    """Take a period that begins today."""
    today = work.ctx.today
    until = today + timedelta(days=callback_data.days)
    await show(query, screen_of(work, await work.run(applications.choose_period, wanted_from=today, wanted_to=until)))


@router.callback_query(Calendar.filter())
async def open_month(query: CallbackQuery, callback_data: Calendar, work: Work) -> None:
    """Show a month."""
    month = _day(callback_data.month) or work.ctx.today
    await show(query, month_screen(work.ctx.today, month, _day(callback_data.since)))


@router.callback_query(PickDay.filter())
async def pick_day(query: CallbackQuery, callback_data: PickDay, work: Work) -> None:
    """Take the first day, then the last."""
    day, since = _day(callback_data.day) or work.ctx.today, _day(callback_data.since)
    if since is None:
        await show(query, month_screen(work.ctx.today, day, day))
        return
    try:
        draft = await work.run(applications.choose_period, wanted_from=since, wanted_to=day)
    except Invalid as error:
        await show(query, ask_period(await work.read(draft_of), work.ctx.today, str(error)))
        return
    await show(query, screen_of(work, draft))


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


@router.callback_query(ReadTerms.filter())
async def read_terms(query: CallbackQuery, callback_data: ReadTerms, work: Work) -> None:
    """Show the consent to take part in full."""
    draft = await work.read(draft_of)
    await show(query, full_terms(draft, terms_of(work.ctx, draft), callback_data.page))


@router.callback_query(Send.filter())
async def send(query: CallbackQuery, callback_data: Send, work: Work) -> None:
    """Send the form with its consents; a second tap shows the application as it stands. Without the consent to the
    processing of personal data the form waits as it is."""
    number = callback_data.participation_id
    try:
        trouble = await attempt(work, applications.submit, participation_id=number)
    except ConsentNeeded as error:
        await show(query, welcome.consent(work.ctx.region.personal_data_consent, trouble=str(error)))
        return
    card = await work.read(applications.card, participation_id=number)
    missing = await work.read(people.asked_on_sending, participation_id=number)
    await show(query, sent(card, work.ctx.region, missing), trouble)


@router.callback_query(Discard.filter())
async def discard(query: CallbackQuery, callback_data: Discard, work: Work, home_screen: HomeScreen) -> None:
    """Throw the form away once the person is sure."""
    if not callback_data.sure:
        await show(query, ask_discard())
        return
    trouble = await attempt(work, applications.discard)
    await show(query, await home_screen(work), trouble or t("The form is deleted."))


@router.callback_query(Nothing.filter())
async def nothing(query: CallbackQuery) -> None:
    """A place in a grid that only looks like a button."""
    await acknowledge(query)

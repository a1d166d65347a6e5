"""Handlers of an application that was sent: see it, agree to the terms or ask for others, withdraw."""

from __future__ import annotations

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.applications import cases, questions
from bot.applications.applying import screen_of
from bot.applications.calls import (
    AcceptTerms,
    AllApplications,
    AnotherTime,
    Asking,
    Case,
    ConfirmEntry,
    DenyEntry,
    MyApplication,
    Withdraw,
)
from bot.screens import Screen, show
from bot.taking import Typing, attempt, begin_typing, settle, stand, subject_router, words_of
from bot.work import Work
from locales import catalog
from models.applications import ParticipationStatus
from services import applications, routes
from services.errors import Invalid, Stale

t = catalog("bot").gettext
router = subject_router("following")


async def case_of(work: Work, participation_id: int, note: str = "") -> Screen:
    """An application as it stands now."""
    card = await work.read(applications.card, participation_id=participation_id)
    own = card.person_id == work.person_id
    published = own and card.status is ParticipationStatus.result_published
    route = await work.read(routes.of_participation, participation_id=participation_id) if published else None
    return cases.case_screen(card, work.ctx.region, note, own=own, route=route)


@router.callback_query(MyApplication.filter())
async def my_application(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Show the latest application; the form while there is only that."""
    found = await work.read(applications.mine)
    if found:
        await _open(query, work, state, found[0].id)
        return
    draft = await work.read(applications.my_draft)
    if draft:
        await stand(state, Typing(Asking.button, {}))
    await show(query, screen_of(work, draft) if draft else cases.case_list((), False, 1))


async def _open(query: CallbackQuery, work: Work, state: FSMContext, participation_id: int, toast: str = "") -> None:
    """Show an application; where it says to write when it would suit, the words may follow at once."""
    card = await work.read(applications.card, participation_id=participation_id)
    asked = card.passed and card.person_id == work.person_id and "refuse_terms" in card.acts
    if asked and card.appointment is not None:
        await stand(state, _typing(card.id, card.appointment.id))
    await show(query, await case_of(work, participation_id), toast)


def _typing(participation_id: int, appointment_id: int) -> Typing:
    return Typing(Asking.another_time, {"participation": participation_id, "appointment": appointment_id})


@router.callback_query(AllApplications.filter())
async def all_applications(query: CallbackQuery, callback_data: AllApplications, work: Work) -> None:
    """Show the list."""
    found = await work.read(applications.mine)
    draft = await work.read(applications.my_draft)
    await show(query, cases.case_list(found, draft is not None, callback_data.page))


@router.callback_query(Case.filter())
async def open_case(query: CallbackQuery, callback_data: Case, work: Work, state: FSMContext) -> None:
    """Show an application."""
    await _open(query, work, state, callback_data.participation_id)


@router.callback_query(AcceptTerms.filter())
async def accept_terms(query: CallbackQuery, callback_data: AcceptTerms, work: Work, state: FSMContext) -> None:
    """Agree to exactly the terms the button stood under."""
    number = callback_data.participation_id
    trouble = await attempt(
        work, applications.accept_terms, participation_id=number, appointment_id=callback_data.appointment_id
    )  # fmt: skip
    await _open(query, work, state, number, trouble or t("Agreed. We expect you."))


@router.callback_query(AnotherTime.filter())
async def ask_another_time(query: CallbackQuery, callback_data: AnotherTime, work: Work, state: FSMContext) -> None:
    """Ask when it suits; nothing is refused until the answer comes."""
    card = await work.read(applications.card, participation_id=callback_data.participation_id)
    same = card.appointment is not None and card.appointment.id == callback_data.appointment_id
    await begin_typing(
        query, state, _typing(card.id, callback_data.appointment_id), questions.ask_another_time(card, work.ctx.region),
        possible=same and "refuse_terms" in card.acts, now=lambda: case_of(work, card.id),
        why="" if same else t("These terms have changed."),
    )  # fmt: skip


@router.message(StateFilter(Asking.another_time))
async def another_time(message: Message, work: Work, state: FSMContext) -> None:
    """Pass the words on to the operator."""
    asked = await state.get_data()
    number = asked["participation"]
    try:
        await settle(
            work, state, None, applications.refuse_terms, participation_id=number, appointment_id=asked["appointment"],
            note=words_of(message),
        )  # fmt: skip
    except Invalid as error:
        card = await work.read(applications.card, participation_id=number)
        await show(message, questions.ask_another_time(card, work.ctx.region, str(error)))
    except Stale as error:
        await show(message, await case_of(work, number, str(error)))
    else:
        await show(
            message, await case_of(work, number, t("Your words are passed on. The centre will propose another time."))
        )


@router.callback_query(Withdraw.filter())
async def withdraw(query: CallbackQuery, callback_data: Withdraw, work: Work) -> None:
    """Withdraw once the person is sure; no reason is asked for."""
    number = callback_data.participation_id
    if not callback_data.sure:
        card = await work.read(applications.card, participation_id=number)
        await show(query, questions.ask_withdraw(card) if "withdraw" in card.acts else await case_of(work, number))
        return
    trouble = await attempt(work, applications.withdraw, participation_id=number)
    await show(query, await case_of(work, number), trouble or t("The application is withdrawn."))


@router.callback_query(ConfirmEntry.filter())
async def confirm_entry(query: CallbackQuery, callback_data: ConfirmEntry, work: Work) -> None:
    """Confirm what staff entered from a call (К-31)."""
    number = callback_data.participation_id
    trouble = await attempt(work, applications.confirm_entry, participation_id=number)
    await show(query, await case_of(work, number), trouble or t("Confirmed. Thank you!"))


@router.callback_query(DenyEntry.filter())
async def deny_entry(query: CallbackQuery, callback_data: DenyEntry, work: Work) -> None:
    """Take it back once the person is sure that it was not they who asked."""
    number = callback_data.participation_id
    if not callback_data.sure:
        card = await work.read(applications.card, participation_id=number)
        await show(query, questions.ask_deny(card) if card.to_confirm else await case_of(work, number))
        return
    trouble = await attempt(work, applications.deny_entry, participation_id=number)
    await show(query, await case_of(work, number), trouble or t("The application is withdrawn, the centre is told."))

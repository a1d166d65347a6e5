"""Handlers of the place of work and the position."""

from __future__ import annotations

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.people import filling, moves, questions
from bot.people.calls import (
    AlsoWork,
    ChoosePosition,
    ChooseSchool,
    Filling,
    MoveSchool,
    NoSchool,
    Positions,
    state_of,
)
from bot.people.profile import profile
from bot.screens import show
from bot.taking import Typing, begin_typing, settle, subject_router, words_of
from bot.work import Work
from locales import catalog
from models.people import StaffKind
from services import employments, people, places
from services.errors import Invalid
from services.people import ProfileField

_ = catalog("bot").lazy
t = catalog("bot").gettext
router = subject_router("schools")
FOUND = 8
TEXT_MAX = 100


@router.message(StateFilter(Filling.organization))
async def search(message: Message, work: Work) -> None:
    """Search by a part of the name; typing may go on."""
    card = await work.read(people.my_card)
    try:
        text = words_of(message, TEXT_MAX)
    except Invalid as error:
        question = questions.question(ProfileField.organization, card, work.ctx.region, trouble=str(error))
        await show(message, question)
        return
    found = await work.read(places.find_organizations, text=text, limit=FOUND + 1)
    await show(message, questions.schools_found(card, found, text, FOUND))


@router.callback_query(NoSchool.filter())
async def not_listed(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Say whom to call; another part of the name may be typed at once."""
    await state.set_state(Filling.organization)
    await show(query, questions.no_school(await work.read(places.serving_centres)))


@router.callback_query(ChooseSchool.filter())
async def choose_school(query: CallbackQuery, callback_data: ChooseSchool, work: Work, state: FSMContext) -> None:
    """Take the school that was tapped; where that would change an employer, ask first what it means."""
    number = callback_data.organization_id
    moving = await work.read(employments.what_moves, organization_id=number) if work.person_id else None
    if moving is not None:
        await show(query, moves.ask_move(moving))
        return
    await _take_school(query, number, work, state)


@router.callback_query(MoveSchool.filter())
async def move(query: CallbackQuery, callback_data: MoveSchool, work: Work, state: FSMContext) -> None:
    """The person works at another school now: what is under way goes along."""
    await _take_school(query, callback_data.organization_id, work, state)


async def _take_school(query: CallbackQuery, organization_id: int, work: Work, state: FSMContext) -> None:
    before = await work.read(people.my_card)
    following = people.next_question(before, ProfileField.organization)
    card = await settle(
        work, state, state_of(following), people.choose_organization, organization_id=organization_id
    )  # fmt: skip
    await show(query, filling.after(work, before, card, ProfileField.organization, following))


@router.callback_query(AlsoWork.filter())
async def also_work(query: CallbackQuery, callback_data: AlsoWork, work: Work) -> None:
    """The person works at one more place: nothing under way changes."""
    card = await work.run(people.work_there_too, organization_id=callback_data.organization_id)
    await show(query, profile(card, work.ctx.region, work.ctx.today.year, ProfileField.organization), t("Saved"))


@router.callback_query(Positions.filter())
async def positions(query: CallbackQuery, callback_data: Positions, work: Work, state: FSMContext) -> None:
    """Offer the positions of the other staff kind; one may be typed."""
    card = await work.read(people.my_card)
    await begin_typing(
        query, state, Typing(Filling.position, {"kind": callback_data.kind.value}),
        questions.ask_position(card, work.ctx.region, callback_data.kind),
        possible=people.asked_first(card, ProfileField.position) is ProfileField.position,
        now=lambda: filling.turn_to(work, state, card, ProfileField.position),
        why=t("Please choose your school first."),
    )  # fmt: skip


@router.callback_query(ChoosePosition.filter())
async def choose_position(query: CallbackQuery, callback_data: ChoosePosition, work: Work, state: FSMContext) -> None:
    """Take the position that was tapped."""
    offered = work.ctx.region.positions[callback_data.kind.value]
    if callback_data.number >= len(offered):
        raise Invalid(_("This position is not in the list any more. Please choose again."))
    await _take(query, work, state, offered[callback_data.number], callback_data.kind)


@router.message(StateFilter(Filling.position))
async def type_position(message: Message, work: Work, state: FSMContext) -> None:
    """Take a position that was typed."""
    card = await work.read(people.my_card)
    known = card.employment.staff_kind if card.employment else StaffKind.educator
    kind = StaffKind((await state.get_data()).get("kind", known))
    try:
        await _take(message, work, state, words_of(message, employments.POSITION_MAX), kind)
    except Invalid as error:
        question = questions.question(
            ProfileField.position, card, work.ctx.region, trouble=str(error), kind=kind
        )  # fmt: skip
        await show(message, question)


async def _take(event: Message | CallbackQuery, work: Work, state: FSMContext, position: str, kind: StaffKind) -> None:
    before = await work.read(people.my_card)
    following = people.next_question(before, ProfileField.position, kind)
    card = await settle(
        work, state, state_of(following), people.choose_position, position=position,
        staff_kind=kind,
    )  # fmt: skip
    await show(event, filling.after(work, before, card, ProfileField.position, following))

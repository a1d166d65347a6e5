"""Handlers of the profile's fields: one question at a time at first contact, one field at a time later."""

from __future__ import annotations

from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.applications.following import case_of
from bot.people import moves
from bot.people.calls import (
    ChooseCode,
    ChooseSubject,
    Fill,
    Filling,
    GoOn,
    LeavePhone,
    NoSubject,
    Profile,
    Rename,
    SubjectsDone,
    state_of,
)
from bot.people.profile import profile, registered, value_of
from bot.people.questions import CANCEL, CODES, LATER, ask_patronymic, ask_subjects, question
from bot.screens import Keyboard, Screen, show
from bot.taking import Typing, keeping_router, settle, stand, subject_router, words_of
from bot.work import Work
from bot.writing import phone_words
from locales import catalog
from services import people
from services.errors import Invalid
from services.people import PersonCard, ProfileField

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy
router = subject_router("filling")
#: Taps that act on what was typed before them.
kept = keeping_router("filling_kept")
TEXT_MAX = 200
#: Fields whose answer is simply typed, by the state in which it is.
TYPED: dict[State, ProfileField] = {
    Filling.name: ProfileField.name,
    Filling.patronymic: ProfileField.name,
    Filling.renaming: ProfileField.name,
    Filling.teaching_since: ProfileField.teaching_since,
    Filling.email: ProfileField.email,
}


class SharedContact(Filter):
    """A message with a contact in it."""

    async def __call__(self, message: Message) -> bool:
        """Whether there is one."""
        return message.contact is not None


def after(
    work: Work, before: PersonCard, card: PersonCard, answered: ProfileField, next_field: ProfileField | None
) -> Screen:
    """What is shown once a field is written down: the next question, the end of first contact, or the profile."""
    region, year = work.ctx.region, work.ctx.today.year
    if next_field is not None:
        understood = value_of(card, region, answered, year)
        return question(next_field, card, region, understood=understood, first=not before.ready)
    return profile(card, region, year, answered) if before.ready else registered(card, region, year)


@router.callback_query(Profile.filter())
async def open_profile(query: CallbackQuery, work: Work) -> None:
    """Show the profile."""
    card = await work.read(people.my_card)
    await show(query, profile(card, work.ctx.region, work.ctx.today.year))


@router.callback_query(GoOn.filter())
async def go_on(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Ask for the first field without which nobody can apply."""
    card = await work.read(people.my_card)
    await _go_on(query, work, state, card, profile(card, work.ctx.region, work.ctx.today.year))


async def _go_on(query: CallbackQuery, work: Work, state: FSMContext, card: PersonCard, otherwise: Screen) -> None:
    missing = people.first_question(card)
    await show(query, await turn_to(work, state, card, missing) if missing else otherwise)


async def turn_to(work: Work, state: FSMContext, card: PersonCard, wanted: ProfileField) -> Screen:
    """Ask for a field, or for the one that comes before it; from now on its answer is typed."""
    field = people.asked_first(card, wanted)
    await state.set_state(state_of(field))
    return question(field, card, work.ctx.region)


@router.callback_query(Fill.filter())
async def ask(query: CallbackQuery, callback_data: Fill, work: Work, state: FSMContext) -> None:
    """Ask for a field."""
    await show(query, await turn_to(work, state, await work.read(people.my_card), callback_data.field))


@router.callback_query(LeavePhone.filter())
async def leave_phone(query: CallbackQuery, callback_data: LeavePhone, work: Work, state: FSMContext) -> None:
    """Ask for the phone beside an application: from there one comes back to it."""
    card = await work.read(people.my_card)
    await stand(state, Typing(Filling.phone, {"case": callback_data.participation_id}))
    await show(query, question(ProfileField.phone, card, work.ctx.region))


@router.message(StateFilter(*TYPED))
async def take_typed(message: Message, work: Work, state: FSMContext) -> None:
    """Take a typed field; what cannot be taken is asked for again."""
    now = await state.get_state()
    field = next(found for typed, found in TYPED.items() if typed.state == now)
    before = await work.read(people.my_card)
    next_field = people.next_question(before, field)
    try:
        text = words_of(message, TEXT_MAX)
        if field is ProfileField.name and await work.read(people.is_renaming, text=text):
            await state.set_state(Filling.renaming)
            await state.set_data({"typed": text})
            await show(message, moves.ask_rename(before.full_name, text))
            return
        short = now == Filling.name.state and not people.has_patronymic(text)
        goes_on = Filling.patronymic if short else state_of(next_field)
        card = await settle(work, state, goes_on, people.edit_profile, field=field, text=text)
    except Invalid as error:
        await show(message, question(field, before, work.ctx.region, trouble=str(error)))
        return
    await show(message, ask_patronymic(card) if short else after(work, before, card, field, next_field))


@kept.callback_query(Rename.filter())
async def rename(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Take the name that was typed, now that the person is sure."""
    typed = (await state.get_data()).get("typed", "")
    before = await work.read(people.my_card)
    card = before
    if typed:
        card = await settle(work, state, None, people.edit_profile, field=ProfileField.name, text=typed)
    await show(query, profile(card, work.ctx.region, work.ctx.today.year, ProfileField.name if typed else None))


@router.message(SharedContact())
@router.message(StateFilter(Filling.phone))
async def take_phone(message: Message, work: Work, state: FSMContext) -> None:
    """Take the person's own number, shared or typed; the keys below the chat go away with it. Then the application
    stands there again beside which it was asked for, else the profile."""
    case = (await state.get_data()).get("case") if await state.get_state() == Filling.phone.state else None
    if message.text in (str(CANCEL), str(LATER)):
        await state.clear()
        told = _("The number stays as it was.") if message.text == str(CANCEL) else _("All right.")
        await show(message, Screen(told, keyboard=Keyboard()))
    else:
        try:
            card = await settle(
                work, state, None, people.edit_profile, field=ProfileField.phone, text=number_of(message)
            )  # fmt: skip
        except Invalid as error:
            card = await work.read(people.my_card)
            await state.set_state(Filling.phone)
            await show(message, question(ProfileField.phone, card, work.ctx.region, trouble=str(error)))
            return
        await show(
            message, Screen(_("✅ Your phone: {phone}", phone=phone_words(card.phone or "")), keyboard=Keyboard())
        )
    card = await work.read(people.my_card)
    await show(
        message, await case_of(work, case) if case else profile(card, work.ctx.region, work.ctx.today.year)
    )  # fmt: skip


def number_of(message: Message) -> str:
    """The person's own number, shared or typed; raises Invalid for somebody else's contact."""
    if message.contact is None:
        return words_of(message, TEXT_MAX)
    if message.from_user is None or message.contact.user_id != message.from_user.id:
        raise Invalid(lazy("This is somebody else's contact. Please share your own number or type it."))
    return message.contact.phone_number


@router.callback_query(ChooseCode.filter())
async def choose_code(query: CallbackQuery, callback_data: ChooseCode, work: Work) -> None:
    """Take an answer from a list."""
    if callback_data.field not in CODES:
        raise Invalid(lazy("Please choose one of the buttons."))
    card = await work.run(people.edit_profile, field=callback_data.field, text=callback_data.code)
    await show(query, profile(card, work.ctx.region, work.ctx.today.year, callback_data.field), t("Saved"))


@router.callback_query(ChooseSubject.filter())
async def choose_subject(query: CallbackQuery, callback_data: ChooseSubject, work: Work) -> None:
    """Tick or untick a subject: the button says which is wanted."""
    card = await work.run(people.choose_subject, subject=callback_data.subject, chosen=callback_data.chosen)
    await show(query, ask_subjects(card, work.ctx.region, first=callback_data.first))


@router.callback_query(SubjectsDone.filter())
async def subjects_done(query: CallbackQuery, callback_data: SubjectsDone, work: Work, state: FSMContext) -> None:
    """Go on from the subjects: to what is missing still, to the end of first contact, or to the profile."""
    card, region, year = await work.read(people.my_card), work.ctx.region, work.ctx.today.year
    if ProfileField.subjects in card.missing:
        await show(query, question(ProfileField.subjects, card, region), t("Please tap at least one subject."))
        return
    otherwise = registered(card, region, year) if callback_data.first else profile(card, region, year)
    await _go_on(query, work, state, card, otherwise)


@router.callback_query(NoSubject.filter())
async def teach_nothing(query: CallbackQuery, callback_data: NoSubject, work: Work) -> None:
    """Go on without a subject: a psychologist, a methodist, a manager."""
    card = await work.run(people.teach_nothing)
    region, year = work.ctx.region, work.ctx.today.year
    await show(query, registered(card, region, year) if callback_data.first else profile(card, region, year))

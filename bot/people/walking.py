"""Handlers of the walk over what is missing in the profile. Which steps it has and which were skipped is kept in the
state of typing, so it goes on after a restart; what is answered is kept at once, so it may end anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.middlewares import HomeScreen
from bot.people import filling, steps
from bot.people.calls import STEPS, AnswerStep, FillRest, SkipStep, Walking
from bot.people.profile import profile, value_of
from bot.people.questions import CANCEL, CODES, LATER
from bot.screens import Keyboard, Screen, bring, show
from bot.taking import Typing, keeping_router, settle, stand, words_of
from bot.work import Work
from bot.writing import phone_words
from locales import catalog
from services import people
from services.errors import Invalid
from services.people import PersonCard, ProfileField

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy
#: A tap goes on with the walk instead of ending it.
router = keeping_router("walking")
F = ProfileField


@dataclass(frozen=True)
class Walk:
    """The fields that were missing as it began, and those the person would rather not fill in now."""

    asked: tuple[ProfileField, ...]
    skipped: tuple[ProfileField, ...] = ()

    def left(self, card: PersonCard, but: ProfileField | None = None) -> tuple[ProfileField, ...]:
        """The steps that are still to be asked, ``but`` one."""
        left = people.left_to_ask(card, self.skipped)
        return tuple(field for field in left if field in self.asked and field is not but)

    def at(self, left: tuple[ProfileField, ...]) -> Typing:
        """The state of typing at the first of the steps left; none when there are none."""
        if not left:
            return Typing(None, {})
        return Typing(STEPS[left[0]], {"asked": list(self.asked), "skipped": list(self.skipped)})


class StrayKey(Filter):
    """A key below the chat that was tapped twice, or stayed there after its question; gives ``key``. Where something
    else is being typed only the way home is one."""

    async def __call__(self, message: Message, raw_state: str | None = None) -> bool | dict[str, str]:
        """The words of the key, if it is one."""
        here = raw_state is None or raw_state.startswith(f"{Walking.__name__}:")
        keys = [str(steps.HOME), *([str(steps.SKIP), str(CANCEL), str(LATER)] if here else [])]
        return {"key": message.text} if message.text in keys else False


def walk_of(data: dict[str, Any]) -> Walk:
    """The walk that the state of typing holds; one without steps when it holds none."""
    return Walk(tuple(map(F, data.get("asked", ()))), tuple(map(F, data.get("skipped", ()))))


async def resumed(work: Work) -> Screen:
    """The step at which the walk stands; the profile where there is no walk."""
    return _screen(work, walk_of(work.storage.data), await work.read(people.my_card))


async def _current(work: Work, state: FSMContext, trouble: str = "") -> Screen:
    """Redraw the step at which the walk stands: what was filled in meanwhile by staff is not asked any more."""
    walk, card = walk_of(work.storage.data), await work.read(people.my_card)
    await stand(state, walk.at(walk.left(card)))
    return _screen(work, walk, card, trouble=trouble)


def _screen(
    work: Work, walk: Walk, card: PersonCard, answered: ProfileField | None = None, trouble: str = ""
) -> Screen:
    region, year, left = work.ctx.region, work.ctx.today.year, walk.left(card)
    if not walk.asked:
        return profile(card, region, year)
    if not left:
        return steps.walked(card, region, year, walk.asked)
    return steps.step(
        left, understood=value_of(card, region, answered, year) if answered else "", trouble=trouble
    )  # fmt: skip


async def _take(work: Work, state: FSMContext, field: ProfileField, text: str) -> tuple[Walk, PersonCard]:
    """Write an answer down; with the same commit the walk stands at the step after it."""
    walk = walk_of(work.storage.data)
    left = walk.left(await work.read(people.my_card), field)
    return walk, await settle(work, state, walk.at(left), people.edit_profile, field=field, text=text)


async def _skip(work: Work, state: FSMContext, field: ProfileField) -> Screen:
    """Leave a step out for this walk; a tap on any but the step asked now only redraws."""
    card, walk = await work.read(people.my_card), walk_of(work.storage.data)
    if await state.get_state() != STEPS[field].state:
        return await _current(work, state)
    walk = Walk(walk.asked, (*walk.skipped, field))
    await stand(state, walk.at(walk.left(card)))
    return _screen(work, walk, card)


async def _put(query: CallbackQuery, screen: Screen) -> None:
    """Show the step after a tapped one. One with keys cannot take its place: nothing is left there to tap."""
    if screen.keyboard is None:
        await show(query, screen)
        return
    await show(query, Screen(_("All right.")))
    await bring(query, screen)


@router.callback_query(FillRest.filter())
async def begin(query: CallbackQuery, work: Work, state: FSMContext) -> None:
    """Begin the walk; what is asked at first contact comes before it."""
    await state.clear()
    card = await work.read(people.my_card)
    if not card.ready:
        await filling.go_on(query, work, state)
        return
    left = people.left_to_ask(card)
    walk = Walk(left)
    await stand(state, walk.at(left))
    await show(query, await _current(work, state), "" if left else t("Everything is filled in."))


@router.callback_query(SkipStep.filter())
async def skip(query: CallbackQuery, callback_data: SkipStep, work: Work, state: FSMContext) -> None:
    """Leave the step out and go on."""
    if callback_data.field not in STEPS:
        raise Invalid(lazy("Please choose one of the buttons."))
    await _put(query, await _skip(work, state, callback_data.field))


@router.callback_query(AnswerStep.filter())
async def choose(query: CallbackQuery, callback_data: AnswerStep, work: Work, state: FSMContext) -> None:
    """Take an answer from a list and go on; under a step that is not asked now it only redraws."""
    field = callback_data.field
    if field not in CODES or await state.get_state() != STEPS[field].state:
        await show(query, await _current(work, state))
        return
    walk, card = await _take(work, state, field, callback_data.code)
    await _put(query, _screen(work, walk, card, field))


@router.message(StrayKey())
async def tap_key(message: Message, work: Work, state: FSMContext, key: str, home_screen: HomeScreen) -> None:
    """Leave the phone out, or go home; a key tapped once more or left below the chat goes away and redraws."""
    phone = await state.get_state() == Walking.phone.state
    if key == str(steps.HOME):
        await state.clear()
        screen = await home_screen(work)
    else:
        screen = await _skip(work, state, F.phone) if key == str(steps.SKIP) else await _current(work, state)
    told = _("All right, without the phone for now.") if phone else _("All right.")
    await show(message, Screen(told, keyboard=Keyboard()))
    await show(message, screen)


@router.message(filling.SharedContact(), StateFilter(Walking))
@router.message(StateFilter(Walking.phone))
async def take_phone(message: Message, work: Work, state: FSMContext) -> None:
    """Take the person's own number, shared or typed, and go on; the keys below the chat go away."""
    try:
        walk, card = await _take(work, state, F.phone, filling.number_of(message))
    except Invalid as error:
        await show(message, await _current(work, state, str(error)))
        return
    told = _("✅ Your phone: {phone}", phone=phone_words(card.phone or ""))
    await show(message, Screen(told, keyboard=Keyboard()))
    await show(message, _screen(work, walk, card))


@router.message(StateFilter(Walking.teaching_since, Walking.email))
async def take_typed(message: Message, work: Work, state: FSMContext) -> None:
    """Take a typed answer and go on; what cannot be taken is asked for again."""
    field = F.email if await state.get_state() == Walking.email.state else F.teaching_since
    try:
        walk, card = await _take(work, state, field, words_of(message, filling.TEXT_MAX))
    except Invalid as error:
        await show(message, await _current(work, state, str(error)))
        return
    await show(message, _screen(work, walk, card, field))


@router.message(StateFilter(Walking))
async def not_typed(message: Message, work: Work, state: FSMContext) -> None:
    """Words where one of the buttons is awaited."""
    await show(message, await _current(work, state, t("Please choose one of the buttons.")))

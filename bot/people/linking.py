"""A member of staff links their chat by the one-time code from the back office."""

from __future__ import annotations

from aiogram.filters import Command, CommandObject, Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.middlewares import HomeScreen
from bot.people.calls import EnterCode, Linking
from bot.screens import Screen, home, show
from bot.taking import Typing, begin_typing, settle, subject_router, words_of
from bot.work import Work
from bot.writing import lines, trouble_line
from locales import catalog
from services import accounts
from services.errors import Invalid, Refused

_ = catalog("bot").html
t = catalog("bot").gettext
router = subject_router("linking")
CODE_MAX = 40


class StrangersCode(Filter):
    """What looks like a code, in a chat that is nobody's yet: it is taken in any state."""

    async def __call__(self, message: Message, work: Work) -> bool:
        """Whether it is one."""
        return work.person_id is None and accounts.looks_like_code(message.text or "")


def ask_code(trouble: str = "", *, again: bool = True) -> Screen:
    """Ask for the code and say where it is to be had; ``trouble``: what was wrong with the one before, ``again``: it
    may be typed once more."""
    lost = _("Nothing is lost: please type the code once more, here.") if again else _("Nothing is lost.")
    text = lines(
        trouble_line(trouble),
        lost if trouble else _("Please type your code here. It has eight Latin letters and digits."),
        "",
        _("Where to take a code:") if not trouble else _("Where to take a new code:"),
        _("• Staff: in the back office, “My account”, then “Get a code”."),
        _("• A teacher who comes back to a former profile: from the centre, by phone."),
        _("A code works once and for half an hour."),
        None if trouble else _("\n<i>A teacher who is here for the first time needs no code: tap “Home”.</i>"),
    )
    return Screen(text, [[home()]])


@router.callback_query(EnterCode.filter())
async def enter_code(query: CallbackQuery, work: Work, state: FSMContext, home_screen: HomeScreen) -> None:
    """Begin to take the code; a chat that is somebody's already is home."""
    await begin_typing(
        query, state, Typing(Linking.code, {}), ask_code(), possible=work.person_id is None,
        now=lambda: home_screen(work), why=t("This chat is linked already."),
    )  # fmt: skip


@router.message(Command("link"))
async def link_command(
    message: Message, command: CommandObject, work: Work, state: FSMContext, home_screen: HomeScreen
) -> None:
    """Take the code that stands behind the command, or ask for it; a chat that is somebody's already is home."""
    if command.args:
        await _link(message, command.args, work, state, home_screen)
    elif work.person_id is not None:
        await show(message, await home_screen(work))
    else:
        await state.set_state(Linking.code)
        await show(message, ask_code())


@router.message(StrangersCode())
@router.message(StateFilter(Linking.code))
async def typed_code(message: Message, work: Work, state: FSMContext, home_screen: HomeScreen) -> None:
    """Take the typed code."""
    try:
        code = words_of(message, CODE_MAX)
    except Invalid as error:
        await show(message, ask_code(str(error)))
        return
    await _link(message, code, work, state, home_screen)


async def _link(message: Message, code: str, work: Work, state: FSMContext, home_screen: HomeScreen) -> None:
    await state.set_state(Linking.code)  # a wrong one may be typed again
    work.along(accounts.count_link_try, chat_id=work.chat_id)
    try:
        await settle(work, state, None, accounts.redeem_link_code, code=code, chat_id=work.chat_id)
    except (Invalid, Refused) as error:
        await show(message, ask_code(str(error), again=isinstance(error, Invalid)))
        return
    await show(message, Screen(_("✅ This chat is linked. Notices and your work will come here."), []))
    await show(message, await home_screen(work))

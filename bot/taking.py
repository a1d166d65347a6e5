"""How handlers take what a person typed or tapped: words, the state of typing around an act, an act come too late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from aiogram import BaseMiddleware, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.database import Service
from bot.screens import Screen, show
from bot.work import Work
from locales import catalog
from services.errors import AlreadyDone, Invalid, Stale

P = ParamSpec("P")
T = TypeVar("T")
_ = catalog("bot").lazy
t = catalog("bot").gettext
WORDS_MAX = 1000


def words_of(message: Message, most: int = WORDS_MAX) -> str:
    """What was typed; raises Invalid for a sticker, a voice, a photo, and for more than ``most`` characters."""
    if message.text is None:
        raise Invalid(_("I can read only typed words here. Please type your answer."))
    if len(message.text) > most:
        raise Invalid(_("This is too long: at most {most} characters, please. You wrote {n}.", most=most,
                        n=len(message.text)))  # fmt: skip
    return message.text


@dataclass(frozen=True)
class Typing:
    """A state of typing with what is known in it."""

    state: State | None
    data: Mapping[str, Any]


async def stand(state: FSMContext, typing: Typing) -> None:
    """From now on this is typed."""
    await state.set_state(typing.state)
    await state.set_data(typing.data)


async def begin_typing(
    query: CallbackQuery, state: FSMContext, typing: Typing, asked: Screen, *, possible: bool,
    now: Callable[[], Awaitable[Screen]], why: str = "",
) -> None:  # fmt: skip
    """Ask for words, once it is known that the act they are for is still ``possible``: else the tap shows how things
    stand ``now`` and says ``why``. Every tap after which one types begins here: nobody types what is thrown away."""
    if not possible:
        await show(query, await now(), why or t("This has changed. Here is how it stands now."))
        return
    await stand(state, typing)
    await show(query, asked)


async def settle(
    work: Work, state: FSMContext, following: State | Typing | None, service: Service[P, T], *args: P.args,
    **kwargs: P.kwargs,
) -> T:  # fmt: skip
    """Act, and with the same commit go on to the ``following`` state of typing; after Invalid the state stays."""
    before, data = await state.get_state(), await state.get_data()
    await stand(state, following if isinstance(following, Typing) else Typing(following, {}))
    try:
        return await work.run(service, *args, **kwargs)
    except Invalid:
        await state.set_state(before)
        await state.set_data(data)
        raise


async def attempt(work: Work, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> str:
    """Act; returns the words of a refusal because the thing has moved on (the handler redraws it), else nothing: also
    for a second tap of the same person, whose wish is met already."""
    try:
        await work.run(service, *args, **kwargs)
    except AlreadyDone:
        return ""
    except Stale as error:
        return str(error)
    return ""


class LetGo(BaseMiddleware):
    """A tap ends whatever the chat was in the middle of typing; a handler that asks for words says so anew."""

    async def __call__(
        self, handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # fmt: skip
        """Handle the tap with the state of typing ended."""
        state: FSMContext = data["state"]
        await state.clear()
        return await handler(event, data)


def keeping_router(name: str) -> Router:
    """A router whose taps go on with what was typed before them instead of ending it."""
    return Router(name=name)


def subject_router(name: str, lets_go: LetGo | None = None) -> Router:
    """A router of a subject: a tap that one of its handlers takes ends the state of typing, in the way of ``lets_go``
    if another than the usual one."""
    router = Router(name=name)
    router.callback_query.middleware(lets_go or LetGo())
    return router

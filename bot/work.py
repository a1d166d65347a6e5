"""The work of one update: its reader, its context, its one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from bot.database import Database, Service
from bot.storage import ChatStorage
from locales import DEFAULT_LANGUAGE, LANGUAGES
from services import chats, inbox
from services.chats import Opening
from services.clock import Clock, real_now
from services.context import Actor, Context, Region

P = ParamSpec("P")
T = TypeVar("T")
NOBODY = Actor(None, (), "bot")


@dataclass(frozen=True)
class Bench:
    """What every piece of work is done with; built once by the wiring. ``committed`` wakes the senders; ``files``: the
    folder of what people brought."""

    database: Database
    clock: Clock
    region: Region
    committed: Callable[[], None]
    files: Path = Path("var/files")

    def ctx(self, actor: Actor, correlation_id: str) -> Context:
        """A context for now."""
        return Context(actor, self.clock.now(), self.region, correlation_id)


class Work:
    """Given to each handler: reads freely, writes once, and settles the update with its effect.

    ``row_id`` is the update's row in the inbox, None for what did not come from Telegram. ``answers`` tells whether
    the chat awaits something to see; ``owes`` becomes true with an effect that the chat is yet to see.
    """

    def __init__(
        self, bench: Bench, *, chat_id: int, user_id: int, name: str, row_id: int | None = None, answers: bool = True
    ) -> None:
        self.chat_id = chat_id
        self.user_id = user_id
        self.ctx = bench.ctx(NOBODY, name)
        self.opening = Opening(NOBODY, None, "", False, None, {})
        self.storage = ChatStorage(None, {})
        self.language = DEFAULT_LANGUAGE
        self.handler = ""
        self.settled = False
        self.owes = False
        self.answers = answers
        self._bench = bench
        self._row_id = row_id
        self._spent = False
        self._along: list[Callable[[Session, Context], object]] = []

    async def open(self, language_code: str | None = None) -> None:
        """Learn who stands behind the chat and what it is typing; Telegram's language serves until they register."""
        await self._learn()
        spoken = (language_code or "").partition("-")[0]
        self.language = self.opening.language or (spoken if spoken in LANGUAGES else DEFAULT_LANGUAGE)
        self.storage = ChatStorage(self.opening.state, self.opening.data)

    async def _learn(self) -> None:
        self.opening = await self.read(chats.open_chat, chat_id=self.chat_id, user_id=self.user_id)
        self.ctx = replace(self.ctx, actor=self.opening.actor)

    @property
    def files(self) -> Path:
        """The folder of what people brought."""
        return self._bench.files

    @property
    def person_id(self) -> int | None:
        """The person behind the chat, None for a newcomer."""
        return self.ctx.actor.person_id

    async def read(self, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask a service that only reads."""
        return await self._bench.database.read(self.ctx, service, *args, **kwargs)

    async def run(self, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Let a service act: effect, state of typing, audit, notices and the inbox's mark commit together.

        Once per update; raises RuntimeError for a second time, and whatever the service raises (nothing happened then).
        Show its result after it returns, never before.
        """
        if self._spent:
            raise RuntimeError("an update has one transaction: run was called twice")
        self._spent = True
        result = await self._commit(
            lambda session, ctx: service(session, ctx, *args, **kwargs), answered=not self.answers
        )
        self.owes = self.answers
        if self.person_id is None:
            await self._learn()
        return result

    def along(self, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Let a service act in the update's transaction, whichever that will be; its result is not needed."""
        self._along.append(lambda session, ctx: service(session, ctx, *args, **kwargs))

    async def finish(self) -> None:
        """Settle an update whose handler only read or was refused; to be called once it has been answered."""
        if not self.settled:
            await self._commit(None, answered=True)

    async def _commit(self, act: Callable[[Session, Context], T] | None, *, answered: bool) -> T:
        def whole(session: Session, ctx: Context) -> Any:
            self._settle(session, ctx, answered)
            return act(session, ctx) if act else None

        result: T = await self._bench.database.write(self.ctx, whole)
        self.settled = True
        self._bench.committed()
        return result

    def _settle(self, session: Session, ctx: Context, answered: bool) -> None:
        if self._row_id is not None:
            inbox.handle(session, ctx, row_id=self._row_id, real_now=real_now(), answered=answered)
        for act in self._along:
            act(session, ctx)
        if self.storage.changed:
            chats.keep_state(
                session, ctx, chat_id=self.chat_id, user_id=self.user_id, state=self.storage.state,
                data=self.storage.data,
            )  # fmt: skip

"""One person's case in the demonstration: who takes part, the present moment in it, what it has come to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from marshrut.demo.catalogue import Shelf
from models.people import Way
from services import calendar, rights
from services.audit import acting
from services.context import Actor, Context


@dataclass(frozen=True)
class Stage:
    """What all cases have in common: the session, the region's present, chance, the script, who acts with which rights.

    Rights do not change while the demonstration is filled, so each actor is looked up once.
    """

    session: Session
    base: Context
    chance: Random
    words: dict[str, Any]
    shelf: Shelf
    actors: dict[tuple[int, str], Actor] = field(default_factory=dict)

    def acts(self, person_id: int, moment: datetime, door: str) -> Context:
        """The context in which a person acts at a moment; the session knows from here on."""
        key = person_id, door
        if key not in self.actors:
            self.actors[key] = rights.actor_of(self.session, person_id, self.base.today, door)
        ctx = replace(self.base, actor=self.actors[key], now=moment)
        acting(self.session, ctx)
        return ctx


@dataclass
class Case:
    """A case; without ``in_chat`` the person has no Telegram and staff record each step.

    ``marks`` is set for somebody of the chat page, with whom nothing unexpected happens: how many activities they tick
    off.
    """

    stage: Stage
    person_id: int
    operator_id: int
    planner_id: int
    curator_id: int
    head_id: int
    moment: datetime
    subjects: tuple[str, ...] = ()
    in_chat: bool = True
    marks: int | None = None
    participation_id: int = 0
    route_id: int = 0
    held_on: date | None = None
    appointed: datetime | None = None
    ended: bool = False

    @property
    def session(self) -> Session:
        """The session of all cases."""
        return self.stage.session

    @property
    def chance(self) -> Random:
        """The chance of all cases."""
        return self.stage.chance

    @property
    def words(self) -> dict[str, Any]:
        """The region's script."""
        return self.stage.words

    @property
    def today(self) -> date:
        """The case's present day."""
        return self.stage.base.region.today(self.moment)

    @property
    def passed(self) -> bool:
        """Whether the case's moment lies before the present."""
        return self.moment < self.stage.base.now

    def office(self, person_id: int) -> Context:
        """Somebody acts in the back office."""
        return self.stage.acts(person_id, self.moment, "admin")

    def chat(self, person_id: int) -> Context:
        """Somebody acts in the chat."""
        return self.stage.acts(person_id, self.moment, "bot")

    def said(self, staff_id: int) -> tuple[Context, dict[str, Any]]:
        """A step of the person's: in the chat, or by phone, recorded by one of the staff."""
        if self.in_chat:
            return self.chat(self.person_id), {}
        return self.office(staff_id), {"way": Way.phone}

    def luck(self) -> float:
        """A throw between 0 and 1; with people of the chat page nothing unexpected happens."""
        return 1.0 if self.marks is not None else self.chance.random()

    def opening(self, day: date) -> datetime:
        """When the working day begins."""
        region = self.stage.base.region
        return calendar.at(region, day, region.workday[0])

    def wait(self, days: int) -> None:
        """Some working days pass."""
        region = self.stage.base.region
        day = calendar.nearest_working_day(region, calendar.add_working_days(region, self.today, days))
        hour = timedelta(hours=self.chance.randint(1, 7), minutes=self.chance.randint(0, 59))
        self.moment = max(self.moment, self.opening(day) + hour)

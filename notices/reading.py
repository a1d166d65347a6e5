"""What a wording may read: the services, as the recipient. What the recipient may not see cannot get into a notice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from services import applications, conversations, naming, rights, routes
from services.applications import ParticipationCard
from services.context import Context
from services.conversations import ThreadCard
from services.outbox import Parcel
from services.routes import ActivityCard, RouteCard


@dataclass(frozen=True)
class Reader:
    """The recipient with what the notice is about; results are not among what can be asked for (К-01)."""

    session: Session
    ctx: Context
    parcel: Parcel

    @property
    def due_on(self) -> date | None:
        """The day of the deadline a reminder speaks of."""
        told = self.parcel.facts.get("due_on")
        return date.fromisoformat(told) if told else None

    @property
    def case(self) -> ParticipationCard:
        """The application it is about; raises NotFound when the recipient may not see it any more."""
        return applications.card(self.session, self.ctx, participation_id=self.parcel.participation_id or 0)

    @property
    def route(self) -> RouteCard:
        """The route it is about, in the recipient's projection; raises NotFound likewise."""
        return routes.card(self.session, self.ctx, route_id=self.parcel.route_id or 0)

    @property
    def activity(self) -> ActivityCard:
        """The activity it is about, in the recipient's projection; raises NotFound likewise."""
        return routes.activity_card(self.session, self.ctx, activity_id=self.parcel.activity_id or 0)

    @property
    def thread(self) -> ThreadCard:
        """The conversation it is about; raises NotFound likewise."""
        return conversations.thread(self.session, self.ctx, thread_id=int(self.parcel.facts.get("thread_id", 0)))

    def named(self, *, short: bool = False) -> str:
        """The person whom the notice tells of, by name: whoever is told of them may know it; empty for nobody."""
        return naming.name_of(self.session, person_id=int(self.parcel.facts.get("person", 0)), short=short)

    @property
    def own(self) -> bool:
        """Whether the route is the recipient's own."""
        return self.route.person_id == self.parcel.person_id


def reader_of(session: Session, ctx: Context, parcel: Parcel) -> Reader:
    """The recipient of a parcel as the one who reads."""
    actor = rights.actor_of(session, parcel.person_id, ctx.today, "notice")
    return Reader(session, replace(ctx, actor=actor), parcel)

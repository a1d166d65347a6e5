"""What is shown of a route, in two projections: the whole one, and the school's (К-01).

The school's hides deficits, levels, recommendations and the curator's name and kind (the kind reveals the level, К-54).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from locales import catalog
from models.people import Person, Way
from models.routes import Activity, Agreement, Answer, EndCause, Party, Route, RouteModel, RouteStatus
from services import recipients, rights
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context
from services.moves import possible
from services.rights import Who
from services.routes import terms
from services.routes.activity_cards import ActivityLine, activity_line
from services.routes.ending import EarlyEnd, early_end
from services.routes.finding import current_round, find, is_party, is_whole
from services.routes.lifecycle import ROUTE
from services.routes.readiness import Lack, agreed_upon, lacking, round_may_close
from services.routes.replying import changed_since, removed_since

_ = catalog("services").lazy


class Heard(enum.StrEnum):
    """A party's answer as it is told: changes that the planner has answered are proposed no more."""

    agreed = "agreed"
    changes = "changes"
    replied = "replied"
    silence = "silence"


@dataclass(frozen=True)
class AgreementLine:
    """A party's part in the current round."""

    id: int
    party: Party
    person: str
    answer: Answer | None
    comment: str
    answered_at: datetime | None
    mine: bool
    reply: str = ""
    replied_at: datetime | None = None

    @property
    def heard(self) -> Heard | None:
        """The answer as it is told; None while there is none."""
        if self.answer is Answer.changes and self.replied_at:
            return Heard.replied
        return Heard(self.answer.value) if self.answer else None


@dataclass(frozen=True)
class RouteCard:
    """A route as its reader may see it; ``whole`` says which projection.

    ``curated``: the reader is its curator. To the planner ``lack`` says what it lacks to be sent on, ``may_close``
    whether the round of agreement may be closed, ``agreed`` whether one was. Why a route ended early or stands still is
    told to the person and their centre and curator only: to the school no more than when. ``disclosed``: the person has
    opened the full card to the reader, who is shown it when they ask for it (``full_paper``). ``founder``: it is a
    head's own route, which the founder approves (К-53).
    """

    id: int
    whole: bool
    number: str
    version: int
    status: RouteStatus
    person_id: int
    person: str
    organization: str
    position: str
    model: RouteModel | None
    term_months: int | None
    starts_on: date | None
    ends_on: date | None
    curator_id: int | None
    curator: str
    planner: str
    participation_id: int
    activities: tuple[ActivityLine, ...]
    agreements: tuple[AgreementLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    return_reasons: str
    acts: tuple[str, ...]
    round: int = 0
    curated: bool = False
    lack: Lack | None = None
    may_close: bool = False
    agreed: bool = False
    curator_reason: str = ""
    suspended_on: date | None = None
    suspend_reason: str = ""
    end_cause: EndCause | None = None
    end_words: str = ""
    early_end: EarlyEnd | None = None
    disclosed: bool = False
    terms_changed: bool = False
    removed: int = 0
    founder: bool = False

    @property
    def awaited(self) -> bool:
        """Whether the reader's own word in the round of agreement is awaited."""
        return "answer" in self.acts and any(one.mine and one.answer is None for one in self.agreements)

    @property
    def unreplied(self) -> tuple[AgreementLine, ...]:
        """Proposals of changes that the planner has not answered yet."""
        return tuple(one for one in self.agreements if one.answer is Answer.changes and not one.replied_at)

    @property
    def done(self) -> int:
        """How many activities the teacher has marked done."""
        return sum(activity.done_at is not None for activity in self.activities)


def card(session: Session, ctx: Context, *, route_id: int) -> RouteCard:
    """A route in the projection its reader may see; raises NotFound otherwise."""
    route = find(session, ctx, route_id)
    shown = _shown(session, ctx, route, is_whole(session, ctx, route))
    if shown.whole:
        shown = _with_the_rest(session, ctx, route, shown)
    return _for_desk(session, ctx, route, shown)


def _shown(session: Session, ctx: Context, route: Route, whole: bool) -> RouteCard:
    """What every reader sees, the school too; ``whole`` is for the lines of activities and agreements."""
    jobs = route.person.employments
    return RouteCard(
        id=route.id, whole=whole, number=route.number or "", version=route.version, status=route.status,
        person_id=route.person_id, person=route.person.full_name,
        organization=route.organization.name if route.organization else "",
        position=next((job.position for job in jobs if job.organization_id == route.organization_id), ""),
        model=None, term_months=route.term_months, starts_on=route.starts_on, ends_on=route.ends_on, curator_id=None,
        curator=str(_("curator of the centre")), planner=route.planner.full_name,
        participation_id=route.participation_id, activities=activity_lines(session, route, whole),
        agreements=tuple(_agreement_line(session, ctx, one, whole) for one in current_round(route)),
        deadlines=tuple(deadline_line(ctx, one) for one in terms.of(session, route)),
        return_reasons=route.return_reasons, acts=tuple(possible(session, ctx, ROUTE, route)), round=route.round,
        curated=rights.is_who(session, ctx, Who.curator, route), agreed=agreed_upon(route),
        suspended_on=route.suspended_on, early_end=early_end(ctx, route, told=whole),
        disclosed=not whole and rights.is_disclosed(session, ctx, route),
        terms_changed=changed_since(route, route.terms_changed_at),
        removed=removed_since(route), founder=rights.is_heads_own(session, ctx, route),
    )  # fmt: skip


def _with_the_rest(session: Session, ctx: Context, route: Route, shown: RouteCard) -> RouteCard:
    """What the school never sees: model and curator tell the level (К-54), reasons are the person's own affair."""
    return replace(
        shown, model=route.model, curator_id=route.curator_id, curator=route.curator.full_name if route.curator else "",
        suspend_reason=route.suspend_reason, end_cause=_cause(session, ctx, route), end_words=route.end_words,
    )  # fmt: skip


def _for_desk(session: Session, ctx: Context, route: Route, shown: RouteCard) -> RouteCard:
    """What those who work on it are told besides: what it lacks, whether the round may be closed."""
    return replace(
        shown, lack=lacking(session, route) if "edit" in shown.acts else None,
        may_close="close_round" in shown.acts and round_may_close(session, ctx, route),
        curator_reason=route.curator_reason if _of_centre(session, ctx, route) else "",
    )  # fmt: skip


def activity_lines(session: Session, route: Route, whole: bool) -> tuple[ActivityLine, ...]:
    """The activities of a route in a projection, by date."""
    return tuple(
        activity_line(item, whole) for item in session.scalars(_ACTIVITIES.where(Activity.route_id == route.id))
    )


def _of_centre(session: Session, ctx: Context, route: Route) -> bool:
    return any(rights.is_who(session, ctx, who, route) for who in (Who.planner, Who.operator))


def _cause(session: Session, ctx: Context, route: Route) -> EndCause | None:
    """Why it ended; that a consent was withdrawn is told to the person and the centre only."""
    told = route.person_id == ctx.actor.person_id or _of_centre(session, ctx, route)
    return EndCause.wish if route.end_cause is EndCause.consent_withdrawn and not told else route.end_cause


_ACTIVITIES = (
    sa.select(Activity)
    .where(Activity.removed_at.is_(None))
    .options(selectinload(Activity.deficits))
    .order_by(Activity.starts_on, Activity.id)
)


def _party_name(session: Session, ctx: Context, item: Agreement) -> str:
    """Who the party is; for whoever heads the school: the one who answered, else those whose answer it would be."""
    if item.person is not None:
        return item.person.full_name
    if item.way is Way.chat and item.recorded_by_id is not None:
        return session.get_one(Person, item.recorded_by_id).full_name
    heads = sa.select(Person).where(Person.id.in_(recipients.approvers_of(session, ctx, item.route)))
    return ", ".join(one.full_name for one in session.scalars(heads.order_by(Person.folded_name)))


def _agreement_line(session: Session, ctx: Context, item: Agreement, whole: bool) -> AgreementLine:
    mine = is_party(session, ctx, item.route, item.party)
    name = _party_name(session, ctx, item) if whole or item.party is not Party.curator else ""
    return AgreementLine(
        id=item.id,
        party=item.party,
        person=name,
        answer=item.answer,
        comment=item.comment if whole or mine else "",
        answered_at=item.answered_at,
        mine=mine,
        reply=item.reply if whole or mine else "",
        replied_at=item.replied_at,
    )

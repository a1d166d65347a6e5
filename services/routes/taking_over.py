"""A route goes over to another curator or planner: one route by its planner, or all of somebody's during leave."""

from __future__ import annotations

from sqlalchemy.orm import Session

from locales import catalog
from models.routes import Party, Route, RouteStatus
from services import notices, rights
from services.context import Context
from services.errors import Stale
from services.moves import move
from services.notices import NoticeKind
from services.rights import Who
from services.routes.curators import choose
from services.routes.finding import current_round, find
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy


def change_curator(session: Session, ctx: Context, *, route_id: int, curator_id: int, curator_reason: str = "") -> None:
    """Another curator for a living route, whatever its state, by the rules of the choice (annex 3, cl. 4.4.2; К-55).

    The new one is told as of any new ward, the old one that the ward is theirs no more, the teacher who it is now; the
    school hears nothing, for it does not know the curator's name (К-54). Raises Invalid for a person who may not be the
    curator, or without the reason for one who has too many routes; Stale when they are the curator already.
    """
    route = find(session, ctx, route_id)
    rights.require(rights.is_who(session, ctx, Who.planner, route))
    if curator_id == route.curator_id:
        raise Stale(_("This person is the curator of the route already."))
    before = route.curator_id
    move(session, ctx, ROUTE, route, "change_curator",
         **choose(session, ctx, route, route.model, curator_id, curator_reason))  # fmt: skip
    session.expire(route, ["curator"])
    answer_for(route, curator_id)
    session.flush()
    tell_of_curator(session, ctx, route, before)


def tell_of_curator(session: Session, ctx: Context, route: Route, before: int | None) -> None:
    """Tell the new curator, the teacher and the one who was the curator ``before``; nobody while the route was never
    sent, or where nothing has changed."""
    if route.round == 0 or route.curator_id is None or route.curator_id == before:
        return
    key = ctx.now.isoformat()
    notices.post(session, ctx, NoticeKind.curator_assigned, [route.curator_id], route, key=key)
    notices.post(session, ctx, NoticeKind.curator_changed, [route.person_id], route, key=key)
    if before is not None:
        notices.post(session, ctx, NoticeKind.ward_released, [before], route, key=key, person=route.person_id)


def answer_for(route: Route, curator_id: int) -> None:
    """The curator's word that is still awaited in the round is the new curator's."""
    if route.status is RouteStatus.in_agreement:
        for part in current_round(route):
            if part.party is Party.curator and part.answer is None:
                part.person_id = curator_id

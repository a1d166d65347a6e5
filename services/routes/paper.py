"""The route card as a paper: everything the form of annex 3 asks for, in the projection its reader may have (К-01).

The documents are made from ``RouteCardPaper`` alone, outside any transaction. In the school's projection the fields of
a result, of deficits and of the curator are empty here already, so no template can print them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import DiagnosticForm
from models.people import Education, Qualification
from models.results import DeficitLevel
from models.routes import ActivityCategory, Route
from services import results, rights
from services.context import Context
from services.errors import NotFound
from services.results import DeficitLine, ResultCard
from services.routes.activity_cards import ActivityLine
from services.routes.cards import RouteCard, activity_lines, card
from services.routes.finding import find
from services.routes.signing import PaperApproval, approval, named

_ = catalog("services").lazy
#: The door under which the person finds a printed card among the looks at their result.
DOOR = "document"
#: In what office a school reads a route.
_SCHOOL = (Role.head, Role.deputy, Role.founder)


@dataclass(frozen=True)
class PaperDeficit:
    """A found deficit with its place in the list 2.3, from 1."""

    number: int
    code: str
    text: str


@dataclass(frozen=True)
class PaperResult:
    """Section 2; ``deficits`` are all of them, those of the worst blocks first (К-28, К-49)."""

    form: DiagnosticForm | None
    held_on: date
    level: DeficitLevel
    deficits: tuple[PaperDeficit, ...]
    recommendations: str


@dataclass(frozen=True)
class PaperActivity:
    """A row of section 3; ``deficits`` are codes, or places in the list 2.3 where there is no code."""

    category: ActivityCategory
    title: str
    place: str
    starts_on: date
    ends_on: date
    deficits: tuple[str, ...]
    done_on: date | None


@dataclass(frozen=True)
class RouteCardPaper:
    """Карта ИОМ (annex 3, cl. 4.3.9, 4.3.10, 5.1-5.5): the title page and the three sections.

    ``aim`` is that of every route (cl. 2.1). ``whole`` says which projection; in the school's ``tutor``, ``curator``
    and ``result`` are None. ``experience`` is in full years. ``draft`` holds until the head approves; ``made_on`` is
    the day as of which a draft was printed.
    """

    whole: bool
    draft: bool
    version: int
    institute: str
    centre: str
    city: str
    aim: str
    year: int
    number: str
    made_on: date
    approval: PaperApproval
    person: str
    short_name: str
    organization: str
    position: str
    tutor: str | None
    subjects: tuple[str, ...]
    education: Education | None
    experience: int | None
    qualification: Qualification | None
    phone: str | None
    email: str | None
    result: PaperResult | None
    term_months: int | None
    starts_on: date | None
    ends_on: date | None
    activities: tuple[PaperActivity, ...]
    next_assessment_on: date | None
    drawn_up_on: date | None
    curator: str | None


def paper(session: Session, ctx: Context, *, route_id: int, for_school: bool = False) -> RouteCardPaper:
    """The card of a route for its reader: whole for the person, the centre and an outside curator, else the school's;
    ``for_school``: the school's, also for a head who holds another office beside it.

    Raises NotFound for a route the actor may not see. A whole card made by staff is a look at the result and is
    recorded as one, so the session must be one that writes. Source: annex 3, cl. 4.3.5, 4.3.9; К-01.
    """
    ctx = _in_school(ctx) if for_school else ctx
    return _made(session, ctx, card(session, ctx, route_id=route_id), find(session, ctx, route_id))


def full_paper(session: Session, ctx: Context, *, route_id: int, printed: bool = True) -> RouteCardPaper:
    """The full card of a route, for whoever sees the result or was opened this card by the person; ``printed``: as a
    file, else on a screen. It is a look at the result and is recorded as one.

    Raises NotFound for everyone else, at once when the person has closed it. Source: К-01, К-27, К-56.
    """
    shown, route = card(session, ctx, route_id=route_id), find(session, ctx, route_id)
    if not rights.sees_card(session, ctx, route):
        raise NotFound(_("The full card of this route is not open to you."))
    named = route.curator.full_name if route.curator else ""
    whole = replace(shown, whole=True, curator=named, activities=activity_lines(session, route, True))
    return _made(session, ctx, whole, route, printed=printed)


def _made(session: Session, ctx: Context, shown: RouteCard, route: Route, *, printed: bool = True) -> RouteCardPaper:
    result = _result(session, ctx, route, printed) if shown.whole else None
    deficits = _deficits(result) if result else ()
    curator = (shown.curator or None) if shown.whole else None
    person = route.person
    return RouteCardPaper(
        # What the paper is.
        whole=shown.whole, draft=route.approved_at is None, version=route.version,
        # The title page.
        institute=ctx.region.letterhead.institute, centre=ctx.region.letterhead.centre,
        city=ctx.region.letterhead.city, aim=ctx.region.route_aim, year=(route.drawn_up_on or ctx.today).year,
        number=shown.number, made_on=ctx.today, approval=approval(session, ctx, route), person=shown.person,
        short_name=person.short_name, organization=named(route.organization), position=shown.position,
        tutor=curator,
        # Section 1: the person.
        subjects=tuple(ctx.region.subject_name(code) for code in person.subjects), education=person.education,
        experience=None if person.teaching_since is None else ctx.today.year - person.teaching_since,
        qualification=person.qualification, phone=person.phone, email=person.email,
        # Section 2: the result.
        result=_section_2(result, deficits) if result else None,
        # Section 3: the way.
        term_months=route.term_months, starts_on=route.starts_on, ends_on=route.ends_on,
        activities=_activities(ctx, shown, deficits), next_assessment_on=route.next_assessment_on,
        # The signatures.
        drawn_up_on=route.drawn_up_on, curator=curator,
    )  # fmt: skip


def _in_school(ctx: Context) -> Context:
    """The actor in the office they hold at school, and in no other."""
    scopes = tuple(scope for scope in ctx.actor.scopes if scope.role in _SCHOOL)
    return replace(ctx, actor=replace(ctx.actor, scopes=scopes))


def _result(session: Session, ctx: Context, route: Route, printed: bool) -> ResultCard | None:
    """The published result, its look recorded; None when it was recalled and nothing took its place yet."""
    looking = replace(ctx, actor=replace(ctx.actor, door=DOOR)) if printed else ctx
    try:
        return results.look_at_card(session, looking, route_id=route.id)
    except NotFound:
        return None


def _deficits(result: ResultCard) -> tuple[PaperDeficit, ...]:
    """All deficits in the order of print: those of the block with the worst level first, then of the lowest percent."""
    levels = list(DeficitLevel)
    rank = {(score.subject, score.block): (levels.index(score.level), score.percent) for score in result.scores}
    unknown = (len(levels), 0)
    ordered = sorted(result.deficits, key=lambda one: (rank.get((one.subject, one.block), unknown), one.id))
    return tuple(PaperDeficit(number, one.code, one.text) for number, one in enumerate(ordered, start=1))


def _section_2(result: ResultCard, deficits: tuple[PaperDeficit, ...]) -> PaperResult:
    return PaperResult(result.form, result.held_on, result.level, deficits, result.recommendations)


def _activities(ctx: Context, shown: RouteCard, deficits: tuple[PaperDeficit, ...]) -> tuple[PaperActivity, ...]:
    return tuple(_activity(ctx, line, deficits) for line in shown.activities)


def _activity(ctx: Context, line: ActivityLine, deficits: tuple[PaperDeficit, ...]) -> PaperActivity:
    return PaperActivity(
        category=line.category,
        title=line.title,
        place=line.place,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        deficits=tuple(_label(found, deficits) for found in line.deficits),
        done_on=ctx.region.today(line.done_at) if line.done_at else None,
    )


def _label(found: DeficitLine, deficits: tuple[PaperDeficit, ...]) -> str:
    """The codifier's code (annex 3, cl. 5.9); without one the place in the list 2.3, else the words: a corrected result
    may no longer hold the deficit an activity was planned for."""
    if found.code:
        return found.code
    return next((f"№ {one.number}" for one in deficits if one.text == found.text), found.text)

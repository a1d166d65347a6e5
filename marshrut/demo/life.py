"""The steps of a case, each through its service, at the moment at which it happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from marshrut.demo.case import Case
from models.applications import CancelReason, ContactOutcome, DecisionKind, DiagnosticForm, MeetingFormat
from models.people import Way
from models.routes import ActivityCategory, Party, RouteModel
from services import applications, calendar, outbox, results, routes, telling
from services.outside import Said
from services.results import DeficitIn, DeficitLine, ScoreIn

#: Percent below which a block has a deficit of the high level.
HIGH_BELOW = 60
MONTH = timedelta(days=30)
#: How many of those whom no notice reaches are still to be told of their result.
UNTOLD = 0.1


def apply(case: Case) -> None:
    """The application comes: in the chat, where a few stop in the middle, or by phone."""
    if not case.in_chat:
        _call(case)
        return
    ctx = case.chat(case.person_id)
    draft = applications.open_draft(case.session, ctx)
    applications.choose_form(case.session, ctx, form=DiagnosticForm.standardized)
    for subject in set(draft.known_subjects) - set(draft.subjects):
        applications.choose_subject(case.session, ctx, subject=subject, chosen=True)
    applications.choose_all_blocks(case.session, ctx)
    applications.choose_period(case.session, ctx, wanted_from=case.today, wanted_to=case.today + MONTH)
    case.participation_id = draft.participation_id
    if case.luck() < 0.05:
        case.ended = True
        return
    applications.submit(case.session, ctx, participation_id=draft.participation_id)


def _call(case: Case) -> None:
    ctx = case.office(case.operator_id)
    blocks = [block.code for block in ctx.region.blocks["educator" if case.subjects else "manager"]]
    case.participation_id = applications.enter_application(
        case.session, ctx, person_id=case.person_id, form=DiagnosticForm.standardized, subjects=case.subjects,
        blocks=blocks[: case.chance.randint(2, 5)], wanted_from=case.today, wanted_to=case.today + MONTH, way=Way.phone,
    )  # fmt: skip


def propose(case: Case) -> None:
    """The operator proposes terms; a few applications end here, a few people are not reached."""
    luck = case.luck()
    number = case.participation_id
    if luck < 0.03:
        ctx, how = case.said(case.operator_id)
        applications.withdraw(case.session, ctx, participation_id=number, **how)
        case.ended = True
        return
    ctx = case.office(case.operator_id)
    if luck < 0.05:
        applications.cancel(case.session, ctx, participation_id=number, reason=CancelReason.duplicate)
        case.ended = True
        return
    if luck < 0.15:
        outcome = ContactOutcome.not_reached if luck < 0.1 else ContactOutcome.reached
        applications.log_contact(case.session, ctx, participation_id=number, way=Way.phone, outcome=outcome)
    region = case.stage.base.region
    day = calendar.add_working_days(region, case.today, case.chance.randint(3, 12))
    case.appointed = case.opening(day) + timedelta(minutes=30 * case.chance.randint(0, 10))
    online = case.luck() < 0.2
    applications.propose_terms(
        case.session, ctx, participation_id=number, starts_at=case.appointed,
        place=case.words["online"] if online else case.chance.choice(case.words["places"]),
        format=MeetingFormat.online if online else MeetingFormat.on_site,
    )  # fmt: skip


def accept(case: Case) -> None:
    """The person agrees to the terms; one in twenty asks for another time."""
    ctx, how = case.said(case.operator_id)
    if case.luck() < 0.06 or (case.appointed and case.moment.date() >= case.appointed.date()):
        note = case.chance.choice(case.words["questions"][:2])
        applications.refuse_terms(case.session, ctx, participation_id=case.participation_id, note=note, **how)
        _agree_anew(case)
        return
    applications.accept_terms(case.session, ctx, participation_id=case.participation_id, **how)


def _agree_anew(case: Case) -> None:
    """Terms are proposed and accepted once more, as far as the present lets them be."""
    case.wait(2)
    case.ended = not case.passed
    if not case.ended:
        propose(case)
    case.wait(1)
    case.ended = case.ended or not case.passed
    if not case.ended:
        ctx, how = case.said(case.operator_id)
        applications.accept_terms(case.session, ctx, participation_id=case.participation_id, **how)


def hold(case: Case) -> None:
    """The assessment is held on its day; a few do not come."""
    ctx = case.office(case.operator_id)
    if case.luck() < 0.04:
        applications.record_no_show(case.session, ctx, participation_id=case.participation_id)
        _agree_anew(case)
        case.moment = (case.appointed or case.moment) + timedelta(hours=3)
        if case.ended or not case.passed:
            case.ended = True
            return
        ctx = case.office(case.operator_id)
    applications.record_held(case.session, ctx, participation_id=case.participation_id)
    case.held_on = case.today


def publish(case: Case) -> None:
    """The result is entered, checked and published; a few wait for the check."""
    ctx = case.office(case.operator_id)
    card = applications.card(case.session, ctx, participation_id=case.participation_id)
    pairs = [(subject, block) for subject, blocks in card.blocks for block in blocks]
    scores = [ScoreIn(subject, block, Decimal(case.chance.randint(38, 98))) for subject, block in pairs]
    results.enter(
        case.session, ctx, participation_id=case.participation_id, scores=scores, deficits=_deficits(case, scores),
        recommendations=case.chance.choice(case.words["advice"]),
    )  # fmt: skip
    if case.luck() < 0.06:
        case.ended = True
        return
    results.check(case.session, ctx, participation_id=case.participation_id)
    if not results.publish(case.session, ctx, participation_id=case.participation_id):
        _tell(case)


def _tell(case: Case) -> None:
    """Whom no notice reaches is called about the result; a few are still to be."""
    ctx, about = case.office(case.operator_id), case.participation_id
    events = [one.notice_id for one in telling.untold(case.session, ctx, participation_id=about)]
    if case.luck() < UNTOLD:
        for number in events:
            outbox.start(case.session, ctx, notice_id=number, real_now=case.moment)
        case.ended = True
        return
    telling.tell(case.session, ctx, notice_ids=events, said=Said(Way.phone), participation_id=about)


def _deficits(case: Case, scores: Sequence[ScoreIn]) -> list[DeficitIn]:
    by_need = sorted(scores, key=lambda score: score.percent)
    weak = ([score for score in by_need if score.percent < HIGH_BELOW] or by_need[:1])[: len(case.words["deficits"])]
    named = case.chance.sample(case.words["deficits"], len(weak))
    return [
        DeficitIn(score.subject, score.block, row["text"], row["code"])
        for score, row in zip(weak, named, strict=True)
    ]  # fmt: skip


def decide(case: Case) -> None:
    """Most results lead to a route."""
    kinds = [DecisionKind.route] * 9 + [DecisionKind.programme, DecisionKind.help]
    decision = DecisionKind.route if case.marks is not None else case.chance.choice(kinds)
    ctx = case.office(case.operator_id)
    results.decide(case.session, ctx, participation_id=case.participation_id, decision=decision)
    case.ended = decision is not DecisionKind.route


def draw_up(case: Case) -> None:
    """The planner draws up the route: term, curator, activities of one's own words and of the catalogue."""
    ctx = case.office(case.planner_id)
    case.route_id = routes.draw_up(case.session, ctx, participation_id=case.participation_id)
    months = case.chance.choice((6, 9, 12, 18))
    routes.set_terms(
        case.session, ctx, route_id=case.route_id, model=RouteModel.a, term_months=months, starts_on=case.today,
        curator_id=case.curator_id,
    )  # fmt: skip
    found = results.look(case.session, ctx, participation_id=case.participation_id).deficits
    titles = {name: case.chance.sample(known, len(known)) for name, known in case.words["activities"].items()}
    for number in range(case.chance.randint(5, 8)):
        _activity(case, number, months, list(ActivityCategory)[number % 5], titles, found)


def _activity(
    case: Case, number: int, months: int, category: ActivityCategory, titles: dict[str, list[str]],
    found: Sequence[DeficitLine],
) -> None:  # fmt: skip
    chance, shelf = case.chance, case.stage.shelf
    starts_on = case.today + timedelta(days=20 + number * (months * 30 - 40) // 10)
    drawn: dict[str, int | None] = {}
    if case.luck() < 0.4:
        knowledge = category is ActivityCategory.knowledge
        drawn["programme_id" if knowledge else "event_id"] = chance.choice(
            shelf.programmes if knowledge else shelf.events[category]
        )
    routes.add_activity(
        case.session, case.office(case.planner_id), route_id=case.route_id, category=category,
        title="" if drawn else titles[category.value].pop(), starts_on=starts_on,
        ends_on=starts_on + timedelta(days=chance.choice((0, 0, 0, 4))),
        place="" if drawn else chance.choice([*case.words["places"], case.words["online"]]),
        deficit_ids=[chance.choice(found).id] if found else [], **drawn,
    )  # fmt: skip


def send_for_agreement(case: Case) -> None:
    """The route goes to the teacher, the curator and the head."""
    routes.send_for_agreement(case.session, case.office(case.planner_id), route_id=case.route_id)


def agree(case: Case) -> None:
    """All three agree; the planner closes the round."""
    ctx, how = case.said(case.planner_id)
    party = None if case.in_chat else Party.teacher
    routes.answer(case.session, ctx, route_id=case.route_id, agreed=True, party=party, **how)
    for person_id in (case.curator_id, case.head_id):
        routes.answer(case.session, case.office(person_id), route_id=case.route_id, agreed=True)
    routes.close_round(case.session, case.office(case.planner_id), route_id=case.route_id)


def send_for_approval(case: Case) -> None:
    """The planner registers the route and sends it to the head."""
    routes.send_for_approval(case.session, case.office(case.planner_id), route_id=case.route_id)


def approve(case: Case) -> None:
    """The head approves; a few give it back with reasons."""
    ctx = case.office(case.head_id)
    if case.luck() < 0.08:
        routes.return_route(case.session, ctx, route_id=case.route_id, reasons=case.words["doubts"][1])
        case.ended = True
        return
    routes.approve(case.session, ctx, route_id=case.route_id)

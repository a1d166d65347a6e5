"""What screens are shown with in tests: everything that people type is hostile and long, every list is full."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import regions
from models.accounts import Role
from models.applications import DecisionKind, DiagnosticForm, MeetingFormat, ParticipationStatus
from models.conversations import Desk
from models.deadlines import DeadlineKind, DeadlineStatus
from models.people import Education, Qualification, StaffKind, Way
from models.results import DeficitLevel, ResultStatus
from models.routes import ActivityCategory, Answer, CuratorView, EndCause, EvidenceKind, Party, RouteModel, RouteStatus
from services.applications import ParticipationCard, ParticipationLine
from services.applications.cards import AppointmentLine, DeadlineLine
from services.applications.draft import DraftCard, DraftStep
from services.conversations import MessageLine, ThreadCard, ThreadLine
from services.digests import WardActivity
from services.files import FileCard
from services.home import Home
from services.next_step import Following, NextStep
from services.people import EmploymentLine, PersonCard, ProfileField
from services.places import CentreLine
from services.results import DeficitLine, ResultCard, ScoreLine
from services.routes import (
    ActivityCard,
    ActivityLine,
    AgreementLine,
    DisclosureLine,
    EvidenceLine,
    RecipientLine,
    RouteCard,
    RouteLine,
)
from services.routes.paper import PaperActivity, PaperDeficit, PaperResult, RouteCardPaper
from services.routes.signing import PaperApproval

REGION = regions.load("smolensk")
BIG = 2**31 - 1
BAD = "<b>Ё&\"'</i><a href='tg://x'>"
LONG = (BAD + "дефицит ") * 120
TODAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
SUBJECTS = tuple(subject.code for subject in REGION.subjects)
BLOCKS = tuple(block.code for block in REGION.blocks["educator"])
CENTRES = [CentreLine(1, LONG, LONG, LONG, LONG)] * 30
DEADLINES = tuple(
    DeadlineLine(kind, TODAY, "приложение 2, п. 5.9.4", normative, DeadlineStatus.open, overdue, None, "", False)
    for kind in DeadlineKind
    for normative in (True, False)
    for overdue in (False,)
)
DEFICITS = tuple(DeficitLine(number, "physics", "subject", LONG, LONG) for number in range(30))


def person(*, ready: bool = True, kind: StaffKind = StaffKind.educator) -> PersonCard:
    """A person of hostile names."""
    missing = () if ready else tuple(ProfileField)
    return PersonCard(
        BIG, LONG, LONG, LONG, LONG, EmploymentLine(1, 1, LONG, LONG, LONG, kind), SUBJECTS, Education.higher, 1960,
        Qualification.none, LONG, LONG, "ru", missing,
    )  # fmt: skip


def draft(step: DraftStep = DraftStep.review, kind: StaffKind = StaffKind.educator) -> DraftCard:
    """A draft with everything chosen."""
    chosen = SUBJECTS if kind is StaffKind.educator else ("",)
    pairs = tuple((subject, BLOCKS) for subject in chosen)
    return DraftCard(
        BIG, kind, DiagnosticForm.expert_review, chosen, SUBJECTS, BLOCKS, REGION.blocks[kind.value], TODAY, TODAY,
        step, pairs,
    )  # fmt: skip


def apart(subjects: int) -> DraftCard:
    """A draft whose subjects have different blocks, the first none."""
    named = SUBJECTS[:subjects]
    pairs = tuple((subject, BLOCKS if at else ()) for at, subject in enumerate(named))
    return replace(draft(DraftStep.blocks), subjects=named, blocks=(), pairs=pairs)


def case(status: ParticipationStatus, decision: DecisionKind | None = None) -> ParticipationCard:
    """A participation of long texts."""
    blocks = tuple((subject, BLOCKS) for subject in SUBJECTS)
    meeting = AppointmentLine(BIG, NOW, LONG, MeetingFormat.online, LONG)
    return ParticipationCard(
        BIG, BIG, LONG, LONG, True, LONG, status, NOW, DiagnosticForm.work_results, Way.chat, "99999/2026", TODAY,
        TODAY, TODAY, blocks, meeting, TODAY, decision, DEADLINES,
        ("accept_terms", "refuse_terms", "withdraw"), LONG, LONG, to_confirm=True,
    )  # fmt: skip


def result() -> ResultCard:
    """A result without end."""
    scores = tuple(
        ScoreLine(subject, block, Decimal("43.21"), level)
        for subject, level in zip(SUBJECTS, list(DeficitLevel) * 10, strict=False)
        for block in BLOCKS
    )
    return ResultCard(
        BIG, LONG, DiagnosticForm.standardized, TODAY, 1, ResultStatus.published, scores, DEFICITS, LONG * 5,
        DeficitLevel.high,
    )  # fmt: skip


def activity(view: CuratorView = CuratorView.questioned, *, done: bool = True) -> ActivityLine:
    """An activity of long texts."""
    return ActivityLine(
        BIG, BIG, ActivityCategory.burnout_prevention, LONG, LONG, TODAY, TODAY.replace(day=9), NOW if done else None,
        view, LONG, DEFICITS, viewed_at=NOW,
    )  # fmt: skip


def activity_card(view: CuratorView, *, done: bool, attached: int | None) -> ActivityCard:
    """An activity about which everything may be done."""
    acts = route(RouteStatus.active).acts
    return ActivityCard(
        **vars(activity(view, done=done)), participation_id=BIG, mine=True, acts=acts, curator_id=8, attached=attached,
        early=False, fresh=True,
    )  # fmt: skip


def evidence(kind: EvidenceKind) -> EvidenceLine:
    """A piece of evidence of a long name."""
    file = FileCard(BIG, "aa/bb.pdf", LONG, "application/pdf", 10, NOW) if kind in ("photo", "file") else None
    return EvidenceLine(BIG, BIG, kind, LONG, file, NOW)


def route(status: RouteStatus, *, whole: bool = True) -> RouteCard:
    """A route of many activities."""
    agreements = tuple(AgreementLine(1, party, LONG, answer, LONG, NOW, True)
                       for party, answer in zip(Party, (None, Answer.changes, Answer.agreed), strict=True))  # fmt: skip
    acts = ("answer", "approve", "return", "mark", "look_at_mark", "end_early")
    return RouteCard(
        BIG, whole, "99999-2026", 1, status, 7, LONG, LONG, LONG, RouteModel.a, 24, TODAY, TODAY, 8, LONG, LONG, BIG,
        (activity(),) * 40, agreements, DEADLINES, LONG, acts, curated=True, suspended_on=TODAY, suspend_reason=LONG,
        end_cause=EndCause.consent_withdrawn, end_words=LONG,
    )  # fmt: skip


def thread(*, desk: bool = False, waiting: bool = True) -> ThreadCard:
    """A conversation of long texts."""
    line = ThreadLine(
        BIG, Desk.curator, BIG, LONG, BIG, None, "9-2026", LONG, NOW, NOW if waiting else None,
        None if waiting else NOW, LONG,
    )  # fmt: skip
    messages = tuple(
        MessageLine(number, LONG, bool(number % 2), LONG[:2000], 1, LONG, NOW, Way.letter, LONG)
        for number in range(100)
    )
    return ThreadCard(line, messages, not desk, desk)


WARD_ACTIVITIES = [WardActivity(BIG, BIG, LONG, LONG, TODAY, TODAY)] * 300
LINES = [RouteLine(BIG, "9-2026", LONG, LONG, RouteStatus.active, 3, 40, TODAY, None)] * 300
CASES = [ParticipationLine(BIG, LONG, LONG, ParticipationStatus.agreed, None, "9/2026", TODAY, None)] * 50
TERMS = tuple(
    f"{REGION.participation_consent.text}\n\n{REGION.subject_name(subject)}: {LONG[:200]}." for subject in SUBJECTS
)


def facts(step: NextStep, roles: tuple[Role, ...] = tuple(Role), *, late: bool = False) -> Home:
    """Facts of the first screen."""
    one = Following(step, BIG, BIG, BIG, TODAY, late=late, moment=NOW, title=LONG, since=TODAY)
    return Home(LONG, one, roles, True, True, 300, 300, 300)


NAMED = RecipientLine(BIG, LONG, Role.deputy)
DISCLOSED = DisclosureLine(BIG, BIG, LONG, Role.head, NOW, None)
LEFT = DisclosureLine(BIG, BIG, LONG, None, NOW, NOW)
PAPER = RouteCardPaper(
    True, False, 1, LONG, LONG, LONG, LONG, 2026, LONG, TODAY, PaperApproval(False, LONG, LONG, LONG, TODAY), LONG,
    LONG, LONG, LONG, LONG, SUBJECTS, Education.higher, 20, Qualification.first, LONG, LONG,
    PaperResult(
        DiagnosticForm.standardized, TODAY, DeficitLevel.high,
        tuple(PaperDeficit(number, LONG, LONG) for number in range(30)), LONG * 5,
    ),
    9, TODAY, TODAY, (PaperActivity(ActivityCategory.exchange, LONG, LONG, TODAY, TODAY, (LONG,) * 30, NOW),) * 40,
    TODAY, TODAY, LONG,
)  # fmt: skip

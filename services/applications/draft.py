"""The application form: form, subjects, blocks, period, consent (annex 2, cl. 5.9.2; form of consent).

The draft is a row: whatever is chosen is kept, whenever the person comes back.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.applications import (
    Application,
    DiagnosticForm,
    Participation,
    ParticipationStatus,
)
from models.people import Person, StaffKind, Way
from regions import Named
from services import people, rights
from services.applications.blocks import common_blocks, pairs_of, put_pairs
from services.applications.finding import under_way
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import Invalid, Refused, Stale
from services.moves import move

_ = catalog("services").lazy
#: How far ahead a period may be asked for (ours).
PERIOD_AHEAD = timedelta(days=366)


class DraftStep(enum.StrEnum):
    """The questions of the form in order; ``review`` when all are answered."""

    form = "form"
    subjects = "subjects"
    blocks = "blocks"
    period = "period"
    review = "review"


@dataclass(frozen=True)
class DraftCard:
    """The form as filled so far and what may be chosen. ``blocks`` are those of every subject, ``pairs`` the blocks
    of each."""

    participation_id: int
    staff_kind: StaffKind
    form: DiagnosticForm | None
    subjects: tuple[str, ...]
    known_subjects: tuple[str, ...]
    blocks: tuple[str, ...]
    known_blocks: tuple[Named, ...]
    wanted_from: date | None
    wanted_to: date | None
    step: DraftStep
    pairs: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def differ(self) -> bool:
        """Whether the subjects have different blocks."""
        return len({blocks for _subject, blocks in self.pairs}) > 1

    @property
    def questions(self) -> tuple[DraftStep, ...]:
        """The questions that this person is asked, in order: the same from the first to the last of them, whatever is
        answered or changed meanwhile."""
        left_out = {DraftStep.review}
        if not _asks_subjects(self.staff_kind, self.known_subjects):
            left_out.add(DraftStep.subjects)
        return tuple(step for step in DraftStep if step not in left_out)


def _asks_subjects(kind: StaffKind, known: Sequence[str]) -> bool:
    """Whether one is asked which subjects: a manager has none, and of one there is nothing to choose."""
    return kind is StaffKind.educator and len(known) > 1


def open_draft(session: Session, ctx: Context) -> DraftCard:
    """The actor's draft, begun now if there is none. Raises ConsentNeeded without a living consent to the processing of
    personal data, Refused while the profile is incomplete or an application is under way (ours: one at a time)."""
    card = people.my_card(session, ctx)
    if not card.ready or card.employment is None:
        raise Refused(_("Please complete your profile first: name, school, position and subjects."))
    people.require_consent(session, card.id)
    draft = _draft_of(session, card.id)
    if draft is None:
        if under_way(session, card.id):
            raise Refused(_("You already have an application under way. You can see it in “My application”."))
        draft = _begin(session, ctx, card)
    return draft_card(session, ctx, draft)


def _begin(session: Session, ctx: Context, card: people.PersonCard) -> Participation:
    assert card.employment is not None  # noqa: S101 for the type checker: a ready card has one
    centre_id = rights.centre_of(session, card.employment.organization_id)
    application = Application(centre_id=centre_id, created_at=ctx.now, created_by_id=ctx.actor.person_id, way=Way.chat)
    kind = card.employment.staff_kind
    known = card.subjects if kind is StaffKind.educator else ()
    draft = Participation(
        application=application,
        person_id=card.id,
        centre_id=centre_id,
        organization_id=card.employment.organization_id,
        status_at=ctx.now,
        created_at=ctx.now,
        staff_kind=kind,
        subjects=[] if _asks_subjects(kind, known) else list(known) or [""],
    )
    session.add(draft)
    session.flush()
    return draft


def _draft_of(session: Session, person_id: int) -> Participation | None:
    query = sa.select(Participation).where(
        Participation.person_id == person_id, Participation.status == ParticipationStatus.draft
    )
    return session.scalar(query)


def draft_of_actor(session: Session, ctx: Context) -> Participation:
    """The row of the actor's draft; raises Stale when it is sent or closed."""
    draft = _draft_of(session, ctx.actor.person_id) if ctx.actor.person_id else None
    if draft is None:
        raise Stale(_("This form is already sent or closed. Here is how it stands now."))
    return draft


def my_draft(session: Session, ctx: Context) -> DraftCard | None:
    """The actor's draft as it stands, or None."""
    draft = _draft_of(session, ctx.actor.person_id) if ctx.actor.person_id else None
    return draft_card(session, ctx, draft) if draft else None


def choose_form(session: Session, ctx: Context, *, form: DiagnosticForm) -> DraftCard:
    """Choose one of the four forms of diagnostics (annex 2, cl. 3.1)."""
    draft = draft_of_actor(session, ctx)
    application_of(draft).form = form
    return draft_card(session, ctx, draft)


def choose_subject(session: Session, ctx: Context, *, subject: str, chosen: bool) -> DraftCard:
    """Add or take away a subject; its blocks go with it, the blocks that all others have come to it."""
    draft = draft_of_actor(session, ctx)
    if chosen and subject not in {known.code for known in ctx.region.subjects}:
        raise Invalid(_("This subject is not in the list any more."))
    others = [code for code in draft.subjects if code != subject]
    pairs = pairs_of(draft) | {(subject, block) for block in draft.chosen_blocks}
    put_pairs(draft, [*others, subject] if chosen else others, pairs, known_blocks_of(ctx, draft))
    return draft_card(session, ctx, draft)


def choose_period(session: Session, ctx: Context, *, wanted_from: date, wanted_to: date) -> DraftCard:
    """Choose the period in which the assessment suits; raises Invalid for a past, reversed or too distant one."""
    draft = draft_of_actor(session, ctx)
    if wanted_from < ctx.today or wanted_to < wanted_from:
        raise Invalid(_("The period must begin today or later and end after it begins."), "period")
    if wanted_to > ctx.today + PERIOD_AHEAD:
        raise Invalid(_("Please choose a period within a year from today."), "period")
    application = application_of(draft)
    application.wanted_from, application.wanted_to = wanted_from, wanted_to
    return draft_card(session, ctx, draft)


def discard(session: Session, ctx: Context) -> None:
    """Throw the draft away; what was chosen is gone."""
    draft = draft_of_actor(session, ctx)
    move(session, ctx, PARTICIPATION, draft, "discard")


def draft_card(session: Session, ctx: Context, draft: Participation) -> DraftCard:
    """The form of a draft row."""
    application = application_of(draft)
    person = session.get_one(Person, draft.person_id)
    chosen, known = pairs_of(draft), known_blocks_of(ctx, draft)
    pairs = [(one, tuple(block for block in known if (one, block) in chosen)) for one in draft.subjects]
    answered = {
        DraftStep.form: application.form is not None,
        DraftStep.subjects: bool(draft.subjects),
        DraftStep.blocks: bool(pairs) and all(blocks for _subject, blocks in pairs),
        DraftStep.period: application.wanted_from is not None,
    }
    return DraftCard(
        participation_id=draft.id,
        staff_kind=draft.staff_kind,
        form=application.form,
        subjects=tuple(draft.subjects),
        known_subjects=tuple(person.subjects),
        blocks=tuple(common_blocks(draft)),
        known_blocks=ctx.region.blocks[draft.staff_kind.value],
        wanted_from=application.wanted_from,
        wanted_to=application.wanted_to,
        step=next((step for step, done in answered.items() if not done), DraftStep.review),
        pairs=tuple(pairs),
    )


def known_blocks_of(ctx: Context, draft: Participation) -> list[str]:
    """The blocks that the person's kind of staff may choose."""
    return [block.code for block in ctx.region.blocks[draft.staff_kind.value]]


def application_of(draft: Participation) -> Application:
    """The application of an individual participation."""
    assert draft.application is not None  # noqa: S101 for the type checker: an individual participation has one
    return draft.application

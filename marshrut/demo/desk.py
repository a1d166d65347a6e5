"""What the office does beside the cases: second jobs, dismissals, duplicates, links of schools, a list half done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from marshrut.demo import TWINS_CHAT, people
from marshrut.demo.case import Stage
from marshrut.demo.names import Namer
from marshrut.demo.people import Worker
from marshrut.demo.places import Found
from models.applications import Participation
from models.people import Employment, TelegramChat
from services import chats, employments, invites, outbox
from services.context import Context
from services.outbox import Outcome

SECOND_JOBS, DISMISSALS, DUPLICATES, MERGED, INVITES, PREVIEWED = 40, 25, 10, 3, 6, 60
UNCERTAIN, BLOCKED, TRIED = 3, 4, 40


def live(
    stage: Stage, hired: dict[str, int], found: Found, workers: Sequence[Worker], ids: Sequence[int], namer: Namer
) -> None:
    """Do it all, over the last months; nobody with a case is touched."""
    busy = set(stage.session.scalars(sa.select(Participation.person_id)))
    free = [
        (worker, number) for worker, number in zip(workers, ids, strict=True)
        if number not in busy and worker.position not in (stage.words["head"], stage.words["deputy"])
    ]  # fmt: skip
    chosen = stage.chance.sample(free, SECOND_JOBS + DISMISSALS + DUPLICATES)
    operator = hired["operator@example.org"]
    _second_jobs(stage, operator, found, chosen[:SECOND_JOBS])
    _dismissals(stage, operator, chosen[SECOND_JOBS : SECOND_JOBS + DISMISSALS])
    _duplicates(stage, operator, found, chosen[SECOND_JOBS + DISMISSALS :])
    head = stage.acts(hired["head@example.org"], stage.base.now - timedelta(days=5), "admin")
    school = next(scope.organization_id for scope in head.actor.scopes if scope.organization_id)
    for number in range(INVITES):
        invites.create(stage.session, head, organization_id=school, single_use=number % 2 == 0)
    _preview(stage, hired["operator2@example.org"], workers, namer)


def _second_jobs(stage: Stage, operator_id: int, found: Found, chosen: Sequence[tuple[Worker, int]]) -> None:
    schools = [found[worker.school] for worker, _number in chosen]
    for at, (_worker, person_id) in enumerate(chosen):
        ctx = stage.acts(operator_id, stage.base.now - timedelta(days=200 - at), "admin")
        employments.add_job(
            stage.session, ctx, person_id=person_id, organization_id=schools[at - 1],
            position=stage.words["second_job"], started_on=ctx.today,
        )  # fmt: skip


def _dismissals(stage: Stage, operator_id: int, chosen: Sequence[tuple[Worker, int]]) -> None:
    for at, (_worker, person_id) in enumerate(chosen):
        ctx = stage.acts(operator_id, stage.base.now - timedelta(days=150 - 5 * at), "admin")
        job = stage.session.scalars(sa.select(Employment.id).where(Employment.person_id == person_id)).first()
        assert job is not None  # noqa: S101 the lists say where each works
        employments.dismiss(stage.session, ctx, employment_id=job)


def _duplicates(stage: Stage, operator_id: int, found: Found, chosen: Sequence[tuple[Worker, int]]) -> None:
    """Some come in the chat although the lists have them; staff have noticed a few."""
    for at, (worker, person_id) in enumerate(chosen):
        came = replace(stage.base, now=stage.base.now - timedelta(days=60 - at))
        codes = [subject.code for subject in came.region.subjects if subject.name in worker.subjects]
        twin = people.register(stage.session, came, TWINS_CHAT + at, worker.name.full, found[worker.school], codes)
        if at < MERGED:
            ctx = stage.acts(operator_id, came.now + timedelta(days=1), "admin")
            employments.merge_people(stage.session, ctx, keep_id=person_id, drop_id=twin)


def _preview(stage: Stage, operator_id: int, workers: Sequence[Worker], namer: Namer) -> None:
    known = stage.chance.sample(workers, PREVIEWED)
    rows = [replace(one, name=namer.invent()) if at % 3 == 0 else one for at, one in enumerate(known)]
    ctx = stage.acts(operator_id, stage.base.now - timedelta(days=1), "admin")
    people.leave_a_preview(stage.session, ctx, rows, stage.chance)


def send(session: Session, ctx: Context) -> None:
    """Try to send the first of what waits: a few have blocked the bot or have no chat, a few are uncertain."""
    waiting = outbox.due(session, ctx, real_now=ctx.now, limit=TRIED)
    for one in waiting[:BLOCKED]:
        chat = session.scalar(sa.select(TelegramChat.chat_id).where(TelegramChat.person_id == one.person_id))
        if chat is not None:
            chats.set_blocked(session, ctx, chat_id=chat, blocked=True)
    session.flush()
    left = UNCERTAIN
    for one in waiting:
        parcel = outbox.start(session, ctx, notice_id=one.notice_id, real_now=ctx.now)
        if parcel is None:
            continue
        outcome, left = (Outcome.uncertain, left - 1) if left else (Outcome.sent, 0)
        outbox.finish(session, ctx, notice_id=one.notice_id, outcome=outcome, real_now=ctx.now)

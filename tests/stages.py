"""The way of a case through its stages, each made from the one before, for whoever looks at a case at each of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from models.applications import DecisionKind, DiagnosticForm, Participation
from models.engine import sync_engine
from models.routes import Activity, Route
from services import applications, results, routes
from services.audit import AuditedSession, acting
from services.context import Context
from services.results import DeficitIn
from tests import cast, world
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World


def case_of(w: World) -> int:
    """The case of the world's teacher."""
    return w.session.scalars(sa.select(Participation.id).where(Participation.person_id == w.teacher_id)).one()


def route_of(w: World) -> int:
    """The route of the world's teacher."""
    return w.session.scalars(sa.select(Route.id).where(Route.person_id == w.teacher_id)).one()


def _draft(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.standardized)


def _accept(w: World) -> None:
    applications.accept_terms(w.session, w.teacher, participation_id=case_of(w))


def _hold(w: World) -> None:
    w.later(days=3)
    applications.record_held(w.session, w.operator, participation_id=case_of(w))


def _enter(w: World) -> None:
    scores = w.scores(case_of(w))
    found = [DeficitIn(scores[0].subject, scores[0].block, CANARY_DEFICIT, CANARY_CODE)]
    results.enter(
        w.session, w.operator, participation_id=case_of(w), scores=scores, deficits=found, recommendations=CANARY_ADVICE
    )
    results.check(w.session, w.operator, participation_id=case_of(w))


def _decide(w: World) -> None:
    results.decide(w.session, w.operator, participation_id=case_of(w), decision=DecisionKind.route)


def _mark(w: World) -> None:
    first = sa.select(Activity.id).where(Activity.route_id == route_of(w)).order_by(Activity.id)
    activity_id = w.session.scalars(first.limit(1)).one()
    routes.mark_activity(w.session, w.teacher, activity_id=activity_id, done=True)


def _suspend(w: World) -> None:
    routes.suspend(w.session, w.planner, route_id=route_of(w), reason="Длительный отпуск")


def _end(w: World) -> None:
    routes.end_early(w.session, w.teacher, route_id=route_of(w), words="Переезжаю в другой город")


#: The stages of a case in order, each made from the one before.
STAGES: dict[str, Callable[[World], object]] = {
    "registered": cast.gather,
    "draft": _draft,
    "submitted": lambda w: w.apply(),
    "proposed": lambda w: w.propose(case_of(w)),
    "agreed": _accept,
    "assessed": _hold,
    "entered": _enter,
    "published": lambda w: results.publish(w.session, w.operator, participation_id=case_of(w)),
    "decided": _decide,
    "in_agreement": lambda w: w.draw_up(case_of(w), activities=10),
    "finalizing": lambda w: w.close_round(route_of(w)),
    "awaiting_approval": lambda w: w.send_for_approval(route_of(w)),
    "active": lambda w: routes.approve(w.session, w.head, route_id=route_of(w)),
    "marked": _mark,
    "suspended": _suspend,
    "ended": _end,
}


def after(stage: str) -> tuple[str, ...]:
    """A stage and all that follow it."""
    names = tuple(STAGES)
    return names[names.index(stage) :]


class Stages:
    """Databases with the case at each stage, built once a run; tests take copies."""

    def __init__(self, template: Path, folder: Path, system: Context) -> None:
        self._template = template
        self._folder = folder
        self._system = system
        self._made: dict[str, tuple[Path, World]] = {}

    def at(self, stage: str) -> tuple[Path, World]:
        """The database of a stage and the world in it; its session is closed."""
        if stage not in self._made:
            names = list(STAGES)
            before = self.at(names[names.index(stage) - 1]) if stage != names[0] else None
            path = Path(shutil.copy(before[0] if before else self._template, self._folder / f"{stage}.sqlite3"))
            self._made[stage] = path, self._built(path, stage, before[1] if before else None)
        return self._made[stage]

    def _built(self, path: Path, stage: str, before: World | None) -> World:
        engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
        with AuditedSession(engine, expire_on_commit=False) as session:
            acting(session, self._system)
            found = replace(before, session=session) if before else world.build(session, self._system)
            STAGES[stage](found)
            session.commit()
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        return found

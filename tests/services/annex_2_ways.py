"""People and ways that several clauses of annex 2 are proven with."""

from __future__ import annotations

from models.accounts import Grant, Role
from models.places import Centre
from services import applications, results
from services.results import ScoreIn
from tests.world import World, register


def enter(w: World, participation_id: int, scores: list[ScoreIn]) -> results.ResultCard:
    """The operator enters scores and nothing else."""
    return results.enter(
        w.session, w.operator, participation_id=participation_id, scores=scores, deficits=[], recommendations=""
    )


def apart(w: World) -> tuple[Centre, int]:
    """Another centre with a planner and operator of its own, who has nothing to do with the school."""
    centre = Centre(name="Другой центр")
    w.session.add(centre)
    w.session.flush()
    stranger = register(w.session, w.system, chat_id=78, name="Дальнова Инна Ильинична", organization_id=w.school_id)
    w.session.add_all(
        Grant(person_id=stranger, role=role, centre_id=centre.id) for role in (Role.operator, Role.planner)
    )
    w.session.commit()
    return centre, stranger


def applied(w: World) -> int:
    """The draft as it stands, with all blocks and a period, is sent."""
    applications.choose_all_blocks(w.session, w.teacher)
    draft = applications.choose_period(w.session, w.teacher, wanted_from=w.today, wanted_to=w.today)
    return applications.submit(w.session, w.teacher, participation_id=draft.participation_id)

"""Every button of the back office, as each role: pressed with what stands in its form, and with the form filled.

Nothing breaks, nothing that is shown is refused, every kind of button leads on, and what stands in results or belongs
to another centre is never said to one who may not see it, unzipped files included. Each has a copy of a region with a
case at every stage.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.accounts import Role
from models.engine import sync_engine
from services.accounts import EMPTY
from services.audit import AuditedSession, acting
from tests import world
from tests.admin import two_towns
from tests.admin.matrix import ROLES, secrets_for
from tests.admin.pressing import Presser
from tests.admin.test_canaries import unpacked
from tests.admin.two_towns import COLLEAGUE, OUTSIDERS, Rows
from tests.documents.reading import squeezed
from tests.stages import STAGES
from tests.workbooks import ORGANIZATIONS, PEOPLE, PERSON, workbook
from tests.world import World

pytestmark = pytest.mark.crawl

#: A role that opens nothing: nobody is offered it, and its holder has their own page only.
NOT_OFFERED = {Role.group_head: "the rules of its reading of a route wait for the change sheet"}
#: At least so many kinds of steps each of these takes: a walk that takes fewer proves little.
FOUND = {"operator": 55, "planner": 33, "curator": 12, "head": 8, "deputy": 5, "administrator": 33}
FIRST_CHAT = 5000
#: Beside one teacher at each stage: their day comes while the others go their way, and is held, missed or moved.
HELD = ("agreed",) * 4
#: Of two buttons of which either ends the other each has its turn to be the first, each time in a world of its own.
WORLDS = 3
#: Buttons that lead nowhere, whatever is filled in: for whom in these worlds, and why that is right.
KNOWN_REFUSED: dict[str, tuple[set[str], str]] = {
    "/organizations/new/": ({"other_operator"}, "the third centre has no municipality yet that a school could be in"),
}
SCHOOL = {"municipality": "город Смоленск", "name": "Новая школа"}
FILES = {
    f"/imports/upload/?kind={kind.value}": (f"{kind.value}.xlsx", workbook(kind, [row]))
    for kind, row in ((PEOPLE, PERSON), (ORGANIZATIONS, SCHOOL))
}
Sown = tuple[Path, World, Rows, Rows]


@dataclass
class Walked:
    """What somebody pressed in several worlds, by kinds of buttons; ``missed``: what led nowhere in any, and why."""

    pressed: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)

    def add(self, presser: Presser) -> None:
        """One world more."""
        self.pressed |= set(presser.pressed)
        self.taken |= set(presser.taken)
        self.faults += presser.faults
        gone = dict.fromkeys(presser.gone, "gone before it was pressed")
        found = self.missed | gone | presser.refused
        self.missed = {kind: why for kind, why in found.items() if kind not in self.taken}


@pytest.fixture(scope="session")
def staged(sown: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Sown:
    """The two towns, and in the first one a teacher at every stage of a case's way."""
    folder = tmp_path_factory.mktemp("staged")
    path, first, case, strange = two_towns.sow(sown, folder)
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        w = replace(first, session=session)
        for number, stage in enumerate((*HELD, *reversed(tuple(STAGES)[1:]))):
            acting(session, w.system)
            teacher_id = world.register(
                session,
                w.system,
                chat_id=FIRST_CHAT + number,
                name="Этапова Ида Карловна",
                organization_id=w.school_id,
            )
            w = replace(w, teacher_id=teacher_id)
            for name in tuple(STAGES)[1 : tuple(STAGES).index(stage) + 1]:
                STAGES[name](w)
            session.commit()
    engine.dispose()
    return path, replace(first, now=w.now), case, strange


def test_a_role_that_is_not_offered_is_said_to_be_so() -> None:
    assert set(NOT_OFFERED) == EMPTY


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("account", [*ROLES, *OUTSIDERS, COLLEAGUE])
def test_every_button_leads_on_and_says_nothing_that_is_not_theirs(staged: Sown, tmp_path: Path, account: str) -> None:
    leaked: list[tuple[str, str]] = []
    known = {kind for kind, (whose, _why) in KNOWN_REFUSED.items() if account in whose}
    walked = Walked()
    for turn in range(WORLDS):
        first = walked.missed.keys() - known
        if turn and not first:
            break
        walked.add(presser_of(staged, tmp_path / str(turn), account, leaked, frozenset(first)))
    assert walked.faults == []
    assert leaked == []
    assert walked.missed.keys() == known, walked.missed
    assert len(walked.taken) >= FOUND.get(account, 1), walked.taken


def presser_of(
    staged: Sown, folder: Path, account: str, leaked: list[tuple[str, str]], first: frozenset[str]
) -> Presser:
    """What an account pressed in a world of its own, beginning with what it came for."""
    secrets = secrets_for(account)

    def look(where: str, answer: TestResponse) -> str:
        text = unpacked(answer)
        assert answer.status_code < 500, (where, text[:3000])
        assert "Traceback" not in text, where
        leaked.extend((where, one) for one in secrets if one in text or squeezed(one) in text)
        return text

    with two_towns.opened(staged, folder) as towns:
        presser = Presser(lambda: towns.walk.client(account), look, FILES, towns.walk.clock[0].date(), first)
        presser.run()
    return presser

"""Every button of the back office, as each role: pressed with what stands in its form, and with the form filled.

Nothing breaks, nothing that is shown is refused, and what stands in results or belongs to another centre is never said
to one who may not see it, unzipped files included. Each has a copy of a region with a case at every stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.accounts import Role
from models.engine import sync_engine
from services.accounts import EMPTY
from services.audit import AuditedSession, acting
from tests import world
from tests.admin import two_towns
from tests.admin.pressing import Presser
from tests.admin.test_canaries import unpacked
from tests.admin.test_matrix import ROLES, secrets_for
from tests.admin.two_towns import COLLEAGUE, OUTSIDERS, Rows, Towns
from tests.documents.reading import squeezed
from tests.stages import STAGES
from tests.workbooks import PEOPLE, PERSON, workbook
from tests.world import World

pytestmark = pytest.mark.crawl

#: A role that opens nothing: nobody is offered it, and its holder has their own page only.
NOT_OFFERED = {Role.group_head: "the rules of its reading of a route wait for the change sheet"}
#: At least so many kinds of steps each of these takes: a walk that takes fewer proves little.
FOUND = {"operator": 30, "planner": 15, "curator": 8, "head": 5, "deputy": 3, "administrator": 20}
FIRST_CHAT = 5000
Sown = tuple[Path, World, Rows, Rows]


@pytest.fixture(scope="session")
def staged(sown: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Sown:
    """The two towns, and in the first one a teacher at every stage of a case's way."""
    folder = tmp_path_factory.mktemp("staged")
    path, first, case, strange = two_towns.sow(sown, folder)
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        w = replace(first, session=session)
        for number, stage in enumerate(reversed(tuple(STAGES)[1:])):
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


@pytest.fixture
def towns(staged: Sown, tmp_path: Path) -> Iterator[Towns]:
    """A back office on a copy of it."""
    with two_towns.opened(staged, tmp_path) as found:
        yield found


def test_a_role_that_is_not_offered_is_said_to_be_so() -> None:
    assert set(NOT_OFFERED) == EMPTY


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("account", [*ROLES, *OUTSIDERS, COLLEAGUE])
def test_every_button_leads_on_and_says_nothing_that_is_not_theirs(towns: Towns, account: str) -> None:
    secrets = secrets_for(account)
    leaked: list[tuple[str, str]] = []

    def look(where: str, answer: TestResponse) -> str:
        text = unpacked(answer)
        assert answer.status_code < 500, (where, text[:3000])
        assert "Traceback" not in text, where
        leaked.extend((where, one) for one in secrets if one in text or squeezed(one) in text)
        return text

    presser = Presser(lambda: towns.walk.client(account), look, workbook(PEOPLE, [PERSON]))
    presser.run()
    assert presser.faults == []
    assert leaked == []
    assert len(presser.taken) >= FOUND.get(account, 1), presser.taken

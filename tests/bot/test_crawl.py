"""The crawl of the chat: every button ever shown is pressed once and every question answered, as each role.

What stands in results is never said to one who may not see it, on a screen, in a toast, in a document.
"""

from __future__ import annotations

import pytest

from models.accounts import Role
from services.accounts import EMPTY
from tests.bot.chat import Person
from tests.bot.conftest import OpenTown
from tests.bot.crawling import BEGINNING, BEGUN, Crawl, canaries_in
from tests.bot.town import Town, heard
from tests.cast import KNOWN, MEMBERS, STRANGERS
from tests.stages import STAGES, after

pytestmark = pytest.mark.crawl

#: A role that opens nothing: the chat knows its holder as a teacher only. Offered one day, it must be walked further.
NOT_OFFERED = {Role.group_head: "the rules of its reading of a route wait for the change sheet"}
#: At which stages the people of a case walk the whole chat; a role that is not named here walks at the last ones.
WALKED = {
    "newcomer": ("registered",),
    "teacher": tuple(STAGES),
    "curator": ("registered", "in_agreement", "finalizing", "marked", "suspended", "ended"),
    "head": ("registered", "in_agreement", "awaiting_approval", "active", "ended"),
    "deputy": ("in_agreement", "awaiting_approval", "marked"),
    "operator": ("submitted", "marked"),
    "planner": ("decided", "marked"),
}
CRAWLED = [
    (who, stage)
    for who in dict.fromkeys((*WALKED, *(role.value for role in Role), *STRANGERS))
    for stage in WALKED.get(who, ("marked",))
]
#: Who is shown something of the result: the teacher, and the curator while the teacher is their ward.
SEE_IT = {("teacher", stage) for stage in after("published")} | {("curator", stage) for stage in after("in_agreement")}
#: Who presses what those were shown; ``test_callback_matrix`` has everybody else, and every kind of button.
FORGING = ("newcomer", "head", "deputy", "founder", "other_teacher", "other_ward", "colleague")


def reader(town: Town, who: str) -> Person:
    """The phone of somebody in the town."""
    if who in MEMBERS:
        return town.chat.person("Кто-то", id=MEMBERS[who].chat_id)
    found: Person = getattr(town, who)
    return found


def test_every_role_walks_the_chat() -> None:
    assert {who for who, _stage in CRAWLED} >= {role.value for role in Role}
    assert set(KNOWN) <= {Role(who) for who in WALKED if who in set(Role)}


def test_a_role_that_is_not_offered_is_said_to_be_so() -> None:
    """Once a role opens something, it leaves this list, and its own stages are named above."""
    assert set(NOT_OFFERED) == EMPTY


@pytest.mark.parametrize(("who", "stage"), CRAWLED)
async def test_every_button_and_question_leads_on(
    open_stage: OpenTown, caplog: pytest.LogCaptureFixture, who: str, stage: str
) -> None:
    caplog.set_level("WARNING")
    town = await open_stage(stage)
    crawl = Crawl(town, reader(town, who), caplog, leave=() if stage in BEGINNING else BEGUN)
    await crawl.run()
    seen = canaries_in(crawl.told)
    assert bool(seen) == ((who, stage) in SEE_IT), (seen, len(crawl.pressed))


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("who", FORGING)
async def test_buttons_of_others_pressed_by_one_who_may_not_give_nothing_of_a_result(
    open_stage: OpenTown, caplog: pytest.LogCaptureFixture, shown_to_those_who_may: list[str], who: str
) -> None:
    caplog.set_level("WARNING")
    town = await open_stage("active")
    person = reader(town, who)
    crawl = Crawl(town, person, caplog)
    await crawl.forge(shown_to_those_who_may)
    assert canaries_in(crawl.told + heard(person)) == []


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """Filled once a run by the fixture below."""
    return []


@pytest.fixture
async def shown_to_those_who_may(open_stage: OpenTown, caplog: pytest.LogCaptureFixture, shown: list[str]) -> list[str]:
    """Every button that the teacher and the curator of an active route are ever shown."""
    for who in ("teacher", "curator") if not shown else ():
        town = await open_stage("active")
        crawl = Crawl(town, reader(town, who), caplog)
        await crawl.run()
        shown += [data for data in crawl.pressed if data not in shown]
    return shown

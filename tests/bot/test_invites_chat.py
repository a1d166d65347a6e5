"""An invite link of a school in the chat: the school is filled in, and a link that does not work stops nobody."""

from __future__ import annotations

import sqlalchemy as sa

from models.accounts import Invite
from models.people import Employment
from services import invites
from services.context import Context
from tests.bot.chat import Person
from tests.bot.town import Town, taps


def issue(town: Town, *, single_use: bool = False) -> str:
    """A link of the head's for their school: what follows ``/start``."""
    with town.acting() as w:
        ctx: Context = w.head
        return invites.create(w.session, ctx, organization_id=w.school_id, single_use=single_use).payload


async def consent(person: Person) -> None:
    """Read the consent and agree."""
    await person.tap("📄 Прочитать согласие")
    await person.tap("✅ Согласен (согласна)")


def used(town: Town) -> int:
    """How often the link was used."""
    return town.chat.look(lambda session: session.scalars(sa.select(Invite.uses)).one())


async def test_a_newcomer_by_a_link_has_the_school_filled_in(town: Town) -> None:
    link = issue(town)
    await town.newcomer.send(f"/start {link}")
    assert "Вас пригласила ваша школа" in town.newcomer.screen.text
    assert used(town) == 0
    await town.chat.restart()
    await consent(town.newcomer)
    assert used(town) == 1
    await town.newcomer.send("Смирнова Вера Павловна")
    assert "должност" in town.newcomer.screen.text
    work = sa.select(Employment).order_by(Employment.id.desc()).limit(1)
    row = town.chat.look(lambda session: session.scalars(work).one())
    assert row.organization_id == town.world.school_id


async def test_a_used_link_leads_the_ordinary_way(town: Town) -> None:
    link = issue(town, single_use=True)
    await town.newcomer.send(f"/start {link}")
    second = town.chat.person("Олег", id=901)
    await second.send(f"/start {link}")
    await consent(town.newcomer)
    await consent(second)
    assert "Эта ссылка одноразовая, и по ней уже вошли" in second.screen.text
    await second.send("Орлов Олег Ильич")
    assert "Где вы работаете" in second.screen.text
    third = town.chat.person("Ирина", id=902)
    await third.send(f"/start {link}")
    assert "Эта ссылка одноразовая, и по ней уже вошли" in third.screen.text
    assert "Вас пригласила" not in third.screen.text
    await taps(third, "📄 Прочитать согласие")


async def test_a_link_that_was_stopped_is_told_so(town: Town) -> None:
    link = issue(town)
    with town.acting() as w:
        invites.revoke(w.session, w.head, invite_id=w.session.scalars(sa.select(Invite.id)).one())
    await town.newcomer.send(f"/start {link}")
    assert "Эта ссылка больше не работает" in town.newcomer.screen.text


async def test_one_we_know_comes_home_by_a_link(town: Town) -> None:
    await town.teacher.send(f"/start {issue(town)}")
    assert "Здравствуйте, Анна" in town.teacher.screen.text
    assert used(town) == 0

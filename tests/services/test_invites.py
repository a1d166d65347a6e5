"""Invite links: whose school, how often, until when."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Grant, Invite, Role
from models.places import Organization
from services import invites
from services.errors import Invalid, NotFound
from tests.world import World


def test_a_link_of_the_head_prefills_the_school(w: World) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id)
    place = invites.redeem(w.session, w.ctx(None, "bot"), token=issued.payload)
    assert (place.organization_id, place.municipality) == (w.school_id, "Вяземский район")


def test_the_payload_fits_a_deep_link_and_only_its_digest_is_kept(w: World) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id)
    token = issued.payload.removeprefix("i_")
    assert issued.payload != token and len(issued.payload) <= 64 and len(token) >= 22
    assert token not in repr(issued)
    kept = w.session.scalars(sa.select(Invite.token_digest)).one()
    assert len(kept) == 64 and token not in kept


def test_a_group_link_counts_its_uses(w: World) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id)
    for _number in range(3):
        invites.redeem(w.session, w.ctx(None), token=issued.payload)
    assert [line.uses for line in invites.of_organization(w.session, w.head, organization_id=w.school_id)] == [3]


def test_a_single_link_works_once(w: World) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id, single_use=True)
    assert invites.peek(w.session, w.ctx(None), token=issued.payload).organization_id == w.school_id
    invites.redeem(w.session, w.ctx(None), token=issued.payload)
    w.session.commit()
    for act in (invites.redeem, invites.peek):
        with pytest.raises(Invalid):
            act(w.session, w.ctx(None), token=issued.payload)


def test_a_single_link_is_not_used_up_by_a_transaction_that_failed(w: World, engine: sa.Engine) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id, single_use=True)
    w.session.commit()
    with Session(engine) as other:
        invites.redeem(other, w.system, token=issued.payload)
        other.rollback()
    assert invites.redeem(w.session, w.ctx(None), token=issued.payload).organization_id == w.school_id


def test_two_newcomers_at_once_do_not_share_a_single_link(w: World, engine: sa.Engine) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id, single_use=True)
    w.session.commit()
    start, let_in = threading.Barrier(2), []

    def newcomer() -> None:
        with Session(engine) as session:
            start.wait()
            try:
                invites.redeem(session, w.system, token=issued.payload)
                session.commit()
                let_in.append(True)
            except Invalid:
                session.rollback()

    threads = [threading.Thread(target=newcomer) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert let_in == [True]


@pytest.mark.parametrize("spoil", ["old", "revoked", "unknown", "closed"])
def test_a_useless_link_lets_nobody_in(w: World, spoil: str) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id)
    token = issued.payload
    if spoil == "old":
        w.later(days=31)
    elif spoil == "revoked":
        invites.revoke(w.session, w.operator, invite_id=issued.id)
    elif spoil == "closed":
        w.session.get_one(Organization, w.school_id).closed = True
        w.session.flush()
    else:
        token = "i_" + "x" * 22
    with pytest.raises(Invalid):
        invites.redeem(w.session, w.ctx(None), token=token)


def test_an_operator_and_an_administrator_make_links_for_their_scope(w: World) -> None:
    w.session.add(Grant(person_id=w.planner_id, role=Role.administrator))
    w.session.commit()
    for ctx in (w.operator, w.planner):
        assert invites.create(w.session, ctx, organization_id=w.other_school_id).organization == "Гимназия «Исток»"


def test_others_cannot_make_see_or_stop_links_of_a_school(w: World) -> None:
    issued = invites.create(w.session, w.head, organization_id=w.school_id)
    w.session.add(Grant(person_id=w.curator_id, role=Role.head, organization_id=w.other_school_id))
    w.session.commit()
    for ctx in (w.teacher, w.planner, w.curator, w.ctx(None)):
        with pytest.raises(NotFound):
            invites.create(w.session, ctx, organization_id=w.school_id)
        with pytest.raises(NotFound):
            invites.of_organization(w.session, ctx, organization_id=w.school_id)
        with pytest.raises(NotFound):
            invites.revoke(w.session, ctx, invite_id=issued.id)


def test_the_list_says_which_links_still_work(w: World) -> None:
    one = invites.create(w.session, w.head, organization_id=w.school_id, single_use=True)
    two = invites.create(w.session, w.head, organization_id=w.school_id)
    three = invites.create(w.session, w.head, organization_id=w.school_id)
    invites.redeem(w.session, w.ctx(None), token=one.payload)
    invites.revoke(w.session, w.head, invite_id=two.id)
    lines = invites.of_organization(w.session, w.head, organization_id=w.school_id)
    assert [(line.id, line.works) for line in lines] == [(three.id, True), (two.id, False), (one.id, False)]


@pytest.mark.parametrize("lives", [timedelta(0), timedelta(days=-1), timedelta(days=400)])
def test_a_link_lives_at_most_a_year(w: World, lives: timedelta) -> None:
    with pytest.raises(Invalid):
        invites.create(w.session, w.head, organization_id=w.school_id, lives=lives)

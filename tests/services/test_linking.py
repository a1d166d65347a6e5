"""A chat unlinked, lost, and linked anew by a code."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.notices import Notice
from services import (
    accounts,
    linking,
    outbox,
    people,
)
from services.errors import Invalid, NotFound, Stale
from tests.world import World


def test_an_unlinked_chat_is_told_and_belongs_to_nobody(w: World) -> None:
    linking.unlink_chat(w.session, w.operator, person_id=w.teacher_id)
    w.session.commit()
    assert people.person_of_chat(w.session, 1000) is None
    notice = w.session.scalars(sa.select(Notice).where(Notice.kind == "chat_unlinked")).one()
    parcel = outbox.start(w.session, w.ctx(None), notice_id=notice.id, real_now=w.now)
    assert parcel is not None and parcel.chat_id == 1000
    with pytest.raises(Stale):
        linking.unlink_chat(w.session, w.operator, person_id=w.teacher_id)


def test_a_lost_chat_is_replaced_by_a_code_from_the_operator_and_the_old_one_is_told(w: World) -> None:
    issued = accounts.create_link_code(w.session, w.operator, person_id=w.teacher_id)
    accounts.redeem_link_code(w.session, w.ctx(None, "bot"), code=issued.code, chat_id=5555)
    w.session.commit()
    assert people.person_of_chat(w.session, 5555) == w.teacher_id
    assert w.session.scalars(sa.select(Notice.chat_id).where(Notice.kind == "chat_unlinked")).all() == [1000]


def test_unlinking_stops_the_codes_given_before(w: World) -> None:
    issued = accounts.create_link_code(w.session, w.operator, person_id=w.teacher_id)
    linking.unlink_chat(w.session, w.operator, person_id=w.teacher_id)
    with pytest.raises(Invalid):
        accounts.redeem_link_code(w.session, w.ctx(None, "bot"), code=issued.code, chat_id=5555)


def test_nobody_makes_a_code_for_staff_or_for_people_of_others(w: World) -> None:
    for ctx, person_id in ((w.operator, w.planner_id), (w.planner, w.teacher_id), (w.head, w.teacher_id)):
        with pytest.raises(NotFound):
            accounts.create_link_code(w.session, ctx, person_id=person_id)
    for ctx in (w.planner, w.head, w.curator):
        with pytest.raises(NotFound):
            linking.unlink_chat(w.session, ctx, person_id=w.teacher_id)

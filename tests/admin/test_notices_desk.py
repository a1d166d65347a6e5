"""Notices for the administrator: an uncertain one is never sent again, a failed one on an explicit act only."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from models.notices import Notice, NoticeStatus
from tests.admin.walking import Walk, said


def left_as(walk: Walk, status: NoticeStatus) -> int:
    """A notice of the world in this state."""
    walk.world.apply()
    notice = walk.world.session.scalars(sa.select(Notice).limit(1)).one()
    notice.status, notice.error = status, "no chat"
    notice_id = notice.id
    walk.world.session.commit()
    walk.sync()
    return notice_id


@pytest.mark.parametrize(
    ("status", "act", "then"),
    [
        (NoticeStatus.uncertain, "delivered", NoticeStatus.sent),
        (NoticeStatus.failed, "again", NoticeStatus.pending),
        (NoticeStatus.uncertain, "again", NoticeStatus.uncertain),
        (NoticeStatus.failed, "delivered", NoticeStatus.failed),
    ],
)
def test_only_what_certainly_did_not_leave_is_sent_again(
    walk: Walk, status: NoticeStatus, act: str, then: NoticeStatus
) -> None:
    notice_id, admin = left_as(walk, status), walk.client("administrator")
    page = walk.page(admin, f"/notices/?status={status}")
    offered = set(re.findall(rf"/notices/(\w+)/\?id={notice_id}", page))
    assert offered == {"delivered" if status is NoticeStatus.uncertain else "again"}
    said(walk.post(admin, f"/notices/{act}/?id={notice_id}"), admin)
    with walk.site.session() as session:
        assert session.get_one(Notice, notice_id).status is then

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
    notice.status, notice.error = status, "SMTPException at services/mailing.py:1"
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


@pytest.mark.parametrize(
    ("status", "then"), [(NoticeStatus.uncertain, NoticeStatus.sent), (NoticeStatus.failed, NoticeStatus.pending)]
)
def test_all_are_settled_at_once(walk: Walk, status: NoticeStatus, then: NoticeStatus) -> None:
    notice_id, admin = left_as(walk, status), walk.client("administrator")
    page = walk.page(admin, f"/notices/?status={status}")
    assert "Всего: 1" in page
    assert f'action="/notices/all/?status={status}"' in page
    said(walk.post(admin, f"/notices/all/?status={status}"), admin)
    with walk.site.session() as session:
        assert session.get_one(Notice, notice_id).status is then
    said(walk.post(admin, "/notices/all/?status=sent"), admin)
    with walk.site.session() as session:
        assert session.get_one(Notice, notice_id).status is then


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("no chat", "нет чата"),
        ("TelegramNetworkError at bot/sender.py:10", "связь прервалась"),
        ("TelegramBadRequest at bot/sender.py:10", "Телеграм не принял"),
        ("KeyError at notices/reading.py:1", "ошибка программы"),
    ],
)
def test_why_and_of_what_is_told_in_words(walk: Walk, error: str, words: str) -> None:
    notice_id = left_as(walk, NoticeStatus.failed)
    with walk.site.options.writer.begin() as connection:
        connection.execute(sa.update(Notice).where(Notice.id == notice_id).values(error=error))
    tray = "unreached" if error == "no chat" else "failed"
    assert f"Всего: {int(tray == 'failed')}" in walk.page(walk.client("administrator"), "/notices/?status=failed")
    row = walk.page(walk.client("administrator"), f"/notices/?status={tray}").split("<tbody>")[1].split("</tr>")[0]
    assert words in row
    assert "заявка" in row
    assert ".py" not in row

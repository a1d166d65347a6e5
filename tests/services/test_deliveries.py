"""Notices as an administrator looks after them: counted through their index, and called by what they are of."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.notices import Notice, NoticeStatus
from services import deliveries, overview
from services.context import Context
from services.deliveries import Tray
from services.notices import NoticeKind
from tests.world import World

Asked = list[tuple[str, Any]]


@pytest.fixture
def administrator(w: World) -> Context:
    """The planner looks after the installation; a notice lies in each tray."""
    w.active_route()
    w.ctx(None)
    w.session.add(Grant(person_id=w.planner_id, role=Role.administrator))
    w.session.execute(sa.update(Notice).values(status=NoticeStatus.cancelled))
    states = [
        (NoticeStatus.uncertain, ""), (NoticeStatus.failed, "TelegramBadRequest"), (NoticeStatus.failed, "no chat"),
        (NoticeStatus.failed, "blocked"), (NoticeStatus.pending, ""), (NoticeStatus.sent, ""),
    ]  # fmt: skip
    for number, (status, error) in zip(w.session.scalars(sa.select(Notice.id)), states, strict=False):
        w.session.execute(sa.update(Notice).where(Notice.id == number).values(status=status, error=error))
    w.session.commit()
    return w.planner


@pytest.fixture
def asked(engine: sa.Engine) -> Asked:
    """What is asked of the outbox."""
    found: Asked = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def noted(*of: Any) -> None:
        if "FROM notices" in of[2] and not of[2].startswith("EXPLAIN"):
            found.append((of[2], of[3]))

    return found


def test_each_tray_is_counted_through_the_index_of_states(w: World, administrator: Context, asked: Asked) -> None:
    counts = deliveries.delivery_counts(w.session, administrator)
    assert counts == {Tray.uncertain: 1, Tray.failed: 1, Tray.unreached: 2, Tray.pending: 1, Tray.sent: 1}
    explain, connection = "EXPLAIN QUERY PLAN ", w.session.connection()
    if connection.dialect.name == "postgresql":
        explain = "EXPLAIN "
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    ((statement, parameters),) = asked
    plan = str(connection.exec_driver_sql(explain + statement, parameters).all())
    assert "ix_notices_status" in plan or "ix_notices_pending" in plan
    assert "SCAN notices" not in plan
    assert "Seq Scan on notices" not in plan


def test_the_overview_counts_what_it_shows(w: World, administrator: Context, asked: Asked) -> None:
    found = overview.installation(w.session, administrator)
    assert (found.uncertain, found.failed) == (1, 1)
    ((_statement, parameters),) = asked
    said = set(parameters.values() if isinstance(parameters, dict) else parameters)
    assert not said & {"sent", "pending"}, "of a million that were sent none is counted"


def test_evidence_is_of_a_route(w: World, administrator: Context) -> None:
    w.ctx(None)
    w.session.execute(
        sa.update(Notice).where(Notice.status == NoticeStatus.uncertain).values(kind=NoticeKind.evidence_recorded)
    )
    (line,) = deliveries.deliveries(w.session, administrator, tray=Tray.uncertain)
    assert str(line.about) == "маршрут"

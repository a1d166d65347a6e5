"""Whoever controls the execution of the order: the whole region in numbers, nothing to change, nobody by name."""

from __future__ import annotations

import html
import io

import pytest
from openpyxl import load_workbook

from admin.access import lets_in, registry
from models.accounts import Role
from models.places import Centre, Municipality
from services import accounts, aggregates, indicators, overview
from services.aggregates import HIDDEN, NOBODY, Count, Counted
from services.audit import acting
from services.errors import Denied
from services.indicators import Indicators, Measure, PlaceRow
from services.periods import Period
from tests.admin.walking import Walk
from tests.world import register

#: What everybody does to their own account.
OWN = {"me", "login"}


@pytest.mark.rule("SM-ORD-5")
def test_the_supervisor_named_by_the_order_reads_the_whole_region_in_numbers(walk: Walk) -> None:
    w = walk.world
    acting(w.session, w.system)
    far = Centre(name="Другой центр")
    w.session.add(far)
    w.session.flush()
    w.session.add(Municipality(name="Дальний район", centre_id=far.id))
    supervisor = register(
        w.session, w.system, chat_id=300, name="Контролёрова Нина Ильинична", organization_id=w.other_school_id
    )
    accounts.grant_role(
        w.session, w.ctx(None), person_id=supervisor, role=Role.department, act="приказ от 04.07.2023 № 622-ОД, п. 5"
    )
    w.active_route()
    found = overview.figures(w.session, w.ctx(supervisor))
    figures = {row.municipality: row for row in found.rows}
    assert set(figures) == {"Вяземский район", "Дальний район"}
    assert figures["Вяземский район"].published == figures["Вяземский район"].active == aggregates.FEW
    assert figures["Дальний район"].published == figures["Дальний район"].active == aggregates.Count(0)
    assert [(one.at_least, one.exact) for one in found.totals] == [(0, True), (0, True), (1, False), (1, False)]
    for other in (w.operator, w.head):
        with pytest.raises(Denied):
            overview.figures(w.session, other)
    w.session.commit()
    walk.sync()
    page = html.unescape(walk.page(walk.client("department"), "/"))
    assert "Вяземский район" in page
    assert "Дальний район" in page
    assert page.count("менее 5") >= 2
    assert page.count("не менее 1") == 2
    assert page.partition("<tfoot>")[2].count("data-label") == len(found.totals), "a phone shows no heads of columns"
    assert "Иванова" not in page
    assert "первый заместитель начальника Департамента" in html.unescape(
        walk.page(walk.client("department"), "/region/")
    )


@pytest.mark.rule("SM-ORD-5")
def test_the_supervisor_changes_nothing(walk: Walk) -> None:
    changing = {
        endpoint.name.partition(".")[0]
        for endpoint in registry(walk.site.app)
        if "POST" in endpoint.methods and lets_in(endpoint.allowed, {Role.department}, signed_in=True)
    }
    assert changing <= OWN


@pytest.mark.parametrize(("counts", "cells", "total"), [
    ([0, 7], [0, 7], (7, True)), ([4, 7], [None, 7], (8, False)), ([1, 4, 5], [None, None, 5], (7, False)),
    ([3, 4], [None, None], (2, False)), ([], [], (0, True)),
])  # fmt: skip
def test_neither_a_cell_nor_its_total_tells_of_fewer_than_five(
    counts: list[int], cells: list[int | None], total: tuple[int, bool]
) -> None:
    hidden = [aggregates.shown(Counted(count, count)) for count in counts]
    assert [one.number for one in hidden] == cells
    found = aggregates.total(hidden)
    assert (found.at_least, found.exact) == total


def test_a_total_of_hidden_cells_alone_says_no_number() -> None:
    assert aggregates.total([aggregates.HIDDEN, aggregates.HIDDEN]).words == "скрыто"
    assert aggregates.total([aggregates.HIDDEN, aggregates.Count(7)]).words == "не менее 7"
    assert aggregates.total([aggregates.Count(0), aggregates.Count(7)]).words == 7


@pytest.mark.rule("К-59")
def test_the_department_counts_a_period_and_takes_the_table_away(walk: Walk) -> None:
    w = walk.world
    w.active_route()
    w.session.commit()
    walk.sync()
    client = walk.client("department")
    page = html.unescape(walk.page(client, "/indicators/"))
    assert f"01.01.{w.today.year} – 31.12.{w.today.year}" in page
    assert "Вяземский район" in page
    assert "менее 5" in page
    assert "Приказы региона не устанавливают целевых значений" in page
    assert "Иванова" not in page
    page = html.unescape(walk.page(client, "/indicators/?period=2026-quarter-3"))
    assert "01.07.2026 – 30.09.2026" in page
    assert "/indicators/export/?period=2026-quarter-3" in page
    assert "менее 5" not in page.split("<h2>")[0], "what is hidden of a part does not say how few they are"
    own = html.unescape(walk.page(client, "/indicators/?period=own&first=2026-08-01&last=2026-09-01"))
    assert "Такого периода нет" in own
    answer = client.get("/indicators/export/?period=2025")
    rows = list(load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == "Вяземский район"
    assert rows[1][1] == 0
    assert rows[1][5] == "—"
    for other in ("operator", "planner", "head", "administrator"):
        assert walk.client(other).get("/indicators/").status_code == 403


def test_a_share_in_all_says_beside_the_figure_what_it_leaves_out(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = (Count(34), HIDDEN, HIDDEN, NOBODY)
    rows = [PlaceRow(at, f"Район {at}", dict.fromkeys(Measure, share)) for at, share in enumerate(shares)]
    told = Indicators(Period(2026), rows, dict.fromkeys(Measure, Count(34)), {})
    monkeypatch.setattr(indicators, "indicators", lambda _session, _ctx, over: told)
    client = walk.client("department")
    foot = html.unescape(walk.page(client, "/indicators/")).partition("<tfoot>")[2].partition("</tfoot>")[0]
    said = "без 2\u00a0муниципалитетов, где она скрыта"
    assert foot.count(said) == 1, "of the share alone"
    answer = client.get("/indicators/export/")
    last = list(load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))[-1]
    assert last[-1] == f"34, {said}"

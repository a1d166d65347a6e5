"""The bank of instruments over HTTP, from a draft to its use in a case."""

from __future__ import annotations

import html

from models.accounts import Role
from tests.admin.conftest import Site, token
from tests.admin.test_reference_pages import post


def test_an_instrument_is_entered_reviewed_approved_and_renewed(site: Site) -> None:
    client = site.client(Role.operator)
    values = {
        "title": "Физика <b>2026</b>", "form": "standardized", "staff_kind": "educator", "subject": "physics",
        "request": "Запрос региона", "origin": "regional", "follows_federal": "y", "meets_r201": "y",
    }  # fmt: skip
    assert post(client, "/instruments/edit/", **values).status_code == 303
    plan = "Предметный; выбор ответа; знает законы Ньютона\nМетодический; кейс; строит урок"
    assert post(client, "/instruments/plan/?id=1", plan="Предметный; выбор ответа").status_code == 200
    assert post(client, "/instruments/plan/?id=1", plan=plan).status_code == 303
    assert post(client, "/instruments/variant/?id=1", text="1. Сила…").status_code == 303
    assert post(client, "/instruments/send/?id=1", words="приказ СОИРО № 5").status_code == 303
    assert post(client, "/instruments/good/?id=1", words="Пригоден").status_code == 303
    assert post(client, "/instruments/approve/?id=1").status_code == 303
    assert post(client, "/instruments/renew/?id=1", words="Задание 2: по итогам ВПР").status_code == 303
    page = client.get("/instruments/instrument/?id=1").get_data(as_text=True)
    assert "Физика &lt;b&gt;2026&lt;/b&gt;" in page
    told = html.unescape(page)
    for words in (
        "утверждён к использованию", "знает законы Ньютона", "Предметный: 1 (50 %)", "1. Сила…", "приказ СОИРО № 5",
        "Пригоден", "Задание 2: по итогам ВПР",
    ):  # fmt: skip
        assert words in told
    assert "Физика" in client.get("/instruments/").get_data(as_text=True)


def test_a_step_out_of_its_turn_says_so_and_changes_nothing(site: Site) -> None:
    client = site.client(Role.operator)
    post(client, "/instruments/edit/", title="Химия", form="standardized", staff_kind="educator", subject="",
         request="Запрос", origin="federal")  # fmt: skip
    assert post(client, "/instruments/approve/?id=1").status_code == 303
    assert "черновик" in client.get("/instruments/instrument/?id=1").get_data(as_text=True)
    refused = post(client, "/instruments/send/?id=1", words="приказ № 5").get_data(as_text=True)
    assert "нужны план заданий и хотя бы один вариант" in refused
    assert "черновик" in client.get("/instruments/instrument/?id=1").get_data(as_text=True)
    assert client.get("/instruments/instrument/?id=9").status_code == 404


def test_a_planner_reads_the_bank_and_a_head_does_not(site: Site) -> None:
    planner = site.client(Role.planner)
    assert planner.get("/instruments/").status_code == 200
    data = {"csrf_token": token(planner), "title": "x"}
    assert planner.post("/instruments/edit/", data=data).status_code == 403
    assert site.client(Role.head).get("/instruments/").status_code == 403

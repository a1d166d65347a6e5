"""The addresses of the back office that notices lead to are its own."""

from __future__ import annotations

import pytest

from bot import rooms
from bot.links import opens
from marshrut import office
from notices import Action


def test_each_act_of_the_office_has_its_page_and_what_the_chat_shows_instead() -> None:
    assert set(office.PAGES) == set(rooms.OFFICE)


def test_an_act_of_the_chat_leads_nowhere_else() -> None:
    link = office.links("https://office.example.ru")
    assert link(Action("home")) == ""
    assert link(Action("office.case", 7)) == "https://office.example.ru/case/?id=7"


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("https://office.example.ru/case/?id=7", True),
        ("http://8.8.8.8:8080/", True),
        ("http://localhost:8080/", False),
        ("http://127.0.0.1:8080/", False),
        ("http://10.0.0.7/", False),
        ("http://server/", False),
        ("http://office.local/", False),
        ("http://[::1", False),
        ("ftp://example.ru/", False),
        ("", False),
    ],
)
def test_only_a_public_address_is_put_on_a_button(address: str, opened: bool) -> None:
    assert opens(address) is opened

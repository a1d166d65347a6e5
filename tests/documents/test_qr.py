"""QR codes of links."""

from __future__ import annotations

import re

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from documents import qr

LINK = "https://t.me/marshrut_bot?start=i_0123456789abcdefABCDEF"


def expected() -> list[list[bool]]:
    """The modules the library makes of the link."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(LINK)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def drawn() -> set[tuple[int, int]]:
    """The dark modules of the drawing, by column and row."""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)h1v1h-1z", qr.as_svg(LINK))}


def test_the_drawing_holds_the_code_of_the_link() -> None:
    assert drawn() == {(x, y) for y, row in enumerate(expected()) for x, dark in enumerate(row) if dark}


def test_a_quiet_zone_surrounds_the_code() -> None:
    inner = range(4, len(expected()) - 4)
    assert all(x in inner and y in inner for x, y in drawn())

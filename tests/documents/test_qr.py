"""QR codes of links."""

from __future__ import annotations

import re
import struct
import zlib

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


def modules_of_png(content: bytes, scale: int) -> list[list[bool]]:
    """The dark modules of a one-bit PNG, a pixel from the middle of each."""
    width, height, depth, colour = struct.unpack(">IIBB", content[16:26])
    assert (width, depth, colour) == (height, 1, 0)
    at = content.index(b"IDAT")
    (length,) = struct.unpack(">I", content[at - 4 : at])
    pixels = zlib.decompress(content[at + 4 : at + 4 + length])
    line = 1 + -(-width // 8)
    middles = range(scale // 2, width, scale)
    return [[not pixels[y * line + 1 + x // 8] >> (7 - x % 8) & 1 for x in middles] for y in middles]


def test_the_picture_holds_the_code_of_the_link() -> None:
    for scale in (3, 12):
        assert modules_of_png(qr.as_png(LINK, scale=scale), scale) == expected()


def test_the_drawing_holds_the_code_of_the_link() -> None:
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)h1v1h-1z", qr.as_svg(LINK))}
    assert drawn == {(x, y) for y, row in enumerate(expected()) for x, dark in enumerate(row) if dark}


def test_a_quiet_zone_surrounds_the_code() -> None:
    rows = modules_of_png(qr.as_png(LINK, scale=2), 2)
    edge = [*rows[:4], *rows[-4:], *(row[:4] for row in rows), *(row[-4:] for row in rows)]
    assert not any(any(row) for row in edge)

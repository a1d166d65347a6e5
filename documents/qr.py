"""QR codes of links: to print on a poster (SVG) or to send to a chat (PNG)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

#: Light modules that must surround a code, by its standard.
QUIET_ZONE = 4


def as_svg(link: str) -> str:
    """The code of ``link`` as an SVG of one path, to be drawn at any size."""
    rows = _modules(link)
    path = "".join(f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def as_png(link: str, *, scale: int = 12) -> bytes:
    """The code of ``link`` as a black and white PNG, ``scale`` pixels a module."""
    rows = _modules(link)
    size = len(rows) * scale
    lines = b"".join(_line(row, scale) * scale for row in rows)
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def _modules(link: str) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(link)
    code.make(fit=True)
    return code.get_matrix()  # type: ignore[no-any-return] # the library has no types


def _line(row: Sequence[bool], scale: int) -> bytes:
    """A line of pixels, one bit each, light is 1; the leading zero says "no filter"."""
    bits = "".join(("0" if is_dark else "1") * scale for is_dark in row)
    padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return b"\0" + int(padded, 2).to_bytes(len(padded) // 8, "big")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

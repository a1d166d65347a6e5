"""QR codes of links, to print on a poster."""

from __future__ import annotations

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


def _modules(link: str) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(link)
    code.make(fit=True)
    return code.get_matrix()  # type: ignore[no-any-return] # the library has no types

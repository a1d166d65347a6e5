"""Reads papers back: what a person sees in a DOCX or a PDF, and everything that lies in the file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document
from docx.document import Document as DocxFile
from docx.table import Table

_ESCAPES = {b"n": 10, b"r": 13, b"t": 9, b"b": 8, b"f": 12}


def squeezed(text: str) -> str:
    """The text without blanks and signs one cannot see: papers break lines where they like."""
    return re.sub(r"[\s\u200b]+", "", text)


def docx_text(content: bytes) -> str:
    """The text of a DOCX, tables and footers too, without blanks."""
    document = Document(io.BytesIO(content))
    parts = [element.text or "" for element in document.element.body.iter() if str(element.tag).endswith("}t")]
    for section in document.sections:
        parts += [one.text for footer in (section.footer, section.first_page_footer) for one in footer.paragraphs]
    return squeezed("".join(parts))


def docx_tables(content: bytes) -> list[list[list[str]]]:
    """Cells of every table of a DOCX, row by row, without blanks."""
    document: DocxFile = Document(io.BytesIO(content))
    return [_cells(table) for table in document.tables]


def _cells(table: Table) -> list[list[str]]:
    return [[squeezed(cell.text) for cell in row.cells] for row in table.rows]


def unzipped(content: bytes) -> str:
    """Everything inside an Office file, names of its parts too."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name + archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
    return squeezed("".join(parts))


def pdf_text(content: bytes) -> str:
    """The text of a PDF without blanks, read through the fonts' own tables of characters."""
    return squeezed("".join(_Pdf(content).text()))


class _Pdf:
    """Just enough of a reader for the files that typst writes: plain objects, Flate streams, two-byte glyphs."""

    def __init__(self, content: bytes) -> None:
        found = re.finditer(rb"\n(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL)
        self.objects = {int(match[1]): match[2] for match in found}

    def text(self) -> Iterator[str]:
        for page in self.objects.values():
            if re.search(rb"/Type/Page\b", page):
                yield from self._page(page)

    def _page(self, page: bytes) -> Iterator[str]:
        fonts = self._fonts(self.objects[_reference(page, b"Resources")])
        letters: dict[int, str] = {}
        strings = re.compile(rb"/(\w+) [\d.]+ Tf|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)", re.DOTALL)
        shown = re.sub(rb"/Lang\(\w*\)", b"", self._stream(_reference(page, b"Contents")))
        for match in strings.finditer(shown):
            if match[1]:
                letters = fonts.get(match[1].decode(), {})
            else:
                glyphs = _unescaped(match[2])
                pairs = range(0, len(glyphs) - 1, 2)
                yield "".join(letters.get(int.from_bytes(glyphs[at : at + 2], "big"), "\ufffd") for at in pairs)

    def _fonts(self, resources: bytes) -> dict[str, dict[int, str]]:
        listed = re.search(rb"/Font<<(.*?)>>", resources)
        assert listed, "a page without fonts"
        return {
            name.decode(): self._characters(_reference(self.objects[int(number)], b"ToUnicode"))
            for name, number in re.findall(rb"/(\w+) (\d+) 0 R", listed[1])
        }

    def _characters(self, number: int) -> dict[int, str]:
        pairs = re.findall(rb"<(\w{4})> <(\w+)>", self._stream(number))
        return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}

    def _stream(self, number: int) -> bytes:
        value = self.objects[number]
        match = re.search(rb"stream\n(.*)\nendstream", value, re.DOTALL)
        assert match, f"object {number} has no stream"
        return zlib.decompress(match[1]) if b"FlateDecode" in value else match[1]


def _reference(value: bytes, key: bytes) -> int:
    match = re.search(rb"/%s (\d+) 0 R" % key, value)
    assert match, key
    return int(match[1])


def _unescaped(text: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        sign = match[1]
        return bytes([int(sign, 8) if sign.isdigit() else _ESCAPES.get(sign, sign[0])])

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text, flags=re.DOTALL)

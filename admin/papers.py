"""Papers that a page hands out: made outside any transaction, in the format that the address asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TypeVar

from flask import Response, abort, request, send_file

from documents.printing import Paper

T = TypeVar("T")


def made(makers: Mapping[str, Callable[[T], Paper]], what: T) -> Response:
    """The paper as a file to save, by the maker of ``?file=``; a format that nobody makes is answered by 404."""
    maker = makers.get(request.args.get("file", "pdf")) or abort(404)
    paper = maker(what)
    return send_file(BytesIO(paper.content), mimetype=paper.media_type, as_attachment=True, download_name=paper.name)

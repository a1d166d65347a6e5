"""The route card as a file, for every page of a route: whole for those who see the whole route, else the school's."""

from __future__ import annotations

from flask import Response

from admin.addresses import number
from admin.papers import made
from admin.work import run
from documents import route_card
from services.routes.paper import full_paper, paper

MAKERS = {"pdf": route_card.as_pdf, "docx": route_card.as_docx}


def printed(*, for_school: bool = False) -> Response:
    """The card of ``?id=``; a whole one is a look at the result and is recorded, so it is asked for by POST only."""
    return made(MAKERS, run(paper, route_id=number(), for_school=for_school))


def disclosed() -> Response:
    """The full card of ``?id=`` for the one to whom the person opened it; recorded likewise."""
    return made(MAKERS, run(full_paper, route_id=number()))

"""Карта ИОМ (annex 3, the form after cl. 6.1) as DOCX to edit and PDF to read, whole or for the school (К-01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from documents.printing import DOCX, OFFICIAL, PDF, Paper, file_name, fill_docx, printable, typeset_pdf
from locales import catalog, dates, reading_in
from models.routes import ActivityCategory
from services.routes.paper import PaperActivity, PaperDeficit, PaperResult, RouteCardPaper

_ = catalog("documents").gettext
_n = catalog("documents").ngettext
TEMPLATE = "route_card"
#: How many deficits the form has places for; the others go to an annex of the card (К-49).
DEFICITS_ON_FORM = 10
EMPTY_MARK = "☐"
_EMPTY_ROW = {"title": "", "place": "", "when": "", "deficits": "", "mark": ""}


def as_docx(paper: RouteCardPaper) -> Paper:
    """The card to be edited in Word."""
    return Paper(_name(paper, "docx"), DOCX, fill_docx(TEMPLATE, values_of(paper)))


def as_pdf(paper: RouteCardPaper) -> Paper:
    """The card to be read and printed."""
    return Paper(_name(paper, "pdf"), PDF, typeset_pdf(TEMPLATE, values_of(paper)))


def values_of(paper: RouteCardPaper) -> dict[str, Any]:
    """What both templates print, under the names of the fields of ``RouteCardPaper``."""
    with reading_in(OFFICIAL):
        values: dict[str, Any] = printable(paper)
        return values | {
            "subjects": ", ".join(printable(paper.subjects)),
            "experience": "" if paper.experience is None else _n("{n} year", "{n} years", paper.experience),
            "term_months": "" if paper.term_months is None else _n("{n} month", "{n} months", paper.term_months),
            "result": _section_2(paper.result),
            "activities": _rows(paper),
            "tutor": _curator(paper.tutor, paper.whole),
            "curator": _curator(paper.curator, paper.whole),
        }


def _curator(name: str | None, whole: bool) -> str:
    """For the school nothing but the office: the curator's kind would tell the level (К-54)."""
    return str(printable(name)) if whole else _("curator of the centre")


def _section_2(result: PaperResult | None) -> dict[str, Any]:
    if result is None:
        return {"form": "", "held_on": "", "level": "", "deficits": [], "annex": [], "recommendations": ""}
    first, rest = result.deficits[:DEFICITS_ON_FORM], result.deficits[DEFICITS_ON_FORM:]
    values: dict[str, Any] = printable(result)
    return values | {"deficits": _listed(first), "annex": _listed(rest)}


def _listed(deficits: Sequence[PaperDeficit]) -> list[str]:
    """«1. 7.3.1 Words»: the code where the codifier has one (annex 3, cl. 5.4)."""
    return [_in_one_line(f"{one.number}. {one.code} {one.text}") for one in deficits]


def _in_one_line(text: str) -> str:
    """The text in one line."""
    return " ".join(str(printable(text)).split())


def _rows(paper: RouteCardPaper) -> dict[str, list[dict[str, Any]]]:
    """Rows of section 3 by category: all five are always there, an empty one with a blank row to fill by hand."""
    return {
        category.value: [_row(item, paper.whole) for item in paper.activities if item.category is category]
        or [_EMPTY_ROW]
        for category in ActivityCategory
    }


def _row(item: PaperActivity, whole: bool) -> dict[str, Any]:
    """A row of the table; where the school would read deficits stands the aim of every route (cl. 2.1)."""
    first, last = printable(item.starts_on), printable(item.ends_on)
    return {
        "title": printable(item.title),
        "place": printable(item.place),
        "when": dates.term(first, last),
        "deficits": ", ".join(printable(item.deficits)) if whole else _("growth of professional mastery"),
        "mark": printable(item.done_on) or EMPTY_MARK,
    }


def _name(paper: RouteCardPaper, ending: str) -> str:
    """«ИОМ № 12-2026, Иванова А. П.», or of what day a draft is; the same for both projections but for whose copy it is
    (nothing else of a school's copy may stand in a name)."""
    with reading_in(OFFICIAL):
        if paper.number:
            stem = _("Route no. {number}, {person}", number=paper.number, person=paper.short_name)
        else:
            stem = _("Draft route, {person}, {day}", person=paper.short_name, day=paper.made_on.isoformat())
        return file_name(stem if paper.whole else _("{name} (for the school)", name=stem), ending)

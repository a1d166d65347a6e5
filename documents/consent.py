"""Consents of one person on paper: to the processing of personal data, and to take part in diagnostics.

Two documents, never one (К-34). The second is the form of annex 2: a row, and so a consent, for each subject, with the
blocks it covers (notes * and **).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from documents.printing import DOCX, OFFICIAL, PDF, Paper, file_name, fill_docx, printable, typeset_pdf
from locales import catalog, reading_in
from services.applications import ParticipationCard
from services.context import Region
from services.people import PersonCard

_ = catalog("documents").gettext


@dataclass(frozen=True)
class PersonalDataPaper:
    """Consent to the processing of personal data; ``text`` by paragraphs, ``date`` empty to be filled in by hand."""

    title: str
    text: tuple[str, ...]
    version: str
    person: str
    organization: str
    position: str
    date: date | None


@dataclass(frozen=True)
class ConsentRow:
    """A row of the form: one subject and the blocks the consent covers."""

    number: int
    person: str
    subject: str
    blocks: str


@dataclass(frozen=True)
class ParticipationPaper:
    """Форма согласия (annex 2): its rows, the words agreed to; ``date`` empty to be filled in by hand."""

    person: str
    organization: str
    text: str
    version: str
    rows: tuple[ConsentRow, ...]
    date: date | None


def personal_data(card: PersonCard, region: Region, *, given_on: date | None = None) -> PersonalDataPaper:
    """The paper of a person's consent to the processing of personal data."""
    job = card.employment
    organization, position = (job.organization, job.position) if job else ("", "")
    blank = blank_personal_data(region, person=card.full_name, organization=organization)
    return replace(blank, position=position, date=given_on)


def blank_personal_data(region: Region, *, person: str = "", organization: str = "") -> PersonalDataPaper:
    """The same paper for somebody who is not known yet: what is empty is filled in by hand."""
    document = region.personal_data_consent
    text = tuple(part for part in document.text.split("\n") if part.strip())
    return PersonalDataPaper(document.title, text, document.version, person, organization, "", None)


def participation(card: ParticipationCard, region: Region, *, given_on: date | None = None) -> ParticipationPaper:
    """The sheet of one person's consents to take part: exactly the subjects and blocks of ``card``."""
    rows = tuple(
        ConsentRow(
            number,
            card.person,
            region.subject_name(subject) if subject else "",
            ", ".join(region.block_name(block) for block in blocks),
        )
        for number, (subject, blocks) in enumerate(card.blocks, start=1)
    )
    text = region.participation_consent
    return ParticipationPaper(card.person, card.organization, text.text.strip(), text.version, rows, given_on)


def personal_data_pdf(paper: PersonalDataPaper) -> Paper:
    """The consent to the processing of personal data, to be read and signed."""
    return _pdf("personal_data_consent", paper)


def personal_data_docx(paper: PersonalDataPaper) -> Paper:
    """The consent to the processing of personal data, to be edited in Word."""
    return _docx("personal_data_consent", paper)


def participation_pdf(paper: ParticipationPaper) -> Paper:
    """The sheet of consents to take part, to be read and signed."""
    return _pdf("participation_consent", paper)


def participation_docx(paper: ParticipationPaper) -> Paper:
    """The sheet of consents to take part, to be edited in Word."""
    return _docx("participation_consent", paper)


def _pdf(template: str, paper: PersonalDataPaper | ParticipationPaper) -> Paper:
    return Paper(_name(paper, "pdf"), PDF, typeset_pdf(template, _official(paper)))


def _docx(template: str, paper: PersonalDataPaper | ParticipationPaper) -> Paper:
    return Paper(_name(paper, "docx"), DOCX, fill_docx(template, _official(paper)))


def _official(paper: PersonalDataPaper | ParticipationPaper) -> dict[str, Any]:
    with reading_in(OFFICIAL):
        values: dict[str, Any] = printable(paper)
        return values


def _name(paper: PersonalDataPaper | ParticipationPaper, ending: str) -> str:
    with reading_in(OFFICIAL):
        if isinstance(paper, PersonalDataPaper):
            stem = _("Consent to the processing of personal data, {person}", person=paper.person)
        else:
            stem = _("Consent to take part, {person}", person=paper.person)
    return file_name(stem.rstrip(", "), ending)

"""The form of a result: a percent for each subject and block, rows of deficits, recommendations.

Rows are added and taken away by submitting the form, so that it works without scripts and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from locales import catalog
from services.applications import ParticipationCard
from services.context import Region
from services.results import DeficitIn, ResultCard, ScoreIn

_ = catalog("admin").gettext
MOST_ROWS = 100
MOST_WORDS = 500
MOST_CODE = 60
MOST_ADVICE = 4000
HUNDREDTH = Decimal("0.01")


@dataclass
class ScoreField:
    """The percent of one subject and block as typed."""

    subject: str
    block: str
    label: str
    typed: str = ""
    error: str = ""
    percent: Decimal | None = None


@dataclass
class DeficitRow:
    """A row of a deficit as typed; ``place`` is the number of its subject and block."""

    place: str = "0"
    code: str = ""
    text: str = ""
    error: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.code or self.text)


@dataclass
class ResultForm:
    """The form with what was typed and what is wrong with it."""

    scores: list[ScoreField]
    deficits: list[DeficitRow]
    recommendations: str = ""
    reason: str = ""
    seen: str = ""
    sought: str = ""
    sought_place: str = "0"
    errors: dict[str, str] = field(default_factory=dict)
    #: The row that was asked for just now: the page opens at it.
    new_row: int | None = None

    @property
    def places(self) -> list[tuple[str, str]]:
        """Subjects and blocks to choose from, by their numbers."""
        return [(str(at), score.label) for at, score in enumerate(self.scores)]

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """Id, label and refusal of what cannot be taken, in the order of the page."""
        rows = [(f"percent-{at}", one.label, one.error) for at, one in enumerate(self.scores)]
        rows += [(f"text-{at}", _("Deficit {n}", n=at + 1), one.error) for at, one in enumerate(self.deficits)]
        for name, label in (("recommendations", _("Recommendations")), ("reason", _("Reason of the correction"))):
            rows.append((name, label, self.errors.get(name, "")))
        return [row for row in rows if row[2]]

    @property
    def general(self) -> list[str]:
        """Refusals that name no one field."""
        return [self.errors[key] for key in ("form", "scores", "deficits") if key in self.errors]

    @property
    def opens(self) -> str:
        """The id of where the page opens: what is wrong, the new row, or the first field."""
        wrong = self.wrong[0][0] if self.wrong else ""
        return wrong or ("percent-0" if self.new_row is None else f"text-{self.new_row}")

    def sound(self) -> bool:
        """Whether all that was typed can be taken; marks what cannot."""
        for score in self.scores:
            score.percent, score.error = _percent(score.typed)
        for row in self.deficits:
            row.error = _deficit_error(row, len(self.scores))
        if len(self.recommendations) > MOST_ADVICE:
            self.errors["recommendations"] = _("Too long: at most {most} characters.", most=MOST_ADVICE)
        wrong = [score.error for score in self.scores] + [row.error for row in self.deficits]
        return not any(wrong) and not self.errors

    def entered_scores(self) -> list[ScoreIn]:
        """The scores of a sound form."""
        return [ScoreIn(one.subject, one.block, one.percent or Decimal(0)) for one in self.scores]

    def entered_deficits(self) -> list[DeficitIn]:
        """The deficits of a sound form; empty rows are left out."""
        found = []
        for row in self.deficits:
            if not row.empty:
                score = self.scores[int(row.place)]
                found.append(DeficitIn(score.subject, score.block, row.text, row.code))
        return found


def blank(region: Region, card: ParticipationCard) -> ResultForm:
    """The form before anything is typed."""
    only = len(card.blocks) == 1
    scores = [
        ScoreField(subject, block, region.block_name(block) if only else place_name(region, subject, block))
        for subject, blocks in card.blocks
        for block in blocks
    ]
    return ResultForm(scores, [DeficitRow()])


def place_name(region: Region, subject: str, block: str) -> str:
    """A subject and a block in words; a manager has no subject."""
    named = region.block_name(block)
    return f"{region.subject_name(subject)}: {named[:1].lower()}{named[1:]}" if subject else named


def filled_with(form: ResultForm, result: ResultCard) -> ResultForm:
    """The form with an entered result in it."""
    known = {(one.subject, one.block): one.percent for one in result.scores}
    for score in form.scores:
        percent = known.get((score.subject, score.block))
        score.typed = "" if percent is None else f"{percent.normalize():f}"
    places = {(score.subject, score.block): str(at) for at, score in enumerate(form.scores)}
    form.deficits = [
        DeficitRow(places.get((one.subject, one.block), "0"), one.code, one.text) for one in result.deficits
    ] or [DeficitRow()]
    form.recommendations = result.recommendations
    return form


def read_typed(form: ResultForm, typed: Mapping[str, str]) -> ResultForm:
    """The form with what was typed in it, after a row was asked for or taken away."""
    for at, score in enumerate(form.scores):
        score.typed = typed.get(f"percent-{at}", "").strip()[:20]
    form.deficits = [_row(typed, at) for at in range(MOST_ROWS) if f"text-{at}" in typed]
    form.recommendations = typed.get("recommendations", "").replace("\r\n", "\n").strip()
    form.reason, form.seen = typed.get("reason", "").strip(), typed.get("seen", "")
    form.sought, form.sought_place = " ".join(typed.get("sought", "").split())[:100], typed.get("sought-place", "0")
    dropped = typed.get("drop", "")
    if dropped.isascii() and dropped.isdigit() and int(dropped) < len(form.deficits):
        del form.deficits[int(dropped)]
    if "more" in typed or not form.deficits:
        form.deficits.append(DeficitRow(form.deficits[-1].place if form.deficits else "0"))
        form.new_row = len(form.deficits) - 1 if "more" in typed else None
    return form


def only_rows_asked(typed: Mapping[str, str]) -> bool:
    """Whether the form was sent for its rows only."""
    return any(name in typed for name in ("more", "drop", "search", "pick"))


def pick(form: ResultForm, found: DeficitRow) -> None:
    """Put a deficit into the first empty row, or into a new one."""
    at = next((at for at, row in enumerate(form.deficits) if row.empty), len(form.deficits))
    form.deficits[at : at + 1] = [found]


def sought_block(form: ResultForm) -> ScoreField:
    """The subject and block for which the codifier is searched."""
    places = [str(at) for at in range(len(form.scores))]
    return form.scores[int(form.sought_place) if form.sought_place in places else 0]


def _row(typed: Mapping[str, str], at: int) -> DeficitRow:
    return DeficitRow(
        typed.get(f"place-{at}", "0"), " ".join(typed.get(f"code-{at}", "").split()),
        " ".join(typed.get(f"text-{at}", "").split()),
    )  # fmt: skip


def _percent(typed: str) -> tuple[Decimal | None, str]:
    if not typed:
        return None, _("Please enter a percent.")
    try:
        percent = Decimal(typed.replace(",", ".").replace("%", "").strip())
        if not percent.is_finite() or not 0 <= percent <= 100:
            raise InvalidOperation
    except InvalidOperation:
        return None, _("A number from 0 to 100, for example 67.5")
    return percent.quantize(HUNDREDTH, ROUND_HALF_UP), ""


def _deficit_error(row: DeficitRow, places: int) -> str:
    if row.empty:
        return ""
    if not row.text:
        return _("Please name the deficit in words; a code alone is not enough.")
    if len(row.text) > MOST_WORDS or len(row.code) > MOST_CODE:
        return _("Too long: at most {most} characters.", most=MOST_WORDS)
    known: Sequence[str] = [str(at) for at in range(places)]
    return "" if row.place in known else _("Please choose from the list.")

"""The bank of assessment instruments: the list, an instrument with its plan and variants, its review and renewal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField

from admin.access import About, only, served
from admin.addresses import go, number, optional_number
from admin.base import PageView
from admin.fields import LineField, ListField, WordsField, filled, short
from admin.forms import PageForm, members
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.applications import DiagnosticForm
from models.instruments import Instrument, InstrumentOrigin
from models.people import StaffKind
from services import instruments
from services.errors import Refused, Stale
from services.instruments import InstrumentCard, ItemIn

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
KEEPERS = (Role.operator, Role.administrator)
MOST = 500


class InstrumentForm(PageForm):
    """What an instrument is for and whether it meets what is asked of it."""

    title = LineField(lazy("Name"), [filled(most=MOST)])
    form = ListField(lazy("Form of assessment"), choices=lambda: members(DiagnosticForm))
    staff_kind = ListField(lazy("For whom"), choices=lambda: members(StaffKind))
    subject = ListField(lazy("Subject"), default="")
    request = WordsField(lazy("Which request or aim of the region it answers"), [filled(most=MOST)])
    origin = ListField(lazy("Who it comes from"), choices=lambda: members(InstrumentOrigin))
    follows_federal = BooleanField(lazy("It follows the approach of the federal samples"))
    meets_r201 = BooleanField(lazy("It meets the demands of R-201"))


class PlanForm(PageForm):
    """The plan: a line a task."""

    aliases = {"items": "plan"}
    plan = WordsField(
        lazy("Tasks"), [filled(most=100_000)],
        description=lazy("A line a task: block; type of the task; the knowledge or skill it checks"),
    )  # fmt: skip


class VariantForm(PageForm):
    """A variant of the work."""

    text = WordsField(lazy("Text of the work"), [short(20_000)], description=lazy("Empty: take the last variant away"))


class WordForm(PageForm):
    """An act, a conclusion, or what was renewed."""

    aliases = {"act": "words", "conclusion": "words", "renewal": "words"}
    words = WordsField("", [filled(most=MOST)])


class InstrumentsPage(PageView):
    """The bank."""

    allowed = frozenset({*KEEPERS, Role.planner})
    title = lazy("Bank of instruments")
    about: ClassVar[About] = {"id": Instrument}
    icon = "check"

    @served("/")
    def index(self) -> str:
        """What there is, that due for its yearly renewal first."""
        archived = request.args.get("state") == "archived"
        rows = read(instruments.bank, archived=archived)
        due = sum(row.outdated for row in rows)
        return self.render("instruments.html", rows=rows, archived=archived, due=due)

    @served("/instrument/")
    def instrument(self) -> str:
        """One instrument."""
        return self.render("instrument.html", card=_one(), block_name=context().region.block_name)

    @only(*KEEPERS)
    @served("/edit/", methods=("GET", "POST"))
    def edit(self) -> str | Response:
        """A new instrument, or a draft changed."""
        card = _one() if optional_number("id") is not None else None
        form = InstrumentForm(obj=card)
        form.subject.choices = [("", _("any")), *((one.code, one.name) for one in context().region.subjects)]

        def take() -> InstrumentCard:
            values = {name: value for name, value in form.data.items() if name != "csrf_token"}
            values |= {"form": DiagnosticForm(values["form"]), "staff_kind": StaffKind(values["staff_kind"])}
            values |= {"origin": InstrumentOrigin(values["origin"])}
            return run(instruments.save, instrument_id=card.id if card else None, **values)

        return self._form(form, take, card.title if card else _("New instrument"))

    @only(*KEEPERS)
    @served("/plan/", methods=("GET", "POST"))
    def plan(self) -> str | Response:
        """The plan of the tasks."""
        card, blocks = _one(), _blocks()
        names = {code: name for name, code in blocks.items()}
        lines = [f"{names.get(one.block, one.block)}; {one.kind}; {one.checks}" for one in card.items]
        form = PlanForm(data={"plan": "\n".join(lines)})
        return self._form(
            form, lambda: run(instruments.plan, instrument_id=card.id, items=_items(form.plan.data, blocks)), _("Plan")
        )

    @only(*KEEPERS)
    @served("/variant/", methods=("GET", "POST"))
    def variant(self) -> str | Response:
        """A variant of the work: a known one, or the next."""
        card = _one()
        asked = request.args.get("number", "")
        at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else len(card.variants) + 1
        text = card.variants[at - 1] if 1 <= at <= len(card.variants) else ""
        form = VariantForm(data={"text": text})
        return self._form(
            form, lambda: run(instruments.write_variant, instrument_id=card.id, number=at, text=form.text.data),
            _("Variant {number}", number=at),
        )  # fmt: skip

    @only(*KEEPERS)
    @served("/send/", methods=("GET", "POST"))
    def send(self) -> str | Response:
        """To the expert review."""
        return self._word(lazy("By which local act it is reviewed"), lambda one, words: run(
            instruments.send_to_review, instrument_id=one, act=words
        ), _("Send for expert review"))  # fmt: skip

    @only(*KEEPERS)
    @served("/good/", methods=("GET", "POST"))
    def good(self) -> str | Response:
        """A good review."""
        return self._word(lazy("Conclusion of the experts"), lambda one, words: run(
            instruments.review, instrument_id=one, good=True, conclusion=words
        ), _("The review is good"))  # fmt: skip

    @only(*KEEPERS)
    @served("/back/", methods=("GET", "POST"))
    def back(self) -> str | Response:
        """Any other review: back to the draft."""
        return self._word(lazy("Conclusion of the experts"), lambda one, words: run(
            instruments.review, instrument_id=one, good=False, conclusion=words
        ), _("Back to the draft"))  # fmt: skip

    @only(*KEEPERS)
    @served("/renew/", methods=("GET", "POST"))
    def renew(self) -> str | Response:
        """The yearly renewal."""
        return self._word(
            lazy("What was renewed, and by which independent results"),
            lambda one, words: run(instruments.renew, instrument_id=one, renewal=words), _("Yearly renewal"),
        )  # fmt: skip

    @only(*KEEPERS)
    @served("/approve/", methods=("POST",))
    def approve(self) -> Response:
        """For use from now on."""
        return self._step(instruments.approve, _("Approved: it may be used."))

    @only(*KEEPERS)
    @served("/archive/", methods=("POST",))
    def archive(self) -> Response:
        """Out of use."""
        return self._step(instruments.archive, _("Taken out of use."))

    def _step(self, take: Any, done: str) -> Response:
        card = _one()
        try:
            run(take, instrument_id=card.id)
        except Stale as error:
            return go("instruments.instrument", str(error), "warning", id=card.id)
        return go("instruments.instrument", done, id=card.id)

    def _word(self, label: Any, take: Callable[[int, str], InstrumentCard], title: str) -> str | Response:
        card, form = _one(), WordForm()
        form.words.label.text = str(label)
        return self._form(form, lambda: take(card.id, form.words.data), title)

    def _form(self, form: PageForm, take: Callable[[], InstrumentCard], title: str) -> str | Response:
        saved: list[InstrumentCard] = []
        known = optional_number("id")
        try:
            if form.accept(lambda: saved.append(take())):
                return go("instruments.instrument", _("Saved: {name}", name=saved[0].title), id=saved[0].id)
        except (Stale, Refused) as error:
            return go("instruments.instrument", str(error), "warning", id=known)
        back = url_for("instruments.instrument", id=known) if known else url_for("instruments.index")
        return self.render("instrument_form.html", form=form, title=title, back=back)


def _one() -> InstrumentCard:
    return read(instruments.card, instrument_id=number())


def _blocks() -> dict[str, str]:
    """Codes of blocks by their names."""
    return {block.name: block.code for many in context().region.blocks.values() for block in many}


def _items(text: str, blocks: dict[str, str]) -> list[ItemIn]:
    """Tasks from lines of three parts; a part that is missing is refused by the service."""
    parts = [[part.strip() for part in line.split(";", 2)] for line in text.splitlines() if line.strip()]
    return [ItemIn(blocks.get(block, block), kind, checks) for block, kind, checks in (
        (*line, "", "")[:3] for line in parts
    )]  # fmt: skip

"""Forms of the steps of a case."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from wtforms import HiddenField

from admin.addresses import number
from admin.fields import (
    ChoiceField,
    ClockField,
    DayField,
    LineField,
    ListField,
    ScanField,
    WordsField,
    chosen,
    filled,
    given,
    short,
)
from admin.forms import PageForm, member, members, sure
from admin.work import context, read
from locales import catalog
from models.applications import CancelReason, ContactOutcome, DatesBasis, DecisionKind, MeetingFormat
from models.people import Way
from services import applications, outside
from services.errors import all_of

_ = catalog("admin").lazy
WORDS = 1000
PLACE = applications.PLACE_MOST


def outside_ways() -> list[tuple[str, str]]:
    """Ways a step is taken outside the chat."""
    return members(Way, Way.chat)


class WhenForm(PageForm):
    """Date, place and terms of an assessment. The time is of the region's zone."""

    aliases = {"starts_at": "day"}
    #: The day off that was asked about: the same day, sent once more, is meant so.
    meant = HiddenField()
    day = DayField(_("Date"), [given])
    clock = ClockField(_("Time"), [given])
    format = ChoiceField(_("Format"), choices=lambda: members(MeetingFormat), default=MeetingFormat.on_site.value)
    place = LineField(_("Place, or how to connect"), [filled(most=PLACE)])
    terms = WordsField(_("Terms and what to take along"), [short(WORDS)])

    def starts_at(self) -> datetime:
        """The moment that the date and the time mean here."""
        return datetime.combine(sure(self.day.data), sure(self.clock.data), context().region.zone)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask once about a day off."""
        sound, day = super().validate(extra_validators), self.day.data
        off = applications.day_off(context(), day) if day and not self.day.errors else None
        if day is None or off is None or self.meant.data == day.isoformat():
            return sound
        self.meant.data = day.isoformat()
        self.day.errors = [" ".join(map(str, (off, _("If it is meant so, press the button once more."))))]
        self._open_at_the_wrong()
        return False

    def check(self) -> None:
        """The moment lies ahead, a place is named, and so is an act on which dates rest."""
        known = self.day.data and self.clock.data
        read(applications.check_terms, starts_at=self.starts_at() if known else None, place=self.place.data or "",
             terms=self.terms.data or "", **self.rests_on())  # fmt: skip

    def rests_on(self) -> dict[str, Any]:
        """What the dates rest on, where the form asks for it."""
        return {}


class TermsForm(WhenForm):
    """Terms to propose."""

    dates_basis = ListField(_("What the dates rest on"), choices=lambda: members(DatesBasis),
                            default=DatesBasis.request.value)  # fmt: skip
    dates_act = LineField(
        _("By which act"), [short(WORDS)], description=_("Number and date, where they rest on an act")
    )

    def rests_on(self) -> dict[str, Any]:
        """The request or an act, which is then named."""
        basis = member(DatesBasis, self.dates_basis.data) or DatesBasis.request
        return {"dates_basis": basis, "dates_act": self.dates_act.data or ""}


def scan_field() -> ScanField:
    """The paper of what was said outside the chat, where there is one."""
    return ScanField(_("Scan of the paper"), description=_("If there is a paper: PDF or a picture."))


class SaidForm(PageForm):
    """How and when the person said it outside the chat."""

    aliases = {"scan_id": "scan", "file": "scan"}
    way = ChoiceField(_("How it was said"), choices=outside_ways, default=Way.phone.value)
    on = DayField(_("On which day"), [given])
    scan = scan_field()

    def check(self) -> None:
        """The day is one on which it can have been said."""
        outside.checked_day(context(), self.on.data)


class MoveForm(WhenForm):
    """A new date of an agreed assessment, and how the person agreed to it."""

    aliases = WhenForm.aliases | SaidForm.aliases
    way = ChoiceField(_("How the person agreed to it"), choices=outside_ways, default=Way.phone.value)
    on = DayField(_("On which day"), [given])
    scan = scan_field()

    def check(self) -> None:
        """The new terms, and the day on which the person agreed to them."""
        all_of(super().check, partial(outside.checked_day, context(), self.on.data))


class RefusalForm(SaidForm):
    """Another time is asked for."""

    note = WordsField(_("In the person's words"), [short(WORDS)], description=_("What time would suit, for example"))


class ContactForm(SaidForm):
    """An attempt to reach the person."""

    outcome = ChoiceField(_("What came of it"), [chosen], choices=lambda: members(ContactOutcome))  # fmt: skip
    way = ChoiceField(_("How"), choices=lambda: members(Way, Way.chat, Way.paper), default=Way.phone.value)
    on = DayField(_("On which day"), [given], description=_("The day of the call or the letter itself."))
    clock = ClockField(_("At what time"), description=_("If you remember it."))
    scan = scan_field()
    note = WordsField(_("Note"), [short(WORDS)])


class HeldForm(PageForm):
    """The assessment was held."""

    held_on = DayField(_("Day of the assessment"), [given])
    instrument_id = ListField(_("By which instrument"), default="", choices=lambda: _instruments(),
                              description=_("Of the bank: approved ones only"))  # fmt: skip


def _instruments() -> list[tuple[str, str]]:
    found = read(applications.instruments_for, participation_id=number())
    return [("", str(_("not of the bank"))), *((str(one.id), one.title) for one in found)]


class CancelForm(PageForm):
    """Why the centre cancels."""

    reason = ListField(_("Reason"), [chosen], choices=lambda: [("", str(_("Please choose"))), *members(CancelReason)])


class DecisionForm(PageForm):
    """What follows the result; ``instead_of`` is the decision that stood when the form was opened."""

    instead_of = HiddenField()
    decision = ChoiceField(_("What follows the result"), [chosen], choices=lambda: members(DecisionKind))


class ReasonForm(PageForm):
    """A reason in words."""

    reason = WordsField(_("Reason"), [filled(_("Please give the reason."), WORDS)])

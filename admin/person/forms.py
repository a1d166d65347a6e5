"""Forms of a person: the profile, places of work, a newcomer without Telegram."""

from __future__ import annotations

from wtforms import BooleanField

from admin.applications.forms import SaidForm
from admin.fields import (
    ChoiceField,
    DayField,
    LineField,
    ListField,
    ScanField,
    TicksField,
    WordsField,
    brought,
    filled,
    given,
    short,
)
from admin.forms import PageForm, members
from locales import catalog
from models.people import Education, Qualification, StaffKind, Way

_ = catalog("admin").lazy


class ProfileForm(PageForm):
    """Section 1 of the route card; what is emptied is not known any more."""

    aliases = {"experience": "teaching_since"}
    name = LineField(_("Full name"), [filled(most=190)])
    phone = LineField(_("Phone"), [short(30)])
    email = LineField(_("E-mail"), [short()])
    education = ListField(_("Education"), choices=lambda: [("", _("not known")), *members(Education)])
    qualification = ListField(_("Category"), choices=lambda: [("", _("not known")), *members(Qualification)])
    teaching_since = LineField(_("Teaching since"), [short(4)], description=_("A year, or how many years"))
    subjects = TicksField(_("Subjects"))


class JobForm(PageForm):
    """A place of work."""

    position = LineField(_("Position"), [filled(most=120)])
    staff_kind = ChoiceField(_("Staff"), choices=lambda: members(StaffKind), default=StaffKind.educator.value)
    on = DayField(_("First day"), [given])
    main = BooleanField(_("This is the main place of work"))


class LeaveForm(PageForm):
    """The end of a place of work."""

    last_day = DayField(_("Last day of work"), [given])


class ConsentForm(PageForm):
    """A consent to the processing of personal data that was signed on paper."""

    aliases = {"scan_id": "scan", "file": "scan"}
    way = ChoiceField(_("How it came"), choices=lambda: members(Way, Way.chat, Way.phone), default=Way.paper.value)
    on = DayField(_("The consent was signed on"), [given])
    scan = ScanField(_("Scan of the consent to the processing of personal data"), [brought],
                     description=_("PDF or a picture"))  # fmt: skip


class WithdrawalForm(SaidForm):
    """How and when a person withdrew the consent outside the chat."""

    note = WordsField(_("Note"), [short(1000)])


class NewcomerForm(PageForm):
    """A person without Telegram, with their signed consent to the processing of personal data."""

    aliases = {"scan_id": "scan", "file": "scan", "on": "consented_on"}
    name = LineField(_("Full name"), [filled(most=190)])
    position = LineField(_("Position"), [filled(most=120)])
    staff_kind = ChoiceField(_("Staff"), choices=lambda: members(StaffKind), default=StaffKind.educator.value)
    subjects = TicksField(_("Subjects"))
    phone = LineField(_("Phone"), [short(30)])
    email = LineField(_("E-mail"), [short()])
    consented_on = DayField(_("The consent was signed on"), [given])
    scan = ScanField(_("Scan of the consent to the processing of personal data"), [brought],
                     description=_("PDF or a picture"))  # fmt: skip
    not_a_twin = BooleanField(_("I have checked: this is another person"))

"""What the forms of the back office share: CSRF, texts from our own catalogue, errors beside the field."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, ClassVar, TypeVar

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from flask_wtf.form import _Auto
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.core import Field
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from admin import drafts
from locales import Text, catalog
from services import files
from services.errors import DomainError, Invalid, Several
from services.words import word

_ = catalog("admin").lazy
T = TypeVar("T")
M = TypeVar("M", bound=enum.StrEnum)


class PageForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form of a page; WTForms' own English is switched off, every text is ours."""

    #: Fields of a service that are called otherwise here.
    aliases: ClassVar[dict[str, str]] = {}

    class Meta:
        """No translations of WTForms'."""

        locales = False

    def __init__(self, formdata: Any = _Auto, **values: Any) -> None:
        if formdata is _Auto:
            formdata = drafts.brought_back() or _Auto
        super().__init__(formdata=formdata, **values)

    @property
    def shown(self) -> list[Field]:
        """Fields that a person fills in, in the order of the page."""
        return [field for field in self if field.type not in ("HiddenField", "CSRFTokenField")]

    @property
    def wrong(self) -> list[Field]:
        """Those of them that cannot be taken."""
        return [field for field in self.shown if field.errors]

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at every field; the first that is wrong is where the page opens."""
        sound = super().validate(extra_validators)
        self._open_at_the_wrong()
        return bool(sound)

    def refuse(self, error: DomainError) -> None:
        """Put a service's refusal beside the field it names, or above the form; each of several beside its own. A
        field that is wrong already keeps what was said first."""
        if isinstance(error, Several):
            for one in error.errors:
                self.refuse(one)
            return
        field = self._fields.get(self.aliases.get(error.field or "", error.field or ""))
        if field is None:
            self.form_errors.append(str(error))
        elif not field.errors:
            field.errors = [str(error)]
        self._open_at_the_wrong()

    def check(self) -> None:
        """What the services would refuse of what was typed; raises DomainError."""

    def accept(self, step: Callable[[], Any], check: Callable[[], Any] | None = None) -> bool:
        """Take the step when the form was sent and is sound; a refusal lands in the form. True when it was taken.

        ``check``, or the form's own, asks the services what they would refuse of a form that is not sound, so that all
        is told at once.
        """
        if not self.is_submitted():
            return False
        sound = self.validate()
        try:
            if sound:
                step()
            elif self._sent_by_the_page():
                (check or self.check)()
        except DomainError as error:
            if type(error).__name__ in ("NotFound", "Denied", "Stale"):
                raise
            self.refuse(error)
            return False
        return sound

    def _sent_by_the_page(self) -> bool:
        """Whether this is our own form, sent back: its token is sound, and each choice is one that it offered."""
        lists = [field for field in self if field.errors and isinstance(field, (ChoiceField, ListField))]
        foreign = [one for one in lists if one.data or (one.data is None and isinstance(one, ListField))]
        return "csrf_token" not in self.errors and not foreign

    def _open_at_the_wrong(self) -> None:
        first = next(iter(self.wrong), None)
        for field in self:
            field.opens = field is first if first is not None else None


def filled(text: Text | None = None, most: int = 250) -> Callable[[Any, Field], None]:
    """A validator: something is written, and not more than ``most`` characters."""

    def check(_form: Any, field: Field) -> None:
        value = str(field.data or "").strip()
        if not value:
            raise ValidationError(str(text or _("Please fill this in.")))
        short(most)(_form, field)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it
    return check


def short(most: int = 250) -> Callable[[Any, Field], None]:
    """A validator: not more than ``most`` characters."""

    def check(_form: Any, field: Field) -> None:
        if len(str(field.data or "")) > most:
            raise ValidationError(str(_("Too long: at most {most} characters.", most=most)))

    return check


class LineField(StringField):  # type: ignore[misc]  # wtforms ships no types
    """One line of text without blanks around."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, blanks collapsed."""
        self.data = " ".join(valuelist[0].split()) if valuelist else ""


class DayField(DateField):  # type: ignore[misc]  # wtforms ships no types
    """A date; nothing typed is no date, nonsense is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read ``2026-09-01``, as browsers send it, or ``01.09.2026``, as people write it."""
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            parts = text.split(".")
            self.data = (
                date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.fromisoformat(text)
            )
        except (ValueError, IndexError):
            self.data = None
            raise ValueError(str(_("There is no such date. Example: 01.09.2026"))) from None


class ClockField(StringField):  # type: ignore[misc]  # wtforms ships no types
    """A time of day, ``14:30``; nonsense is told in our words."""

    def _value(self) -> str:
        return self.data.strftime("%H:%M") if isinstance(self.data, time) else self.raw_data[0] if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read ``14:30``."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = datetime.strptime(text.replace(".", ":")[:5], "%H:%M").time()  # noqa: DTZ007 a time of day only
        except ValueError:
            raise ValueError(str(_("There is no such time. Example: 14:30"))) from None


class WordsField(TextAreaField):  # type: ignore[misc]  # wtforms ships no types
    """Several lines of text."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, blanks around cut off."""
        self.data = valuelist[0].replace("\r\n", "\n").strip() if valuelist else ""


class ChoiceField(RadioField):  # type: ignore[misc]  # wtforms ships no types
    """One of a few, all in sight; an unknown one is told in our words."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if self.data not in {str(value) for value, _label in self.choices}:
            raise ValidationError(str(_("Please choose from the list.")))


def given(_form: Any, field: Field) -> None:
    """A validator: a date, a time or a choice is there. What could not be read has been told already."""
    if field.data is None and not field.errors and not field.process_errors:
        raise ValidationError(str(_("Please fill this in.")))


given.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it


def chosen(_form: Any, field: Field) -> None:
    """A validator: something of a list is chosen. What is not on the list has been told already."""
    if not field.data and not field.errors:
        raise ValidationError(str(_("Please choose from the list.")))


chosen.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it


class ScanField(FileField):  # type: ignore[misc]  # flask_wtf ships no types
    """A file that is kept; one that would not be is told with all else that is wrong."""

    def pre_validate(self, form: Any) -> None:
        """Look into the file as the service will."""
        if getattr(self.data, "filename", ""):
            content = self.data.read()
            self.data.seek(0)
            try:
                files.inspect(content, original_name=self.data.filename)
            except Invalid as error:
                raise ValidationError(str(error)) from None


def brought(_form: Any, field: Field) -> None:
    """A validator: a file was chosen."""
    if not getattr(field.data, "filename", ""):
        raise ValidationError(str(_("Please choose a file.")))


brought.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it


class TicksField(SelectMultipleField):  # type: ignore[misc]  # wtforms ships no types
    """Several of a list, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """What is not on the list is refused by the service."""


def sure(value: T | None) -> T:
    """A value that a validator has made sure of."""
    if value is None:
        raise ValueError("the form was not validated")
    return value


def members(kind: type[enum.StrEnum], *without: enum.StrEnum) -> list[tuple[str, str]]:
    """Members of an enumeration to choose from, with their words."""
    return [(member.value, word(member)) for member in kind if member not in without]


def member(kind: type[M], value: object) -> M | None:
    """The member that was chosen; None when nothing was, or what is no member."""
    return next((one for one in kind if one.value == value), None)


class ListField(SelectField):  # type: ignore[misc]  # wtforms ships no types
    """A choice from a list; an unknown one is told in our words."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if self.data not in {str(value) for value, _label in self.choices}:
            raise ValidationError(str(_("Please choose from the list.")))

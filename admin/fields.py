"""Fields of forms and what is asked of them: what was typed is read as people write it, and refused in our words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.core import Field
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from locales import Text, catalog
from services import files
from services.errors import Invalid

_ = catalog("admin").lazy


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


class ListField(SelectField):  # type: ignore[misc]  # wtforms ships no types
    """A choice from a list; an unknown one is told in our words."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if self.data not in {str(value) for value, _label in self.choices}:
            raise ValidationError(str(_("Please choose from the list.")))

"""What the forms of the back office share: CSRF, errors beside the field, a step that is taken or refused."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms.fields.core import Field

from admin import drafts
from admin.fields import ChoiceField, ListField
from services.errors import DomainError, Several, Stale
from services.words import word

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


def accepted(form: PageForm, take: Callable[[], Any], check: Callable[[], Any] | None = None) -> bool:
    """``accept``, with "somebody was faster" said above the form, so that nothing typed is lost."""
    try:
        return form.accept(take, check)
    except Stale as error:
        form.refuse(error)
        return False


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

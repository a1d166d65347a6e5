"""What a service says when it will not do a thing. Each carries a text for the person: what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from locales import Text


class DomainError(Exception):
    """A refusal with a text for the person; nothing was changed."""

    def __init__(self, text: Text, field: str | None = None) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.field = field

    def __str__(self) -> str:
        return str(self.text)


class Denied(DomainError):
    """The actor has no right to it. Says no more than NotFound would."""


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""


class Stale(DomainError):
    """The thing has moved on: a double tap, an old button, another operator. The door redraws."""


class AlreadyDone(Stale):
    """What is asked for is so already, by the same person's own act: a second tap, which is no error to them."""


class Invalid(DomainError):
    """What was typed cannot be taken; ``field`` names it."""


class Several(Invalid):
    """Several fields cannot be taken; each has its own refusal."""

    def __init__(self, errors: Sequence[Invalid]) -> None:
        super().__init__(errors[0].text, errors[0].field)
        self.errors = tuple(errors)


def all_of(*checks: Callable[[], object]) -> None:
    """Take every check, so that a form learns all that is wrong with it at once; raises Invalid for one refusal,
    Several for more."""
    errors: list[Invalid] = []
    for check in checks:
        try:
            check()
        except Invalid as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else Several(errors)


class Refused(DomainError):
    """A rule forbids it now."""


class ConsentNeeded(Refused):
    """No consent to the processing of personal data is alive. The door offers to give it first."""

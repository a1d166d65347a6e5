"""What a service says when it will not do a thing. Each carries a text for the person: what is wrong, what to do."""

from __future__ import annotations

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


class Refused(DomainError):
    """A rule forbids it now."""


class ConsentNeeded(Refused):
    """No consent to the processing of personal data is alive. The door offers to give it first."""

"""Passwords: normalised, hashed with argon2, generated where a person gets their first one.

Hashing takes tens of milliseconds on purpose, so a door does it outside transactions and hands the services a
``NewPassword``. A typed password and a chosen one pass through the same normalisation (NFKD): a keyboard that composes
«й» and one that does not give the same password.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from locales import catalog
from services.errors import Invalid
from services.passwords.weak import weak

_ = catalog("services").lazy
SHORTEST = 12
LONGEST = 200
#: Letters and digits that are not mistaken for one another when read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class NewPassword:
    """A password to be set: its hash for the database and, when it was generated, its words to be shown once."""

    digest: str = field(repr=False)
    plain: str = field(default="", repr=False)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKD", password)


def generated() -> NewPassword:
    """A fresh password of four groups of four letters and digits (about 79 bits)."""
    plain = "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
    return NewPassword(_hasher().hash(_normal(plain)), plain)


def chosen(password: str, *, email: str = "", name: str = "") -> NewPassword:
    """A password a person chose; raises Invalid when it is too short, too long, or is guessed first: a word everybody
    takes, or their own address or name."""
    if len(password) < SHORTEST:
        raise Invalid(_("A password takes at least {least} characters. A short phrase is easy to remember.",
                        least=SHORTEST), "password")  # fmt: skip
    if len(password) > LONGEST:
        raise Invalid(_("A password takes at most {most} characters.", most=LONGEST), "password")
    if weak(password, email, name):
        raise Invalid(_("This password is too easy to guess. Please choose another one."), "password")
    return NewPassword(_hasher().hash(_normal(password)))


def matches(digest: str | None, password: str) -> bool:
    """Whether a typed password is the hashed one. Without a hash it takes as long and says no."""
    try:
        return _hasher().verify(digest or _nobody(), _normal(password)) and digest is not None
    except (VerificationError, InvalidHashError):
        return False

"""Passwords: which may be chosen, which are made, and whether one is right."""

from services.passwords.hashing import LETTERS, NewPassword, chosen, generated, matches

__all__ = ["LETTERS", "NewPassword", "chosen", "generated", "matches"]

"""Erasing a person: nothing that names them, and not a word said of them or by them, is left in any table."""

from services.erasing.erasing import Erased, erase_person

__all__ = ["Erased", "erase_person"]

"""Numbers as people of the reader's language write them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal

from locales import language


def percent(value: Decimal) -> str:
    """A percent without its sign: 55,5 in Russian."""
    return format_decimal(value.normalize(), format="0.##", locale=language())

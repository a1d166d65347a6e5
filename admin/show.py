"""Values as people read them: dates, moments, members of enums, yes and no. One place for pages and tables."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from admin.work import options
from locales import catalog, dates
from services.words import word

_ = catalog("admin").gettext
DASH = "—"


def shown(value: Any) -> Any:
    """A value as a page shows it; text and markup stay as they are."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, enum.StrEnum):
        return word(value)
    if isinstance(value, datetime):
        return value.astimezone(options().region.zone).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return dates.short_day(value)
    return value


def exported(value: Any) -> Any:
    """A value as a workbook takes it: moments in the region's zone, yes and no in words, the rest with its type."""
    if isinstance(value, bool):
        return shown(value)
    if isinstance(value, datetime):
        return value.astimezone(options().region.zone)
    return value

"""What both kinds of rows share while they are staged: the cells as read, errors beside them, values before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa

from locales import Text
from models.imports import RowState
from services.errors import Invalid
from services.imports.columns import Wrong, checked_text, text_of

T = TypeVar("T")
_SEPARATOR = "\x1f"


@dataclass
class Row:
    """A row under examination: ``raw`` are values by column, ``errors`` grow, ``before`` are former texts, None for
    one that the actor may not read."""

    line: int
    raw: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    before: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    seen: str | None = None
    found: bool = False

    def text(self, key: str) -> str:
        """The text of a cell; empty when it cannot be taken, which is noted."""
        return self.take(key, lambda: checked_text(self.raw.get(key))) or ""

    def take(self, key: str, read: Callable[[], T]) -> T | None:
        """What ``read`` makes of a cell; None when it refuses, which is noted beside the cell."""
        try:
            return read()
        except Wrong as error:
            self.wrong(key, error.text)
        except Invalid as error:
            self.wrong(key, error.text)
        return None

    def wrong(self, key: str, text: Text) -> None:
        """Note an error beside a cell; the first one of a cell stays."""
        self.errors.setdefault(key, str(text))

    @property
    def state(self) -> RowState:
        """What applying would do with the row."""
        if self.errors:
            return RowState.error
        if not self.found:
            return RowState.new
        return RowState.changed if self.before else RowState.same

    def staged(self, columns: Sequence[str]) -> dict[str, Any]:
        """The row as the staging table keeps it; of a wrong one nothing but what was read and why it is wrong."""
        kept = self.state is not RowState.error
        cells = {key: text for key, value in self.raw.items() if (text := text_of(value)[:1000])}
        return {
            "line": self.line, "state": self.state, "cells": cells, "errors": self.errors,
            "before": self.before if kept else {}, "seen": self.seen if kept else None,
            **{name: self.values.get(name) if kept else None for name in columns},
        }  # fmt: skip


def fingerprint(*columns: Any) -> sa.ColumnElement[str]:
    """One text of several columns, the same on both databases: when it differs, somebody has changed the row."""
    parts = [sa.func.coalesce(sa.cast(column, sa.Text), "") for column in columns]
    whole: sa.ColumnElement[str] = parts[0]
    for part in parts[1:]:
        whole = whole + _SEPARATOR + part
    return whole

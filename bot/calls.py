"""Types of what callback data may hold. It is forgeable: what no button of ours could hold is nobody's button."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

#: The key of a row.
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
#: The key of a row, or 0 for none.
MaybeId = Annotated[int, Field(ge=0, le=2**31 - 1)]
#: A page, from 1.
Page = Annotated[int, Field(ge=1, le=1000)]
#: A day as its proleptic ordinal, which is short; 0 for none.
Day = Annotated[int, Field(ge=0, le=date(2999, 12, 31).toordinal())]


class Nothing(CallbackData, prefix="no"):
    """A place in a grid that only looks like a button."""

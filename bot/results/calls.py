"""Callback data of results."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from bot.calls import Id, Page


class OpenResult(CallbackData, prefix="ro"):
    """Open a result: the explicit tap."""

    participation_id: Id
    page: Page = 1


class ShowPicture(CallbackData, prefix="rp"):
    """Show a result as a picture."""

    participation_id: Id


class Lookers(CallbackData, prefix="rl"):
    """Show who looked at it."""

    participation_id: Id

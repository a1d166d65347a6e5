"""Callback data of help."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class Help(CallbackData, prefix="he"):
    """Show help."""

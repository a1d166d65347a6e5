"""Callback data of the settings."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from services.notices import NoticeKind


class OpenSettings(CallbackData, prefix="se"):
    """Show the settings."""


class Mute(CallbackData, prefix="sm"):
    """Leave a kind of notice unsaid, or say it again."""

    kind: NoticeKind
    muted: bool


class ChooseLanguage(CallbackData, prefix="sl"):
    """Read in another language."""

    language: str


class UnlinkChat(CallbackData, prefix="su"):
    """Unlink this chat, or ask whether to."""

    sure: bool


class WithdrawConsent(CallbackData, prefix="sw"):
    """Withdraw the consent to the processing of personal data, or ask whether to."""

    sure: bool

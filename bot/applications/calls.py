"""Callback data and states of typing of applications."""

from __future__ import annotations

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup
from pydantic import Field

from bot.calls import Day, Id, MaybeId, Page
from models.applications import DiagnosticForm
from services.applications.draft import DraftStep


class Apply(CallbackData, prefix="ap"):
    """Begin or go on with the form."""


class Step(CallbackData, prefix="aps"):
    """Show a question of the form; ``every``: all subjects of the region, not only one's own."""

    step: DraftStep
    every: bool = False


class Ready(CallbackData, prefix="apr"):
    """A question with several answers is answered."""

    step: DraftStep


class ChooseForm(CallbackData, prefix="apf"):
    """Choose the form of diagnostics."""

    form: DiagnosticForm


class ChooseSubject(CallbackData, prefix="apj"):
    """Want a subject or not."""

    subject: str
    chosen: bool
    every: bool


class ChooseBlock(CallbackData, prefix="apb"):
    """Want a block or not."""

    block: str
    chosen: bool


class AllBlocks(CallbackData, prefix="apx"):
    """Want every block."""


class SameBlocks(CallbackData, prefix="apz"):
    """Ask which blocks all subjects have."""


class BlocksOf(CallbackData, prefix="apk"):
    """Ask which blocks one subject has, by its place among the chosen."""

    at: Annotated[int, Field(ge=0, le=100)]


class ChooseBlockOf(CallbackData, prefix="apo"):
    """Want a block of one subject or not."""

    subject: str
    block: str
    chosen: bool


class AllBlocksOf(CallbackData, prefix="apv"):
    """Want every block of one subject."""

    subject: str


class ChoosePeriod(CallbackData, prefix="app"):
    """A period that begins today and lasts so many days."""

    days: Annotated[int, Field(ge=1, le=366)]


class Calendar(CallbackData, prefix="apc"):
    """Show a month of the calendar; ``since`` is the first day already chosen."""

    month: Day
    since: Day = 0


class PickDay(CallbackData, prefix="apd"):
    """A day of the calendar is chosen."""

    day: Day
    since: Day = 0


class ReadTerms(CallbackData, prefix="apt"):
    """Show the consent to take part in full."""

    page: Page = 1


class Send(CallbackData, prefix="apg"):
    """Agree and send the form."""

    participation_id: Id


class Discard(CallbackData, prefix="api"):
    """Throw the form away, or ask whether to."""

    sure: bool


class MyApplication(CallbackData, prefix="am"):
    """Show the latest application."""


class AllApplications(CallbackData, prefix="aml"):
    """Show the list of all."""

    page: Page = 1


class Case(CallbackData, prefix="amc"):
    """Show an application."""

    participation_id: Id


class AcceptTerms(CallbackData, prefix="ama"):
    """Agree to the terms of an appointment."""

    participation_id: Id
    appointment_id: MaybeId


class AnotherTime(CallbackData, prefix="amt"):
    """Ask for another time than that of an appointment."""

    participation_id: Id
    appointment_id: MaybeId


class Withdraw(CallbackData, prefix="amw"):
    """Withdraw an application, or ask whether to."""

    participation_id: Id
    sure: bool


class ConfirmEntry(CallbackData, prefix="amo"):
    """Confirm an application that staff entered from a call."""

    participation_id: Id


class DenyEntry(CallbackData, prefix="amn"):
    """Say that one never asked for it, or ask whether to."""

    participation_id: Id
    sure: bool


class Asking(StatesGroup):
    """What of an application is being typed; ``button``: nothing is, a button of the form is awaited."""

    another_time = State()
    button = State()

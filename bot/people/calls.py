"""Callback data and states of typing of the profile."""

from __future__ import annotations

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup
from pydantic import Field

from bot.calls import Id, Page
from models.people import StaffKind
from services.people import OPTIONAL, ProfileField


class ReadConsent(CallbackData, prefix="pc"):
    """Show the consent to the processing of personal data."""

    page: Page = 1
    invite: str = ""


class ConsentFile(CallbackData, prefix="pcf"):
    """Send that consent as a file."""

    invite: str = ""


class GiveConsent(CallbackData, prefix="pcg"):
    """Agree to the text of this version; ``invite``: the token of the school's link one came by."""

    version: str
    invite: str = ""


class NotNow(CallbackData, prefix="pcn"):
    """Do not agree for now."""


class Profile(CallbackData, prefix="pr"):
    """Show the profile."""


class GoOn(CallbackData, prefix="prg"):
    """Ask for the first field that is missing."""


class Fill(CallbackData, prefix="prf"):
    """Ask for a field of the profile."""

    field: ProfileField


class LeavePhone(CallbackData, prefix="prt"):
    """Ask for the phone beside an application that was sent, and come back to it."""

    participation_id: Id


class ChooseSchool(CallbackData, prefix="prs"):
    """Choose a place of work."""

    organization_id: Id


class MoveSchool(CallbackData, prefix="prm"):
    """Leave the main place of work for this one."""

    organization_id: Id


class AlsoWork(CallbackData, prefix="pra"):
    """Work at this place too."""

    organization_id: Id


class NoSubject(CallbackData, prefix="prk"):
    """Teach no subject; ``first``: while the profile is first filled in."""

    first: bool


class Rename(CallbackData, prefix="prx"):
    """Take the new name that was typed: what is under way bears the old one."""


class NoSchool(CallbackData, prefix="prn"):
    """The school is not in the list."""


class Positions(CallbackData, prefix="prp"):
    """Offer the positions of a staff kind."""

    kind: StaffKind


class ChoosePosition(CallbackData, prefix="prc"):
    """Choose a position by its place in the region's list."""

    kind: StaffKind
    number: Annotated[int, Field(ge=0, le=99)]


class ChooseSubject(CallbackData, prefix="prj"):
    """Teach a subject or not."""

    subject: str
    chosen: bool
    first: bool


class SubjectsDone(CallbackData, prefix="prd"):
    """All subjects are chosen; ``first``: while the profile is first filled in."""

    first: bool


class ChooseCode(CallbackData, prefix="pre"):
    """Choose an answer from a list: education, qualification."""

    field: ProfileField
    code: str


class FillRest(CallbackData, prefix="prw"):
    """Ask for what is missing, one small step after another."""


class AnswerStep(CallbackData, prefix="prv"):
    """Answer a step of that walk from a list: education, qualification."""

    field: ProfileField
    code: str


class SkipStep(CallbackData, prefix="prq"):
    """Leave a step of that walk out."""

    field: ProfileField


class EnterCode(CallbackData, prefix="lc"):
    """Link the chat by a code of the back office."""


class Linking(StatesGroup):
    """The code is being typed."""

    code = State()


class Filling(StatesGroup):
    """What of the profile is being typed."""

    name = State()
    patronymic = State()
    renaming = State()
    organization = State()
    position = State()
    teaching_since = State()
    phone = State()
    email = State()


class Walking(StatesGroup):
    """Which step of the walk over what is missing is being answered."""

    education = State()
    teaching_since = State()
    qualification = State()
    phone = State()
    email = State()


#: The steps of that walk: what of a profile may be missing when one applies.
STEPS: dict[ProfileField, State] = {field: getattr(Walking, field.value) for field in OPTIONAL}


def state_of(field: ProfileField | None) -> State | None:
    """The state in which a field is typed; None for one that is chosen, and for no field."""
    return getattr(Filling, field.value, None) if field else None

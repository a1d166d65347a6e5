"""Callback data and states of typing of routes."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup

from bot.calls import Id, MaybeId, Page
from models.routes import CuratorView
from services.digests import Item


class Order(enum.StrEnum):
    """How the activities of a route are listed."""

    date = "d"
    category = "c"


class MyRoute(CallbackData, prefix="tm"):
    """Show one's own route, or the list of several."""


class OpenRoute(CallbackData, prefix="to"):
    """Show a route."""

    route_id: Id
    by: Order = Order.date
    page: Page = 1


class ReadPlan(CallbackData, prefix="tp"):
    """Read all activities of a route as text."""

    route_id: Id
    page: Page = 1


class MoreOfRoute(CallbackData, prefix="tb"):
    """Show what a route offers besides."""

    route_id: Id


class CardFile(enum.StrEnum):
    """As what the route card is sent."""

    pdf = "p"
    docx = "d"


class DownloadCard(CallbackData, prefix="td"):
    """Send the route card as a file."""

    route_id: Id
    file: CardFile


class AgreeRoute(CallbackData, prefix="tg"):
    """Agree to a route as it was sent in a round: a button of an earlier round agrees to nothing."""

    route_id: Id
    round: MaybeId = 0


class ProposeChanges(CallbackData, prefix="tc"):
    """Propose changes to a route."""

    route_id: Id


class ApproveRoute(CallbackData, prefix="ta"):
    """Approve a route."""

    route_id: Id


class ReturnRoute(CallbackData, prefix="tr"):
    """Return a route to the planner."""

    route_id: Id


class SendWords(CallbackData, prefix="tk"):
    """Send the words about a route that were shown to be checked; ``mark`` tells which."""

    route_id: Id
    mark: MaybeId


class MendWords(CallbackData, prefix="ti"):
    """Correct the words about a route before they are sent."""

    route_id: Id


class EndRoute(CallbackData, prefix="te"):
    """End one's own route early, or ask whether to."""

    route_id: Id
    sure: bool


class ShowDisclosures(CallbackData, prefix="ts"):
    """Show to whom one's own route is opened."""

    route_id: Id


class Disclose(CallbackData, prefix="tn"):
    """Open the full card of one's own route to somebody, or ask whether to."""

    route_id: Id
    recipient_id: Id
    sure: bool


class CloseDisclosure(CallbackData, prefix="tx"):
    """Close what was opened."""

    disclosure_id: Id


class FullCard(CallbackData, prefix="th"):
    """Show the full card of a route that was opened to the reader."""

    route_id: Id
    page: Page = 1


class FullCardFile(CallbackData, prefix="tz"):
    """Send the full card as a file."""

    route_id: Id
    file: CardFile


class OpenActivity(CallbackData, prefix="va"):
    """Show an activity."""

    activity_id: Id


class MarkActivity(CallbackData, prefix="vm"):
    """Mark an activity done, or take the mark back."""

    activity_id: Id
    done: bool


class MarkEarly(CallbackData, prefix="vk"):
    """Mark an activity done whose day is still to come: the person is sure."""

    activity_id: Id


class OpenEvidence(CallbackData, prefix="ve"):
    """Show what was put beside an activity; the teacher may add to it."""

    activity_id: Id


class AttachTo(CallbackData, prefix="vt"):
    """Put what was sent out of place beside an activity."""

    activity_id: Id


class OpenFile(CallbackData, prefix="vf"):
    """Send a file that was put beside an activity."""

    activity_id: Id
    file_id: Id


class RemoveEvidence(CallbackData, prefix="vr"):
    """Take a piece of evidence away, or ask whether to."""

    activity_id: Id
    evidence_id: Id
    sure: bool


class LookAtMark(CallbackData, prefix="vl"):
    """The curator's view of an activity."""

    activity_id: Id
    view: CuratorView


class QuestionMark(CallbackData, prefix="vq"):
    """The curator has a question about an activity."""

    activity_id: Id


class Listing(enum.StrEnum):
    """The lists of other people's routes."""

    agree = "a"
    approve = "p"
    wards = "w"
    school = "s"


class RouteList(CallbackData, prefix="tl"):
    """Show a list of other people's routes."""

    listing: Listing
    page: Page = 1


class WardList(CallbackData, prefix="tw"):
    """Show what an item of the curator's digest counts."""

    item: Item
    page: Page = 1


class FindWard(CallbackData, prefix="tf"):
    """Search among the wards by name."""


class Writing(StatesGroup):
    """What of a route is being typed."""

    changes = State()
    reasons = State()
    checked = State()
    question = State()
    ward = State()
    evidence = State()
    brought = State()
    ending = State()

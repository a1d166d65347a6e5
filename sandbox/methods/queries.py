"""Answers to taps on inline buttons."""

from sandbox.errors import bad_request
from sandbox.limits import QUERY_SECONDS, TOAST_LENGTH
from sandbox.parameters import Params
from sandbox.state import Popup
from sandbox.world import World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
KEEP_POPUPS = 50


async def answer_callback_query(world: World, params: Params) -> bool:
    """Stop the button's spinner and show a toast or alert; a query can be answered once and within 150 s."""
    query_id = str(params.get("callback_query_id"))
    query = world.queries.get(query_id)
    if query is None or query.answered or world.options.monotonic() - query.asked_at > QUERY_SECONDS:
        raise bad_request(TOO_OLD)
    text = params.get("text") or ""
    if len(text) > TOAST_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    chat = world.chat(query.person_id)
    popup = Popup(text, bool(params.get("show_alert")), chat.version + 1, query_id)
    chat.popups = [*chat.popups[1 - KEEP_POPUPS :], popup]
    world.changed(chat)
    return True

"""Keyboards: checked as Telegram checks them."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad_request
from sandbox.limits import BUTTONS, BUTTONS_IN_ROW, CALLBACK_BYTES
from sandbox.shapes import Json

ACTIONS = {
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}


@dataclass(frozen=True)
class Markup:
    """A checked `reply_markup`: an inline keyboard under the message, or a change of the keyboard below the chat.

    `keyboard` is None when nothing changes and an empty object when the keyboard is to go.
    """

    inline: Json | None = None
    keyboard: Json | None = None


def read_markup(value: Any) -> Markup:
    """Return the checked markup of a request; raises ApiError as Telegram words it."""
    if value in (None, "", {}):
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    value = json.loads(json.dumps(value), object_hook=_without_nulls)
    if "inline_keyboard" in value:
        return Markup(inline=_inline(value["inline_keyboard"]))
    if "keyboard" in value:
        return Markup(keyboard=_reply(value))
    if value.get("remove_keyboard"):
        return Markup(keyboard={})
    return Markup(keyboard=value) if value.get("force_reply") else Markup()


def _without_nulls(value: Json) -> Json:
    return {key: item for key, item in value.items() if item is not None}


def _inline(rows: Any) -> Json | None:
    rows = [row for row in _rows(rows) if row]
    for row in rows:
        for button in row:
            _check_inline_button(button)
    return {"inline_keyboard": rows} if rows else None


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def _check_inline_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if len(ACTIONS & button.keys()) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not _is_url(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _is_url(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    return scheme.lower() in ("http", "https", "tg") and bool(rest) and " " not in rest


def _reply(value: Json) -> Json:
    rows = [[_reply_button(button) for button in row] for row in _rows(value["keyboard"]) if row]
    if not rows:
        raise bad_request("reply keyboard is empty")
    return {**value, "keyboard": rows}


def _reply_button(button: Any) -> Json:
    shaped = {"text": button} if isinstance(button, str) else button
    if not isinstance(shaped, dict) or not str(shaped.get("text", "")).strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return shaped

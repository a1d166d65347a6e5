"""What the test client sees: chats and messages."""

from dataclasses import dataclass

from sandbox.shapes import Json


@dataclass(frozen=True)
class MessageView:
    """One message as the person sees it; `raw` is the Bot API's Message with `from_bot`, `edited`, `version`."""

    raw: Json

    @property
    def id(self) -> int:
        """The message id."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.raw["from_bot"])

    @property
    def edited(self) -> bool:
        """Whether the chat marks it as edited."""
        return bool(self.raw["edited"])

    @property
    def buttons(self) -> list[list[str]]:
        """The words on the inline buttons, row by row."""
        return [[str(button["text"]) for button in row] for row in self._rows()]

    @property
    def callbacks(self) -> dict[str, str]:
        """Callback data by the button's words."""
        return {b["text"]: b["callback_data"] for row in self._rows() for b in row if "callback_data" in b}

    @property
    def file_id(self) -> str:
        """The id of its photo, document, sticker or voice; empty when it has none."""
        if "photo" in self.raw:
            return str(self.raw["photo"][-1]["file_id"])
        found = (self.raw[kind]["file_id"] for kind in ("document", "sticker", "voice") if kind in self.raw)
        return str(next(found, ""))

    @property
    def file_name(self) -> str:
        """The document's name; empty when it is none."""
        return str(self.raw.get("document", {}).get("file_name", ""))

    def _rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return rows


@dataclass(frozen=True)
class ChatView:
    """One person's chat; `raw` holds the rest."""

    messages: list[MessageView]
    version: int
    raw: Json

    @property
    def keyboard(self) -> list[str]:
        """The words on the buttons below the chat."""
        return [button["text"] for row in (self.raw["keyboard"] or {}).get("keyboard", []) for button in row]

    @property
    def popups(self) -> list[str]:
        """Words of toasts and alerts, oldest first; empty answers are left out."""
        return [popup["text"] for popup in self.raw["popups"] if popup["text"]]

    @property
    def unread(self) -> int:
        """The badge."""
        return int(self.raw["unread"])

    def from_bot(self) -> list[MessageView]:
        """Return the bot's messages, oldest first."""
        return [message for message in self.messages if message.from_bot]

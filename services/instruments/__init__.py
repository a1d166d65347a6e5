"""The bank of assessment instruments (annex 2, cl. 4.3-4.5)."""

from services.instruments.cards import InstrumentCard, InstrumentLine, ItemLine, Share, bank, card, usable
from services.instruments.keeping import ItemIn, plan, renew, save, write_variant
from services.instruments.reviewing import approve, archive, review, send_to_review

__all__ = [
    "InstrumentCard",
    "InstrumentLine",
    "ItemIn",
    "ItemLine",
    "Share",
    "approve",
    "archive",
    "bank",
    "card",
    "plan",
    "renew",
    "review",
    "save",
    "send_to_review",
    "usable",
    "write_variant",
]

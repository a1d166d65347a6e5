"""What each kind of notice says and offers, for any channel; knows no aiogram."""

from notices.composing import WORDINGS, compose
from notices.offers import Action, NoticeText, Offer

__all__ = ["WORDINGS", "Action", "NoticeText", "Offer", "compose"]

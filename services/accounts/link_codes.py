"""One-time codes from the back office by which staff link their Telegram chat; only a digest of a code is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Grant, LinkCode, Role
from models.counters import Counter
from models.people import TelegramChat
from services import counters, linking, passwords, rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused

_ = catalog("services").lazy
CODE_LIVES = timedelta(minutes=30)
CODE_LENGTH = 8
#: How many codes one chat may try in an hour: nobody mistypes more, and nobody guesses in so few.
MOST_TRIES = 10
#: Letters of the Russian keyboard that look like those of a code.
_LOOKALIKES = {
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X",
}  # fmt: skip
_SIGN = f"[A-Z2-9{''.join(_LOOKALIKES)}]"
_SHAPE = re.compile(rf"(?i){_SIGN}{{4}}\W?{_SIGN}{{4}}")


@dataclass(frozen=True)
class IssuedCode:
    """A code to be typed into the chat, and until when it lives."""

    code: str = field(repr=False)
    expires_at: datetime


def create_link_code(session: Session, ctx: Context, *, person_id: int | None = None) -> IssuedCode:
    """A one-time code by which the actor links their Telegram chat; codes given before stop working.

    An operator may make one for a person of their centre who lost their chat. Raises NotFound for any other.
    """
    me = person_id or ctx.actor.person_id
    if me is None or (me != ctx.actor.person_id and not may_help(session, ctx, person_id=me)):
        raise NotFound(_("There is no such person."))
    earlier = session.scalars(sa.select(LinkCode).where(LinkCode.person_id == me, LinkCode.used_at.is_(None)))
    for code in earlier:
        code.used_at = ctx.now
    plain = "".join(secrets.choice(passwords.LETTERS.upper()) for _letter in range(CODE_LENGTH))
    row = LinkCode(
        person_id=me, code_digest=_code_digest(plain), expires_at=ctx.now + CODE_LIVES,
        created_by_id=ctx.actor.person_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return IssuedCode(f"{plain[:4]}-{plain[4:]}", row.expires_at)


def may_help(session: Session, ctx: Context, *, person_id: int) -> bool:
    """Whether the actor may make a code for another: an operator of their centre, and never for staff, whose rights
    would come with the chat."""
    staff = session.scalar(sa.select(Grant.id).where(Grant.person_id == person_id).limit(1)) is not None
    return not staff and rights.serves(session, ctx, person_id, Role.operator)


def redeem_link_code(session: Session, ctx: Context, *, code: str, chat_id: int) -> int:
    """Link the chat to the staff member whose code it is; returns their person id. A code works once, also when some
    of its letters were typed in Cyrillic that look the same.

    The person's earlier chat is told and given up. Raises Invalid, which says what is wrong, for a mistyped, used or
    old code, Refused when the chat belongs to somebody else, or has tried too many codes (``count_link_try``).
    """
    if counters.last_number(session, _tries(ctx, chat_id)) > MOST_TRIES:
        raise Refused(_("Too many codes were tried in this chat. Please wait an hour and get a new code."))
    found = _living(session, ctx, code)
    chat = session.scalar(sa.select(TelegramChat).where(TelegramChat.chat_id == chat_id))
    if chat is not None and chat.person_id != found.person_id:
        raise Refused(_("This chat already belongs to another person. Please write to the administrator."))
    found.used_at = ctx.now
    if chat is None:
        _link(session, ctx, found.person_id, chat_id)
    session.flush()
    return found.person_id


def _living(session: Session, ctx: Context, code: str) -> LinkCode:
    """The row of a code that works; who knows one that works no more may know why."""
    if sum(map(str.isalnum, code)) != CODE_LENGTH:
        raise Invalid(_("This is not a whole code: a code has {n} letters and digits.", n=CODE_LENGTH), "code")
    found = session.scalar(
        sa.select(LinkCode).where(LinkCode.code_digest == _code_digest(_in_latin(ctx, code))).with_for_update()
    )  # fmt: skip
    if found is None:
        raise Invalid(_("There is no such code: some letter or digit of it is mistyped."), "code")
    if found.used_at is not None:
        raise Invalid(_("This code works no more: it was used already, or a newer one was made after it."), "code")
    if found.expires_at <= ctx.now:
        raise Invalid(_("This code works no more: it is older than half an hour."), "code")
    return found


def count_link_try(session: Session, ctx: Context, *, chat_id: int) -> None:
    """Count that a chat tries a code: kept whatever comes of the try, and only for the hour."""
    now = _tries(ctx, chat_id)
    earlier = sa.delete(Counter).where(
        Counter.name.startswith(f"link:{chat_id}:", autoescape=True), Counter.name != now
    )
    session.execute(earlier, execution_options={"synchronize_session": False})
    counters.next_number(session, now)


def looks_like_code(text: str) -> bool:
    """Whether somebody has typed what may be a code, with or without the hyphen, on either keyboard."""
    return _SHAPE.fullmatch(text.strip()) is not None


def _tries(ctx: Context, chat_id: int) -> str:
    return f"link:{chat_id}:{ctx.now:%Y%m%d%H}"


def _link(session: Session, ctx: Context, person_id: int, chat_id: int) -> None:
    earlier = session.scalar(sa.select(TelegramChat).where(TelegramChat.person_id == person_id))
    if earlier is None:
        session.add(TelegramChat(chat_id=chat_id, person_id=person_id, linked_at=ctx.now))
    else:
        linking.say_farewell(session, ctx, person_id=person_id, chat_id=earlier.chat_id)
        earlier.chat_id, earlier.linked_at, earlier.blocked_at = chat_id, ctx.now, None


def _in_latin(ctx: Context, code: str) -> str:
    alike = ctx.region.spelling.alike
    return "".join(alike.get(letter, letter) for letter in code.upper())


def _code_digest(code: str) -> str:
    letters = "".join(
        letter
        for letter in code.upper().translate({ord(like): sign for like, sign in _LOOKALIKES.items()})
        if letter.isalnum()
    )
    return hashlib.sha256(letters.encode()).hexdigest()

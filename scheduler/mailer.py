"""Sends by e-mail what Telegram could not bring: claimed and worded in one step, sent, its outcome written down."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from locales import reading_in
from notices import compose
from notices.plain import plain, subject
from scheduler.ticking import Transact
from services import health, mailing, outbox
from services.clock import Clock, real_now
from services.context import Actor, Context, Region
from services.outbox import Outcome

log = logging.getLogger("marshrut.mailer")
TIMEOUT = 20
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Post:
    """A server that takes letters: ``url`` is smtp://user:password@host:port (smtps for TLS from the first byte)."""

    url: str = field(repr=False)
    sender: str

    def __call__(self, address: str, title: str, text: str) -> None:
        """Hand one letter over; raises what smtplib raises. A password travels over TLS only."""
        with self._entered() as server:
            server.send_message(self._letter(address, title, text))

    def greet(self) -> None:
        """Come as far as a letter would, and hand none over; raises what smtplib raises."""
        with self._entered() as server:
            server.noop()

    @contextmanager
    def _entered(self) -> Iterator[smtplib.SMTP]:
        """The server, once it knows who we are."""
        parts, trust = urlsplit(self.url), ssl.create_default_context()
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        try:
            if parts.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trust)
            else:
                server = smtplib.SMTP(host, port, timeout=TIMEOUT)
        except OSError as error:
            raise smtplib.SMTPConnectError(0, "no connection") from error
        with server:
            server.ehlo()
            if parts.scheme == "smtp" and (parts.username or server.has_extn("starttls")):
                server.starttls(context=trust)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server

    def _letter(self, address: str, title: str, text: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, address, title
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text, cte="base64")
        return letter


Hand = Callable[[str, str, str], None]


class Mailer:
    """The e-mail side of the outbox; ``post`` hands one letter over or raises."""

    def __init__(self, transact: Transact, clock: Clock, region: Region, post: Hand) -> None:
        self._transact = transact
        self._clock = clock
        self._region = region
        self._post = post

    async def send_due(self) -> None:
        """Send what is due, one letter after another; a server that cannot be reached ends the round. How it went is
        reported: that e-mail goes from here at all is what others must know."""
        well = await self._round()
        await self._run(
            health.report, part=health.MAILER, well=well, detail="" if well else "unreachable", real_now=real_now()
        )

    async def _round(self) -> bool:
        for notice_id in await self._run(mailing.due, real_now=real_now()):
            packed = await self._run(self._pack, notice_id=notice_id)
            if packed is None:
                continue
            outcome, told = await self._hand_over(*packed)
            text = packed[2] if outcome in (Outcome.sent, Outcome.uncertain) else None
            await self._run(
                outbox.finish, notice_id=notice_id, outcome=outcome, real_now=real_now(), text=text, error=told
            )
            if outcome is Outcome.not_left:
                return False
        return True

    def _pack(self, session: Session, ctx: Context, *, notice_id: int) -> tuple[str, str, str] | None:
        letter = mailing.start(session, ctx, notice_id=notice_id, real_now=real_now())
        if letter is None:
            return None
        with reading_in(letter.parcel.language):
            worded = compose(session, ctx, letter.parcel)
            if worded is not None:
                return letter.address, subject(), plain(worded)
        outbox.withdraw(session, ctx, notice_id=notice_id)
        return None

    async def _hand_over(self, address: str, title: str, text: str) -> tuple[Outcome, str]:
        try:
            await asyncio.to_thread(self._post, address, title, text)
        except Exception as error:
            outcome = outcome_of(error)
            log.warning("a letter: %s (%s)", outcome.value, type(error).__name__)
            return outcome, "" if outcome is Outcome.not_left else type(error).__name__
        return Outcome.sent, ""

    async def _run(self, service: Callable[..., Any], **kwargs: Any) -> Any:
        return await self._transact(Context(Actor(None), self._clock.now(), self._region), service, **kwargs)


def outcome_of(error: Exception) -> Outcome:
    """What became of a letter; what is not known to be harmless is uncertain."""
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        codes = (
            [code for code, _words in error.recipients.values()]
            if isinstance(error, smtplib.SMTPRecipientsRefused)
            else [error.smtp_code]
        )
        return Outcome.refused if all(code >= 500 for code in codes) else Outcome.not_left
    before_the_letter = (
        smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError,
        ssl.SSLCertVerificationError,
    )  # fmt: skip
    if isinstance(error, before_the_letter):
        return Outcome.not_left
    return Outcome.uncertain

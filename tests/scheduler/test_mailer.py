"""E-mail for those whom Telegram cannot reach: after Telegram, once, in their language; never blindly again."""

from __future__ import annotations

import smtplib
import socketserver
import ssl
import threading
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from models.notices import Notice, NoticeStatus
from models.people import Person, TelegramChat
from scheduler.mailer import Mailer, Post, outcome_of
from services import mailing, outbox, personal_data
from services.audit import AuditedSession, acting
from services.clock import real_now
from services.context import Context
from services.outbox import Outcome
from tests import world
from tests.world import World


class Box:
    """A mail server that keeps what it is given, or breaks."""

    def __init__(self, breaks: Exception | None = None) -> None:
        self.breaks = breaks
        self.got: list[tuple[str, str, str]] = []

    def __call__(self, address: str, title: str, text: str) -> None:
        if self.breaks:
            raise self.breaks
        self.got.append((address, title, text))


class Stopped:
    """The world's clock."""

    def __init__(self, w: World) -> None:
        self.w = w

    def now(self) -> Any:
        """The world's instant."""
        return self.w.now


@pytest.fixture
def w(session: AuditedSession, system: Context) -> World:
    """A teacher without a chat, with an address, to whom terms have been proposed."""
    w = world.build(session, system)
    w.propose(w.apply())
    acting(session, system)
    session.get_one(Person, w.teacher_id).email = "anna@example.org"
    session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id == w.teacher_id))
    session.execute(sa.update(Notice).where(Notice.recipient_id != w.teacher_id).values(status=NoticeStatus.cancelled))
    session.commit()
    return w


def telegram(w: World) -> None:
    """Telegram tries first."""
    for one in outbox.due(w.session, w.ctx(None), real_now=real_now()):
        assert outbox.start(w.session, w.ctx(None), notice_id=one.notice_id, real_now=real_now()) is None
    w.session.commit()


async def mail(w: World, box: Box) -> Notice:
    """One round of the mailer; returns the notice."""

    async def transact(ctx: Context, service: Callable[..., Any], /, **kwargs: Any) -> Any:
        assert isinstance(w.session, AuditedSession)
        result = service(acting(w.session, ctx), ctx, **kwargs)
        w.session.commit()
        return result

    await Mailer(transact, Stopped(w), w.system.region, box).send_due()
    return w.session.scalars(sa.select(Notice).where(Notice.recipient_id == w.teacher_id)).one()


async def test_what_telegram_could_not_bring_goes_by_mail_once(w: World) -> None:
    box = Box()
    await mail(w, box)
    assert box.got == [], "Telegram comes first"
    telegram(w)
    row = await mail(w, box)
    await mail(w, box)
    ((address, title, text),) = box.got
    assert (address, title) == ("anna@example.org", "«Маршрут»: для вас есть уведомление")
    assert "Вам предлагают день диагностики" in text
    assert "<" not in text
    assert "откройте чат с ботом или позвоните в центр" in text
    assert (row.status, row.channel) == (NoticeStatus.sent, "email")


async def test_one_who_can_be_reached_again_gets_no_mail(w: World) -> None:
    telegram(w)
    w.session.add(TelegramChat(chat_id=77, person_id=w.teacher_id, linked_at=w.now))
    w.session.commit()
    box = Box()
    await mail(w, box)
    assert box.got == []


async def test_one_without_an_address_stays_unreachable(w: World) -> None:
    w.session.get_one(Person, w.teacher_id).email = None
    telegram(w)
    row = await mail(w, Box())
    assert (row.status, row.error) == (NoticeStatus.failed, "no chat")


async def test_what_is_old_or_without_consent_is_not_mailed(w: World) -> None:
    telegram(w)
    w.later(days=4)
    assert mailing.due(w.session, w.ctx(None), real_now=real_now()) == []
    w.now -= timedelta(days=4)
    personal_data.withdraw_personal_data_consent(w.session, w.teacher)
    w.session.commit()
    box = Box()
    row = await mail(w, box)
    assert (box.got, row.status) == ([], NoticeStatus.cancelled)


async def test_a_server_that_is_away_is_asked_again_later(w: World) -> None:
    telegram(w)
    row = await mail(w, Box(smtplib.SMTPConnectError(0, "away")))
    assert (row.status, row.channel) == (NoticeStatus.pending, "telegram")
    assert row.retry_at is not None and row.retry_at > real_now()


async def test_what_may_have_left_is_not_sent_again(w: World) -> None:
    telegram(w)
    assert (await mail(w, Box(TimeoutError()))).status is NoticeStatus.uncertain
    box = Box()
    await mail(w, box)
    assert box.got == []


async def test_an_address_that_is_refused_is_shown_to_an_administrator(w: World) -> None:
    telegram(w)
    row = await mail(w, Box(smtplib.SMTPRecipientsRefused({"anna@example.org": (550, b"no such user")})))
    assert (row.status, row.error) == (NoticeStatus.failed, "SMTPRecipientsRefused")
    box = Box()
    await mail(w, box)
    assert box.got == []


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"later")}), Outcome.not_left),
        (smtplib.SMTPDataError(554, "spam"), Outcome.refused),
        (smtplib.SMTPDataError(451, "later"), Outcome.not_left),
        (smtplib.SMTPAuthenticationError(535, "no"), Outcome.not_left),
        (ssl.SSLCertVerificationError(), Outcome.not_left),
        (smtplib.SMTPServerDisconnected(), Outcome.uncertain),
        (ValueError(), Outcome.uncertain),
    ],
)
def test_each_error_has_its_outcome(error: Exception, outcome: Outcome) -> None:
    assert outcome_of(error) is outcome


def test_a_server_nobody_answers_at_is_no_connection() -> None:
    with pytest.raises(smtplib.SMTPConnectError):
        Post("smtp://127.0.0.1:1", "marshrut@example.org")("anna@example.org", "", "")


class Server(socketserver.StreamRequestHandler):
    """As much of a mail server as one letter needs."""

    letters: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        """Take letters until the other side leaves."""
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")


def test_a_letter_travels_as_mail_does() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        Post(url, "marshrut@example.org")("anna@example.org", "Уведомление", "Здравствуйте")
        with pytest.raises(smtplib.SMTPNotSupportedError):
            Post(url.replace("//", "//me:secret@"), "marshrut@example.org")("anna@example.org", "", "")
        server.shutdown()
    (letter,) = Server.letters
    found = message_from_bytes(letter, policy=policy.default)
    assert (found["From"], found["To"], found["Subject"]) == ("marshrut@example.org", "anna@example.org", "Уведомление")
    assert found.get_content().strip() == "Здравствуйте"

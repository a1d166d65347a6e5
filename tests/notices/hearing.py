"""What is heard of the notices: each worded as a sender would word it, for its recipient."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from locales import NBSP
from models.notices import Notice
from notices import NoticeText, compose
from services import reminders, results
from services.notices import NoticeKind
from services.outbox import Parcel
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World

CANARIES = (CANARY_CODE, CANARY_DEFICIT, CANARY_ADVICE, "43.21", "43,21")
#: Words of levels: none may stand in a notice.
LEVELS = ("дефицит", "уровень", "балл")


def parcel(row: Notice) -> Parcel:
    """A notice as its sender gets it."""
    return Parcel(
        row.id, row.kind, 1, row.recipient_id, "ru", row.participation_id, row.route_id,
        row.activity_id, dict(row.facts),
    )  # fmt: skip


def newest(w: World, kind: NoticeKind) -> Notice:
    """The newest notice of a kind."""
    return w.session.scalars(sa.select(Notice).where(Notice.kind == kind).order_by(Notice.id.desc()).limit(1)).one()


class Ear:
    """Words each new notice as it is written, as a sender would at once."""

    def __init__(self, w: World) -> None:
        self.w = w
        self.heard: list[tuple[NoticeKind, int, NoticeText | None]] = []
        self._last = 0

    def listen(self) -> None:
        """Word what has been written since the last time."""
        self.w.session.commit()
        query = sa.select(Notice).where(Notice.id > self._last).order_by(Notice.id)
        for row in self.w.session.scalars(query):
            self._last = row.id
            self.heard.append(
                (NoticeKind(row.kind), row.recipient_id, compose(self.w.session, self.w.ctx(None), parcel(row)))
            )

    def said(self, kind: NoticeKind, person_id: int) -> NoticeText:
        """The newest words of a kind to a person, every space a plain one."""
        found = [text for heard, to, text in self.heard if (heard, to) == (kind, person_id) and text]
        assert found, (kind, person_id)
        return replace(found[-1], text=found[-1].text.replace(NBSP, " "))

    def tick(self, days: int) -> None:
        """Let days pass, with their reminders."""
        for _day in range(days):
            self.w.later(days=1)
            reminders.tick(self.w.session, self.w.ctx(None))
            self.listen()


def correct(w: World, number: int) -> None:
    """The operator corrects a published result: a slip of the pen."""
    card = results.look(w.session, w.planner, participation_id=number)
    found = [results.DeficitIn(one.subject, one.block, one.text, one.code) for one in card.deficits]
    results.correct(
        w.session, w.operator, participation_id=number, scores=w.scores(number), deficits=found,
        recommendations=CANARY_ADVICE, reason="опечатка",
    )  # fmt: skip

"""The chain of the audit: whatever is done to it past the program shows, at its end too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from models.audit import AuditEntry, AuditHead, AuditValue
from services.audit import Break, Damage, broken_at
from tests.world import World


def _entries(w: World) -> Sequence[AuditEntry]:
    return w.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()


def _past_the_program(w: World, *statements: sa.Executable) -> None:
    for statement in (sa.delete(AuditValue), *statements):
        w.session.execute(statement)
    w.session.commit()
    w.session.expire_all()


def test_a_chain_nobody_touched_is_whole(w: World) -> None:
    w.apply()
    assert broken_at(w.session) is None


def test_an_empty_audit_is_whole(w: World) -> None:
    _past_the_program(w, sa.delete(AuditEntry), sa.delete(AuditHead))
    assert broken_at(w.session) is None


def test_an_entry_that_was_changed_or_taken_from_the_middle_shows(w: World) -> None:
    second, third = _entries(w)[1:3]
    _past_the_program(w, sa.update(AuditEntry).where(AuditEntry.id == third.id).values(act="nothing"))
    assert broken_at(w.session) == Break(third.id, Damage.changed)
    _past_the_program(w, sa.delete(AuditEntry).where(AuditEntry.id == second.id))
    assert broken_at(w.session) == Break(third.id, Damage.changed)


@pytest.mark.parametrize("left", [0, 1, -1])
def test_a_tail_that_was_cut_off_shows(w: World, left: int) -> None:
    """Of an audit of which nothing is left too: the head still names its last entry."""
    kept = _entries(w)[:left]
    _past_the_program(w, sa.delete(AuditEntry).where(AuditEntry.id.not_in([entry.id for entry in kept])))
    assert broken_at(w.session) == Break(kept[-1].id if kept else 0, Damage.cut_off)


def test_a_head_that_was_set_back_shows(w: World) -> None:
    first, second = _entries(w)[:2]
    _past_the_program(w, sa.update(AuditHead).values(digest=first.digest))
    assert broken_at(w.session) == Break(second.id, Damage.beyond)


def test_a_head_that_was_taken_away_shows(w: World) -> None:
    _past_the_program(w, sa.delete(AuditHead))
    assert broken_at(w.session) == Break(_entries(w)[0].id, Damage.beyond)


def test_the_chain_goes_on_from_what_is_left_and_the_cut_stays_seen(w: World) -> None:
    """The next entry follows the head, not what was left of the entries."""
    last = _entries(w)[-1]
    _past_the_program(w, sa.delete(AuditEntry).where(AuditEntry.id == last.id))
    w.apply()
    broken = broken_at(w.session)
    assert broken is not None
    assert broken.damage is Damage.changed

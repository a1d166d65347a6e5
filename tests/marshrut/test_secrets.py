"""Secrets are made once, kept where only their owner reads, and never made behind a real installation's back."""

from __future__ import annotations

from pathlib import Path

import pytest

from marshrut import secrets
from marshrut import settings as reading
from marshrut.trouble import Trouble


def test_the_first_offline_start_makes_secrets_that_the_next_finds(home: Path) -> None:
    made = secrets.ensure(reading.load(), generate=True)
    assert len(made.secret_key.get_secret_value()) >= 32
    assert reading.load() == made


def test_secrets_are_for_their_owner_only(home: Path) -> None:
    secrets.ensure(reading.load(), generate=True)
    assert (home / "var" / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_what_is_kept_already_stays(home: Path) -> None:
    (home / "var").mkdir()
    (home / "var" / "secrets.env").write_text(f"SECRET_KEY={'k' * 40}\n")
    made = secrets.ensure(reading.load(), generate=True)
    assert made.secret_key.get_secret_value() == "k" * 40
    assert reading.load() == made


def test_a_start_with_a_token_and_without_secrets_says_what_to_do(real: str, home: Path) -> None:
    with pytest.raises(Trouble, match="marshrut init"):
        secrets.ensure(reading.load(), generate=False)
    assert not (home / "var").exists()


def test_a_real_installation_has_no_demonstration_password(real: str) -> None:
    assert not secrets.ensure(reading.load(), generate=True).demo_password.get_secret_value()

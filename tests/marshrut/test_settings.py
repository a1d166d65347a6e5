"""Settings are checked before anything starts, and a wrong one is told in a line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marshrut import settings as reading
from marshrut.settings import Settings
from marshrut.trouble import Trouble

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not-a-token-but-secret"),
        ("TELEGRAM_API_URL", "api.example.org"),
        ("TELEGRAM_PROXY", "socks5://host-without-port"),
        ("TELEGRAM_PROXY", "host:1080"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "somewhere"),
        ("REGION", "atlantis"),
        ("ADMIN_PORT", "70000"),
        ("ADMIN_PORT", "eighty"),
        ("ADMIN_URL", "marshrut.example.org"),
        ("SANDBOX_PORT", "0"),
        ("SMTP_URL", "mail.example.org"),
        ("MAIL_FROM", "nobody"),
        ("LOG_LEVEL", "LOUD"),
        ("TICK_SECONDS", "0"),
        ("INTERFACE_LANGUAGE", "fr"),
        ("SECRET_KEY", "short"),
        ("PASSWORD_SALT", "short"),
        ("DEMO_PASSWORD", "short"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_without_its_value(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Trouble) as caught:
        reading.load()
    line = str(caught.value)
    assert name in line
    assert "Нужно:" in line
    assert "\n" not in line
    assert "secret" not in line
    assert "short" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_PROXY", "socks5://user:word@127.0.0.1:1080"),
        ("TELEGRAM_PROXY", "http://proxy.example.org:3128"),
        ("DATABASE_URL", "postgresql://user:word@host/name"),
        ("LOG_LEVEL", "debug"),
        ("ADMIN_URL", "https://marshrut.example.org"),
    ],
)
def test_good_settings_are_taken(home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(reading.load(), name.lower()) in (value, value.upper())


def test_a_misspelt_setting_is_told_with_the_right_one(home: Path) -> None:
    (home / ".env").write_text("TELEGRAM_PROXI=http://127.0.0.1:1\n")
    with pytest.raises(Trouble, match="TELEGRAM_PROXY"):
        reading.load()


def test_the_environment_wins_over_the_file_and_the_file_over_kept_secrets(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "var").mkdir()
    (home / "var" / "secrets.env").write_text(f"SECRET_KEY={'k' * 40}\nPASSWORD_SALT={'k' * 40}\n")
    (home / ".env").write_text(f"PASSWORD_SALT={'f' * 40}\nTICK_SECONDS=7\nLOG_LEVEL=ERROR\n")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    settings = reading.load()
    assert settings.secret_key.get_secret_value() == "k" * 40
    assert settings.password_salt.get_secret_value() == "f" * 40
    assert (settings.tick_seconds, settings.log_level) == (7, "DEBUG")


def test_the_example_explains_every_setting_and_no_other() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    explained: list[str] = []
    above = False
    for line in lines:
        setting = re.match(r"([A-Z_]+)=", line)
        if setting:
            assert above, f"{setting[1]} is not explained"
            explained.append(setting[1])
        above = line.startswith("# ") or (above and setting is not None)
    assert sorted(explained) == sorted(reading.names())


def test_the_example_as_it_stands_sets_what_nothing_sets(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_PORT")
    monkeypatch.delenv("SANDBOX_PORT")
    before = reading.load()
    (home / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert reading.load() == before


def test_every_setting_says_what_is_expected_of_it() -> None:
    assert set(reading.EXPECTED) == set(Settings.model_fields)


def test_the_demonstration_and_the_real_thing_have_databases_and_files_of_their_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline = reading.load()
    monkeypatch.setenv("BOT_TOKEN", "1:" + "t" * 35)
    real = reading.load()
    assert offline.database == f"sqlite:///{home}/var/demo.sqlite3"
    assert real.database == f"sqlite:///{home}/var/marshrut.sqlite3"
    assert offline.files != real.files


def test_secrets_are_not_printed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary" * 8)
    assert "canary" not in repr(reading.load())

"""The guides show what `make pictures` takes, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from tests.e2e import guides

ROOT = Path(__file__).parent.parent.parent


def test_every_picture_of_the_guides_is_one_that_can_be_taken_anew() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {name for text in texts for name in re.findall(r"pictures/([\w-]+)\.png", text.read_text(encoding="utf-8"))}
    taken = {*guides.CHAT, guides.DIGEST[0], *guides.DESK, guides.OVERVIEW}
    assert shown == taken
    assert {path.stem for path in guides.PICTURES.iterdir()} == taken

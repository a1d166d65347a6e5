"""The page's words live in two files of texts and nowhere else."""

import json
import re
from pathlib import Path

import pytest

import sandbox

STATIC = Path(str(sandbox.__file__)).parent / "static"
SOURCES = sorted(path for kind in ("*.html", "js/*.js", "css/*.css", "*.svg") for path in STATIC.glob(kind))
USED = re.compile(
    r"""\bt\("(\w+)"|: "(refused_\w+)"|\btext: "(\w+)"|\bchoice\("(\w+)"|data-(?:text|label|placeholder)="(\w+)\""""
)
GAP = re.compile(r"\{(\w+)\}")


def texts(language: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((STATIC / f"texts.{language}.json").read_text(encoding="utf-8"))
    return read


def used_keys() -> set[str]:
    return {next(filter(None, found)) for path in SOURCES for found in USED.findall(path.read_text(encoding="utf-8"))}


def test_both_languages_have_the_same_keys_and_gaps() -> None:
    russian, english = texts("ru"), texts("en")
    assert russian.keys() == english.keys()
    assert {key: GAP.findall(words) for key, words in russian.items()} == {
        key: GAP.findall(words) for key, words in english.items()
    }


def test_page_uses_exactly_the_known_keys() -> None:
    assert used_keys() == texts("ru").keys()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_sources_have_no_words_of_their_own(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search("[а-яё]", source, re.IGNORECASE)
    if path.suffix == ".html":
        shown = re.sub(r"<[^>]*>", " ", source)
        assert not shown.strip()


def test_page_has_no_inline_scripts_styles_or_foreign_addresses() -> None:
    source = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|(?:src|href)=\"https?:", source)

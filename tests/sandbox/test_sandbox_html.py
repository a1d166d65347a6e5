"""Telegram's HTML parse mode."""

import pytest

from sandbox.errors import ApiError
from sandbox.formatting import format_text
from sandbox.html_text import parse_html

Found = list[tuple[str, int, int]]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &#33; &nbsp;", 'a <b> & "c" ! &nbsp;', []),
        ("<b>жирный</b> и <i>курсив</i>", "жирный и курсив", [("bold", 0, 6), ("italic", 9, 6)]),
        ("🙂<b>x</b>", "🙂x", [("bold", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)
def test_markup_becomes_entities(source: str, text: str, entities: Found) -> None:
    plain, found = parse_html(source)
    assert plain == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_link_keeps_its_address() -> None:
    assert parse_html('<a href="https://e.org/?a=1&amp;b=2">тут</a>')[1][0]["url"] == "https://e.org/?a=1&b=2"


def test_code_block_keeps_its_language() -> None:
    text, found = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert (text, found) == ("x = 1", [{"type": "pre", "offset": 0, "length": 5, "language": "python"}])


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("ж<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a < b", "Unclosed start tag at byte offset 2"),
    ],
)
def test_bad_markup_is_refused_as_telegram_words_it(source: str, refusal: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_html(source)
    assert error.value.description == f"Bad Request: can't parse entities: {refusal}"


def test_space_around_is_trimmed_and_entities_move() -> None:
    text, found = format_text("  <b>x </b>\n", "HTML", None)
    assert (text, found) == ("x", [{"type": "bold", "offset": 0, "length": 1}])


def test_commands_and_addresses_are_found() -> None:
    text = "жми /help, см. https://e.org/a. и a@e.org"
    _, found = format_text(text, None, None)
    assert [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in found] == [
        ("bot_command", "/help"),
        ("url", "https://e.org/a"),
        ("email", "a@e.org"),
    ]


def test_other_parse_modes_are_honestly_not_simulated() -> None:
    with pytest.raises(ApiError, match="does not parse MarkdownV2"):
        format_text("*x*", "MarkdownV2", None)

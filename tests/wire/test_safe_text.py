"""Nothing a terminal could act on, and no character of doubtful width, comes through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.safe_text import safe_text

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("_x000D_\u200b\u202e\x1b[]\x07\r\n\u0301\u2460\ufe0f\U0001f3fd井盖A１"),
    ),
    max_size=60,
)


def certain(char: str) -> bool:
    return " " <= char <= "~" or unicodedata.east_asian_width(char) in "WF"


@given(ANYTHING, st.booleans())
def test_only_characters_of_certain_width_come_out(text: str, lines: bool) -> None:
    out = safe_text(text, lines)
    assert all(certain(char) or (lines and char == "\n") for char in out)
    assert all(unicodedata.category(char) not in ("Cf", "Mn", "Mc", "Me", "Cn") for char in out)


@given(ANYTHING, st.booleans())
def test_safe_text_stays_as_it_is(text: str, lines: bool) -> None:
    once = safe_text(text, lines)
    assert safe_text(once, lines) == once


def test_every_control_becomes_a_mark() -> None:
    controls = [*range(0x20), 0x7F, *range(0x80, 0xA0)]
    for code in controls:
        shown = {0x09: " ", 0x0A: " ", 0x0D: " "}.get(code, "?")
        assert safe_text(chr(code)) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("\x1b[31m红\x1b[0m", "?[31m红?[0m"),
        ("\x1b]0;owned\x07", "?]0;owned?"),
        ("\u202eabc\u202c\u2066d\u2069", "abcd"),
        ("井\u200b盖\ufeff缺\u200d失", "井盖缺失"),
        ("a\u0301\u0302", "a"),
        ("é\u00ef", "ei"),
        ("\U0001f44d\U0001f3fd", "?"),
        ("a\u3164b\u115fc", "abc"),
        ("\u00a0\u2003x", "  x"),
        ("第１２号　Ａ座", "第１２号  Ａ座"),
        ("“引号”…—·①⑫℃", '"引号"..-.(1)(12)度'),
        ("Ⅱ级 ½ №5", "II级 1/2 No5"),
        ("α\U000f0000\ud800", "???"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("\u2028\u2029", "??"),
    ],
)
def test_mapped(given: str, shown: str) -> None:
    assert safe_text(given) == shown


@pytest.mark.parametrize(
    ("given", "one", "several"),
    [
        ("a\r\nb\rc\nd", "a b c d", "a\nb\nc\nd"),
        ("first_x000D_\nsecond", "first second", "first\nsecond"),
        ("ascii_x000D_only", "ascii only", "ascii\nonly"),
        ("_x00\u200b0D_", " ", "\n"),
    ],
)
def test_lines(given: str, one: str, several: str) -> None:
    assert safe_text(given) == one
    assert safe_text(given, lines=True) == several


def test_ascii_is_not_copied() -> None:
    text = "plain ascii text"
    assert safe_text(text) is text


def test_a_measured_terminal_may_keep_ambiguous_characters() -> None:
    from wire.safe_text import keep_ambiguous

    keep_ambiguous(1)
    try:
        assert safe_text("…“①→·") == "…“①→·"
        assert safe_text("a\x1b\u202e\u200b\u0301é") == "a?é"
    finally:
        keep_ambiguous(0)
    assert safe_text("…“①→·") == '.."(1)->.'


def test_what_a_terminal_draws_wide_is_followed_by_its_second_cell() -> None:
    from wire.safe_text import FILLER, keep_ambiguous

    keep_ambiguous(2)
    try:
        assert safe_text("a…好→") == f"a…{FILLER}好→{FILLER}"
        assert safe_text(f"a{FILLER}b") == "a?b"
    finally:
        keep_ambiguous(0)


def test_pictures_whose_width_varies_do_not_pass() -> None:
    assert safe_text("好👍㎡⚡𠮷") == "好?㎡?𠮷"

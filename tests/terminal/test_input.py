"""Characters and keys: decoding, delays, and agreement with textual's own parser."""

from __future__ import annotations

import re
import time

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste

from console.terminal.input import Answer, Event, InputReader, Withdrawn
from console.terminal.input_keys import press_of_character

OTHERWISE = re.compile(
    r"\x1b[-=0-9§]|\x9b"  # WezTerm's signs for Alt+digit; a control that is no key
    r"|\x1bOb|\x1b\[[78]\^"  # wrong way round
    r"|\x1b\[(25|26|28|29|31|32|33|34)[~^]|\x1b\[2[34][$@]|\x1b\[6[23]~|\x1b\[5[A-D]"
    r"|\x1b\[1;[256]R|\x1b\[[0-9]+;[0-9]+u"  # F3 there is a cursor report; keys of kitty
)
"""Where textual has names of characters for keys, the wrong key, or only what kitty sends."""


def keys(events: list[Event]) -> list[tuple[str, str | None]]:
    """Names and characters; anything that is no key fails."""
    assert all(isinstance(event, Key) for event in events)
    return [(event.key, event.character) for event in events if isinstance(event, Key)]


def names(*reads: bytes, encoding: str = "utf-8", terminal: str = "") -> list[str]:
    """Names of the keys of reads without a pause, and of the silence after them."""
    reader = InputReader(encoding, terminal=terminal)
    events = [event for data in reads for event in reader.feed(data, 0.0)]
    return [name for name, _ in keys(events + reader.timeout(60.0))]


def test_keys_and_characters_are_those_of_textual() -> None:
    """Every sequence in textual's table, and Alt with letters."""
    alt = ["\x1b" + letter for letter in "acdeghijklmnopqrstuvwxyzABCDEFGHIJKLMNQRSTUVWXYZ中"]
    codes = [code for code in ANSI_SEQUENCES_KEYS if not OTHERWISE.fullmatch(code)] + alt
    theirs = []
    for code in codes:
        parser = XTermParser()
        theirs.append((parser, list(parser.feed(code))))
        if parser._timeout_time is not None:
            parser._timeout_time = 0.0  # textual's own wait, which would be 0.1 s, is over
    for code, (parser, events) in zip(codes, theirs, strict=True):
        events += parser.tick()
        reader = InputReader()
        ours = reader.feed(code.encode(), 0.0) + reader.timeout(60.0)
        expected = [(event.key, event.character) for event in events if isinstance(event, Key)]
        assert keys(ours) == expected, repr(code)


def test_every_character_is_named_as_textual_names_it() -> None:
    codes = [*range(0x1B), *range(0x1C, 0x80), *range(0xA0, 0xD800), *range(0xE000, 0x10000)]
    text = "".join(map(chr, codes))
    theirs = [(event.key, event.character) for event in XTermParser().feed(text)]
    assert keys(InputReader().feed(text.encode(), 0.0)) == theirs
    assert [press_of_character(character) for character in text] == theirs


@pytest.mark.parametrize(
    ("terminal", "code", "name"),
    [
        ("vt100", b"\x1bOP", "f1"),
        ("vt100", b"\x1bOA", "up"),
        ("vt100", b"\x1bOl", "comma"),
        ("vt100", b"\x1bOq", "1"),
        ("vt100", b"\x1bOM", "enter"),
        ("vt220", b"\x1b[25~", "f13"),
        ("vt220", b"\x1b[28~", "f15"),
        ("vt220", b"\x1b[34~", "f20"),
        ("linux", b"\x1b[25~", "shift+f1"),
        ("linux", b"\x1b[34~", "shift+f8"),
        ("linux", b"\x1b[[E", "f5"),
        ("linux", b"\x1b[P", "pause"),
        ("linux", b"\x1b\t", "shift+tab"),
        ("xterm", b"\x1b[P", "f1"),
        ("xterm", b"\x1b[1;5A", "ctrl+up"),
        ("xterm", b"\x1b[1;2R", "shift+f3"),
        ("xterm", b"\x1b[1;8P", "alt+ctrl+shift+f1"),
        ("xterm", b"\x1b[15;2~", "shift+f5"),
        ("xterm", b"\x1bO5A", "ctrl+up"),
        ("xterm", b"\x1bO1;2P", "shift+f1"),
        ("xterm", b"\x1b[5A", "ctrl+up"),
        ("xterm", b"\x1b[2;2~", "shift+insert"),
        ("rxvt-unicode", b"\x1b[25~", "shift+f3"),
        ("rxvt", b"\x1b[7~", "home"),
        ("rxvt", b"\x1b[8^", "ctrl+end"),
        ("rxvt", b"\x1b[2$", "shift+insert"),
        ("rxvt", b"\x1b[5@", "ctrl+shift+pageup"),
        ("rxvt", b"\x1b[a", "shift+up"),
        ("rxvt", b"\x1b[c", "shift+right"),
        ("rxvt", b"\x1bOb", "ctrl+down"),
        ("rxvt", b"\x1b[11^", "ctrl+f1"),
        ("putty", b"\x1b[26~", "shift+f4"),
        ("xterm", b"\x1bOT", "f5"),
        ("screen", b"\x1b[1~", "home"),
        ("tmux-256color", b"\x1b[24;5~", "ctrl+f12"),
        ("cons25", b"\x1b[M", "f1"),
        ("cons25", b"\x1b[O", "f3"),
        ("cons25", b"\x1b[R", "f6"),
        ("cons25", b"\x1b[G", "pagedown"),
        ("", b"\x1b[M", "f1"),
        ("ansi", b"\x1b[L", "insert"),
        ("sun", b"\x1b[224z", "f1"),
        ("", b"\x1b\x7f", "ctrl+w"),
        ("", b"\x7f", "backspace"),
        ("", b"\x08", "backspace"),
    ],
)
def test_legacy_codes(terminal: str, code: bytes, name: str) -> None:
    """One code, one key, in one read or byte by byte."""
    assert names(code, terminal=terminal) == [name]
    assert names(*(bytes([byte]) for byte in code), terminal=terminal) == [name]


def test_an_scoansi_f1_does_not_eat_what_follows() -> None:
    assert names(b"\x1b[Mabc", terminal="cons25") == ["f1", "a", "b", "c"]
    assert names(b"\x1b[Mab\r") == ["f1", "a", "b", "enter"]


@pytest.mark.parametrize("code", [b"\x1b[A", b"\x1bOA", b"\x1b[1;5A", b"\x1b[[A", b"\x1b[24;2~"])
@pytest.mark.parametrize("gap", [0.0, 0.09, 0.11])
def test_a_sequence_split_by_delay_is_one_key(code: bytes, gap: float) -> None:
    reader, now, events = InputReader(), 0.0, []
    for byte in code:
        events += reader.timeout(now)
        events += reader.feed(bytes([byte]), now)
        now += gap
    assert len(events) == 1
    assert reader.deadline() is None


@pytest.mark.parametrize("code", [b"\x1b[A", b"\x1bOA", b"\x1b[1;5A", b"\x1b[[A", b"\x1b[24;2~"])
@pytest.mark.parametrize("gap", [0.13, 0.3, 0.34, 0.9])
def test_a_sequence_whose_rest_is_late_withdraws_the_escape(code: bytes, gap: float) -> None:
    """The escape key has acted by then; it is taken back, so that one key remains."""
    reader = InputReader()
    reader.feed(code[:1], 0.0)
    given = keys(reader.timeout(0.125))
    late = reader.feed(code[1:2], gap)
    late += [event for byte in code[2:] for event in reader.feed(bytes([byte]), gap + 0.05)]
    assert given == [("escape", "\x1b")]
    assert isinstance(late[0], Withdrawn)
    assert len(keys(late[1:])) == 1
    assert reader.deadline() is None


def test_an_answer_between_an_escape_and_its_rest_does_not_part_them() -> None:
    for reads in ((b"\x1b[0n", b"[D"), (b"\x1b[0n[D",)):
        reader = InputReader()
        reader.feed(b"\x1b", 0.0)
        reader.timeout(0.2)
        answer, withdrawn, left = (e for data in reads for e in reader.feed(data, 0.3))
        assert isinstance(answer, Answer)
        assert isinstance(withdrawn, Withdrawn)
        assert keys([left]) == [("left", None)]


def test_a_late_answer_or_paste_is_none_of_the_user_s_keys() -> None:
    reader = InputReader()
    for code, kind in ((b"[0n", Answer), (b"[200~ab\x1b[201~", Paste)):
        reader.feed(b"\x1b", 0.0)
        assert keys(reader.timeout(0.2)) == [("escape", "\x1b")]
        withdrawn, what = reader.feed(code, 0.3)
        assert isinstance(withdrawn, Withdrawn)
        assert isinstance(what, kind)


@pytest.mark.parametrize("typed", [b"[", b"O", b"[j", b"Oz", b"[9", b"O\x1b[B"])
def test_what_is_typed_behind_an_escape_key_stays_typed(typed: bytes) -> None:
    reader = InputReader()
    reader.feed(b"\x1b", 0.0)
    assert keys(reader.timeout(0.2)) == [("escape", "\x1b")]
    found = reader.feed(typed, 0.4)
    deadline = reader.deadline()
    if deadline is not None:
        assert deadline <= 0.75 + 1e-9
        found += reader.timeout(deadline)
    expected = InputReader().feed(typed, 0.0)
    assert keys(found) == keys(expected)


def test_a_second_later_a_bracket_is_a_bracket_at_once() -> None:
    reader = InputReader()
    reader.feed(b"\x1b", 0.0)
    reader.timeout(0.2)
    assert keys(reader.feed(b"[A", 1.1)) == [("left_square_bracket", "["), ("A", "A")]


def test_a_sequence_that_has_begun_is_waited_for_longer_than_a_lone_esc() -> None:
    reader = InputReader()
    assert reader.feed(b"\x1b[", 0.0) == []
    assert reader.deadline() == pytest.approx(1.0)
    assert reader.timeout(0.9) == []
    assert keys(reader.feed(b"A", 0.95)) == [("up", None)]


def test_a_lone_esc_becomes_escape_after_the_delay() -> None:
    reader = InputReader()
    assert reader.feed(b"\x1b", 5.0) == []
    assert reader.deadline() == pytest.approx(5.12)
    assert reader.timeout(5.11) == []
    assert keys(reader.timeout(5.13)) == [("escape", "\x1b")]
    assert reader.deadline() is None
    assert reader.timeout(99.0) == []


def test_a_key_after_the_delay_finds_the_escape_already_given() -> None:
    reader = InputReader()
    reader.feed(b"\x1b", 0.0)
    assert keys(reader.feed(b"j", 0.5)) == [("escape", "\x1b"), ("j", "j")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x1bx", ["alt+x"]),
        (b"\x1bX", ["alt+shift+x"]),
        (b"\x1b1", ["alt+1"]),
        (b"\x1b:", ["alt+colon"]),
        ("\x1b中".encode(), ["alt+中"]),
        (b"\x1bf", ["ctrl+right"]),
        (b"\x1b\x1b", ["escape", "escape"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        (b"\x1b\r", ["escape", "enter"]),
        (b"\x1b\x03", ["escape", "ctrl+c"]),
        (b"\x1b[", ["alt+left_square_bracket"]),
        (b"\x1bO", ["alt+shift+o"]),
        (b"\x1b[\r", ["alt+left_square_bracket", "enter"]),
        (b"\x1b[1;", []),
        (b"\x1b[1;\x03", ["ctrl+c"]),
        (b"\x1b\xff", ["escape", "replacement_character"]),
        (b"\x1b\xe4\x1b[A", ["escape", "replacement_character", "up"]),
    ],
)
def test_esc_before_something_else(data: bytes, expected: list[str]) -> None:
    assert names(data) == expected
    assert names(*(bytes([byte]) for byte in data)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_characters_split_over_reads(encoding: str) -> None:
    text = "路口a井盖 缺失é①𠮷。"
    reader = InputReader(encoding)
    events = [
        event
        for at, byte in enumerate(text.encode(encoding))
        for event in reader.feed(bytes([byte]), at * 0.3)
    ]
    assert "".join(character or "" for _, character in keys(events)) == text


@pytest.mark.parametrize("data", [b"\xff", b"\x9b", b"\xc0", b"\xe4", b"\xe4\xb8"])
def test_invalid_bytes_are_replaced_and_the_next_keys_live(data: bytes) -> None:
    assert names(data + b"A\x1b[A") == ["replacement_character", "A", "up"]
    reader = InputReader()
    events = reader.feed(data, 0.0) + reader.timeout(2.0)
    assert keys(events) == [("replacement_character", "\ufffd")]


def test_half_a_gb18030_character_is_given_up_and_eats_no_later_key() -> None:
    reader = InputReader("gb18030")
    assert reader.feed(b"\xc2", 0.0) == []
    assert keys(reader.timeout(1.0)) == [("replacement_character", "\ufffd")]
    assert keys(reader.feed(b"A", 1.1)) == [("A", "A")]


def test_a_burst_without_bracketed_paste_is_keys_in_order() -> None:
    burst = ":pq 501 平望镇\r" * 2000
    events = InputReader().feed(burst.encode(), 0.0)
    assert "".join(character or "" for _, character in keys(events)) == burst


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_plain_text_is_fast(encoding: str) -> None:
    """A megabyte a second of a dispatcher's text, with room for a busy machine."""
    data = ("派遣 000501 平望镇 路口井盖缺失存在安全隐患, 请尽快处置; " * 4000).encode(encoding)
    reader, best = InputReader(encoding), 0.0
    for _ in range(3):
        began = time.process_time()
        for at in range(0, len(data), 4096):
            reader.feed(data[at : at + 4096], 0.0)
        best = max(best, len(data) / (time.process_time() - began))
    assert best > 0.5e6

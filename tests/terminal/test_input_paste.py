"""Bracketed paste of anything is text, never keys."""

from __future__ import annotations

import pytest
from textual.events import Key, Paste

from console.terminal.input import Event, InputReader
from tests.terminal.withdrawals import remaining

BEGIN, END = b"\x1b[200~", b"\x1b[201~"
MIB = 1 << 20


def texts(events: list[Event]) -> list[str]:
    """The pasted texts; anything else fails."""
    assert all(isinstance(event, Paste) for event in events)
    return [event.text for event in events if isinstance(event, Paste)]


def paste(content: bytes, encoding: str = "utf-8", chunk: int = MIB) -> list[str]:
    """What a paste of bytes becomes when it is read in chunks."""
    reader, data = InputReader(encoding), BEGIN + content + END
    found: list[Event] = []
    for at in range(0, len(data), chunk):
        found += reader.feed(data[at : at + chunk], 0.0)
    assert reader.deadline() is None
    return texts(found)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"hello", "hello"),
        ("路口\t井盖\n缺失".encode(), "路口\t井盖\n缺失"),
        (b"a\rb\r\nc\nd\r", "a\nb\nc\nd\n"),
        (b"\x1b[A\x1b:quit\r\x03\x00\x7f", "[A:quit\n"),
        (b"\x1b[200~x\x1b[201x\x1b[20", "[200~x[201x[20"),
        (b"\x1b\x1b", ""),
        (b"\xff\xe4\xb8", "\ufffd\ufffd"),
        ("\x9bA\x85".encode(), "A"),
        (b"\x1b]0;title\x07\x1bP1$r", "]0;titleP1$r"),
    ],
)
@pytest.mark.parametrize("chunk", [1, 2, 5, MIB])
def test_any_text_is_one_paste(content: bytes, text: str, chunk: int) -> None:
    assert paste(content, chunk=chunk) == [text]


@pytest.mark.parametrize("chunk", [1, 3, MIB])
def test_gb18030(chunk: int) -> None:
    text = "盛泽\n目澜é𠮷"
    assert paste(text.encode("gb18030"), "gb18030", chunk) == [text]
    assert paste(b"\x81", "gb18030", chunk) == ["\ufffd"]


def test_keys_around_a_paste_stay_keys() -> None:
    before, pasted, after = InputReader().feed(b"i" + BEGIN + b"\x1b[A" + END + b"\r", 0.0)
    assert isinstance(before, Key)
    assert isinstance(pasted, Paste)
    assert isinstance(after, Key)
    assert (before.key, pasted.text, after.key) == ("i", "[A", "enter")


@pytest.mark.parametrize("chunk", [1000, 4096, 10 * MIB])
def test_megabytes_lose_nothing_and_become_no_keys(chunk: int) -> None:
    text = "路口井盖缺失a\n" * 150_000
    pieces = paste(text.encode(), chunk=chunk)
    assert "".join(pieces) == text
    assert len(pieces) == len(text.encode()) // MIB + 1
    assert paste(b"x" * (MIB - 1), chunk=chunk) == ["x" * (MIB - 1)]
    assert paste(b"x" * MIB, chunk=chunk) == ["x" * MIB]


def test_a_paste_without_an_end_is_given_after_silence() -> None:
    reader = InputReader()
    assert reader.feed(BEGIN + b"half\x1b[20", 10.0) == []
    assert reader.deadline() == pytest.approx(15.0)
    assert reader.feed(b"x", 14.0) == []
    assert reader.timeout(18.9) == []
    assert texts(reader.timeout(19.0)) == ["half[20x"]
    (key,) = reader.feed(b"j", 20.0)
    assert isinstance(key, Key)


def test_the_end_mark_split_by_delay_still_ends_it() -> None:
    reader, now, events = InputReader(), 0.0, []
    for byte in BEGIN + b"text" + END:
        events += reader.timeout(now) + reader.feed(bytes([byte]), now)
        now += 0.3
    assert texts(remaining(events)) == ["text"]

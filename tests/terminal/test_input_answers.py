"""Answers of the terminal: never keys, however they are cut; and what nobody knows."""

from __future__ import annotations

import pytest
from textual.events import Key

from console.terminal.input import Answer, Event, InputReader
from tests.terminal.withdrawals import remaining


def read(data: bytes, *, cursors: int = 0, encoding: str = "utf-8") -> list[Event]:
    """Events of data in one read, which must be those of single bytes."""
    whole, split = InputReader(encoding), InputReader(encoding)
    for _ in range(cursors):
        whole.expect_cursor()
        split.expect_cursor()
    events = whole.feed(data, 0.0)
    single = [event for byte in data for event in split.feed(bytes([byte]), 0.0)]
    assert [plain(event) for event in single] == [plain(event) for event in events]
    return events


def plain(event: Event) -> object:
    """Something that can be compared."""
    return (event.key, event.character) if isinstance(event, Key) else event


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"\x1b[0n", Answer("status", text="[0n")),
        (b"\x1b[3n", Answer("status", text="[3n")),
        (b"\x1b[?1;2c", Answer("attributes", text="[?1;2c")),
        (b"\x1b[?6c", Answer("attributes", text="[?6c")),
        (b"\x1b[>0;379;0c", Answer("attributes", text="[>0;379;0c")),
        (b"\x1b[?2026;1$y", Answer("mode", text="[?2026;1$y")),
        (b"\x1b]11;rgb:0000/0000/0000\x07", Answer("osc", text="]11;rgb:0000/0000/0000")),
        (b"\x1b]11;rgb:00/00/00\x1b\\", Answer("osc", text="]11;rgb:00/00/00")),
        (b"\x1bP>|XTerm(379)\x1b\\", Answer("osc", text="P>|XTerm(379)")),
        (b"\x1bP1$r0m\x1b\\", Answer("osc", text="P1$r0m")),
    ],
)
def test_an_answer_is_an_answer(data: bytes, answer: Answer) -> None:
    assert read(data) == [answer]
    events = read(b"a" + data + b"b")
    assert [plain(event) for event in events] == [("a", "a"), answer, ("b", "b")]


def test_an_answer_split_by_delay_is_still_one() -> None:
    reader, now, events = InputReader(), 0.0, []
    for byte in b"\x1b]11;rgb:00/00/00\x1b\\\x1b[0n":
        events += reader.timeout(now) + reader.feed(bytes([byte]), now)
        now += 0.3
    events = remaining(events)
    assert [event.kind for event in events if isinstance(event, Answer)] == ["osc", "status"]
    assert len(events) == 2


def test_a_mode_report_has_its_numbers() -> None:
    (answer,) = read(b"\x1b[?2026;2$y")
    assert isinstance(answer, Answer)
    assert answer.numbers == (2026, 2)


def test_a_cursor_report_is_one_only_when_asked_for() -> None:
    assert read(b"\x1b[24;80R", cursors=1) == [Answer("cursor", 24, 80, "[24;80R")]
    assert read(b"\x1b[1;2R", cursors=1) == [Answer("cursor", 1, 2, "[1;2R")]
    first, second = read(b"\x1b[1;3R\x1b[1;2R", cursors=1)
    assert first == Answer("cursor", 1, 3, "[1;3R")
    assert plain(second) == ("shift+f3", None)
    assert read(b"\x1b[24;80R") == []


def test_a_report_that_is_no_longer_expected_is_a_key_and_typing_goes_on() -> None:
    reader = InputReader()
    reader.expect_cursor()
    reader.feed(b"\x1b[1;", 0.0)
    reader.expect_nothing()
    assert [plain(event) for event in reader.feed(b"2R", 0.0)] == [("shift+f3", None)]


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[I",
        b"\x1b[O",
        b"\x1b[M !!",
        b"\x1b[M\xff\xfe\xfd",
        b"\x1b[<0;12;3M",
        b"\x1b[<35;1;-2m",
        b"\x1b[32;10;10M",
        b"\x1b[201~",
        b"\x1b\\",
        b"\x1b[G",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_news_nobody_asked_for_is_swallowed(data: bytes, encoding: str) -> None:
    assert read(data, encoding=encoding) == []
    assert [plain(event) for event in read(data + b"j", encoding=encoding)] == [("j", "j")]


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[99~",
        b"\x1b[?997;1n",
        b"\x1b[8;24;80t",
        b"\x1b[[Z",
        b"\x1bOz",
        b"\x1b[?1 $ 2A",
        b"\x1b[" + b"1" * 5000 + b"A",
        b"\x1b[9999999999;99999999999A",
        b"\x1b[?1\x1b[2;",
    ],
)
def test_unknown_sequences_are_swallowed_and_remembered(data: bytes) -> None:
    reader = InputReader()
    events = [*reader.feed(data, 0.0), *reader.timeout(2.0), *reader.feed(b"j", 3.0)]
    assert [plain(event) for event in events] == [("j", "j")]
    assert reader.unknown
    assert reader.unknown[0][:1] == b"\x1b"


def test_the_list_of_unknown_sequences_is_bounded_and_has_each_once() -> None:
    reader = InputReader()
    for number in range(100, 400):
        reader.feed(b"\x1b[%d~" % number * 2, 0.0)
    assert len(reader.unknown) == len(set(reader.unknown)) == 50


@pytest.mark.parametrize("size", [4085, 4090, 4091, 4092, 4093, 4094, 4100, 9000])
@pytest.mark.parametrize("chunk", [1, 7, 4096, 100_000])
def test_a_long_string_is_dropped_whole(size: int, chunk: int) -> None:
    """Up to the limit it is an answer; beyond it is nothing, and its end is still found."""
    data = b"\x1b]4;" + b"x" * (size - 4) + b"\x1b\\j"
    reader = InputReader()
    events = [
        event
        for at in range(0, len(data), chunk)
        for event in reader.feed(data[at : at + chunk], 0.0)
    ]
    assert plain(events[-1]) == ("j", "j")
    assert len(events) == (2 if size + 2 <= 4096 else 1)


def test_a_string_without_an_end_is_given_up_after_silence_and_holds_little() -> None:
    reader = InputReader()
    for _ in range(200):
        assert reader.feed(b"\x1b]52;c;" + b"x" * 8000, 0.0) == []
        assert len(reader._held) <= 4098
    assert reader.deadline() == pytest.approx(1.0)
    assert reader.timeout(1.0) == []
    assert [plain(event) for event in reader.feed(b"j", 1.1)] == [("j", "j")]


def test_a_control_ends_a_string_that_has_no_end() -> None:
    events = read(b"\x1b]0;never\x03j\x1b]0;never\x1b[A")
    assert [plain(event) for event in events] == [("ctrl+c", "\x03"), ("j", "j"), ("up", None)]

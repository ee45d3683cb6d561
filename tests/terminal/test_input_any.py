"""Any bytes, in any reads, at any time: no error, and the cuts change nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Key, Paste

from console.terminal.input import Event, InputReader

ENCODINGS = st.sampled_from(["utf-8", "gb18030"])
TERMINALS = st.sampled_from(["", "linux", "cons25", "rxvt", "vt220"])

FRAGMENTS = [
    *(b"\x1b", b"\x1b[", b"\x1bO", b"\x1b[M", b"\x1b[[", b"\x1b]11;", b"\x1bP1$r", b"\x1b\\"),
    *(b"\x07", b"\x1b[200~", b"\x1b[201~", b"\x1b[A", b"\x1b[1;5", b"3$", b"\x1b[0n", b"\r"),
    *(b"\x1b[24;80R", b"\x1b[?2026;1$y", b"\x1b[<0;1;1M", b"\x81", b"\x81\x30", b"\xe4\xb8"),
]

PIECES = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=4).map(lambda text: text.encode("utf-8", "replace")),
    st.text(max_size=4).map(lambda text: text.encode("gb18030", "replace")),
    st.sampled_from(FRAGMENTS),
    st.lists(st.sampled_from([*b"\x1b[]OPM0;$~A\\?"]), max_size=10).map(bytes),
)

STREAMS = st.lists(PIECES, max_size=12).map(b"".join)


def plain(event: Event) -> object:
    """Something that can be compared."""
    if isinstance(event, Key):
        return ("key", event.key, event.character)
    return ("paste", event.text) if isinstance(event, Paste) else event


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The data in reads that end at the places."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@settings(max_examples=600, deadline=None)
@given(STREAMS, st.lists(st.integers(0, 1000), max_size=20), ENCODINGS, TERMINALS)
def test_cuts_change_nothing(data: bytes, places: list[int], encoding: str, terminal: str) -> None:
    whole, split = (InputReader(encoding, terminal=terminal) for _ in range(2))
    for reader in (whole, split):
        reader.expect_cursor()
    once = whole.feed(data, 0.0)
    parts = [event for part in cut(data, places) for event in split.feed(part, 0.0)]
    once += whole.timeout(60.0)
    parts += split.timeout(60.0)
    assert [plain(event) for event in parts] == [plain(event) for event in once]
    assert whole.unknown == split.unknown
    assert whole.deadline() is None


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PIECES, st.floats(0, 7), st.booleans()), max_size=20), ENCODINGS)
def test_any_bytes_at_any_time_never_raise(
    reads: list[tuple[bytes, float, bool]], encoding: str
) -> None:
    reader, now = InputReader(encoding), 0.0
    for data, pause, ask in reads:
        for event in reader.feed(data, now):
            assert not isinstance(event, Key) or event.key
        now += pause
        due = reader.deadline()
        if ask and due is not None and due <= now:
            reader.timeout(now)
            assert reader.deadline() is None
    reader.timeout(now + 60.0)
    assert reader.deadline() is None


TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd"),
    max_size=40,
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@settings(max_examples=200, deadline=None)
@given(text=TYPED, places=st.lists(st.integers(0, 1000), max_size=10))
def test_typed_text_arrives_as_the_same_characters(
    encoding: str, text: str, places: list[int]
) -> None:
    reader = InputReader(encoding)
    parts = cut(text.encode(encoding), places)
    events = [event for part in parts for event in reader.feed(part, 0.0)]
    assert "".join(event.character or "" for event in events if isinstance(event, Key)) == text
    assert len(events) == len(text)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200), places=st.lists(st.integers(0, 1000), max_size=8))
def test_a_paste_of_any_bytes_is_one_event_without_controls(
    content: bytes, places: list[int]
) -> None:
    content = content.replace(b"\x1b[201~", b"")
    reader = InputReader()
    data = b"\x1b[200~" + content + b"\x1b[201~"
    events = [event for part in cut(data, places) for event in reader.feed(part, 0.0)]
    assert len(events) == 1
    assert isinstance(events[0], Paste)
    assert not any(ord(char) < 32 and char not in "\t\n" for char in events[0].text)

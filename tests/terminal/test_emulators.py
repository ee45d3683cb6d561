"""Whatever frames, sizes, budgets and answers come: in the end the glass shows what is wanted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.looks import LOOKS
from console.screenful import Plate, screenful
from console.terminal.cells import look_of
from console.terminal.difference import Encoder
from console.terminal.screen import Screen
from tests.console.seats import DISTRICT_SEAT, Room
from tests.terminal.emulators import Glass, Replica, capabilities, glass_for, painted, written

PLATE = Plate("吴江区联动指挥中心", DISTRICT_SEAT, "演示")
TERMS = ("xterm-256color", "xterm-direct", "putty-256color", "linux", "vt100", "vt220",
         "screen-256color", "tmux-256color", "ansi", "unknown", "sun")  # fmt: skip


def frame(room: Room, width: int, height: int) -> str:
    """The seat's screen as Textual writes it."""
    lines = screenful(room.seat, PLATE, width, height).lines
    return painted(
        ["".join(LOOKS[span.look].render(span.text) for span in one if span.text) for one in lines]
    )


@pytest.fixture(scope="module")
def frames() -> list[tuple[int, int, str]]:
    """A seat at work: start, cursor, pages, command line, filter, ticks, another size."""
    room, found = Room(), []
    for number in range(40):
        room.report(text=f"路口井盖缺失{number}号, 请尽快处理“……”")
        room.later(seconds=11)
    keys = "jjjkj<pagedown><pagedown>jjG:pq <escape>/井<enter>?<pagedown><escape>jj"
    for at in range(len(keys)):
        key = re.match(r"<[a-z]+>|.", keys[at:])
        assert key
        if at and "<" in keys[:at] and ">" not in keys[keys[:at].rindex("<") : at]:
            continue
        room.type(key[0])
        room.later(seconds=1)
        size = (80, 24) if at < 30 else (100, 30)
        found.append((*size, frame(room, *size)))
    return found


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_seat_at_work_looks_the_same_on_every_terminal(
    frames: list[tuple[int, int, str]], term: str, encoding: str
) -> None:
    bench = Replica(capabilities(term, encoding), 80, 24)
    for width, height, text in frames:
        if (width, height) != bench.size:
            bench.resize(width, height)
        bench.screen.feed(text)
        bench.screen.key_pressed(bench.now)
        bench.settle()


def test_what_textual_wrote_is_what_is_wanted(frames: list[tuple[int, int, str]]) -> None:
    can = capabilities("xterm-direct")
    bench, truth = Replica(can, 80, 24), Glass(80, 24)
    for _, _, text in [one for one in frames if one[:2] == (80, 24)]:
        bench.screen.feed(text)
        truth.feed(text)
        bench.settle()
        assert truth.difference(bench.screen.reader.wanted, look_of) == []
        assert bench.glass.text() == truth.text()


# -- random frames -----------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("ab 0-=盛泽镇，｜ "), min_size=1, max_size=12) | st.sampled_from(
    [" " * 30, "-" * 40, "盛" * 20, "x" * 9, "12:34"]
)
PENS = st.sampled_from(
    ["0", "1", "7", "1;31", "31", "4;31", "4;32", "32", "7;32", "0;7;33", "44", "1;44", "4;44",
     "38;5;200;48;5;17", "1;38;5;200;48;5;17", "38;2;1;2;3", "91;104", "2", "2;31", "3;9", "5",
     "22;27", "39;49", "38;2;255;255;255;48;2;0;0;80"]
)  # fmt: skip
PIECES = st.tuples(st.integers(0, 19), st.integers(0, 11), PENS, TEXTS)
FRAMES = st.lists(PIECES, min_size=1, max_size=6)
SIZES = st.tuples(st.integers(1, 25), st.integers(1, 12))


@pytest.mark.parametrize("term", ["xterm-direct", "putty-256color", "vt100", "screen-256color"])
@settings(max_examples=60, deadline=None)
@given(frames=st.lists(FRAMES, min_size=1, max_size=6), size=SIZES)
def test_random_frames_converge(
    term: str, frames: list[list[tuple[int, int, str, str]]], size: tuple[int, int]
) -> None:
    bench = Replica(capabilities(term), *size)
    truth = Glass(*size)
    for pieces in frames:
        text = written(pieces, *size)
        bench.screen.feed(text)
        truth.feed(text)
        bench.settle()
        if term == "xterm-direct":
            assert [row.rstrip() for row in truth.text()] == [
                row.rstrip() for row in bench.glass.text()
            ]


@settings(max_examples=60, deadline=None)
@given(
    shift=st.integers(-6, 6), top=st.integers(0, 5), rows=st.integers(4, 12),
    rest=FRAMES, pen=PENS,
)  # fmt: skip
def test_scrolled_rows_converge(
    shift: int, top: int, rows: int, rest: list[tuple[int, int, str, str]], pen: str
) -> None:
    bench = Replica(capabilities("xterm-direct"), 30, 20)
    lines = [f"\x1b[{pen}m第{n}行 row {n:03d}\x1b[0m        " for n in range(40)]
    bench.screen.feed(painted(lines[10 : 10 + rows], top))
    bench.settle()
    moved = lines[10 + shift : 10 + shift + rows]
    bench.screen.feed(painted(moved, top) + written(rest, 30, 20))
    bench.settle()


EVENTS = st.one_of(
    st.tuples(st.just("frame"), FRAMES),
    st.tuples(st.just("key"), st.none()),
    st.tuples(st.just("answer"), st.none()),
    st.tuples(st.just("lost"), st.none()),
    st.tuples(st.just("redraw"), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([0.01, 0.1, 0.7, 3.0, 9.0])),
    st.tuples(st.just("size"), SIZES),
)


@settings(max_examples=150, deadline=None)
@given(events=st.lists(EVENTS, max_size=30), answering=st.booleans(), size=SIZES)
def test_lost_and_late_answers_and_resize_storms_converge(
    events: list[tuple[str, object]], answering: bool, size: tuple[int, int]
) -> None:
    bench = Replica(capabilities("xterm-256color"), *size)
    for kind, what in events:
        if kind == "frame":
            bench.screen.feed(written(what, *bench.size))  # type: ignore[arg-type]
        elif kind == "key":
            bench.screen.key_pressed(bench.now)
        elif kind == "answer":
            bench.answer()
        elif kind == "lost":
            bench.owed = max(0, bench.owed - 1)
        elif kind == "redraw":
            bench.screen.redraw()
        elif kind == "wait":
            bench.now += what  # type: ignore[operator]
        else:
            bench.resize(*what)  # type: ignore[misc]
        bench.take()
    bench.settle(answering)


@settings(max_examples=60, deadline=None)
@given(frames=st.lists(FRAMES, min_size=1, max_size=4), budget=st.integers(1, 80))
def test_budgets_cut_frames_and_the_rest_follows(
    frames: list[list[tuple[int, int, str, str]]], budget: int
) -> None:
    can = capabilities("xterm-256color")
    encoder, glass = Encoder(can, 20, 12), glass_for(can, 20, 12)
    screen = Screen(can, 20, 12)
    glass.feed(encoder.clear(20, 12))
    for pieces in frames:
        screen.feed(written(pieces, 20, 12))
        wanted = screen.reader.wanted
        for _ in range(13):
            glass.feed(encoder.encode(wanted, (0, 0), budget, first_rows=(11,)))
            assert glass.difference(encoder.shown, look_of) == []
            if encoder.complete:
                break
        else:
            pytest.fail("a frame is never complete")
        assert glass.difference(wanted, look_of) == []
        assert (glass.screen.cursor.x, glass.screen.cursor.y) == (0, 0)


def test_every_row_gets_its_turn_on_a_busy_line() -> None:
    """Rows that change with every frame do not keep the budget from those below them."""
    bench = Replica(capabilities("xterm-256color"), 80, 24)
    bench.settle()
    waited = longest = 0
    for number in range(60):
        bench.now += 0.3 + bench.sizes[-1] / 8000  # a round trip and a line of 64 kbit/s
        bench.answer()
        rows = [f"{chr(97 + number % 26) * 39}{number:03d}{'盛泽' * 9}" for _ in range(23)]
        last = f"newest {number // 20}"
        bench.screen.feed(painted([*rows, last]))
        assert bench.take()
        waited = 0 if bench.glass.text()[23].startswith(last) else waited + 1
        longest = max(longest, waited)
    assert longest < 8, f"the last row waited for {longest} frames"


def test_a_picture_that_a_key_caused_goes_whole_however_long_it_had_to_wait() -> None:
    screen = Screen(capabilities("xterm-256color"), 80, 24)
    screen.began(0.0)
    screen.feed("\x1b[H" + "a")
    assert screen.take(0.0)
    screen.key_pressed(0.1)
    screen.feed("\x1b[H" + "b")
    assert screen.take(0.1)
    for y in range(24):
        screen.feed(f"\x1b[{y + 1};1H" + "".join(chr(33 + (x * 7 + y * 5) % 90) for x in range(79)))
    assert screen.take(0.12) == b""
    screen.answered(0.5)
    sent = screen.take(0.5)
    assert len(sent) > 24 * 70
    assert not screen.differs

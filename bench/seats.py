"""One program in a pty through all its measurements: start, idle, keys, the same under load."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from bench import stalls
from bench.measure import Figure, median, spread
from bench.proc import cpu_percent, usage
from bench.pty_probe import Finder, TimedSeat
from bench.walk import Keys, Walk

START_SECONDS = 40.0
"""How long a program may take until it shows rows."""

OTHER_LINES = 10
"""Lines of the screen that are not rows."""

Size = tuple[int, int]
"""Columns and rows of a window."""


class Effort(NamedTuple):
    """How long to measure.

    Attributes:
        window: seconds without keys in which bytes and processor time are counted.
        settle: seconds from the first row, or from the load's beginning, to a measurement.
        keys / scrolls: cursor-down keys in view in each phase, and ones that scroll.
        starts: of each program.
    """

    window: float
    settle: float
    keys: int
    scrolls: int
    starts: int


Loading = Callable[[TimedSeat], AbstractContextManager[object]]
"""A block during which 100 changes a second come to the seat."""


class Program(NamedTuple):
    """What is measured.

    Attributes:
        argv: behind ``python``; stalls: the file where it writes long callbacks.
        find: how its mark is found.
        load: how changes come to it.
    """

    name: str
    argv: list[str]
    find: Finder | None
    load: Loading
    stalls: Path


def title(program: Program | str, size: Size) -> str:
    """The subject's name in the tables."""
    name = program if isinstance(program, str) else program.name
    return f"{name} {size[0]}x{size[1]}"


class Starts:
    """Milliseconds from starting a program to its first text and to its first row."""

    def __init__(self) -> None:
        self._texts: list[float] = []
        self._rows: list[float] = []

    def note(self, seat: TimedSeat) -> None:
        """Wait for the seat's first row, or text where it has no rows; keep how long they took.

        Raises:
            RuntimeError: nothing came.
        """
        if not seat.until(lambda: seat.marks if seat.find else seat.first_text, START_SECONDS):
            raise RuntimeError(f"nothing is shown:\n{seat.dump()}")
        self._texts.append(1000 * (seat.first_text - seat.began))
        self._rows += [1000 * (at - seat.began) for at, _ in seat.marks[:1]]

    def figures(self, subject: str) -> list[Figure]:
        """The medians."""
        count = len(self._texts)
        found = [Figure(subject, "exec to first text", median(self._texts), "ms", count)]
        if self._rows:
            found.append(Figure(subject, "exec to first row", median(self._rows), "ms", count))
        return found


def least(
    name: str, argv: list[str], size: Size, find: Finder | None, effort: Effort
) -> list[Figure]:
    """Starts of a program that does nothing; keys too if it has rows: what the harness costs."""
    starts, subject = Starts(), title(name, size)
    times: list[float] = []
    for at in range(effort.starts):
        with TimedSeat([sys.executable, *argv], size, find) as seat:
            starts.note(seat)
            if find and at == 0:
                walk = Walk(seat, size[1] - OTHER_LINES, random.Random(5))
                times = walk.in_view(effort.keys).times
            seat.kill()
    keys = spread(subject, "key to painted, idle", times, "ms") if times else []
    return starts.figures(subject) + keys


def measure(program: Program, size: Size, effort: Effort) -> list[Figure]:
    """Every figure of one program at one size of window."""
    subject, starts = title(program, size), Starts()
    for _ in range(effort.starts - 1):
        with _started(program, size) as seat:
            starts.note(seat)
            seat.kill()
    with _started(program, size) as seat:
        starts.note(seat)
        time.sleep(effort.settle)
        walk = Walk(seat, size[1] - OTHER_LINES, random.Random(5))
        found = starts.figures(subject)
        found += _phase(program, subject, seat, walk, "idle", effort)
        with program.load(seat):
            time.sleep(effort.settle)
            found += _phase(program, subject, seat, walk, "100/s", effort)
        keys = walk.scrolling(effort.scrolls)
        found += spread(subject, "scroll by one to painted, idle", keys.times, "ms")
        found.append(_bytes(subject, "bytes per scroll by one, idle", keys))
        found.append(Figure(subject, "RSS at the end", usage(seat.process.pid).rss, "MB"))
        seat.kill()
    return found


def _started(program: Program, size: Size) -> TimedSeat:
    return TimedSeat([sys.executable, *program.argv], size, program.find)


def _phase(
    program: Program, subject: str, seat: TimedSeat, walk: Walk, phase: str, effort: Effort
) -> list[Figure]:
    """A window without keys, then keys in view."""
    began, size = usage(seat.process.pid), seat.received
    time.sleep(effort.window)
    ended, written = usage(seat.process.pid), seat.received - size
    found = [
        Figure(subject, f"written, {phase}", written / (ended.at - began.at), "B/s"),
        Figure(subject, f"processor, {phase}", cpu_percent(began, ended), "%"),
    ]
    keys = walk.in_view(effort.keys)
    found += spread(subject, f"key to painted, {phase}", keys.times, "ms")
    found.append(Figure(subject, f"keys not seen within 3 s, {phase}", keys.unseen, "count"))
    if phase == "idle":
        found.append(_bytes(subject, "bytes per cursor down, idle", keys))
    now = time.perf_counter()
    return found + stalls.figures(program.stalls, subject, phase, began.at, now)


def _bytes(subject: str, name: str, keys: Keys) -> Figure:
    return Figure(subject, name, median(keys.sizes), "B", len(keys.sizes))

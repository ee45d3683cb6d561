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

START_SECONDS = 300.0
"""How long a program may take until it shows rows: DataTable takes 35 s for 100,000."""

OTHER_LINES = 10
"""Lines of the screen that are not rows."""

ANYWHERE, ON_SCREEN = "anywhere", "on screen"
"""Where changes go."""

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


Loading = Callable[[TimedSeat, bool], AbstractContextManager[object]]
"""A block during which changes come to the seat, all of them on screen or anywhere."""

Finding = Callable[[TimedSeat, str], list[Figure]]
"""Filters and sorts; the figures under that subject."""


class Program(NamedTuple):
    """What is measured.

    Attributes:
        argv: behind ``python``; stalls: the file where it writes long callbacks.
        find: how its mark is found.
        load: how changes come to it.
        finding: how it filters and sorts.
        rate: changes a second, in words of the figures.
    """

    name: str
    argv: list[str]
    find: Finder | None
    load: Loading
    stalls: Path
    finding: Finding
    rate: str


def title(program: Program | str, size: Size, tickets: int | None = None) -> str:
    """The subject's name in the tables."""
    name = program if isinstance(program, str) else program.name
    more = f", {tickets:,}" if tickets is not None else ""
    return f"{name} {size[0]}x{size[1]}{more}"


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


def measure(
    program: Program,
    size: Size,
    effort: Effort,
    phases: tuple[str, ...] = (ANYWHERE, ON_SCREEN),
    tickets: int | None = None,
) -> list[Figure]:
    """Every figure of one program at one size of window.

    Args:
        phases: where changes go while it is measured under load.
        tickets: said in the subject where it is not the run's own number.
    """
    subject, starts = title(program, size, tickets), Starts()
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
        for where in phases:
            with program.load(seat, where == ON_SCREEN):
                time.sleep(effort.settle)
                phase = f"{program.rate} {where}"
                found += _phase(program, subject, seat, walk, phase, effort)
        keys = walk.scrolling(effort.scrolls)
        found += spread(subject, "scroll by one to painted, idle", keys.times, "ms")
        found.append(_bytes(subject, "bytes per scroll by one, idle", keys))
        found += program.finding(seat, subject)
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

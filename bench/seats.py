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
from bench.pty_probe import Finder, Keys, TimedSeat, Walk

START_SECONDS = 40.0
"""How long a program may take until it shows rows."""

SETTLE_SECONDS = 1.5
"""From the first row, or from the beginning of the load, to the first measurement."""

OTHER_LINES = 10
"""Lines of the screen that are not rows."""

Size = tuple[int, int]
"""Columns and rows of a window."""


class Effort(NamedTuple):
    """How long to measure: seconds a window, keys in view, keys that scroll, starts."""

    window: float
    keys: int
    scrolls: int
    starts: int


class Program(NamedTuple):
    """What is measured.

    Attributes:
        argv: behind ``python``; stalls: the file where it writes long callbacks.
        find: how its mark is found.
        load: a block during which 100 changes a second come.
    """

    name: str
    argv: list[str]
    find: Finder | None
    load: Callable[[TimedSeat], AbstractContextManager[object]]
    stalls: Path


def title(program: Program | str, size: Size) -> str:
    """The subject's name in the tables."""
    name = program if isinstance(program, str) else program.name
    return f"{name} {size[0]}x{size[1]}"


def first_paint(
    name: str, argv: list[str], size: Size, find: Finder | None, starts: int
) -> list[Figure]:
    """Milliseconds from starting the program to its first text and to its first row, medians."""
    texts, rows = [], []
    for _ in range(starts):
        with TimedSeat([sys.executable, *argv], size, find) as seat:
            seat.until(lambda: seat.marks if find else seat.first_text, START_SECONDS)
            texts.append(1000 * (seat.first_text - seat.began))
            rows += [1000 * (at - seat.began) for at, _ in seat.marks[:1]]
            seat.kill()
    subject = title(name, size)
    found = [Figure(subject, "exec to first text", median(texts), "ms", starts)]
    if rows:
        found.append(Figure(subject, "exec to first row", median(rows), "ms", starts))
    return found


def floor(argv: list[str], size: Size, find: Finder, keys: int) -> list[Figure]:
    """Key to painted of bare Python: the harness and the pty cost this much of every figure."""
    with TimedSeat([sys.executable, *argv], size, find) as seat:
        seat.until(lambda: seat.marks, START_SECONDS)
        found = Walk(seat, size[1] - OTHER_LINES, random.Random(5)).in_view(keys)
        seat.kill()
    return spread(title("bare python", size), "key to painted, idle", found.times, "ms")


def measure(program: Program, size: Size, effort: Effort) -> list[Figure]:
    """Every figure of one program at one size of window."""
    subject = title(program, size)
    with TimedSeat([sys.executable, *program.argv], size, program.find) as seat:
        if not seat.until(lambda: seat.marks, START_SECONDS):
            raise RuntimeError(f"{subject} shows no row:\n{seat.dump()}")
        time.sleep(SETTLE_SECONDS)
        walk = Walk(seat, size[1] - OTHER_LINES, random.Random(5))
        found = _phase(program, subject, seat, walk, "idle", effort)
        keys = walk.scrolling(effort.scrolls)
        found += spread(subject, "scroll by one to painted, idle", keys.times, "ms")
        found.append(_bytes(subject, "bytes per scroll by one, idle", keys))
        with program.load(seat):
            time.sleep(SETTLE_SECONDS)
            found += _phase(program, subject, seat, walk, "100/s", effort)
        found.append(Figure(subject, "RSS at the end", usage(seat.process.pid).rss, "MB"))
        seat.kill()
    return found


def _phase(
    program: Program, subject: str, seat: TimedSeat, walk: Walk, phase: str, effort: Effort
) -> list[Figure]:
    """A window without keys, then keys in view."""
    began, size = usage(seat.process.pid), seat.bytes_read
    time.sleep(effort.window)
    ended, written = usage(seat.process.pid), seat.bytes_read - size
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

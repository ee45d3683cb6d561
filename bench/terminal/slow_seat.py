"""A console behind a slow line, and what is measured at it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from bench import stalls
from bench.measure import Figure, percentile
from bench.proc import usage
from bench.terminal.ages import Ages, History
from tests.terminal.relay import SlowSeat

ROWS = range(4, 18)
"""Lines of 80x24 that hold tickets."""

SETTLE_SECONDS = 2.5
UNSEEN_SECONDS = 20.0
"""After which a key counts as never shown."""


NUMBER = re.compile(r"\d{6}")


def ticket(lines: list[str]) -> str:
    """The ticket under the cursor; empty if none is seen. Only keys change it."""
    rows = (lines[y] for y in ROWS if lines[y].startswith(">"))
    found = NUMBER.search(next(rows, ""))
    return found[0] if found else ""


class Seat:
    """A console behind a line, and what is measured at it."""

    def __init__(self, name: str, seat: SlowSeat, stall_file: Path) -> None:
        self.name, self.seat = name, seat
        self._stall_file = stall_file
        self._rng = random.Random(4)
        if seat.seen(lambda lines: ticket(lines) != "", 40.0) is None:
            raise RuntimeError(f"nothing is shown:\n{seat.dump()}")

    def stand(self, key: str) -> None:
        """Go to another row, such as the first by ``<home>``."""
        self.seat.send(key)
        time.sleep(SETTLE_SECONDS)

    def keys(self, phase: str, count: int) -> list[Figure]:
        """Cursor keys down and up within the window."""
        times: list[float] = []
        for at in range(count):
            key, was = "j" if (at // 6) % 2 == 0 else "k", ticket(self.seat.screen())
            took = self._press(key, lambda lines: ticket(lines) not in ("", was))  # noqa: B023
            times += [took] if took is not None else []
            time.sleep(self._rng.uniform(0.2, 0.6))
        return self._figures(f"cursor key, {phase}", times, count)

    def switches(self, phase: str, count: int) -> list[Figure]:
        """From the queue to a ticket and back."""
        times: list[float] = []
        for _ in range(count):
            for key, words in (("<enter>", "Esc返回"), ("<esc>", "Enter详情")):
                took = self._press(key, lambda lines: words in lines[-1])  # noqa: B023
                times += [took] if took is not None else []
                time.sleep(self._rng.uniform(0.4, 0.9))
        return self._figures(f"view switch, {phase}", times, 2 * count)

    def _press(self, key: str, met: Callable[[list[str]], bool]) -> float | None:
        self.seat.send(key)
        return self.seat.seen(met, UNSEEN_SECONDS)

    def _figures(self, name: str, times: list[float], count: int) -> list[Figure]:
        milliseconds = [1000 * one for one in times]
        return [
            *(Figure(self.name, f"{name} p{part}", percentile(milliseconds, part), "ms", len(times))
              for part in (50, 95)),
            Figure(self.name, f"{name}, never shown", count - len(times), "count", count),
        ]  # fmt: skip

    def watch(self, history: History, seconds: float, phase: str) -> list[Figure]:
        """How old the rows are, and how much stands on the line."""
        ages, most = Ages(history, ROWS), 0
        began, size = time.monotonic(), self.seat.bytes_read
        self.seat.on_arrival = ages.note
        while time.monotonic() < began + seconds:
            most = max(most, self.seat.on_line)
            time.sleep(0.02)
        self.seat.on_arrival = None
        written = (self.seat.bytes_read - size) / seconds
        note = f"{ages.unknown} looks at rows that the fast terminal never showed"
        found = [Figure(self.name, f"on the line at most, {phase}", most, "B"),
                 Figure(self.name, f"arrived, {phase}", written, "B/s")]  # fmt: skip
        for part in (50, 95, 100):
            rows, clocks = ages.worst(part)
            name = f"p{part}" if part < 100 else "most"
            found.append(
                Figure(self.name, f"age of rows {name}, {phase}", rows, "s", len(ages.rows), note)
            )
            found.append(
                Figure(self.name, f"age of clock {name}, {phase}", clocks, "s", len(ages.clocks))
            )
        return found

    def stopped(self, history: History, seconds: float) -> list[Figure]:
        """The terminal's process stops for a while under the load."""
        pid, ages = self.seat.process.pid, Ages(history, ROWS)
        before = usage(pid).rss
        self.seat.stop()
        time.sleep(seconds)
        grown = usage(pid).rss - before
        began = time.monotonic()
        self.seat.on_arrival = ages.note
        self.seat.go_on()
        fresh = self._fresh_after(ages, began)
        self.seat.on_arrival = None
        return [
            Figure(self.name, f"memory grown, stopped {seconds:.0f} s", grown, "MB"),
            Figure(self.name, f"newest screen after, stopped {seconds:.0f} s", fresh, "s"),
        ]

    def _fresh_after(self, ages: Ages, began: float) -> float:
        """Seconds until the clock is no older than a second and a half."""
        while time.monotonic() < began + UNSEEN_SECONDS:
            if ages.clocks and ages.clocks[-1] < 1.5:
                return time.monotonic() - began
            time.sleep(0.01)
        return float("nan")

    def stalls(self, since: float) -> list[Figure]:
        """How long the event loop was held."""
        return stalls.figures(self._stall_file, self.name, "load", since, time.perf_counter())

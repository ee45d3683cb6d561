"""``python -m bench.terminal.slow_line [--quick]``: the console behind 64 kbit/s and 300 ms.

A real platform takes up to 1,000 changes a second while one console stands behind a slow line and
another, with the same screen, in front of it. Told: how long keys and views take to show, how old
what is shown is, how much stands on the line, how long the event loop was held, what a stopped
terminal costs; the same at 9,600 bit/s, and for Textual's own driver. About two minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import stalls
from bench.loading import Loads, View
from bench.measure import Figure, json_line, percentile, table
from bench.proc import ROOT, end_on_signals, usage
from bench.scene import Scene, scene
from bench.terminal.ages import Ages, History
from tests.terminal.relay import SlowSeat

TICKETS = 1_500
WANTED = 1_000
"""Changes a second that are asked of the platform."""

LOAD_SECONDS = 200.0
"""After which the load ends by itself."""

ROWS = range(4, 18)
"""Lines of 80x24 that hold tickets."""

SETTLE_SECONDS = 2.5
UNSEEN_SECONDS = 20.0
"""After which a key counts as never shown."""


class Effort:
    """How much is measured."""

    def __init__(self, quick: bool) -> None:
        self.keys = 8 if quick else 25
        self.stock_keys = 3 if quick else 6
        self.switches = 3 if quick else 8
        self.watching = 4.0 if quick else 10.0
        self.stopped = 5.0 if quick else 60.0


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


class Run:
    """Everything, one after the other."""

    def __init__(self, there: Scene, effort: Effort) -> None:
        self._scene, self._effort = there, effort
        self._loads = Loads(there)
        self.figures: list[Figure] = []

    def all(self) -> None:
        """Measure."""
        with self._seat("fast", "thin", 1e7, 0.0) as fast:
            with self._seat("thin 64k", "thin", 8000.0, 0.3) as slow:
                self._add(slow.keys("idle", self._effort.keys))
                self._add(slow.switches("idle", self._effort.switches))
                since = time.perf_counter()
                with self._watched(fast, slow) as history:
                    self._keys(slow, self._effort.keys)
                    self._add(slow.switches("load", self._effort.switches))
                    self._add(slow.stopped(history, self._effort.stopped))
                self._add(slow.stalls(since))
            with self._seat("thin 9600", "thin", 960.0, 0.3) as slow, self._watched(fast, slow):
                self._keys(slow, self._effort.keys // 2)
            with self._seat("stock 64k", "stock", 8000.0, 0.3) as slow, self._watched(fast, slow):
                self._keys(slow, self._effort.stock_keys)
        self._add(self._loads.figures)

    @contextmanager
    def _watched(self, fast: Seat, slow: Seat) -> Iterator[History]:
        """The load, and how old the slow seat's rows are while both stand at the top."""
        fast.stand("<home>")
        slow.stand("<home>")
        history = History(ROWS)
        fast.seat.on_arrival = history.note
        history.note(fast.seat.screen(), time.monotonic())
        with self._load():
            time.sleep(SETTLE_SECONDS)
            self._add(slow.watch(history, self._effort.watching, "load"))
            yield history
        fast.seat.on_arrival = None

    def _keys(self, slow: Seat, count: int) -> None:
        slow.stand("<pgdn>")  # away from the top, where rows come and go
        self._add(slow.keys("load", count))

    def _add(self, found: list[Figure]) -> None:
        self.figures += found
        for figure in found:
            print(json_line(figure), flush=True)

    @contextmanager
    def _load(self) -> Iterator[None]:
        with self._loads._child(View(0, 400), WANTED, LOAD_SECONDS) as child:
            yield
            self._loads._end(child, f"changes applied over HTTP, {WANTED}/s wanted")

    @contextmanager
    def _seat(self, name: str, kind: str, rate: float, round_trip: float) -> Iterator[Seat]:
        folder, token = self._scene.folder, self._scene.tokens["seat"]
        stall_file = folder / f"{name}.stalls"
        stall_file.touch()
        options = {"url": self._scene.url, "token": token, "account": "seat", "mode": "rich",
                   "stalls": str(stall_file)}  # fmt: skip
        file = folder / f"{name}.json"
        file.write_text(json.dumps(options), "utf-8")
        argv = [sys.executable, "-m", "bench.terminal.slow_child", kind, str(file)]
        with SlowSeat(argv, rate=rate, round_trip=round_trip, cwd=ROOT) as seat:
            yield Seat(name, seat, stall_file)


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.terminal.slow_line", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer keys and seconds")
    effort = Effort(parser.parse_args().quick)
    end_on_signals()
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory(prefix="shaotai-bench-") as name:
        with scene(Path(name), TICKETS) as there:
            run = Run(there, effort)
            run.all()
    for one in table(run.figures, ["thin 64k", "thin 9600", "stock 64k"]):
        print(one, file=sys.stderr)
    for one in table(run.figures, ["load"]):
        print(one, file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

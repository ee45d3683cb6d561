"""``python -m bench.terminal.slow_line [--quick]``: the console behind 64 kbit/s and 300 ms.

A real platform takes up to 1,000 changes a second while one console stands behind a slow line and
another, with the same screen, in front of it. Told: how long keys and views take to show, how old
what is shown is, how much stands on the line, how long the event loop was held, what a stopped
terminal costs; the same at 9,600 bit/s, and for Textual's own driver. Some four minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.loading import Loads
from bench.measure import Figure, json_line, table
from bench.proc import ROOT, end_on_signals
from bench.scene import Scene, scene
from bench.terminal.ages import History
from bench.terminal.slow_seat import ROWS, SETTLE_SECONDS, Seat
from tests.terminal.relay import SlowSeat

TICKETS = 1_500
WANTED = 1_000
"""Changes a second that are asked of the platform."""

SOONEST = 400
"""The tickets that change: the first of the queue, so that what is on the screen always does."""

LOAD_SECONDS = 200.0
"""After which the load ends by itself."""


class Effort:
    """How much is measured."""

    def __init__(self, quick: bool) -> None:
        self.keys = 8 if quick else 25
        self.stock_keys = 3 if quick else 6
        self.switches = 3 if quick else 8
        self.watching = 4.0 if quick else 10.0
        self.stopped = 5.0 if quick else 60.0


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
            with self._seat("stock 9600", "stock", 960.0, 0.3) as slow, self._watched(fast, slow):
                self._keys(slow, self._effort.stock_keys // 2)
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
        soonest = [row.id for row in self._scene.rows[:SOONEST]]
        with self._loads._child(soonest, WANTED, LOAD_SECONDS) as child:
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
    with (
        tempfile.TemporaryDirectory(prefix="shaotai-bench-") as name,
        scene(Path(name), TICKETS) as there,
    ):
        run = Run(there, effort)
        run.all()
    for one in table(run.figures, ["thin 64k", "stock 64k", "thin 9600", "stock 9600"]):
        print(one, file=sys.stderr)
    for one in table(run.figures, ["load"]):
        print(one, file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

"""``python -m bench [--quick]``: JSON lines on standard output, a table to read on the other.

Everything is measured in this one run on this machine, over loopback: times hold beside each
other, not beside those of another machine. Byte counts are exact.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from bench import engine, rows
from bench.loading import RATE, SEEN_SHARE, SHARE, Loads, View
from bench.measure import Figure, json_line, table
from bench.proc import end_on_signals
from bench.pty_probe import Finder, TimedSeat, by_colour, by_sign
from bench.scene import Scene, scene
from bench.seats import OTHER_LINES, Effort, Loading, Program, Size, least, measure, title
from bench.walk import SCREENS_DOWN

SMALL, LARGE = (80, 24), (160, 50)

FULL = Effort(window=3.0, settle=1.0, keys=150, scrolls=30, starts=3)
QUICK = Effort(window=2.0, settle=0.5, keys=24, scrolls=10, starts=1)
TICKETS, QUICK_TICKETS = 10_000, 1_200

LATE_SECONDS = 85.0
"""If the larger window is come to later than this, it is measured as in a quick run."""


class Run:
    """One run of the bench: what is there, and the figures so far."""

    def __init__(self, there: Scene, effort: Effort, began: float) -> None:
        self._scene = there
        self._effort = effort
        self._loads = Loads(there)
        self._began = began
        self.figures: list[Figure] = []

    def add(self, found: list[Figure]) -> None:
        """Print figures as they come."""
        self.figures += found
        for figure in found:
            print(json_line(figure), flush=True)

    def floors(self) -> None:
        """The least that could be."""
        effort = self._effort
        ansi, textual = (["-m", "bench.floors", name] for name in ("ansi", "textual"))
        self.add(least("least textual", textual, SMALL, None, effort))
        self.add(least("bare python", ansi, SMALL, by_sign, effort))

    def seats(self, size: Size) -> None:
        """The console and the table at one size of window."""
        effort = self._effort
        if size == LARGE:
            effort = effort._replace(starts=1)
            if time.monotonic() - self._began > LATE_SECONDS:
                say("the machine is busy: fewer keys and seconds from here on")
                effort = QUICK
        self.add(measure(self._console(size), size, effort))
        self.add(measure(self._table(size), size, effort))

    def platform(self) -> None:
        """Requests, the stream, and as many changes as it takes."""
        filled = self._scene.filled
        rate = filled.applied / filled.seconds
        self.add([Figure("platform", "filling, not synced, groups", rate, "/s", filled.applied)])
        self.add(engine.requests(self._scene, 30 * self._effort.starts))
        with self._loads.steady(View(0, 0)):
            self.add(engine.stream(self._scene, self._effort.window))
        self._loads.flood(self._effort.window)
        self.add(self._loads.figures)

    def _console(self, size: Size) -> Program:
        shown = size[1] - OTHER_LINES
        last = 1 + SCREENS_DOWN * (shown - 1) + shown

        def load(seat: TimedSeat) -> AbstractContextManager[None]:
            return self._loads.steady(View(last - shown, last))

        options = rows.console_options(self._scene)
        return self._program("console", size, options, by_sign, load)

    def _table(self, size: Size) -> Program:
        options = rows.table_rows(self._scene, size, RATE, SEEN_SHARE)
        return self._program("DataTable", size, options, by_colour, signalled)

    def _program(
        self, name: str, size: Size, options: dict[str, Any], find: Finder, load: Loading
    ) -> Program:
        """A program whose options lie in a file, so that no token is on a command line."""
        stalls = self._scene.folder / f"{name}{size[0]}.stalls"
        stalls.touch()
        file = self._scene.folder / f"{name}{size[0]}.json"
        file.write_text(json.dumps({**options, "stalls": str(stalls)}), "utf-8")
        module = "bench.console_seat" if name == "console" else "bench.datatable_app"
        return Program(name, ["-m", module, str(file)], find, load, stalls)


@contextmanager
def signalled(seat: TimedSeat) -> Iterator[None]:
    """The table changes its own rows while the block runs."""
    seat.process.send_signal(signal.SIGUSR1)
    yield
    seat.process.send_signal(signal.SIGUSR2)


def say(text: str) -> None:
    """A line for whoever watches."""
    print(text, file=sys.stderr, flush=True)


def report(figures: list[Figure], sizes: tuple[Size, ...], seconds: float, count: int) -> None:
    """The tables."""
    say(f"\n{count:,} open tickets, {RATE} changes/s, {SHARE:.0%} of them to tickets in view")
    for size in sizes:
        subjects = [title("console", size), title("DataTable", size)]
        more = [title(name, size) for name in ("least textual", "bare python")]
        say("")
        columns = [*subjects, *(more if size == SMALL else [])]
        for one in table(figures, columns, "DataTable/console"):
            say(one)
    for subject in ("platform", "load", "disk"):
        say("")
        for one in table(figures, [subject]):
            say(one)
    say(f"\n{seconds:.0f} s in all")


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer tickets, keys and seconds")
    quick = parser.parse_args().quick
    effort, count = (QUICK, QUICK_TICKETS) if quick else (FULL, TICKETS)
    sizes: tuple[Size, ...] = (SMALL,) if quick else (SMALL, LARGE)
    began = time.monotonic()
    end_on_signals()
    sys.setswitchinterval(0.0005)  # the thread that notes times does not wait for pyte
    with tempfile.TemporaryDirectory(prefix="shaotai-bench-") as name:
        folder = Path(name)
        say(f"filling a platform with {count:,} open tickets ...")
        alone = [engine.disk(folder, effort.window / 4)]
        alone += engine.in_process(folder, effort.window / 3)
        with scene(folder, count) as there:
            run = Run(there, effort, began)
            run.add(alone)
            run.floors()
            for size in sizes:
                say(f"measuring at {size[0]}x{size[1]} ...")
                run.seats(size)
            run.platform()
    report(run.figures, sizes, time.monotonic() - began, count)
    return 0


if __name__ == "__main__":
    sys.exit(main())

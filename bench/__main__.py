"""``python -m bench [--quick] [--tickets N] [--rate R]``: JSON lines on standard output, a table to
read on the other.

Everything is measured in this one run on this machine, over loopback: times hold beside each
other, not beside those of another machine. Byte counts are exact. With 100,000 tickets it takes
half an hour, most of which DataTable needs to fill itself.
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

from bench import engine, fanout, finding, rows
from bench.loading import Loads
from bench.measure import Figure, json_line, ratio, table
from bench.proc import end_on_signals
from bench.pty_probe import NUMBER, Finder, TimedSeat, by_colour, by_sign
from bench.scene import Scene, scene
from bench.seats import (
    ANYWHERE,
    Effort,
    Finding,
    Loading,
    Program,
    Size,
    least,
    measure,
    title,
)

SMALL, LARGE = (80, 24), (160, 50)

FULL = Effort(window=3.0, settle=1.0, keys=150, scrolls=30, starts=3)
QUICK = Effort(window=2.0, settle=0.5, keys=24, scrolls=10, starts=1)
TICKETS, QUICK_TICKETS = 10_000, 1_200
RATE = 1_000
"""Changes to rows in a second."""

FEW_TICKETS = 1_000
"""What a key, a tick and a change cost at so many is held against what they cost at all of them."""

STREAM_RATE = 100
"""Changes a second while the platform's stream is measured."""

LATE_SECONDS = 150.0
"""If the larger window is come to later than this, it is measured as in a quick run; not where so
many tickets were asked for that it is late in any case."""


class Run:
    """One run of the bench: what is there, and the figures so far."""

    def __init__(self, there: Scene, effort: Effort, began: float, rate: int) -> None:
        self._scene = there
        self._effort = effort
        self._loads = Loads(there)
        self._began = began
        self._rate = rate
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
            late = time.monotonic() - self._began > LATE_SECONDS
            if late and len(self._scene.rows) <= TICKETS:
                say("the machine is busy: fewer keys and seconds from here on")
                effort = QUICK
        self.add(measure(self._console(size), size, effort))
        if len(self._scene.rows) > TICKETS:
            effort = effort._replace(starts=1)  # it fills itself for half a minute each time
        self.add(measure(self._table(size), size, effort))

    def platform(self) -> None:
        """Requests, the stream, and as many changes as it takes."""
        filled = self._scene.filled
        rate = filled.applied / filled.seconds
        self.add([Figure("platform", "filling, not synced, groups", rate, "/s", filled.applied)])
        self.add(engine.requests(self._scene, 30 * self._effort.starts))
        self.add(engine.throughput(self._scene, self._effort.window / 2))
        with self._loads.steady((), STREAM_RATE):
            self.add(engine.stream(self._scene, self._effort.window))
        self._loads.flood(self._effort.window)
        self.add(self._loads.figures)
        quick = self._effort is QUICK
        many = fanout.Effort(fanout.CLIENTS // 5, seconds=2.0) if quick else fanout.Effort()
        self.add(fanout.fan_out(self._scene, many))

    def few(self, tickets: int) -> None:
        """The console alone before few tickets: what a key, a tick and a change cost there."""
        self.add(measure(self._console(SMALL), SMALL, self._effort, (ANYWHERE,), tickets))

    def _console(self, size: Size) -> Program:
        def load(seat: TimedSeat, on_screen: bool) -> AbstractContextManager[None]:
            return self._loads.steady(self._shown(seat) if on_screen else (), self._rate)

        options = rows.console_options(self._scene)
        return self._program("console", size, options, by_sign, load, finding.console)

    def _shown(self, seat: TimedSeat) -> list[str]:
        """The tickets whose numbers stand on a seat's screen."""
        shown = {tail for line in seat.screen() for tail in NUMBER.findall(line)}
        return [row.id for row in self._scene.rows if row.id[-6:] in shown]

    def _table(self, size: Size) -> Program:
        options = rows.table_rows(self._scene, size, self._rate)
        return self._program("DataTable", size, options, by_colour, signalled, finding.table)

    def _program(
        self,
        name: str,
        size: Size,
        options: dict[str, Any],
        find: Finder,
        load: Loading,
        found: Finding,
    ) -> Program:
        """A program whose options lie in a file, so that no token is on a command line."""
        stalls = self._scene.folder / f"{name}{size[0]}.stalls"
        stalls.touch()
        file = self._scene.folder / f"{name}{size[0]}.json"
        file.write_text(json.dumps({**options, "stalls": str(stalls)}), "utf-8")
        module = "bench.console_seat" if name == "console" else "bench.datatable_app"
        rate = f"{self._rate:,}/s"
        return Program(name, ["-m", module, str(file)], find, load, stalls, found, rate)


@contextmanager
def signalled(seat: TimedSeat, on_screen: bool) -> Iterator[None]:
    """The table changes its own rows while the block runs: any at first, then those in view."""
    seat.process.send_signal(signal.SIGUSR1)
    yield
    seat.process.send_signal(signal.SIGUSR2)


def say(text: str) -> None:
    """A line for whoever watches."""
    print(text, file=sys.stderr, flush=True)


def ratios(figures: list[Figure], rate: int) -> list[Figure]:
    """What a key, a tick and a change cost before all tickets over what they cost before few; and
    how long the first text takes over what the smallest textual app takes."""
    values = {(one.subject, one.name): one.value for one in figures}
    many, few = title("console", SMALL), title("console", SMALL, FEW_TICKETS)
    texts = [values[one, "exec to first text"] for one in (many, title("least textual", SMALL))]
    found = [Figure("ratios", "first text, console over least textual", ratio(*texts), "x")]
    idle, busy = "processor, idle", f"processor, {rate:,}/s {ANYWHERE}"
    for name, measures in (
        ("key", ("key to painted, idle p50",)),
        ("tick", (idle,)),
        ("change", (busy, idle)),
    ):
        costs = [_less(values, subject, measures) for subject in (many, few)]
        found.append(
            Figure("ratios", f"{name}, all tickets over {FEW_TICKETS:,}", ratio(*costs), "x")
        )
    return found


def _less(values: dict[tuple[str, str], float], subject: str, measures: tuple[str, ...]) -> float:
    """The first measure, less the others."""
    first, *rest = (values.get((subject, name), float("nan")) for name in measures)
    return first - sum(rest)


def report(figures: list[Figure], sizes: tuple[Size, ...], heading: str) -> None:
    """The tables."""
    say(f"\n{heading}")
    for size in sizes:
        subjects = [title("console", size), title("DataTable", size)]
        more = [title(name, size) for name in ("least textual", "bare python")]
        say("")
        columns = [*subjects, *(more if size == SMALL else [])]
        for one in table(figures, columns, "DataTable/console"):
            say(one)
    others = (title("console", SMALL, FEW_TICKETS), "ratios", "platform", "load")
    for subject in (*others, fanout.SUBJECT, "disk"):
        say("")
        for one in table(figures, [subject]):
            say(one)


def asked() -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer tickets, keys and seconds")
    parser.add_argument("--tickets", type=int, default=0, help=f"open tickets, else {TICKETS:,}")
    parser.add_argument("--rate", type=int, default=RATE, help="changes a second")
    return parser.parse_args()


def main() -> int:
    """Measure and tell."""
    options = asked()
    effort = QUICK if options.quick else FULL
    count = options.tickets or (QUICK_TICKETS if options.quick else TICKETS)
    sizes: tuple[Size, ...] = (SMALL,) if options.quick else (SMALL, LARGE)
    began = time.monotonic()
    end_on_signals()
    sys.setswitchinterval(0.0005)  # the thread that notes times does not wait for pyte
    with tempfile.TemporaryDirectory(prefix="shaotai-bench-") as name:
        figures = measured(Path(name), effort, sizes, count, options.rate, began)
    heading = f"{count:,} open tickets, {options.rate:,} changes/s"
    report(figures, sizes, heading)
    say(f"\n{time.monotonic() - began:.0f} s in all")
    return 0


def measured(
    folder: Path, effort: Effort, sizes: tuple[Size, ...], count: int, rate: int, began: float
) -> list[Figure]:
    """All figures, printed as they come."""
    alone = [engine.disk(folder, effort.window / 4)]
    alone += engine.in_process(folder, effort.window / 3)
    (folder / "few").mkdir()
    with scene(folder / "few", FEW_TICKETS) as there:
        run = Run(there, effort._replace(starts=1), began, rate)
        run.add(alone)
        run.few(FEW_TICKETS)
        figures = run.figures
    say(f"filling a platform with {count:,} open tickets ...")
    with scene(folder, count) as there:
        run = Run(there, effort, began, rate)
        run.floors()
        for size in sizes:
            say(f"measuring at {size[0]}x{size[1]} ...")
            run.seats(size)
        run.platform()
        figures += run.figures
    found = ratios(figures, rate)
    run.add(found)
    return figures + found


if __name__ == "__main__":
    sys.exit(main())

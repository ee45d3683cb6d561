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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import engine, rows
from bench.measure import Figure, json_line, table
from bench.proc import Child, end_on_signals, running
from bench.pty_probe import TimedSeat, by_colour, by_sign
from bench.scene import Scene, scene
from bench.seats import Effort, Program, Size, first_paint, floor, measure, title

SMALL, LARGE = (80, 24), (160, 50)
RATE = 100
"""Changes to rows in a second."""

SHARE = 0.1
"""Part of them that hits the rows around the cursor."""

FRONT = (15, 75)
"""Places in the queue, soonest due first, of the tickets around the cursor."""

LONGEST_LOAD = 60.0
"""Seconds after which a load ends by itself."""

FULL = Effort(window=5.0, keys=150, scrolls=40, starts=3)
QUICK = Effort(window=1.5, keys=40, scrolls=10, starts=1)
TICKETS, QUICK_TICKETS = 10_000, 2_500


class Run:
    """One run of the bench: what is there, and the figures so far."""

    def __init__(self, there: Scene, effort: Effort) -> None:
        self.scene = there
        self.effort = effort
        self.figures: list[Figure] = []
        self._loads = 0

    def add(self, found: list[Figure]) -> None:
        """Print figures as they come."""
        self.figures += found
        for figure in found:
            print(json_line(figure), flush=True)

    @contextmanager
    def load(self, rate: int = RATE) -> Iterator[None]:
        """Changes through the platform, as many a second; what they were is told at the end."""
        first, last = FRONT
        listed = [[r.id, r.state, r.ticket_class, "signed" in r.flags] for r in self.scene.rows]
        told = self.scene.config(
            front=listed[first:last], back=listed[last:], share=SHARE, rate=rate,
            seconds=LONGEST_LOAD if rate else self.effort.window,
        )  # fmt: skip
        self._loads += 1
        output = self.scene.folder / f"load{self._loads}.out"
        with running(["-m", "bench.load"], output, told) as child:
            if not rate:
                child.process.wait(LONGEST_LOAD)
            yield
        self._tell(child, rate)

    def _tell(self, child: Child, rate: int) -> None:
        printed = child.end()
        if not printed:
            raise RuntimeError(f"the load failed: {child.errors.read_text('utf-8')[-2000:]}")
        done = json.loads(printed)
        applied = done.get("front", 0) + done.get("back", 0)
        name = f"changes applied over HTTP, {RATE}/s wanted" if rate else (
            "changes applied over HTTP, lists of 100")  # fmt: skip
        refused = {k: v for k, v in done.items() if k.startswith("refused")}
        note = f"{done.get('front', 0)} around the cursor; refused {refused or 0}"
        self.add([Figure("load", name, applied / done["seconds"], "/s", applied, note)])

    def program(self, name: str, size: Size) -> Program:
        """The console or the table, ready to be started."""
        folder = self.scene.folder
        stalls = folder / f"{name}{size[0]}.stalls"
        stalls.touch()
        file = folder / f"{name}{size[0]}.json"
        console = name == "console"
        options = rows.console_options(self.scene) if console else rows.table_rows(
            self.scene, size, RATE, SHARE)  # fmt: skip
        file.write_text(json.dumps({**options, "stalls": str(stalls)}), "utf-8")
        module = "bench.console_seat" if console else "bench.datatable_app"
        find = by_sign if console else by_colour
        load = (lambda seat: self.load()) if console else signalled
        return Program(name, ["-m", module, str(file)], find, load, stalls)

    def everything(self, sizes: tuple[Size, ...]) -> None:
        """All measurements in turn."""
        filled, effort = self.scene.filled, self.effort
        rate = filled.applied / filled.seconds
        self.add([Figure("platform", "filling, not synced, groups", rate, "/s", filled.applied)])
        for name in ("ansi", "textual"):
            find = by_sign if name == "ansi" else None
            argv = ["-m", "bench.floors", name]
            subject = "bare python" if name == "ansi" else "least textual"
            self.add(first_paint(subject, argv, SMALL, find, effort.starts))
        self.add(floor(["-m", "bench.floors", "ansi"], SMALL, by_sign, effort.keys))
        for size in sizes:
            for program in (self.program("console", size), self.program("DataTable", size)):
                starts = effort.starts if size == SMALL else 1
                argv = program.argv
                self.add(first_paint(program.name, argv, size, program.find, starts))
                self.add(measure(program, size, effort))
        self.add(engine.requests(self.scene, 100 * effort.starts))
        with self.load():
            self.add(engine.stream(self.scene, effort.window))
        with self.load(rate=0):
            pass


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
    say(f"\n{count:,} open tickets, {RATE} changes/s, a tenth of them around the cursor")
    for size in sizes:
        subjects = [title("console", size), title("DataTable", size)]
        more = [title(name, size) for name in ("least textual", "bare python")]
        say("")
        for one in table(figures, [*subjects, *(more if size == SMALL else [])], "DataTable/console"):
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
    with tempfile.TemporaryDirectory(prefix="shaotai-bench-") as name:
        folder = Path(name)
        say(f"filling a platform with {count:,} open tickets ...")
        engine_figures = [engine.disk(folder, effort.window / 5)]
        engine_figures += engine.in_process(folder, effort.window / 3)
        with scene(folder, count) as there:
            run = Run(there, effort)
            run.add(engine_figures)
            run.everything(sizes)
    report(run.figures, sizes, time.monotonic() - began, count)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

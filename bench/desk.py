"""``python -m bench.desk [--rows N]``: what a desk costs, at 1,000 rows and at N, in one process.

The same seat, the same keys, the same changes; no network and no terminal. Times are the process's
own, so that a busy machine does not show in them. What is to cost the same whatever lies on the
desk is shown as a ratio.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bench.deskwork import changed, rows
from bench.measure import Figure, json_line, median, percentile, table
from bench.scene import OPENS
from console.desk import Change
from console.directory import Directory
from console.link_state import LinkState
from console.screenful import Plate, screenful
from console.seat import Seat
from console.text.i18n import Words
from platform_server.jurisdiction import load_profile
from tests.console.seats import Outside, tables
from wire.rows import TicketRow

SMALL, LARGE = 1_000, 100_000
SIZE = (160, 50)
TYPED = ("井盖", "jg", "s", "sh", "she", "sheng", "shengze", "jinggai", "zz 11", "镇:盛泽", "急:II")
"""Lines of the filter, each as if it had just been typed in an open queue."""

COLUMNS = ("left", "ticket", "state", "source", "urgency", "class", "place", "unit", "since")


class Timing(NamedTuple):
    """Milliseconds of one kind of work, one of each time it was done."""

    name: str
    times: list[float]


class Desks:
    """A seat with so many tickets, and what can be timed of it."""

    def __init__(self, count: int, made: list[TicketRow]) -> None:
        words = Words("zh")
        self.rng = random.Random(5)
        self.rows = {row.id: row for row in made[:count]}
        self.seat = Seat("dispatcher", Directory(tables(), "zh"), words, Outside())
        self.seat.link = LinkState("live", 0.01, 0, 0, OPENS)
        self.plate = Plate("吴江区联动指挥中心", "派遣席03", "演示")
        self.numbers = list(self.rows)

    def fill(self) -> None:
        """All rows anew, as after a snapshot."""
        self.seat.desk.reset(self.rows, OPENS)

    def paint(self) -> None:
        """The screen as lines."""
        screenful(self.seat, self.plate, *SIZE)

    def key(self) -> None:
        """A key and the screen after it."""
        self.seat.key(self.rng.choice(("j", "k", "pagedown", "pageup")), None)
        self.paint()

    def tick(self) -> None:
        """A second later."""
        self.seat.link = self.seat.link._replace(now=OPENS)
        self.paint()

    def change(self) -> None:
        """A hundred changed rows, as the feed hands them over."""
        told = []
        for number in self.rng.sample(self.numbers, 100):
            before = self.rows[number]
            self.rows[number] = changed(before, self.rng)
            told.append((number, Change(before, self.rows[number])))
        self.seat.absorb(told, 0)


def timed(name: str, times: int, work: Callable[[], object]) -> Timing:
    """The work done so often."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))
    return Timing(name, taken)


def in_turn(desks: Sequence[Desks]) -> list[list[Timing]]:
    """What is to cost the same on every desk, done on one after the other and so on.

    A machine that is slow for a while is then slow for all of them.
    """
    found = []
    for name, times in (("key", 300), ("tick", 100), ("100 changes", 60)):
        taken: list[list[float]] = [[] for _ in desks]
        for _ in range(times):
            for one, there in zip(taken, desks, strict=True):
                work = {"key": there.key, "tick": there.tick}.get(name, there.change)
                one += timed(name, 1, work).times
        found.append([Timing(name, one) for one in taken])
    return [list(of_one) for of_one in zip(*found, strict=True)]


def finding(there: Desks) -> Iterator[Timing]:
    """Filters and sorts, which look at every row."""
    desk = there.seat.desk
    for typed in TYPED:
        yield timed(f"filter {typed}", 1, lambda typed=typed: desk.narrow(typed))  # type: ignore[misc]
        yield timed(f"filter {typed}, cleared", 1, lambda: desk.narrow(""))
    for column in COLUMNS:
        for down in (True, False):
            name = f"sort {column}{' down' if down else ''}"
            yield timed(name, 2, lambda c=column, d=down: desk.sort_by(c, d))  # type: ignore[misc]
    yield timed("only mine", 1, lambda: desk.show_mine(True))


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--rows", type=int, default=LARGE, help="rows of the large desk")
    count = parser.parse_args().rows
    made = list(rows(load_profile("wujiang"), count))
    figures: list[Figure] = []
    subjects = [f"{size:,} rows" for size in (SMALL, count)]
    desks = [Desks(size, made) for size in (SMALL, count)]
    filled = [timed("fill", 2, there.fill) for there in desks]
    gc.freeze()
    steady = in_turn(desks)
    for at, subject in enumerate(subjects):
        for one in (filled[at], *steady[at], *finding(desks[at])):
            figures.append(
                Figure(subject, one.name, median(one.times), "ms", len(one.times),
                       f"p99 {percentile(one.times, 99):.2f}")
            )  # fmt: skip
            print(json_line(figures[-1]), flush=True)
    for line in table(figures, subjects, "large/small"):
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m bench.deadlines [--rows N]``: what the deadlines cost, with 1,000 running and with N.

The same board, the same window, second after second; no network and no terminal. Times are the
process's own. A tick is the platform's next second and the board painted anew; the last column is
how many times as much it costs with N.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import msgspec

from bench.deskwork import changed, rows
from bench.measure import Figure, json_line, median, percentile, ratio, table
from bench.scene import OPENS
from console.deadlines import DeadlinesBoard
from console.desk import Change
from console.directory import Directory
from console.text.i18n import Words
from platform_server.jurisdiction import load_profile
from tests.console.seats import tables
from wire.rows import TicketRow
from wire.supervision_rows import CardRow
from wire.whistle_rows import CallRow, WhistleRow

SMALL, LARGE = 1_000, 100_000
SIZE = (160, 44)
"""Cells and lines that a board has in a window of 160 by 50."""

MOST_TICK = 1.3
"""A tick of the large board costs at most so many times that of the small one."""

WHISTLED, CARDED, SUSPENDED = 20, 25, 30
"""One ticket in so many has a whistle with two calls, one in so many a card, and so on."""

GROUPS = ("by light", "by unit")
TICKS = 400


def with_more(row: TicketRow, at: int, units: list[str]) -> TicketRow:
    """A row with what else may run out on it."""
    more: dict[str, object] = {}
    if at % WHISTLED == 0:
        calls = tuple(
            CallRow(unit, start=OPENS, due=OPENS + timedelta(minutes=5 + at % 90))
            for unit in (units[at % len(units)], units[(at + 1) % len(units)])
        )
        more["whistles"] = (
            WhistleRow("W1", "key_task", "first", "open", OPENS, "王敏", units[0], calls),
        )
    if at % CARDED == 1:
        due = OPENS + timedelta(minutes=at % 300 - 30)
        more["cards"] = (CardRow("C1", "yellow", units[at % len(units)], OPENS, due, "王敏"),)
    if at % SUSPENDED == 2:
        more["flags"] = ("provisional", "suspended")
    return msgspec.structs.replace(row, **more) if more else row


class Boards:
    """A board with so many tickets, and what can be timed of it."""

    def __init__(self, made: list[TicketRow]) -> None:
        self.rng = random.Random(5)
        self.rows = {row.id: row for row in made}
        self.numbers = list(self.rows)
        self.now: datetime = OPENS
        self.board = self.new()

    def new(self) -> DeadlinesBoard:
        """A board that is not opened yet."""
        return DeadlinesBoard(Directory(tables(), "zh"), Words("zh"), lambda *said: None)

    def open(self) -> None:
        """Open the board and paint it, as its key does."""
        self.board.begin(self.rows)
        self.paint()

    def paint(self) -> None:
        """The board as lines."""
        self.board.lines(self.now, *SIZE)

    def tick(self) -> None:
        """A second later."""
        self.now += timedelta(seconds=1)
        self.paint()

    def key(self) -> None:
        """A key and the board after it."""
        self.board.move(self.rng.choice((1, -1, self.board.page, -self.board.page)))
        self.paint()

    def group(self) -> None:
        """Group the other way."""
        self.board.actions["deadlines.group"]()
        self.paint()

    def change(self) -> None:
        """A hundred changed rows."""
        told = []
        for number in self.rng.sample(self.numbers, 100):
            before = self.rows[number]
            self.rows[number] = changed(before, self.rng)
            told.append((number, Change(before, self.rows[number])))
        self.board.absorb(told)


def took(work: Callable[[], object]) -> float:
    """Milliseconds of the process that the work takes."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def memory(there: Boards) -> float:
    """Megabytes that the opened board adds to the rows, which the seat holds anyway."""
    fresh = Boards.__new__(Boards)
    fresh.rows, fresh.now, fresh.board = there.rows, OPENS, there.new()
    fresh.paint()
    gc.collect()
    tracemalloc.start()
    fresh.open()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return taken / 1e6


def measured(boards: dict[str, Boards], ticks: int = TICKS) -> Iterator[Figure]:
    """Every figure; the boards take turns, so that a busy moment is in both."""
    for subject, there in boards.items():
        yield Figure(subject, "memory of the board", memory(there), "MB")
        times = [took(there.open) for _ in range(3)]
        yield Figure(subject, "open", median(times), "ms", len(times))
    gc.freeze()
    for group in GROUPS:
        works: dict[str, Callable[[Boards], None]] = {
            "tick": Boards.tick, "key": Boards.key, "100 changes": Boards.change,
        }  # fmt: skip
        for name, work in works.items():
            found: dict[str, list[float]] = {subject: [] for subject in boards}
            for _ in range(ticks if name == "tick" else ticks // 4):
                for subject, there in boards.items():
                    found[subject].append(took(lambda work=work, there=there: work(there)))  # type: ignore[misc]
            for subject, taken in found.items():
                note = f"p99 {percentile(taken, 99):.2f}"
                yield Figure(subject, f"{name}, {group}", median(taken), "ms", len(taken), note)
        for subject, there in boards.items():
            yield Figure(subject, f"to the other group, from {group}", took(there.group), "ms")


def main() -> int:
    """Measure and tell; 1 where a tick costs more with many than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.deadlines", description=__doc__)
    parser.add_argument("--rows", type=int, default=LARGE, help="tickets of the large board")
    count = parser.parse_args().rows
    profile = load_profile("wujiang")
    units = [one.code for one in profile.tree.orgs.values() if one.level in ("town", "department")]
    made = [with_more(row, at, units) for at, row in enumerate(rows(profile, count))]
    boards = {f"{size:,} tickets": Boards(made[:size]) for size in (SMALL, count)}
    small, large = boards
    figures: list[Figure] = []
    for figure in measured(boards):
        figures.append(figure)
        print(json_line(figure), flush=True)
    ratios = []
    for group in GROUPS:
        by = {one.subject: one.value for one in figures if one.name == f"tick, {group}"}
        ratios.append(ratio(by[large], by[small]))
        ticks = Figure(f"{count:,} : {SMALL:,}", f"tick ratio, {group}", ratios[-1], "x", TICKS)
        print(json_line(ticks), flush=True)
    for line in table(figures, [small, large], "large/small"):
        print(line, file=sys.stderr)
    return int(max(ratios) > MOST_TICK)


if __name__ == "__main__":
    sys.exit(main())

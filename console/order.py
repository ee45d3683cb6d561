"""The queue's order, kept as rows come and go: never sorted anew, never walked on a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import compress
from operator import not_
from types import MappingProxyType

from sortedcontainers import SortedList

from console.filter import Filter
from console.ranking import SOONEST, Ranking, by_due, due_key
from console.sorted_rows import SortedRows
from wire.rows import TicketRow

FEW = 3
"""Fewer than one row in so many are sooner sorted than picked out of all."""


class Order:
    """The rows the desk was told of, and those of them that a filter shows, both in order.

    All rows stand in the order wanted and, where that is another, soonest due first as well: so
    neither a filter nor another column sorts a hundred thousand rows from nothing.

    The held ticket (the one under the cursor) keeps its place whatever happens to it, so that
    nothing moves under the eyes of the seat; it takes its new place when it is let go.
    """

    def __init__(self, shown: Filter) -> None:
        self._filter = shown
        self._told: dict[str, TicketRow] = {}
        self.ranking = SOONEST
        self._due = self._all = self._shown = SortedRows[TicketRow](due_key)
        self._held: str | None = None
        self._held_as: TicketRow | None = None
        self.refill(())

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def told(self) -> Mapping[str, TicketRow]:
        """Every row as it was last told, shown or not."""
        return MappingProxyType(self._told)

    def refill(self, rows: Iterable[TicketRow]) -> None:
        """Take in all rows anew, after a snapshot; nothing is held any more."""
        self._held = self._held_as = None
        self._told = {row.id: row for row in rows}
        listed = list(self._told.values())
        self._due = SortedRows(due_key, by_due(listed))
        self.sort(self.ranking)

    def sort(self, wanted: Ranking) -> None:
        """Stand in another order from now on; nothing is held any more."""
        self.ranking = wanted
        self._all = self._due if wanted is SOONEST else SortedRows(wanted.key, self._sorted(wanted))
        self.show(self._filter)

    def _sorted(self, wanted: Ranking) -> list[TicketRow]:
        return wanted.sort(list(self._told.values()) if wanted.says_all else self._due.listed())

    def show(self, shown: Filter, grew: bool = False) -> None:
        """Show what passes another filter; nothing is held any more.

        Args:
            grew: only what is shown now can pass.
        """
        self.hold(None)
        self._filter = shown
        if grew and len(self._shown) * FEW < len(self._told):
            found = shown.among(self._shown.listed())
        else:
            found = self._in_order(shown.among(list(self._told.values())))
        self._shown = SortedRows(self.ranking.key, found)

    def _in_order(self, found: list[TicketRow]) -> list[TicketRow]:
        """Rows of those that were told, in the order wanted.

        They are sought as they lie in memory, which is several times as fast as in their order.
        """
        if len(found) == len(self._told):
            return self._all.listed()
        if len(found) * FEW < len(self._told):
            return self.ranking.sort(by_due(found))
        listed = self._all.listed()
        if 2 * len(found) > len(self._told):  # the smaller of two sets is the sooner asked
            gone = set(map(id, _others(self._told.values(), found)))
            return list(compress(listed, map(not_, map(gone.__contains__, map(id, listed)))))
        there = set(map(id, found))
        return list(compress(listed, map(there.__contains__, map(id, listed))))

    def change(self, number: str, row: TicketRow | None) -> TicketRow | None:
        """A row changed, came or went; returns what was last told of it."""
        before = self._told.get(number)
        if before is row:
            return before
        if row is None:
            del self._told[number]
        else:
            self._told[number] = row
        _move(self._due, before, row)
        if self._all is not self._due:
            _move(self._all, before, row)
        if number != self._held:
            _move(self._shown, before, row if row and self._filter.accepts(row) else None)
        return before

    def hold(self, number: str | None) -> None:
        """Hold this ticket in its place and let go of the one held before."""
        if number == self._held:
            return
        held, held_as = self._held, self._held_as
        if held is not None:
            row = self._told.get(held)
            _move(self._shown, held_as, row if row and self._filter.accepts(row) else None)
        self._held, self._held_as = number, None
        row = self._told.get(number) if number else None
        if row is not None and self._shown.index(row) is not None:
            self._held_as = row

    def ids(self, first: int, count: int) -> list[str]:
        """Ids of a stretch of the order."""
        return [row.id for row in self.rows(first, count)]

    def rows(self, first: int, count: int) -> list[TicketRow]:
        """A stretch of the order; the held row as it was when it was taken hold of."""
        return self._shown.stretch(first, count)

    def position(self, number: str) -> int | None:
        """Where a ticket stands, None where it is not shown."""
        row = self._held_as if number == self._held else self._told.get(number)
        return self._shown.index(row) if row is not None else None

    def shows(self, number: str) -> bool:
        """Whether the filter shows a ticket."""
        row = self._held_as if number == self._held else self._told.get(number)
        return row is not None and self._filter.accepts(row)

    def around(self, row: TicketRow, most: int) -> list[TicketRow]:
        """At most so many rows, shown or not, that are due just before and after a row told."""
        told = self._told.get(row.id)
        at = self._due.index(told) if told is not None else None
        return [] if at is None else self._due.stretch(max(0, at - most // 2), most)

    def next_due(self, most: int) -> list[TicketRow]:
        """At most so many rows, shown or not, that are due before all others."""
        return self._due.stretch(0, most)

    def first_due_from(self, instant: datetime) -> int:
        """The place of the first ticket due at or after an instant; 0 in another order."""
        return self._shown.places_below((instant, "")) if self.ranking is SOONEST else 0

    def at(self, position: int) -> str | None:
        """The ticket at a position."""
        row = self._shown.at(position)
        return row.id if row is not None else None

    def soonest(self) -> list[TicketRow]:
        """Every row there is, shown or not, soonest due first."""
        return self._due.listed()


def _others(rows: Iterable[TicketRow], found: Iterable[TicketRow]) -> Iterator[TicketRow]:
    """Those that were not found, of rows that come in the same order as the found ones."""
    rest = iter(found)
    wanted = next(rest, None)
    for row in rows:
        if row is wanted:
            wanted = next(rest, None)
        else:
            yield row


def _move(rows: SortedRows[TicketRow], before: TicketRow | None, after: TicketRow | None) -> None:
    """A ticket stands as ``after`` says from now on; None for not at all."""
    if before is not None and after is not None and rows.replace(before, after):
        return
    if before is not None:
        rows.remove(before)
    if after is not None:
        rows.add(after)


class Tally:
    """Counts of the open tickets, kept row by row: by state, and how many are overdue."""

    def __init__(self) -> None:
        self._dues: SortedList = SortedList()
        self._states: Counter[str] = Counter()
        self._open = 0

    def refill(self, rows: Iterable[TicketRow]) -> None:
        """Count anew; rows soonest due first are counted sooner."""
        listed = list(rows)
        self._open = len(listed)
        self._states = Counter(row.state for row in listed)
        self._dues = SortedList(row.due for row in listed if row.due is not None)

    def change(self, before: TicketRow | None, after: TicketRow | None) -> None:
        """A ticket is now as ``after`` says and was counted as ``before``; None where not open."""
        if before is not None:
            self._open -= 1
            self._states[before.state] -= 1
            if before.due is not None:
                self._dues.remove(before.due)
        if after is not None:
            self._open += 1
            self._states[after.state] += 1
            if after.due is not None:
                self._dues.add(after.due)

    def in_state(self, *states: str) -> int:
        """How many are in one of the states."""
        return sum(self._states[state] for state in states)

    def open(self) -> int:
        """How many are open."""
        return self._open

    def overdue(self, now: datetime) -> int:
        """How many were due before ``now``."""
        return int(self._dues.bisect_left(now))

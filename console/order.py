"""The queue's order, kept as rows come and go: never sorted anew, never walked on a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sortedcontainers import SortedList

from console.filter import Predicate
from wire.rows import TicketRow

Key = tuple[float, str]

NEVER = float("inf")
"""Stands for the due time of a ticket whose clocks have all stopped."""


def key_of(row: TicketRow) -> Key:
    """Soonest due first; equal ones by number."""
    return (row.due.timestamp() if row.due else NEVER, row.id)


class Order:
    """Ids of the rows that pass a filter, soonest due first.

    The held ticket (the one under the cursor) keeps its place whatever happens to it, so that
    nothing moves under the eyes of the seat; it takes its new place when it is let go.
    """

    def __init__(self, accepts: Predicate) -> None:
        self._accepts = accepts
        self._sorted: SortedList = SortedList()
        self._keys: dict[str, Key] = {}
        self._held: str | None = None
        self._held_row: TicketRow | None = None

    def __len__(self) -> int:
        return len(self._sorted)

    def refill(self, rows: Iterable[TicketRow], accepts: Predicate | None = None) -> None:
        """Build the order anew, after a resync or for another filter."""
        self._accepts = accepts or self._accepts
        self._keys = {row.id: key_of(row) for row in rows if self._accepts(row)}
        self._sorted = SortedList(self._keys.values())
        self._held = self._held_row = None

    def change(self, number: str, row: TicketRow | None) -> None:
        """A row changed, came or went."""
        if number == self._held:
            self._held_row = row
            return
        self._place(number, row)

    def _place(self, number: str, row: TicketRow | None) -> None:
        old = self._keys.get(number)
        new = key_of(row) if row is not None and self._accepts(row) else None
        if old == new:
            return
        if old is not None:
            self._sorted.remove(old)
            del self._keys[number]
        if new is not None:
            self._sorted.add(new)
            self._keys[number] = new

    def hold(self, number: str | None, row: TicketRow | None) -> None:
        """Hold this ticket in its place and let go of the one held before."""
        if number == self._held:
            return
        held, held_row = self._held, self._held_row
        self._held, self._held_row = number, row
        if held is not None:
            self._place(held, held_row)

    def ids(self, first: int, count: int) -> list[str]:
        """Ids of a stretch of the order."""
        return [key[1] for key in self._sorted.islice(max(0, first), first + count)]

    def position(self, number: str) -> int | None:
        """Where a ticket stands, None where it is not shown."""
        key = self._keys.get(number)
        return self._sorted.index(key) if key is not None else None

    def first_due_from(self, instant: float) -> int:
        """The place of the first ticket due at or after an instant, in seconds since 1970."""
        return int(self._sorted.bisect_left((instant, "")))

    def at(self, position: int) -> str | None:
        """The ticket at a position."""
        return self._sorted[position][1] if 0 <= position < len(self._sorted) else None


class Tally:
    """Counts of the open tickets, kept row by row: by state, and how many are overdue.

    It remembers what it counted of each ticket, so a change that is told twice, or after a fresh
    count that held it already, counts once.
    """

    def __init__(self) -> None:
        self._dues: SortedList = SortedList()
        self._states: dict[str, int] = {}
        self._counted: dict[str, tuple[str, float]] = {}

    def refill(self, rows: Iterable[TicketRow]) -> None:
        """Count anew."""
        self._counted = {row.id: (row.state, key_of(row)[0]) for row in rows}
        self._states = dict(Counter(state for state, _ in self._counted.values()))
        self._dues = SortedList(due for _, due in self._counted.values())

    def change(self, number: str, after: TicketRow | None) -> None:
        """A ticket is now as ``after`` says; None where it is not open or not there."""
        new = (after.state, key_of(after)[0]) if after is not None else None
        old = self._counted.get(number)
        if old == new:
            return
        if old is not None:
            self._states[old[0]] -= 1
            self._dues.remove(old[1])
            del self._counted[number]
        if new is not None:
            self._states[new[0]] = self._states.get(new[0], 0) + 1
            self._dues.add(new[1])
            self._counted[number] = new

    def in_state(self, *states: str) -> int:
        """How many are in one of the states."""
        return sum(self._states.get(state, 0) for state in states)

    def open(self) -> int:
        """How many are open."""
        return len(self._counted)

    def overdue(self, now: float) -> int:
        """How many were due before ``now``, in seconds since 1970."""
        return int(self._dues.bisect_left(now))

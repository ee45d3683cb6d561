"""Everything that runs out, in sections: by its light, or by the unit in charge.

Sections are made once and then kept entry by entry. Lights change with time alone: beside the
calm and the half gone stand the same entries in the order in which their lights turn, so that a
second costs a look at the first of each and nothing for all the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from console.entries import (
    CENTRE,
    Entry,
    close_key,
    due_key,
    due_of,
    half_key,
    stands_still,
    unit_of,
)
from console.sorted_rows import SortedRows
from console.text.times import close_turn, first_turn

Rows = SortedRows[Entry]
Section = tuple[str, Rows]
"""The name of a section, and what is in it, soonest due first."""

OVER, CLOSE, HALF, CALM, SUSPENDED = "over", "close", "half", "calm", "suspended"

LIGHTS = (OVER, CLOSE, HALF, CALM, SUSPENDED)
"""The sections by light, in their order. What is suspended has no light and comes last."""


class ByLight:
    """Sections by light, as the platform's time goes on."""

    def __init__(self, entries: Iterable[Entry], now: datetime) -> None:
        """Take over entries that come soonest due first."""
        self._now = now
        listed: dict[str, list[Entry]] = {name: [] for name in LIGHTS}
        turning: dict[str, list[datetime]] = {CALM: [], HALF: []}
        for entry in entries:
            name, turn = _stands(entry, now)
            listed[name].append(entry)
            if name in turning:
                turning[name].append(turn)
        self._rows = {name: Rows(due_key, found) for name, found in listed.items()}
        self._turning = {
            CALM: Rows(half_key, _sorted(listed[CALM], turning[CALM])),
            HALF: Rows(close_key, _sorted(listed[HALF], turning[HALF])),
            CLOSE: self._rows[CLOSE],
        }

    def where(self, entry: Entry) -> str:
        """The section of an entry, by its light now."""
        return _stands(entry, self._now)[0]

    def sections(self) -> list[Section]:
        """The sections that hold something."""
        return [(name, rows) for name, rows in self._rows.items() if len(rows)]

    def add(self, entry: Entry) -> None:
        """Something runs out that did not."""
        name = self.where(entry)
        self._rows[name].add(entry)
        if name in (CALM, HALF):
            self._turning[name].add(entry)

    def remove(self, entry: Entry) -> None:
        """Something runs out no more."""
        self._take(self.where(entry), entry)

    def _take(self, name: str, entry: Entry) -> None:
        self._rows[name].remove(entry)
        if name in (CALM, HALF):
            self._turning[name].remove(entry)

    def advance(self, now: datetime) -> None:
        """So late is it: what has another light since goes to its section.

        Time that goes back a little, as an estimate may, changes nothing.
        """
        if now <= self._now:
            return
        self._now = now
        for name, turning in self._turning.items():
            while (first := turning.at(0)) is not None and self.where(first) != name:
                self._take(name, first)
                self.add(first)


def _stands(entry: Entry, now: datetime) -> tuple[str, datetime]:
    """The section of an entry by its light, and when that light turns into the next."""
    due = due_of(entry)
    if stands_still(entry):
        return SUSPENDED, due
    if now > due:
        return OVER, due
    if now < (first := first_turn(due, entry.start)):
        return CALM, first
    close = close_turn(due, entry.start)
    return (CLOSE, due) if now >= close else (HALF, close)


def _sorted(entries: list[Entry], turning: list[datetime]) -> list[Entry]:
    """Entries that come soonest due first, by when each turns; equal ones stay as they come."""
    return [entries[at] for at in sorted(range(len(entries)), key=turning.__getitem__)]


class ByUnit:
    """Sections by unit in charge; what is suspended has one of its own."""

    def __init__(self, entries: Iterable[Entry], is_centre: Callable[[str], bool]) -> None:
        """Take over entries that come soonest due first.

        Args:
            is_centre: whether a code is that of the centre's own unit.
        """
        self._is_centre = is_centre
        self._names: dict[str, str] = {}
        listed: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            listed[self.where(entry)].append(entry)
        self._rows = {name: Rows(due_key, found) for name, found in listed.items()}
        self._rows.setdefault(SUSPENDED, Rows(due_key))
        self._order = dict.fromkeys(name for name in self._rows if name != SUSPENDED)

    def where(self, entry: Entry) -> str:
        """The section of an entry: its unit's code; one for all that the centre has to do."""
        if stands_still(entry):
            return SUSPENDED
        unit = unit_of(entry)
        if unit not in self._names:
            self._names[unit] = CENTRE if self._is_centre(unit) else unit
        return self._names[unit]

    def arrange(self, now: datetime, spelled: Callable[[str], str]) -> None:
        """Put the units in order: those with most over first, equal ones as they are spelled.

        It stays until it is asked for again; units that come meanwhile come last.
        """
        ranks = {
            name: (-over(self._rows[name], now), spelled(name), name)
            for name in self._order
            if self._rows[name]
        }
        self._order = dict.fromkeys(sorted(ranks, key=ranks.__getitem__))

    def sections(self) -> list[Section]:
        """The sections that hold something."""
        found = ((name, self._rows[name]) for name in (*self._order, SUSPENDED))
        return [(name, rows) for name, rows in found if rows]

    def add(self, entry: Entry) -> None:
        """Something runs out that did not."""
        name = self.where(entry)
        if name not in self._rows:
            self._rows[name] = Rows(due_key)
        if name != SUSPENDED:
            self._order.setdefault(name)
        self._rows[name].add(entry)

    def remove(self, entry: Entry) -> None:
        """Something runs out no more."""
        self._rows[self.where(entry)].remove(entry)


def over(rows: Rows, now: datetime) -> int:
    """How many of them were due before ``now``."""
    return rows.places_below((now, ""))

"""Rows in order as they come and go: in blocks, found by their key, with nothing kept beside them.

A hundred thousand rows take a hundred thousand places and little more: only the last key of each
block is kept, the others are computed while looking for a place, some eight of them each time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

BLOCK = 256
"""Rows of a full block when it is made; at twice as many it is cut in two."""


class Identified(Protocol):
    """A row, or whatever else is told apart by an id."""

    @property
    def id(self) -> str:
        """No two different ones share it."""


Row = TypeVar("Row", bound=Identified)

KeyOf = Callable[[Row], Any]
"""What rows are ordered by. No two rows of different ids have equal keys."""


class SortedRows(Generic[Row]):
    """Rows ordered by a key."""

    def __init__(self, key: KeyOf[Row], rows: Sequence[Row] = ()) -> None:
        """Take over rows that are in the key's order already."""
        self._key = key
        self._blocks = [list(rows[at : at + BLOCK]) for at in range(0, len(rows), BLOCK)]
        self._lasts = [key(block[-1]) for block in self._blocks]
        self._count = len(rows)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        for block in self._blocks:
            yield from block

    def listed(self) -> list[Row]:
        """All of them."""
        return [row for block in self._blocks for row in block]

    def _place(self, key: Any) -> tuple[int, int]:
        """``(block, place in it)`` of the first row whose key is not below this one."""
        at = bisect_left(self._lasts, key)
        if at == len(self._lasts):
            return at, 0
        return at, bisect_left(self._blocks[at], key, key=self._key)

    def _find(self, row: Row) -> tuple[int, int] | None:
        """Where the ticket of that row stands, if it does by that row's key."""
        at, within = self._place(self._key(row))
        if at < len(self._blocks) and self._blocks[at][within].id == row.id:
            return at, within
        return None

    def add(self, row: Row) -> None:
        """Put a row where it belongs; its ticket must not be there yet."""
        key = self._key(row)
        at, within = self._place(key)
        self._count += 1
        if not self._blocks:
            self._blocks, self._lasts = [[row]], [key]
            return
        if at == len(self._blocks):
            at, within = at - 1, len(self._blocks[-1])
            self._lasts[at] = key
        block = self._blocks[at]
        block.insert(within, row)
        if len(block) >= 2 * BLOCK:
            self._blocks[at : at + 1] = [block[:BLOCK], block[BLOCK:]]
            self._lasts.insert(at, self._key(block[BLOCK - 1]))

    def remove(self, row: Row) -> bool:
        """Take out the ticket that stands by this row's key; whether it was there."""
        found = self._find(row)
        if found is None:
            return False
        at, within = found
        block = self._blocks[at]
        del block[within]
        if not block:
            del self._blocks[at], self._lasts[at]
        elif within == len(block):
            self._lasts[at] = self._key(block[-1])
        self._count -= 1
        return True

    def replace(self, old: Row, new: Row) -> bool:
        """Another row of the same ticket, where its key is still the same; whether that was so."""
        if self._key(old) != self._key(new):
            return False
        found = self._find(old)
        if found is None:
            return False
        self._blocks[found[0]][found[1]] = new
        return True

    def index(self, row: Row) -> int | None:
        """The place of the ticket that stands by this row's key, from 0."""
        found = self._find(row)
        return None if found is None else self._before(found[0]) + found[1]

    def places_below(self, key: Any) -> int:
        """How many rows come before that key."""
        at, within = self._place(key)
        return self._before(at) + within

    def _before(self, block: int) -> int:
        return sum(map(len, self._blocks[:block]))

    def stretch(self, first: int, count: int) -> list[Row]:
        """So many rows from a place on; fewer at the end."""
        found: list[Row] = []
        skip = max(0, first)
        for block in self._blocks:
            if skip >= len(block):
                skip -= len(block)
                continue
            found += block[skip : skip + count - len(found)]
            skip = 0
            if len(found) >= count:
                break
        return found

    def at(self, place: int) -> Row | None:
        """The row at a place, from 0."""
        if place < 0:
            return None
        found = self.stretch(place, 1)
        return found[0] if found else None

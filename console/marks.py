"""Marked tickets: what a bulk act is done to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MOST_MARKED = 200
"""Tickets one bulk act may take, as many as the platform takes in one request."""


class Marks:
    """Ids of marked tickets, in the order in which they were marked."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, number: object) -> bool:
        return number in self._ids

    def toggle(self, number: str) -> bool:
        """Mark or unmark a ticket; False where there is no room for one more."""
        if number in self._ids:
            del self._ids[number]
            return True
        if len(self._ids) >= MOST_MARKED:
            return False
        self._ids[number] = None
        return True

    def add(self, numbers: Iterable[str]) -> int:
        """Mark several, as many as there is room for; how many found none."""
        left_out = 0
        for number in numbers:
            if number not in self._ids and not self.toggle(number):
                left_out += 1
        return left_out

    def discard(self, number: str) -> None:
        """Unmark a ticket."""
        self._ids.pop(number, None)

    def clear(self) -> None:
        """Unmark all."""
        self._ids.clear()

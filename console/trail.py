"""Where a seat has been: tickets it opened or jumped to, to go back to and forth again."""

from __future__ import annotations

MOST_PLACES = 50


class Trail:
    """Places in the order in which they were come to, and where in it the seat stands."""

    def __init__(self) -> None:
        self._places: list[str] = []
        self._at = -1

    def visit(self, place: str) -> None:
        """Come to a place by one's own way; what lay ahead is forgotten, as in a browser."""
        if self._at >= 0 and self._places[self._at] == place:
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        del self._places[:-MOST_PLACES]
        self._at = len(self._places) - 1

    def back(self, here: str = "") -> str:
        """The place before, empty where there is none; ``here`` is where the seat stands now."""
        if here and (self._at < 0 or self._places[self._at] != here):
            ahead = self._places[self._at + 1 :]
            self.visit(here)
            self._places += ahead
        return self._step(-1)

    def forth(self) -> str:
        """The place behind, empty where there is none."""
        return self._step(1)

    def _step(self, by: int) -> str:
        at = self._at + by
        if not 0 <= at < len(self._places):
            return ""
        self._at = at
        return self._places[at]

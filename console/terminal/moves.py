"""Where the terminal's cursor is, and the shortest way to take it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from console.terminal.capability import Capabilities

UNKNOWN = -1
"""A coordinate that is not known, as after writing in the last column."""

MOVES_KEPT = 32_768
"""Moves that are remembered with their shortest way; a screen is painted by few of them."""


class Cursor:
    """The terminal's cursor."""

    def __init__(self, capabilities: Capabilities) -> None:
        self._can = capabilities
        self._known: dict[tuple[int, int, int, int], str] = {}
        self.x = UNKNOWN
        self.y = UNKNOWN

    def adopt(self, capabilities: Capabilities) -> None:
        """Use what was measured from now on."""
        self._can = capabilities
        self._known.clear()

    def advance(self, cells: int, width: int) -> None:
        """Text of so many cells was written; behind the last column its place is not certain."""
        self.x += cells
        if self.x >= width:
            self.x = UNKNOWN

    def to(self, x: int, y: int) -> str:
        """Move it; empty where it stands there already."""
        way = self.peek(x, y)
        self.x, self.y = x, y
        return way

    def peek(self, x: int, y: int) -> str:
        """What a move would cost, without making it."""
        here = self.x, self.y
        if here == (x, y):
            return ""
        move = (*here, x, y)
        way = self._known.get(move)
        if way is None:
            if len(self._known) >= MOVES_KEPT:
                self._known.clear()
            way = self._known[move] = min(self._ways(x, y), key=len)
        return way

    def _ways(self, x: int, y: int) -> Iterator[str]:
        yield _absolute(x, y)
        if self.y == UNKNOWN:
            return
        for down in self._vertical(y):
            if self.x != UNKNOWN:
                for along in self._horizontal(self.x, x):
                    yield down + along
            for along in self._horizontal(0, x):
                yield "\r" + down + along

    def _vertical(self, y: int) -> Iterator[str]:
        lines = y - self.y
        if lines == 0:
            yield ""
            return
        if lines > 0:
            yield "\n" * lines
        if self._can.relative_move:
            yield _times(abs(lines), "B" if lines > 0 else "A")
        if self._can.row_move:
            yield f"\x1b[{y + 1}d"

    def _horizontal(self, start: int, x: int) -> Iterator[str]:
        cells = x - start
        if cells == 0:
            yield ""
            return
        if cells < 0:
            yield "\b" * -cells
        if self._can.relative_move:
            yield _times(abs(cells), "C" if cells > 0 else "D")
        if self._can.column_move:
            yield f"\x1b[{x + 1}G"


def _absolute(x: int, y: int) -> str:
    row = str(y + 1) if y else ""
    column = f";{x + 1}" if x else ""
    return f"\x1b[{row}{column}H"


def _times(number: int, final: str) -> str:
    return f"\x1b[{number if number > 1 else ''}{final}"

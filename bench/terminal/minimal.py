"""The least difference between two screens in bytes, computed apart from the console's engine.

A shortest path over the cells that differ, in reading order: before each of them the cursor may
move in any way or write through what lies between, the pen may change in any way; blanks may be
erased to the end of the line, of the screen, or by number, equal characters repeated, and rows
scrolled beforehand. Within that order it is the least; another order is not tried. The result is
bytes, and `replay.py` proves in pyte that they make the screen.

What only the far end could know is left out: tab stops, and insertion within a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bench.terminal.grid import PLAIN, Cell, Grid, Pen, seen, wide
from bench.terminal.scrolls import scrolled
from bench.terminal.tongue import Place, csi, move, repen

WORTH = 5
"""A run shorter than this is not worth a sequence with a number."""

THROUGH = 16
"""The widest gap that is tried to be written through."""


class Hand(NamedTuple):
    """Where the terminal's cursor and pen are."""

    place: Place = None
    pen: Pen = PLAIN


class Least(NamedTuple):
    """The least sequence, its size, and where it leaves cursor and pen."""

    size: int
    text: str
    hand: Hand


class Step(NamedTuple):
    """One piece of output: the cells up to ``upto`` are done after it."""

    text: str
    hand: Hand
    upto: int


class Way(NamedTuple):
    """The cheapest way to a state: its cost, the state before, and the piece between."""

    cost: int
    before: tuple[int, Hand]
    text: str


def least(old: Grid, new: Grid, hand: Hand = Hand(), encoding: str = "utf-8") -> Least:  # noqa: B008
    """The least sequence from one screen to another, from where the hand is.

    Args:
        encoding: of the terminal; a wide character costs what it takes in it.
    """
    best = Search(old, new, hand, encoding).least()
    for prefix, there, moved in scrolled(old, new, hand.pen):
        found = Search(moved, new, Hand(there[0], there[1]), encoding).least()
        if found.size + len(prefix) < best.size:
            best = Least(found.size + len(prefix), prefix + found.text, found.hand)
    cleared = full(new, hand.pen, encoding)
    return min(best, cleared, key=lambda one: one.size)


def full(new: Grid, pen: Pen = PLAIN, encoding: str = "utf-8") -> Least:
    """The least sequence that paints a screen of unknown content, whatever cursor and pen are."""
    best: Least | None = None
    for ground in {Pen(bg=pen.bg), PLAIN, Pen(bg=new[-1][-1][1].bg)}:
        clear = repen(pen, ground) + "\x1b[2J"
        empty = [[(" ", Pen(bg=ground.bg))] * len(row) for row in new]
        found = Search(empty, new, Hand(None, ground), encoding).least()
        one = Least(found.size + len(clear), clear + found.text, found.hand)
        best = one if best is None or one.size < best.size else best
    assert best is not None
    return best


class Search:
    """The shortest path from one screen to another without scrolling."""

    def __init__(self, old: Grid, new: Grid, hand: Hand, encoding: str) -> None:
        self._new = [[seen(cell) for cell in row] for row in new]
        self._pens = [[cell[1] for cell in row] for row in new]
        self._encoding = encoding
        self._hand = hand
        self._width = len(new[0])
        self._must = [
            (y, x)
            for y, row in enumerate(self._new)
            for x, cell in enumerate(row)
            if cell[0] and self._differs(old[y], row, x)
        ]
        self._tails = [self._tail(row) for row in self._new]
        self._empty_below = self._below()

    def least(self) -> Least:
        """The cheapest path of all."""
        best: list[dict[Hand, Way]] = [{} for _ in range(len(self._must) + 1)]
        best[0][self._hand] = Way(0, (0, self._hand), "")
        for at in range(len(self._must)):
            for hand, path in best[at].items():
                for step in self._steps(at, hand):
                    cost = path.cost + self._bytes(step.text)
                    known = best[step.upto].get(step.hand)
                    if known is None or cost < known.cost:
                        best[step.upto][step.hand] = Way(cost, (at, hand), step.text)
        hand, path = min(best[-1].items(), key=lambda item: item[1].cost)
        return Least(path.cost, self._told(best, hand), hand)

    def _told(self, best: list[dict[Hand, Way]], hand: Hand) -> str:
        at, parts = len(self._must), []
        while at:
            path = best[at][hand]
            parts.append(path.text)
            at, hand = path.before
        return "".join(reversed(parts))

    def _bytes(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self._encoding))

    @staticmethod
    def _differs(old: list[Cell], new: list[Cell], x: int) -> bool:
        if seen(old[x]) != new[x]:
            return True
        return x + 1 < len(new) and new[x + 1][0] == "" and old[x + 1][0] != ""

    @staticmethod
    def _tail(row: list[Cell]) -> int:
        """Where the blanks begin that reach to the end of the row."""
        ground = Pen(bg=row[-1][1].bg)
        at = len(row)
        while at and row[at - 1] == (" ", ground):
            at -= 1
        return at

    def _below(self) -> list[bool]:
        """For each row, whether all rows below are empty on the same ground as its end."""
        found, empty = [], True
        for y in range(len(self._new) - 1, -1, -1):
            ground = self._new[y][-1]
            nothing = y + 1 == len(self._new) or self._new[y + 1][-1] == ground
            found.append(empty and nothing)
            empty = empty and nothing and self._tails[y] == 0
        return found[::-1]

    def _steps(self, at: int, hand: Hand) -> Iterator[Step]:
        y, x = self._must[at]
        for text, pen in self._approaches(hand, y, x):
            yield from self._drawn(at, text, pen)
            yield from self._erased(at, (y, x), text, pen)
        place = hand.place
        if place and place[0] == y and place[1] is not None and place[1] < x:
            yield from self._erased(at, (y, place[1]), "", hand.pen)

    def _approaches(self, hand: Hand, y: int, x: int) -> Iterator[tuple[str, Pen]]:
        yield move(hand.place, y, x), hand.pen
        place = hand.place
        if not place or place[0] != y or place[1] is None or not 0 < x - place[1] <= THROUGH:
            return
        text, pen = "", hand.pen
        for column in range(place[1], x):
            char, pen_there = self._new[y][column][0], self._pens[y][column]
            if char == "":
                continue
            if seen((char, pen)) != self._new[y][column]:
                text, pen = text + repen(pen, pen_there), pen_there
            text += char
        yield text, pen

    def _drawn(self, at: int, text: str, pen: Pen) -> Iterator[Step]:
        y, x = self._must[at]
        cell, own = self._new[y][x], self._pens[y][x]
        pens = {own, pen} if seen((cell[0], pen)) == cell else {own}
        size = 2 if wide(cell[0]) else 1
        for q in pens:
            told = text + repen(pen, q) + cell[0]
            yield Step(told, Hand(self._behind(y, x + size), q), at + 1)
            if size == 1:
                yield from self._repeated(at, told, q)

    def _repeated(self, at: int, told: str, pen: Pen) -> Iterator[Step]:
        y, x = self._must[at]
        upto, last = self._run(at, x, self._new[y][x])
        if last - x >= WORTH - 1:
            text = told + csi(last - x, "b")
            yield Step(text, Hand(self._behind(y, last + 1), pen), upto)

    def _erased(self, at: int, start: tuple[int, int], text: str, pen: Pen) -> Iterator[Step]:
        """Blanks from ``start``, which may lie before the cell, by erasing."""
        y, first = start
        ground = self._new[y][first]
        if ground != (" ", Pen(bg=ground[1].bg)):
            return
        q = pen if pen.bg == ground[1].bg and not pen.reverse else Pen(bg=ground[1].bg)
        text += repen(pen, q)
        if self._tails[y] <= first:
            if self._empty_below[y]:
                yield Step(text + "\x1b[J", Hand(start, q), len(self._must))
            yield Step(text + "\x1b[K", Hand(start, q), self._row_end(at))
            return
        upto, last = self._run(at, first, ground)
        if upto > at and last - first >= WORTH - 1:
            yield Step(text + csi(last - first + 1, "X"), Hand(start, q), upto)

    def _run(self, at: int, first: int, cell: Cell) -> tuple[int, int]:
        """How far equal cells reach: the next cell to do behind them, and the last one in them."""
        y = self._must[at][0]
        end = first
        while end < self._width and self._new[y][end] == cell:
            end += 1
        last = first
        while at < len(self._must) and self._must[at][0] == y and self._must[at][1] < end:
            last = self._must[at][1]
            at += 1
        return at, last

    def _row_end(self, at: int) -> int:
        y = self._must[at][0]
        while at < len(self._must) and self._must[at][0] == y:
            at += 1
        return at

    def _behind(self, y: int, x: int) -> Place:
        """The cursor after writing; at the right edge terminals differ about it."""
        return (y, x) if x < self._width else (y, None)

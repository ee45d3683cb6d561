"""Proof of the least difference: written to pyte, it makes the screen."""

from __future__ import annotations

from bench.terminal.glass import GlassScreen, GlassStream
from bench.terminal.grid import Grid, grid_of, mixed, seen
from bench.terminal.minimal import Hand, Least, full
from bench.terminal.tongue import move, repen


def replayed(old: Grid, new: Grid, found: Least, hand: Hand = Hand()) -> bool:  # noqa: B008
    """Whether the sequence makes a pyte terminal that shows ``old`` show ``new``."""
    glass = GlassScreen(len(new[0]), len(new))
    glass.reset_mode(7, private=True)
    stream = GlassStream(glass)
    painted = full(old)
    stream.feed(painted.text + repen(painted.hand.pen, hand.pen))
    if hand.place is not None:
        stream.feed(move(None, hand.place[0], hand.place[1] or 0))
    stream.feed(found.text)
    return same(grid_of(glass), new)


def same(one: Grid, other: Grid) -> bool:
    """Whether two screens look alike."""
    return not unlike(one, other)


def unlike(one: Grid, other: Grid) -> list[tuple[int, int]]:
    """Columns and rows of the cells that do not look alike."""
    return [
        (x, y)
        for y, rows in enumerate(zip(one, other, strict=True))
        for x, (a, b) in enumerate(zip(*rows, strict=True))
        if (a[0] or b[0]) and seen(mixed(a)) != seen(mixed(b))
    ]

"""Scrolls that may pay: rows of the old screen that stand elsewhere in the new one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from bench.terminal.grid import PLAIN, Grid, Pen, seen
from bench.terminal.tongue import Place, csi, move, repen

FARTHEST = 4
"""Rows that a scroll is tried over."""

TRIED = 2
"""How many regions are tried for each distance."""

Scrolled = tuple[str, tuple[Place, Pen], Grid]
"""What to send, where that leaves cursor and pen, and the screen it makes of the old one."""


def scrolled(old: Grid, new: Grid, pen: Pen) -> Iterator[Scrolled]:
    """Scrolls after which fewer cells differ than before."""
    height = len(new)
    far = min(FARTHEST, height - 1)
    for distance in [n for n in range(-far, far + 1) if n]:
        for top, bottom in _regions(old, new, distance):
            moved = _moved(old, top, bottom, distance)
            for text, place in sorted(_ways(top, bottom, distance), key=lambda way: len(way[0]))[
                :2
            ]:
                plain = repen(pen, PLAIN)
                yield plain + text, (place, PLAIN), moved


def _regions(old: Grid, new: Grid, distance: int) -> list[tuple[int, int]]:
    """The regions in which scrolling leaves the fewest cells to write."""
    height, width = len(new), len(new[0])
    there = [_unlike(old[y], new[y]) for y in range(height)]
    moved = [
        _unlike(old[y + distance], new[y]) if 0 <= y + distance < height else width
        for y in range(height)
    ]
    stay = [0, *accumulate(there)]
    shift = [0, *accumulate(moved)]
    gains = []
    for top in range(height):
        for bottom in range(top + abs(distance), height):
            came = (top, bottom - distance) if distance > 0 else (top - distance, bottom)
            left = shift[came[1] + 1] - shift[came[0]]
            gain = stay[bottom + 1] - stay[top] - left - abs(distance) * width // 2
            if gain > 10:
                gains.append((gain, top, bottom))
    return [(top, bottom) for _, top, bottom in sorted(gains, reverse=True)[:TRIED]]


def _unlike(one: list[tuple[str, Pen]], other: list[tuple[str, Pen]]) -> int:
    return sum(seen(a) != seen(b) for a, b in zip(one, other, strict=True))


def _moved(old: Grid, top: int, bottom: int, distance: int) -> Grid:
    empty = [[(" ", PLAIN)] * len(old[0])] * abs(distance)
    region = old[top : bottom + 1]
    region = region[distance:] + empty if distance > 0 else empty + region[:distance]
    return [*old[:top], *region, *old[bottom + 1 :]]


def _ways(top: int, bottom: int, distance: int) -> Iterator[tuple[str, Place]]:
    """By a scroll region, and by taking lines out at one place and putting them in at another."""
    count = abs(distance)
    first = top + 1 if top else ""
    region = f"\x1b[{first};{bottom + 1}r"
    yield region + csi(count, "S" if distance > 0 else "T") + "\x1b[r", None
    if distance > 0:
        yield region + f"\x1b[{bottom + 1}H" + "\n" * count + "\x1b[r", None
    else:
        start = "" if top == 0 else move((0, 0), top, 0)
        yield region + start + "\x1bM" * count + "\x1b[r", None
    out, into = (top, bottom - count + 1) if distance > 0 else (bottom - count + 1, top)
    text = move(None, out, 0) + csi(count, "M") + move((out, None), into, 0) + csi(count, "L")
    yield text, (into, None)

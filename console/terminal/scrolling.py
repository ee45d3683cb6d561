"""Finding rows that only moved up or down, and moving them with a scroll region."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from console.terminal.cells import Cells

LEAST_ROWS = 3
"""Rows that must come right by a scroll before it is worth its bytes."""

MOST_LINES = 8
"""Lines a scroll may move; rows that moved further are written."""


class Scroll(NamedTuple):
    """Rows ``top`` to ``bottom`` (both included) move up by ``lines``; negative is down."""

    top: int
    bottom: int
    lines: int


def find_scroll(shown: Cells, wanted: Cells) -> Scroll | None:
    """The scroll that brings the most rows right, None where none pays."""
    places: dict[str, list[int]] = {}
    for y, chars in enumerate(shown.chars):
        places.setdefault("".join(chars), []).append(y)
    votes: Counter[int] = Counter()
    for y, chars in enumerate(wanted.chars):
        if wanted.same_row(y, shown, y):
            continue
        text = "".join(chars)
        if text.strip():
            votes.update(source - y for source in places.get(text, ()) if source != y)
    for lines, count in votes.most_common(2):
        if count >= LEAST_ROWS and abs(lines) <= MOST_LINES:
            return _region(shown, wanted, lines)
    return None


def _region(shown: Cells, wanted: Cells, lines: int) -> Scroll | None:
    """The longest stretch of rows that come right, if it gains more than it spoils."""
    fits = [
        0 <= y + lines < shown.height and wanted.chars[y] == shown.chars[y + lines]
        for y in range(wanted.height)
    ]
    right = [y for y in range(wanted.height) if fits[y] and not wanted.same_row(y, shown, y)]
    if len(right) < LEAST_ROWS:
        return None
    ends = (right[0], right[-1])
    top = min(*ends, *(y + lines for y in ends))
    bottom = max(*ends, *(y + lines for y in ends))
    spoiled = sum(1 for y in range(top, bottom + 1) if wanted.same_row(y, shown, y) and not fits[y])
    return Scroll(top, bottom, lines) if len(right) - spoiled >= LEAST_ROWS else None


def scroll_bytes(scroll: Scroll) -> str:
    """Set the region, scroll inside it, give the whole screen back; the cursor is then at home."""
    region = f"\x1b[{scroll.top + 1};{scroll.bottom + 1}r"
    if scroll.lines > 0:
        move = f"\x1b[{scroll.bottom + 1}H" + "\n" * scroll.lines
    else:
        row = scroll.top + 1 if scroll.top else ""
        move = f"\x1b[{row}H" + "\x1bM" * -scroll.lines
    return f"{region}{move}\x1b[r"

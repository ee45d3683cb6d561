"""A screen as the least difference sees it: cells of a character and a pen."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

import pyte.graphics as g
from wcwidth import wcwidth

Colour = int | tuple[int, int, int] | None
"""None is the terminal's own, a number one of its palette, a triple red green blue."""


class Pen(NamedTuple):
    """How a cell is drawn. The order of the fields is that of the console's own looks."""

    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    blink: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN = Pen()

Cell = tuple[str, Pen]
"""A character and its pen; the second cell of a wide character holds ``""``."""

Grid = list[list[Cell]]
"""Rows of cells."""

BLANK: Cell = (" ", PLAIN)


def blank(width: int, height: int) -> Grid:
    """An empty screen."""
    return [[BLANK] * width for _ in range(height)]


@lru_cache(maxsize=1 << 16)
def seen(cell: Cell) -> Cell:
    """The cell without what cannot be seen of it: a blank has no ink."""
    char, pen = cell
    if char != " " or pen.underline or pen.strike:
        return cell
    if pen.reverse:
        return char, pen._replace(bg=None, italic=False)
    return char, Pen(bg=pen.bg)


def wide(char: str) -> bool:
    """Whether a character takes two cells."""
    return not char.isascii() and wcwidth(char[0]) == 2


_NAMES = {name: n - 30 for n, name in g.FG_ANSI.items()} | {
    name: n - 90 + 8 for n, name in g.FG_AIXTERM.items()
}
_NAMES |= {name: n - 40 for n, name in g.BG_ANSI.items()}
_NAMES |= {name: n - 100 + 8 for n, name in g.BG_AIXTERM.items()}
_HEX = re.compile("[0-9a-f]{6}")


@lru_cache(maxsize=4096)
def colour(name: str) -> Colour:
    """A colour from pyte's name for it; its hexadecimal ones become triples."""
    if name == "default":
        return None
    if name in _NAMES:
        return _NAMES[name]
    assert _HEX.fullmatch(name), name
    return int(name[:2], 16), int(name[2:4], 16), int(name[4:], 16)


def mixed(cell: Cell) -> Cell:
    """The cell with colours of the large palette as triples, as pyte keeps them."""
    char, pen = cell
    return char, pen._replace(fg=_mixed(pen.fg), bg=_mixed(pen.bg))


def _mixed(value: Colour) -> Colour:
    return colour(g.FG_BG_256[value]) if isinstance(value, int) and value >= 16 else value


def grid_of(screen: Any) -> Grid:
    """What a pyte screen shows."""
    return [
        [_cell(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)
    ]


def _cell(char: Any) -> Cell:
    pen = Pen(
        colour(char.fg), colour(char.bg), char.bold, False, char.italics, char.underscore,
        char.blink, char.reverse, char.strikethrough,
    )  # fmt: skip
    return char.data, pen

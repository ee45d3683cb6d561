"""A screen as cells: one character and one look each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Colour = int | tuple[int, int, int] | None
"""None is the terminal's own, a number one of its palette, a triple red green blue."""


class Look(NamedTuple):
    """How a cell is drawn."""

    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    blink: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN = Look()

_LOOKS: list[Look] = [PLAIN]
_IDS: dict[Look, int] = {PLAIN: 0}


def look_id(look: Look) -> int:
    """The small number that stands for a look; 0 is the plain one."""
    found = _IDS.get(look)
    if found is None:
        found = _IDS[look] = len(_LOOKS)
        _LOOKS.append(look)
    return found


def look_of(number: int) -> Look:
    """The look of a number."""
    return _LOOKS[number]


class Cells:
    """Rows of cells. A wide character stands in its first cell, its second holds ``""``."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.chars: list[list[str]] = [[" "] * width for _ in range(height)]
        self.looks: list[list[int]] = [[0] * width for _ in range(height)]

    @property
    def blank(self) -> bool:
        """Whether there is no character on it."""
        return all(char == " " for row in self.chars for char in row)

    def copy(self) -> Cells:
        """A copy that shares nothing."""
        twin = Cells(0, 0)
        twin.width, twin.height = self.width, self.height
        twin.chars = [row[:] for row in self.chars]
        twin.looks = [row[:] for row in self.looks]
        return twin

    def clear_row(self, y: int) -> None:
        """Make a row blank."""
        self.chars[y] = [" "] * self.width
        self.looks[y] = [0] * self.width

    def same_row(self, y: int, other: Cells, other_y: int) -> bool:
        """Whether a row looks like a row of another screen."""
        return self.chars[y] == other.chars[other_y] and self.looks[y] == other.looks[other_y]

    def take_row(self, y: int, other: Cells, other_y: int) -> None:
        """Make a row like a row of another screen."""
        self.chars[y] = other.chars[other_y][:]
        self.looks[y] = other.looks[other_y][:]

    def put(self, x: int, y: int, char: str, width: int, look: int) -> None:
        """Write a character; what remains of a wide one that it cuts in half becomes blank."""
        chars, looks = self.chars[y], self.looks[y]
        if chars[x] == "" and x:
            chars[x - 1] = " "
        end = x + width
        if end < self.width and chars[end] == "":
            chars[end] = " "
        chars[x], looks[x] = char, look
        if width == 2:
            chars[x + 1], looks[x + 1] = "", look

    def put_run(self, x: int, y: int, chars: Sequence[str], looks: Sequence[int]) -> None:
        """Write cells that hold whole characters; wide ones cut at either end become blank."""
        end = x + len(chars)
        row = self.chars[y]
        if chars and row[x] == "" and x:
            row[x - 1] = " "
        if end < self.width and row[end] == "":
            row[end] = " "
        row[x:end] = chars
        self.looks[y][x:end] = looks

    def text(self) -> list[str]:
        """The rows as text."""
        return ["".join(row) for row in self.chars]

"""Reading what Textual writes: its frames become the wanted screen.

Textual's frames hold cursor positions, colours and attributes, text and line ends. Everything else
it sends (modes, queries, shapes) is kept out of the frames by the driver.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import get_character_cell_size

from console.terminal.cells import PLAIN, Cells, Colour, Look, look_id
from console.terminal.renditions import Renditions
from wire.safe_text import FILLER

TOKENS = re.compile(
    r"\x1b\[([0-9;:?<>=$ ]*)([@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[PX^_][^\x1b]*\x1b\\"
    r"|\x1b[@-Z\\^_`-~]"
    r"|([\x00-\x1a\x1c-\x1f\x7f])"
    r"|([^\x00-\x1f\x7f]+)"
)
"""A control sequence (parameters, final), a string, an escape, a control, or text."""

SWITCHES: dict[int, dict[str, bool]] = {
    1: {"bold": True}, 2: {"dim": True}, 3: {"italic": True}, 4: {"underline": True},
    5: {"blink": True}, 7: {"reverse": True}, 9: {"strike": True},
    21: {"underline": True}, 22: {"bold": False, "dim": False}, 23: {"italic": False},
    24: {"underline": False}, 25: {"blink": False}, 27: {"reverse": False}, 29: {"strike": False},
}  # fmt: skip
"""What each number of a graphic rendition switches."""


class FrameReader:
    """Applies a stream of text and control sequences to ``wanted``."""

    def __init__(self, width: int, height: int, renditions: Renditions | None = None) -> None:
        """A blank screen; with ``renditions`` looks become what the terminal can show of them."""
        self.wanted = Cells(width, height)
        self.cursor = (0, 0)
        self._renditions = renditions
        self._look = PLAIN
        self._id = self._blank = 0

    def resize(self, width: int, height: int) -> None:
        """Start on a blank screen of another size."""
        self.wanted = Cells(width, height)
        self.cursor = (0, 0)

    def feed(self, text: str) -> None:
        """Apply some output."""
        for match in TOKENS.finditer(text):
            final = match[2]
            if match[4]:
                self._write(match[4])
            elif final == "m":
                self._look = rendition(self._look, match[1])
                self._number()
            elif final in ("H", "f"):
                self._move(match[1])
            elif final in ("J", "K"):
                self._erase(final, match[1])
            elif match[3]:
                self._control(match[3])

    def _number(self) -> None:
        """The numbers of the current look, and of a blank cell under it."""
        if self._renditions is None:
            self._id = self._blank = look_id(self._look)
            return
        self._id = look_id(self._renditions.shape(self._look))
        self._blank = self._renditions.blank(self._id)

    def _move(self, parameters: str) -> None:
        parts = [int(part) if part.isdecimal() else 1 for part in parameters.split(";")]
        row, column = (*parts, 1)[:2] if parts else (1, 1)
        self.cursor = (max(0, column - 1), max(0, row - 1))

    def _control(self, char: str) -> None:
        x, y = self.cursor
        if char == "\r":
            self.cursor = (0, y)
        elif char == "\n":
            self.cursor = (0, y + 1)
        elif char == "\b":
            self.cursor = (max(0, x - 1), y)

    def _erase(self, final: str, parameters: str) -> None:
        x, y = self.cursor
        if final == "J" and parameters == "2":
            for row in range(self.wanted.height):
                self.wanted.clear_row(row)
        elif final == "K" and y < self.wanted.height and not parameters.strip("0"):
            for column in range(x, self.wanted.width):
                self.wanted.put(column, y, " ", 1, self._blank)

    def _write(self, text: str) -> None:
        x, y = self.cursor
        cells = self.wanted
        if not 0 <= y < cells.height or x >= cells.width:
            return
        chars, looks = _run(text, self._id, self._blank, cells.width - x)
        cells.put_run(x, y, chars, looks)
        self.cursor = (x + len(chars), y)


@lru_cache(maxsize=4096)
def _run(text: str, look: int, blank: int, room: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The cells of a text and their looks, as many as there is room for."""
    chars: list[str] = []
    for char in text:
        size = _size(char)
        if len(chars) + size > room:
            break
        chars += ("",) if char == FILLER else (char, "")[:size]
    return tuple(chars), tuple(blank if char == " " else look for char in chars)


@lru_cache(maxsize=8192)
def _size(char: str) -> int:
    return 1 if " " <= char <= "~" else get_character_cell_size(char)


@lru_cache(maxsize=4096)
def rendition(look: Look, parameters: str) -> Look:
    """The look after a graphic rendition."""
    numbers = [int(part) if part.isdecimal() else 0 for part in re.split("[;:]", parameters)]
    at = 0
    while at < len(numbers):
        number = numbers[at]
        if number in (38, 48):
            colour, at = _extended(numbers, at)
            look = look._replace(fg=colour) if number == 38 else look._replace(bg=colour)
            continue
        look = _simple(look, number)
        at += 1
    return look


def _simple(look: Look, number: int) -> Look:
    if number == 0:
        return PLAIN
    if number in SWITCHES:
        return look._replace(**SWITCHES[number])
    if 30 <= number <= 37 or 90 <= number <= 97:
        return look._replace(fg=_palette(number, 30, 90))
    if 40 <= number <= 47 or 100 <= number <= 107:
        return look._replace(bg=_palette(number, 40, 100))
    if number == 39:
        return look._replace(fg=None)
    return look._replace(bg=None) if number == 49 else look


def _palette(number: int, normal: int, bright: int) -> int:
    return number - normal if number < normal + 8 else number - bright + 8


def _extended(numbers: list[int], at: int) -> tuple[Colour, int]:
    """``(colour, index behind it)`` of ``38;5;n`` or ``38;2;r;g;b``."""
    kind = numbers[at + 1] if at + 1 < len(numbers) else 0
    if kind == 5 and at + 2 < len(numbers):
        return numbers[at + 2], at + 3
    if kind == 2 and at + 4 < len(numbers):
        return (numbers[at + 2], numbers[at + 3], numbers[at + 4]), at + 5
    return None, len(numbers)

"""The screen of an xterm, as far as pyte allows: where the two differ, as the xterm.

What an xterm does and pyte does not: `REP`, `SU`, `SD`; an erased cell takes the pen's background
and nothing else of it; overwriting half of a wide character blanks its other half; the end of a
scroll region's life takes the cursor home; behind the last column the cursor is in the last
column for everything but text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pyte
import pyte.graphics as g
from wcwidth import wcwidth

from tests.terminal.pty_seat import SeatScreen

Pen = tuple[str, str, bool, bool, bool, bool, bool, bool]
"""Foreground, background (pyte's names), bold, italic, underline, blink, reverse, strike."""

Seen = tuple[str, Pen]
"""A cell: its character, ``""`` in the second half of a wide one, and its pen."""


class LookLike(Protocol):
    """How a cell is drawn, as the engine says it."""

    fg: Any
    bg: Any
    bold: bool
    italic: bool
    underline: bool
    blink: bool
    reverse: bool
    strike: bool


class GlassScreen(SeatScreen):
    """The screen of an xterm, as far as pyte allows."""

    _last = ""

    def draw(self, data: str) -> None:
        """Text; whoever loses half of a wide character loses all of it."""
        for char in data:
            size = wcwidth(char)
            if size <= 0:
                super().draw(char)
                continue
            start = self._start_of(size)
            super().draw(char)
            line = self.buffer[self.cursor.y]
            self._mend(line, start - 1, start + size)
            self._last = char

    def _start_of(self, size: int) -> int:
        if self.cursor.x + size <= self.columns:
            return self.cursor.x
        return 0 if pyte.modes.DECAWM in self.mode else self.columns - size

    def _mend(self, line: Any, left: int, right: int) -> None:
        """Blank the half characters on either side of what was written."""
        if left >= 0 and _wide(line[left].data) and line[left + 1].data != "":
            line[left] = line[left]._replace(data=" ")
        if right < self.columns and line[right].data == "" and not _wide(line[right - 1].data):
            line[right] = line[right]._replace(data=" ")

    def repeat_last(self, count: int = 0) -> None:
        """``REP``."""
        self.draw(self._last * (count or 1))

    def _ground(self) -> Any:
        return self.default_char._replace(bg=self.cursor.attrs.bg)

    def _as_erasing(self, erase: Callable[[], None]) -> None:
        """With a pen of which only the background is left, and the cursor on the screen."""
        x, attrs = self.cursor.x, self.cursor.attrs
        self.cursor.x = min(x, self.columns - 1)
        self.cursor.attrs = self._ground()
        erase()
        self.cursor.x, self.cursor.attrs = x, attrs
        line = self.buffer[self.cursor.y]
        if any(line[column].data == "" for column in range(self.columns)):
            for column in range(self.columns - 1):
                self._mend(line, column, column + 1)

    def erase_characters(self, count: int | None = None) -> None:
        """``ECH``."""
        self._as_erasing(lambda: super(GlassScreen, self).erase_characters(count))

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """``EL``."""
        self._as_erasing(lambda: super(GlassScreen, self).erase_in_line(how, private))

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """``ED``."""
        self._as_erasing(lambda: super(GlassScreen, self).erase_in_display(how, *args, **kwargs))

    def _grounded(self, y: int) -> None:
        """A line that scrolling brought has the pen's background."""
        for x in range(self.columns):
            self.buffer[y][x] = self._ground()

    def index(self) -> None:
        """``LF``, which scrolls at the bottom of the region."""
        _, bottom = self.margins or (0, self.lines - 1)
        at_end = self.cursor.y == bottom
        if at_end or self.cursor.y != self.lines - 1:
            super().index()
        if at_end:
            self._grounded(bottom)

    def reverse_index(self) -> None:
        """``RI``, which scrolls at the top of the region."""
        top, _ = self.margins or (0, self.lines - 1)
        at_end = self.cursor.y == top
        super().reverse_index()
        if at_end:
            self._grounded(top)

    def scroll_up(self, count: int = 0) -> None:
        """``SU``."""
        self._scroll(count or 1, up=True)

    def scroll_down(self, count: int = 0) -> None:
        """``SD``."""
        self._scroll(count or 1, up=False)

    def _scroll(self, count: int, up: bool) -> None:
        x, y = self.cursor.x, self.cursor.y
        top, bottom = self.margins or (0, self.lines - 1)
        for _ in range(min(count, self.lines)):
            self.cursor.y = bottom if up else top
            self.index() if up else self.reverse_index()
        self.cursor.x, self.cursor.y = x, y

    def insert_lines(self, count: int | None = None) -> None:
        """``IL``."""
        super().insert_lines(count)
        _, bottom = self.margins or (0, self.lines - 1)
        for y in range(self.cursor.y, min(self.cursor.y + (count or 1), bottom + 1)):
            self._grounded(y)

    def delete_lines(self, count: int | None = None) -> None:
        """``DL``."""
        super().delete_lines(count)
        _, bottom = self.margins or (0, self.lines - 1)
        for y in range(max(self.cursor.y, bottom + 1 - (count or 1)), bottom + 1):
            self._grounded(y)

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """``DECSTBM``."""
        super().set_margins(top, bottom)
        self.cursor_position()

    def cursor_forward(self, count: int | None = None) -> None:
        """``CUF``."""
        super().cursor_forward(count)
        self.cursor.x = min(self.cursor.x, self.columns - 1)


class GlassStream(pyte.Stream):
    """A stream that knows what an xterm knows."""

    csi = {**pyte.Stream.csi, "b": "repeat_last", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.Stream.events | {"repeat_last", "scroll_up", "scroll_down"}


def _wide(char: str) -> bool:
    return bool(char) and not char.isascii() and wcwidth(char[0]) == 2


def visible(char: str, pen: Pen) -> Seen:
    """The cell without what cannot be seen of it: a blank has no ink."""
    fg, bg, bold, _, underline, blink, reverse, strike = pen
    if char != " " or underline or strike:
        return char, pen
    if reverse:
        return char, (fg, "", bold, False, False, blink, True, False)
    return char, ("", bg, False, False, False, False, False, False)


def pen_of(look: LookLike) -> Pen:
    """A look in pyte's words; pyte knows no dim."""
    return (
        _colour(look.fg, g.FG_ANSI, g.FG_AIXTERM, 30),
        _colour(look.bg, g.BG_ANSI, g.BG_AIXTERM, 40),
        look.bold, look.italic, look.underline, look.blink, look.reverse, look.strike,
    )  # fmt: skip


def _colour(value: Any, low: Mapping[int, str], high: Mapping[int, str], base: int) -> str:
    if value is None:
        return "default"
    if isinstance(value, tuple):
        return "".join(f"{part:02x}" for part in value)
    if value < 8:
        return low[base + value]
    return high[base + 52 + value] if value < 16 else g.FG_BG_256[value]

"""The glass: a pyte terminal where pyte and a real xterm differ it does as the xterm.

    glass = Glass(80, 24)
    glass.feed(encoder.encode(wanted))
    assert glass.difference(wanted) == []

What an xterm does and pyte does not: `REP`, `SU`, `SD`; an erased cell takes the pen's background
and nothing else of it; overwriting half of a wide character blanks its other half; the end of a
scroll region's life takes the cursor home; behind the last column the cursor is in the last
column for everything but text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import pyte
import pyte.graphics as g
from wcwidth import wcwidth

from tests.terminal.pty_seat import PtySeat, SeatScreen

Pen = tuple[str, str, bool, bool, bool, bool, bool, bool]
"""Foreground, background (pyte's names), bold, italic, underline, blink, reverse, strike."""

Seen = tuple[str, Pen]
"""A cell: its character, ``""`` in the second half of a wide one, and its pen."""

SEQUENCE = re.compile(r"\x1b\[([<=>?]?)[0-9;]*[ -/]*([@-~])|\x1b([^\[])|[\x00-\x1a\x1c-\x1f]")


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


class CellsLike(Protocol):
    """A screen of the engine."""

    width: int
    height: int
    chars: list[list[str]]
    looks: list[list[int]]


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
        top, bottom = self.margins or (0, self.lines - 1)
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


class Glass:
    """A terminal that is fed bytes.

    `lacks` are the finals of control sequences it does not have; one of these, or an encoding
    error, is a fault.
    """

    def __init__(
        self, width: int, height: int, encoding: str = "utf-8", lacks: str = "", bce: bool = True
    ) -> None:
        self.screen = GlassScreen(width, height)
        if not bce:
            self.screen._ground = lambda: self.screen.default_char  # type: ignore[method-assign]
        self.screen.reset_mode(7, private=True)
        self._stream = GlassStream(self.screen)
        self._encoding = encoding
        self._lacks = lacks
        self.faults: list[str] = []

    def feed(self, data: bytes | str) -> None:
        """Show output."""
        text = data if isinstance(data, str) else data.decode(self._encoding)
        for found in SEQUENCE.finditer(text):
            if found[2] and found[2] in self._lacks:
                self.faults.append(found[0])
        self._stream.feed(text)

    def resize(self, width: int, height: int) -> None:
        """Another size; pyte drops lines at the top, an xterm may do anything."""
        self.screen.resize(height, width)

    def cell(self, x: int, y: int) -> Seen:
        """What is seen of a cell."""
        char = self.screen.buffer[y][x]
        pen = (
            char.fg, char.bg, char.bold, char.italics, char.underscore, char.blink,
            char.reverse, char.strikethrough,
        )  # fmt: skip
        return visible(char.data, pen)

    def text(self) -> list[str]:
        """The rows as text."""
        return [self.screen.row(y) for y in range(self.screen.lines)]

    def difference(
        self, wanted: CellsLike, look_of: Callable[[int], Any], most: int = 5
    ) -> list[str]:
        """The first cells that are not as wanted; empty where all are."""
        found = _differences(self, wanted, look_of)
        return [one for one, _ in zip(found, range(most), strict=False)]


def _differences(glass: Glass, wanted: CellsLike, look_of: Callable[[int], Any]) -> Iterator[str]:
    for y in range(wanted.height):
        for x in range(wanted.width):
            char = wanted.chars[y][x]
            expected = visible(char, pen_of(look_of(wanted.looks[y][x])))
            shown = glass.cell(x, y)
            if char == "":  # the pen of a second half is its first half's
                expected = ("", shown[1])
            if shown != expected:
                yield f"({x},{y}) shows {shown}, wanted {expected}"


def visible(char: str, pen: Pen) -> Seen:
    """The cell without what cannot be seen of it: a blank has no ink."""
    fg, bg, bold, italic, underline, blink, reverse, strike = pen
    if char != " " or underline or strike:
        return char, pen
    if reverse:
        return char, (fg, "", bold, False, False, blink, True, False)
    return char, ("", bg, False, False, False, False, False, False)


def pen_of(look: LookLike) -> Pen:
    """A look in pyte's words; pyte knows no dim."""
    return (
        _colour(look.fg, g.FG_ANSI, g.FG_AIXTERM, 30), _colour(look.bg, g.BG_ANSI, g.BG_AIXTERM, 40),
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


def _wide(char: str) -> bool:
    return bool(char) and not char.isascii() and wcwidth(char[0]) == 2


class GlassSeat(PtySeat):
    """A program in a terminal of its own, whose screen is a glass."""

    def __init__(self, argv: Sequence[str], *, rows: int = 24, cols: int = 80, **more: Any) -> None:
        self.glass = Glass(cols, rows)
        super().__init__(argv, rows=rows, cols=cols, **more)

    def screen(self) -> list[str]:
        """The lines as shown."""
        with self._changed:
            return self.glass.text()

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, from 0."""
        screen = self.glass.screen
        return screen.cursor.y, min(screen.cursor.x, screen.columns - 1)

    @property
    def terminal(self) -> SeatScreen:
        """The screen itself."""
        return self.glass.screen

    def resize(self, rows: int, cols: int) -> None:
        """Changes the size of the terminal."""
        with self._changed:
            self.glass.resize(cols, rows)
            super().resize(rows, cols)

    def _show(self, text: str) -> None:
        try:
            self.glass.feed(text)
        except Exception as fault:  # noqa: BLE001 - pyte fails in many ways; a terminal shrugs
            self.faults.append(f"{fault!r} at {text[:80]!r}")

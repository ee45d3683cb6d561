"""The glass: a terminal that is fed bytes, and a replica in front of one.

glass = Glass(80, 24)
glass.feed(encoder.encode(wanted))
assert glass.difference(wanted, look_of) == []
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bench.terminal.glass import GlassScreen, GlassStream, Seen, pen_of, visible
from console.terminal.capability import Capabilities, detect
from console.terminal.cells import Cells, look_of
from console.terminal.screen import QUESTION, Screen
from tests.terminal.pty_seat import PtySeat, SeatScreen

SEQUENCE = re.compile(r"\x1b\[([<=>?]?)[0-9;]*[ -/]*([@-~])|\x1b([^\[])|[\x00-\x1a\x1c-\x1f]")


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

    def difference(self, wanted: Cells, look_of: Callable[[int], Any], most: int = 5) -> list[str]:
        """The first cells that are not as wanted; empty where all are."""
        found = _differences(self, wanted, look_of)
        return [one for one, _ in zip(found, range(most), strict=False)]


def _differences(glass: Glass, wanted: Cells, look_of: Callable[[int], Any]) -> Iterator[str]:
    for y in range(wanted.height):
        for x in range(wanted.width):
            char = wanted.chars[y][x]
            expected = visible(char, pen_of(look_of(wanted.looks[y][x])))
            shown = glass.cell(x, y)
            if char == "":  # the pen of a second half is its first half's
                expected = ("", shown[1])
            if shown != expected:
                yield f"({x},{y}) shows {shown}, wanted {expected}"


FINALS = {
    "erase_characters": "X", "repeat": "b", "column_move": "G`", "row_move": "d",
    "scroll_region": "rST", "relative_move": "ABCD", "erase_line": "K",
}  # fmt: skip
"""Finals of sequences that a terminal without the capability does not have."""


def capabilities(term: str, encoding: str = "utf-8") -> Capabilities:
    """Those of a terminal, by its name alone."""
    return detect({"TERM": term}, encoding=encoding, terminfo=lambda _: None)[0]


def glass_for(can: Capabilities, width: int, height: int) -> Glass:
    """A terminal that has what the capabilities say and nothing more."""
    lacks = "".join(final for name, final in FINALS.items() if not getattr(can, name))
    return Glass(width, height, can.encoding, lacks, bce=can.back_colour_erase)


class Replica:
    """A replica and its terminal, with a line on which answers can be late or lost."""

    def __init__(self, can: Capabilities, width: int, height: int) -> None:
        self.can = can
        self.size = (width, height)
        self.screen = Screen(can, width, height)
        self.glass = glass_for(can, width, height)
        self.now = 100.0
        self.owed = 0
        self.sizes: list[int] = []
        self.screen.began(self.now)

    def take(self) -> bytes:
        """Let the next frame go."""
        data = self.screen.take(self.now)
        self.owed += data.count(QUESTION)
        shown = data.replace(QUESTION, b"")
        self.sizes.append(len(shown))
        self.glass.feed(shown)
        self.check_shown()
        return data

    def check_shown(self) -> None:
        """What is said to be shown is shown."""
        shown = self.screen.encoder.shown
        fits = (shown.width, shown.height) == (self.glass.screen.columns, self.glass.screen.lines)
        if fits and not self.screen._clear:
            assert self.glass.difference(shown, look_of) == []
        assert self.glass.faults == []

    def answer(self) -> None:
        """An answer comes."""
        if self.owed:
            self.owed -= 1
            self.screen.answered(self.now)

    def resize(self, width: int, height: int) -> None:
        """The terminal gets another size; what remains on it is anybody's guess."""
        self.size = (width, height)
        self.glass = glass_for(self.can, width, height)
        self.glass.feed("\x1b[7m" + "".join(f"\x1b[{y + 1}H" + "#" * width for y in range(height)))
        self.screen.resize(width, height)

    def settle(self, answering: bool = True) -> None:
        """Time passes until nothing is left to send; bounded."""
        for _ in range(400):
            self.take()
            if answering:
                self.answer()
            if not self.screen.differs:
                break
            at = self.screen.wake_at(self.now)
            assert at is not None, "something is left to send and nothing will wake the driver"
            late = not (answering and self.owed)
            self.now = max(self.now + 0.005, at if late else self.now)
        assert not self.screen.differs
        assert self.glass.difference(self.screen.reader.wanted, look_of) == []


def painted(lines: Sequence[str], top: int = 0) -> str:
    """Lines as Textual writes them."""
    return "".join(f"\x1b[{y + 1};1H{text}" for y, text in enumerate(lines, top))


def written(pieces: Sequence[tuple[int, int, str, str]], width: int, height: int) -> str:
    """Pieces of text as Textual writes them: only on the screen, never over its edge."""
    out = []
    for x, y, pen, text in pieces:
        column, room = x % width, width - x % width
        kept = ""
        for char in text:
            size = 1 if char.isascii() else 2
            if size > room:
                break
            room -= size
            kept += char
        out.append(f"\x1b[{y % height + 1};{column + 1}H\x1b[{pen}m{kept}\x1b[0m")
    return "".join(out)


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

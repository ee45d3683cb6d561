"""The cheapest bytes that turn what the terminal shows into what it should show.

Only cells that differ are written; between them the cursor takes the shortest of its moves, runs of
blanks are erased, runs of one character repeated, attributes changed by their difference, and rows
that moved are scrolled where that pays.
"""

from __future__ import annotations

from collections.abc import Sequence

from console.terminal.capability import Capabilities
from console.terminal.cells import Cells
from console.terminal.moves import Cursor
from console.terminal.renditions import Renditions
from console.terminal.scrolling import Scroll, find_scroll, scroll_bytes

SHORT_GAP = 6
"""Unchanged cells that may be written again instead of moving over them."""

LEAST_ERASED = 4
"""Blanks that are worth an erase."""

LEAST_REPEATED = 8
"""Characters of one kind that are worth a repeat."""

STRIDE = 16
"""Cells compared at once while nothing differs."""


class Encoder:
    """Keeps what is shown and says how to get from there to what is wanted."""

    def __init__(self, capabilities: Capabilities, width: int, height: int) -> None:
        self._can = capabilities
        self._cursor = Cursor(capabilities)
        self._out: list[str] = []
        self._look = 0
        self._turn = 0
        self.renditions = Renditions(capabilities)
        self.shown = Cells(width, height)
        self.complete = True

    def clear(self, width: int, height: int) -> bytes:
        """Blank the terminal, whatever it shows: at the start, after a resize, on redraw."""
        self.shown = Cells(width, height)
        self._look = 0
        self._cursor.x = self._cursor.y = 0
        return b"\x1b[m\x1b[H\x1b[2J"

    def adopt(self, capabilities: Capabilities) -> None:
        """Use what was measured from now on."""
        self._can = capabilities
        self._cursor.adopt(capabilities)

    def encode(
        self,
        wanted: Cells,
        cursor: tuple[int, int] | None = None,
        budget: int | None = None,
        first_rows: Sequence[int] = (),
    ) -> bytes:
        """The bytes of a frame; ``shown`` is then what the terminal will show.

        Args:
            wanted: the screen to come to, of the same size.
            cursor: where the cursor is to stand in the end, None for anywhere.
            budget: bytes after which no further row is begun; ``complete`` says whether all was
                sent. The next frame begins with the rows that had to wait.
            first_rows: rows to send before the others.
        """
        self._out = []
        self.complete = True
        rows = [y for y in range(wanted.height) if not self.shown.same_row(y, wanted, y)]
        if len(rows) > 2 and self._can.scroll_region:
            rows = self._scrolled(wanted, rows)
        turn = [*(y for y in rows if y >= self._turn), *(y for y in rows if y < self._turn)]
        self._turn = 0
        self._rows(wanted, dict.fromkeys([*(y for y in first_rows if y in rows), *turn]), budget)
        if cursor is not None and self.complete:
            self._out.append(self._cursor.to(*cursor))
        return "".join(self._out).encode(self._can.encoding, errors="replace")

    def _rows(self, wanted: Cells, rows: dict[int, None], budget: int | None) -> None:
        spent = 0
        for y in rows:
            if budget is not None and spent >= budget:
                self.complete = False
                self._turn = y
                return
            before = len(self._out)
            self._row(wanted, y)
            spent += sum(len(part.encode()) for part in self._out[before:])

    def _row(self, wanted: Cells, y: int) -> None:
        tail = self._erased_from(wanted, y)
        x = 0
        while (x := self._differs_from(wanted, y, x, tail)) < tail:
            end = self._same_from(wanted, y, x, tail)
            self._approach(wanted, x, y)
            self._write(wanted, x, end, y)
            x = end
        if tail < wanted.width:
            self._out.append(self._cursor.to(tail, y))
            if not self.renditions.erases(self._look, wanted.looks[y][tail]):
                self._change_look(wanted.looks[y][tail])
            self._out.append("\x1b[K")
        self.shown.take_row(y, wanted, y)

    def _differs_from(self, wanted: Cells, y: int, x: int, end: int) -> int:
        """The next cell that differs; the first half of a wide character for its second."""
        chars, looks = wanted.chars[y], wanted.looks[y]
        old_chars, old_looks = self.shown.chars[y], self.shown.looks[y]
        while (
            (to := x + STRIDE) < end
            and chars[x:to] == old_chars[x:to]
            and looks[x:to] == old_looks[x:to]
        ):
            x = to
        while x < end and chars[x] == old_chars[x] and looks[x] == old_looks[x]:
            x += 1
        return x - 1 if x < end and chars[x] == "" else x

    def _same_from(self, wanted: Cells, y: int, x: int, end: int) -> int:
        """Where the run that differs ends; a wide character is never cut."""
        chars, looks = wanted.chars[y], wanted.looks[y]
        old_chars, old_looks = self.shown.chars[y], self.shown.looks[y]
        x += 1
        while x < end and (chars[x] == "" or chars[x] != old_chars[x] or looks[x] != old_looks[x]):
            x += 1
        return x

    def _erased_from(self, wanted: Cells, y: int) -> int:
        """From where the row's end is to be erased; its width where it is not."""
        width = wanted.width
        chars, looks = wanted.chars[y], wanted.looks[y]
        old_chars, old_looks = self.shown.chars[y], self.shown.looks[y]
        look = looks[-1]
        if not self._can.erase_line or not self.renditions.erasable(look):
            return width
        x = width
        while x > 0 and chars[x - 1] == " " and looks[x - 1] == look:
            x -= 1
        while x < width and old_chars[x] == " " and old_looks[x] == look:
            x += 1
        last = width
        while last > x and old_chars[last - 1] == " " and old_looks[last - 1] == look:
            last -= 1
        return x if last - x >= LEAST_ERASED else width

    def _approach(self, wanted: Cells, x: int, y: int) -> None:
        """Bring the cursor to a cell, over a short unchanged stretch by writing it again."""
        cx = self._cursor.x
        way = self._cursor.peek(x, y)
        if self._cursor.y == y and 0 <= cx < x and x - cx <= SHORT_GAP:
            text = "".join(wanted.chars[y][cx:x])
            plain = all(look == self._look for look in wanted.looks[y][cx:x])
            if plain and text.isascii() and len(text) == x - cx and len(text) <= len(way):
                self._out.append(text)
                self._cursor.advance(len(text), wanted.width)
                return
        self._out.append(way)
        self._cursor.x, self._cursor.y = x, y

    def _write(self, wanted: Cells, x: int, end: int, y: int) -> None:
        chars, looks = wanted.chars[y], wanted.looks[y]
        blank = self.renditions.blank
        while x < end:
            if not (chars[x] == " " and blank(self._look) == looks[x]):
                self._change_look(looks[x])
            look, bare = self._look, blank(self._look)
            stop = x + 1
            while stop < end and (
                looks[stop] == look or (chars[stop] == " " and looks[stop] == bare)
            ):
                stop += 1
            self._out.append(self._text("".join(chars[x:stop])))
            self._cursor.advance(stop - x, wanted.width)
            x = stop

    def _text(self, text: str) -> str:
        """A run of one look, long repetitions said once where the terminal repeats."""
        if not self._can.repeat or len(text) < LEAST_REPEATED:
            return text
        out, at = [], 0
        while at < len(text):
            count = 1
            while at + count < len(text) and text[at + count] == text[at]:
                count += 1
            repeats = count >= LEAST_REPEATED and " " <= text[at] <= "~"
            out.append(f"{text[at]}\x1b[{count - 1}b" if repeats else text[at] * count)
            at += count
        return "".join(out)

    def _change_look(self, look: int) -> None:
        if look != self._look:
            self._out.append(self.renditions.between(self._look, look))
            self._look = look

    def _scrolled(self, wanted: Cells, rows: list[int]) -> list[int]:
        """Scroll if that pays; the rows that still differ."""
        scroll = find_scroll(self.shown, wanted)
        if scroll is None:
            return rows
        self._change_look(0)
        self._out.append(scroll_bytes(scroll))
        self._cursor.x = self._cursor.y = 0
        self._move_rows(scroll)
        return [y for y in range(wanted.height) if not self.shown.same_row(y, wanted, y)]

    def _move_rows(self, scroll: Scroll) -> None:
        """What the terminal shows after a scroll."""
        region = range(scroll.top, scroll.bottom + 1)
        old = self.shown.copy()
        for y in region:
            source = y + scroll.lines
            if source in region:
                self.shown.take_row(y, old, source)
            else:
                self.shown.clear_row(y)

"""A seat in a pty that knows when each thing was painted.

The time of a paint is the time at which its bytes were read from the pty; what pyte then costs to
find out what they mean is not in it. Times are seconds of `time.perf_counter`, which on Linux is
the same clock in every process.
"""

from __future__ import annotations

import os
import re
import select
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import NamedTuple

from tests.terminal.pty_seat import PtySeat, SeatScreen

KEY_SECONDS = 3.0
"""How long a key may take to be painted before it counts as unseen."""

DRAIN_SECONDS = 0.5
"""How long a key waits for what was read before it to be understood."""

NUMBER = re.compile(r"\d{6}")


class Mark(NamedTuple):
    """The line of the cursor's row on the screen, and the last six figures of its ticket."""

    line: int
    ticket: str


Finder = Callable[[SeatScreen], int | None]
"""Finds the line that the cursor's row is on."""


def by_sign(screen: SeatScreen) -> int | None:
    """The console's: a ``>`` in the first column."""
    lines = (y for y in range(2, screen.lines - 2) if screen.buffer[y][0].data == ">")
    return next(lines, None)


def by_colour(screen: SeatScreen) -> int | None:
    """A DataTable's: the one row whose first cell has another background than most."""
    colours = [screen.buffer[y][1].bg for y in range(1, screen.lines - 9)]
    usual = Counter(colours).most_common(1)[0][0]
    lines = (y for y, colour in enumerate(colours, 1) if colour != usual)
    return next(lines, None)


class TimedSeat(PtySeat):
    """Keeps when the first text came and when the mark went where."""

    def __init__(self, argv: Sequence[str], size: tuple[int, int], find: Finder | None) -> None:
        """Start the program.

        Args:
            size: columns and rows.
            find: how its mark is found; None for a program without one.
        """
        self.began = time.perf_counter()
        self.first_text = 0.0
        self.marks: list[tuple[float, Mark]] = []
        self.find = find
        self._old: Mark | None = None
        self._received = 0
        self._awaited: Callable[[SeatScreen], bool] | None = None
        self._met: float | None = None
        columns, rows = size
        super().__init__(argv, rows=rows, cols=columns, env={"COLORTERM": "truecolor"})

    @property
    def received(self) -> int:
        """Bytes that have been read, understood or not."""
        return self._received

    def _read(self) -> None:
        """Reads and notes the time; a thread of its own finds out what it means.

        pyte takes tens of milliseconds for a large frame. Were it done here, a slow program's
        next bytes would wait in the pty and look slower than they are.
        """
        chunks: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        parser = threading.Thread(target=self._understand, args=(chunks,), daemon=True)
        parser.start()
        data = b"begin"
        while data:
            ready, _, _ = select.select([self._master, self._wake_read], [], [])
            try:
                data = b"" if self._wake_read in ready else os.read(self._master, 65536)
            except OSError:  # nobody holds the other side any more
                data = b""
            self._received += len(data)
            chunks.put((time.perf_counter(), data))
        parser.join()

    def _understand(self, chunks: SimpleQueue[tuple[float, bytes]]) -> None:
        data = b"begin"
        while data:
            at, data = chunks.get()
            with self._changed:
                self._raw += data
                replies = self._feed(self._decoder.decode(data))
                self._note(at)
                self._ended = not data
                self._changed.notify_all()
            self._reply(replies)

    def _note(self, at: float) -> None:
        """The first text, and where the mark has gone, at the time the bytes were read."""
        screen = self.terminal
        if not self.first_text:
            cells = (cell for y in range(screen.lines) for cell in screen.buffer[y].values())
            self.first_text = at if any(cell.data.strip() for cell in cells) else 0.0
        mark = self._mark()
        if mark is not None and mark != self._old:
            self._old = mark
            self.marks.append((at, mark))
        if self._awaited is not None and self._met is None and self._awaited(screen):
            self._met = at

    def _mark(self) -> Mark | None:
        line = self.find(self.terminal) if self.find else None
        if line is None:
            return None
        cells = self.terminal.buffer[line]
        found = NUMBER.search("".join(cells[x].data or "" for x in range(24)))
        return Mark(line, found[0]) if found else None

    @property
    def mark(self) -> Mark | None:
        """Where the mark is now."""
        return self._old

    def until(self, met: Callable[[], object], seconds: float) -> bool:
        """Wait until something holds; whether it did in time."""
        with self._changed:
            return bool(self._changed.wait_for(met, seconds))

    def press_until(
        self, key: bytes, met: Callable[[SeatScreen], bool], seconds: float = KEY_SECONDS
    ) -> float | None:
        """Seconds from a key to a screen on which something holds; None if it never came."""
        self.until(lambda: self.bytes_read == self._received, DRAIN_SECONDS)
        with self._changed:
            self._awaited, self._met = met, None
        sent = time.perf_counter()
        self.send_bytes(key)
        self.until(lambda: self._met is not None, seconds)
        with self._changed:
            at, self._awaited = self._met, None
        return None if at is None else at - sent

    def press(self, key: bytes, line: int) -> float | None:
        """Seconds from a key to the mark on another ticket on that line; None if never seen."""
        self.until(lambda: self.bytes_read == self._received, DRAIN_SECONDS)
        before, seen = self._old, len(self.marks)
        was = before.ticket if before else ""

        def painted() -> float | None:
            there = (at for at, m in self.marks[seen:] if m.line == line and m.ticket != was)
            return next(there, None)

        sent = time.perf_counter()
        self.send_bytes(key)
        if not self.until(painted, KEY_SECONDS):
            return None
        return (painted() or sent) - sent

"""A thin line between a program and its terminal: so many bytes a second, so much delay.

    with SlowSeat(argv, rate=8000, round_trip=0.3) as seat:
        seat.send("j")
        took = seat.seen(lambda lines: lines[5].startswith(">"), timeout=3)

What the program writes is taken from its pty at once, as sshd does, up to `window` bytes; it comes
to the glass at `rate`, half the round trip later. Keys and answers go the other way alike. One
thread does it all with `select`; nothing polls. `stop()` is the terminal's process stopped.
"""

from __future__ import annotations

import heapq
import os
import select
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.terminal.emulators import GlassSeat

PIECE = 0.01
"""Seconds of line that a piece of output takes: what is on the line arrives bit by bit."""

SSH_WINDOW = 2_000_000
"""Bytes that sshd takes before it stops reading."""

DOWN, UP = 0, 1


class Line:
    """One direction: when what is handed over now will have arrived."""

    def __init__(self, rate: float, delay: float) -> None:
        self._rate, self._delay = rate, delay
        self._free = 0.0

    def arrival(self, size: int, now: float) -> float:
        """Of so many more bytes."""
        self._free = max(self._free, now) + size / self._rate
        return self._free + self._delay


class SlowSeat(GlassSeat):
    """A program in a terminal behind a slow line."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        rate: float = 8000.0,
        round_trip: float = 0.3,
        window: int = SSH_WINDOW,
        **more: Any,
    ) -> None:
        self._lines = (Line(rate, round_trip / 2), Line(rate, round_trip / 2))
        self._piece = max(1, int(rate * PIECE))
        self._window = window
        self._due: list[tuple[float, int, int, bytes]] = []
        self._count = self.on_line = 0
        self._stopped, self._resumed = False, 0.0
        self.arrived = time.monotonic()
        self.on_arrival: Callable[[list[str], float], None] | None = None
        self._nudge = os.eventfd(0)
        super().__init__(argv, **more)

    def send_bytes(self, data: bytes) -> None:
        """Keys and answers set out."""
        if data:
            self._put(UP, data)

    def stop(self) -> None:
        """The terminal's process is stopped: nothing is read and nothing shown."""
        self._stopped = True
        os.eventfd_write(self._nudge, 1)

    def go_on(self) -> None:
        """It goes on; what stood on the line arrives."""
        self._resumed = time.monotonic()
        self._stopped = False
        os.eventfd_write(self._nudge, 1)

    def seen(self, met: Callable[[list[str]], bool], timeout: float) -> float | None:
        """Seconds until the glass meets a predicate, as its bytes arrived; None if never."""
        began = time.monotonic()
        with self._changed:
            if not self._changed.wait_for(lambda: self._ended or met(self.screen()), timeout):
                return None
            return max(0.0, self.arrived - began)

    def close(self) -> None:
        """Take the terminal away."""
        closed = self._closed
        super().close()
        if not closed:
            os.close(self._nudge)

    # The line's thread

    def _put(self, way: int, data: bytes) -> None:
        with self._changed:
            self._count += 1
            at = self._lines[way].arrival(len(data), time.monotonic())
            heapq.heappush(self._due, (at, self._count, way, data))
        os.eventfd_write(self._nudge, 1)

    def _read(self) -> None:
        while True:
            ready = self._wait()
            if self._wake_read in ready:
                break
            if self._nudge in ready:
                os.eventfd_read(self._nudge)
            if self._master in ready and not self._take():
                break
            self._deliver(time.monotonic())
        self._deliver(float("inf"))
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _wait(self) -> list[Any]:
        with self._changed:
            first = self._due[0][0] if self._due and not self._stopped else None
        reads: list[Any] = [self._wake_read, self._nudge]
        if self.on_line < self._window and not self._stopped:
            reads.append(self._master)
        left = None if first is None else max(0.0, first - time.monotonic())
        return select.select(reads, [], [], left)[0]

    def _take(self) -> bool:
        """Bytes of the program set out; False when it is gone."""
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        for at in range(0, len(data), self._piece):
            piece = data[at : at + self._piece]
            self.on_line += len(piece)
            self._put(DOWN, piece)
        return bool(data)

    def _deliver(self, now: float) -> None:
        """Whatever has arrived by now."""
        arrived = False
        while not self._stopped:
            with self._changed:
                if not self._due or self._due[0][0] > now:
                    break
                at, _, way, data = heapq.heappop(self._due)
            if way == UP:
                self._to_program(data)
            else:
                self._to_glass(at, data)
                arrived = True
        if arrived and self.on_arrival is not None:
            self.on_arrival(self.screen(), self.arrived)

    def _to_program(self, data: bytes) -> None:
        try:
            os.write(self._master, data)
        except OSError:  # it has ended
            return

    def _to_glass(self, at: float, data: bytes) -> None:
        with self._changed:
            self.on_line -= len(data)
            self._raw += data
            replies = self._feed(self._decoder.decode(data))
            self.arrived = max(at, self.arrived, self._resumed)
            self._changed.notify_all()
        self._reply(replies)

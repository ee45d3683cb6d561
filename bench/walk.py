"""The cursor's keys: where they are pressed, how often, and what comes of each."""

from __future__ import annotations

import random
import time
from typing import NamedTuple

from bench.pty_probe import KEY_SECONDS, TimedSeat

LONGEST_SECONDS = 10.0
"""After which a row of keys ends, however many there were."""

PAUSE_SECONDS = (0.005, 0.02)
"""Between two keys, at random: no key keeps step with the feed."""

SCREENS_DOWN = 3
"""How far below the top of the queue the cursor walks."""

DOWN, UP, PAGE_DOWN = b"\x1b[B", b"\x1b[A", b"\x1b[6~"


class Keys(NamedTuple):
    """Cursor-down keys: milliseconds of those seen, how many were not, and bytes for each."""

    times: list[float]
    unseen: int
    sizes: list[float]


class Walk:
    """The cursor's ways up and down the rows in view, somewhere below the top of the queue."""

    def __init__(self, seat: TimedSeat, rows: int, rng: random.Random) -> None:
        """Bring the mark to the bottom line, some screens down; ``rows`` is how many are shown."""
        self._seat, self._rows, self._rng = seat, rows, rng
        for _ in range(SCREENS_DOWN):
            seat.send_bytes(PAGE_DOWN)
            time.sleep(0.25)
        self._descend()
        self._bottom = seat.mark.line if seat.mark else rows

    def in_view(self, count: int) -> Keys:
        """Cursor-down keys that scroll nothing; between rounds the mark goes back up, untimed."""
        keys = Keys([], 0, [])
        lines: list[int] = []
        until = time.monotonic() + LONGEST_SECONDS
        for _ in range(count):
            if time.monotonic() > until:
                break
            lines = lines or self._ascend()
            keys = self._timed(lines.pop(0), keys)
        self._descend()
        return keys

    def scrolling(self, count: int) -> Keys:
        """Cursor-down keys on the bottom line: each scrolls the rows by one."""
        keys = Keys([], 0, [])
        until = time.monotonic() + LONGEST_SECONDS
        for _ in range(count):
            if time.monotonic() > until:
                break
            keys = self._timed(self._bottom, keys)
        return keys

    def _timed(self, line: int, keys: Keys) -> Keys:
        size = self._seat.received
        took = self._seat.press(DOWN, line)
        time.sleep(self._rng.uniform(*PAUSE_SECONDS))
        keys.sizes.append(float(self._seat.received - size))
        if took is None:
            return keys._replace(unseen=keys.unseen + 1)
        keys.times.append(1000 * took)
        return keys

    def _ascend(self) -> list[int]:
        """Take the mark from the bottom line to the top one; the lines it can go down to."""
        seat, top = self._seat, self._bottom - self._rows + 1
        if seat.mark and seat.mark.line != self._bottom:
            self._descend()
        seat.send_bytes(UP * (self._rows - 1))
        seat.until(lambda: seat.mark is not None and seat.mark.line == top, KEY_SECONDS)
        time.sleep(0.15)
        return list(range(top + 1, self._bottom + 1))

    def _descend(self) -> None:
        self._seat.send_bytes(DOWN * self._rows)
        time.sleep(0.5)

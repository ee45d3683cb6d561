"""How old is what a slow terminal shows? The same screen on a fast one says when it was new."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence

from bench.measure import percentile

CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d)")
"""The platform's time, in the top line."""

SAMPLE_SECONDS = 0.1
"""Between two looks at the slow terminal."""


class History:
    """What each row of the fast terminal showed, and until when."""

    def __init__(self, rows: Sequence[int]) -> None:
        self._rows = rows
        self._lock = threading.Lock()
        self._now: dict[int, str] = {}
        self._until: dict[tuple[int, str], float] = {}
        self.offset: float | None = None

    def note(self, lines: list[str], at: float) -> None:
        """The fast terminal as bytes arrived."""
        with self._lock:
            for y in self._rows:
                old = self._now.get(y)
                if old is not None and old != lines[y]:
                    self._until[y, old] = at
                self._now[y] = lines[y]
            seconds = clock(lines)
            if seconds is not None:
                ahead = at - seconds
                self.offset = ahead if self.offset is None else min(self.offset, ahead)

    def age(self, y: int, text: str, at: float) -> float | None:
        """Seconds since the row stopped being so; None if it never was."""
        with self._lock:
            if self._now.get(y) == text:
                return 0.0
            until = self._until.get((y, text))
            return None if until is None else max(0.0, at - until)


def clock(lines: list[str]) -> float | None:
    """Seconds of the day that the top line says."""
    found = CLOCK.search(lines[0])
    if found is None:
        return None
    hours, minutes, seconds = (float(part) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


class Ages:
    """Looks at the slow terminal's rows and clock, now and then as bytes arrive."""

    def __init__(self, history: History, rows: Sequence[int]) -> None:
        self._history, self._rows = history, rows
        self._next = 0.0
        self.rows: list[float] = []
        self.clocks: list[float] = []
        self.unknown = 0

    def note(self, lines: list[str], at: float) -> None:
        """The slow terminal as bytes arrived."""
        if at < self._next:
            return
        self._next = at + SAMPLE_SECONDS
        for y in self._rows:
            age = self._history.age(y, lines[y], at)
            if age is None:
                self.unknown += 1
            else:
                self.rows.append(age)
        seconds, offset = clock(lines), self._history.offset
        if seconds is not None and offset is not None:
            self.clocks.append(max(0.0, at - offset - seconds - 1.0))

    def worst(self, part: float) -> tuple[float, float]:
        """Percentiles of the rows' ages and of the clock's."""
        return percentile(self.rows, part), percentile(self.clocks, part)


Note = Callable[[list[str], float], None]
"""What is called as bytes arrive: the lines, and when."""

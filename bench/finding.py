"""Filtering and sorting at the keyboard: from the key to the screen that shows what came of it."""

from __future__ import annotations

import time

from bench.measure import Figure, percentile, spread
from bench.pty_probe import TimedSeat
from console.menu import LETTERS
from tests.terminal.pty_seat import SeatScreen

TITLE = 2
"""The line of the console that says what is filtered and sorted by."""

TYPED = ("井盖", "jg", "shengze")
"""Lines typed letter by letter: Chinese, initials, whole syllables."""

SORTS = 9
"""Columns that the console's menu offers."""

PATIENCE_SECONDS = 60.0
"""How long a table may take to sort."""

ESCAPE, CLEAR = b"\x1b", b"\x15"
TABLE_SORT = b"s"
PAUSE_SECONDS = 0.3
"""Between two keys that are timed; a lone escape is one after 120 ms."""


def console(seat: TimedSeat, subject: str) -> list[Figure]:
    """Filters typed and cleared, and every column sorted by."""
    typed: list[float] = []
    cleared: list[float] = []
    for text in TYPED:
        _type(seat, text, typed, cleared)
    sorts = [_sort(seat, letter) for letter in (*LETTERS[1:SORTS], LETTERS[0])]
    found = _figures(subject, "filter, letter to painted", typed)
    found += _figures(subject, "filter cleared to painted", cleared)
    return found + _figures(subject, "sort, key to painted", sorts)


def _type(seat: TimedSeat, text: str, typed: list[float], cleared: list[float]) -> None:
    seat.send_bytes(b"/")
    time.sleep(PAUSE_SECONDS)
    for end in range(1, len(text) + 1):
        shown = f" {text[:end]} "

        def there(screen: SeatScreen, shown: str = shown) -> bool:
            return shown in screen.row(TITLE)

        typed.append(_timed(seat.press_until(text[end - 1].encode(), there)))
        time.sleep(PAUSE_SECONDS)
    before = seat.terminal.row(TITLE)
    cleared.append(_timed(seat.press_until(CLEAR, lambda screen: screen.row(TITLE) != before)))
    seat.send_bytes(ESCAPE)
    time.sleep(PAUSE_SECONDS)


def _sort(seat: TimedSeat, letter: str) -> float:
    """Choose a column of the menu."""
    seat.send_bytes(b"S")
    time.sleep(PAUSE_SECONDS)
    before = seat.terminal.row(TITLE)
    took = seat.press_until(letter.encode(), lambda screen: screen.row(TITLE) != before)
    time.sleep(PAUSE_SECONDS)
    return _timed(took)


def table(seat: TimedSeat, subject: str) -> list[Figure]:
    """DataTable's own sort, by the number and back."""
    times = []
    for _ in range(2):
        before = seat.terminal.row(1)

        def sorted_anew(screen: SeatScreen, before: str = before) -> bool:
            return screen.row(1) != before

        times.append(_timed(seat.press_until(TABLE_SORT, sorted_anew, PATIENCE_SECONDS)))
    return _figures(subject, "sort, key to painted", times)


def _timed(took: float | None) -> float:
    """Milliseconds; what never came counts as the longest wait."""
    return 1000 * (PATIENCE_SECONDS if took is None else took)


def _figures(subject: str, name: str, times: list[float]) -> list[Figure]:
    longest = Figure(subject, f"{name} longest", percentile(times, 100), "ms", len(times))
    return [spread(subject, name, times, "ms")[0], longest]

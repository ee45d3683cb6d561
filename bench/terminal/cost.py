"""What a frame costs the processor: Textual's own frames through the console's driver."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bench.measure import Figure, median
from bench.terminal.panes import Painted
from console.terminal.capability import detect
from console.terminal.screen import Screen

ROUNDS = 7
"""How often all frames are played."""


def costs(subject: str, size: tuple[int, int], frames: Sequence[Painted]) -> list[Figure]:
    """Milliseconds of processor time a frame, read and encoded, by the kind of scene.

    Args:
        frames: what Textual's own driver wrote, from the start.
    """
    times: dict[str, list[float]] = {}
    can = detect({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "rich")[0]
    for _ in range(ROUNDS):
        screen, now = Screen(can, *size), 0.0
        for painted in frames:
            now += 1.0
            screen.key_pressed(now)
            text = painted.data.decode()
            began = time.thread_time()
            screen.feed(text)
            screen.take(now)
            times.setdefault(painted.scene.name, []).append(time.thread_time() - began)
            screen.answered(now)
        times.setdefault("everything anew", []).append(_anew(screen, frames[-1], now))
    return [
        Figure(subject, f"driver, {name}", 1000 * median(values), "ms", len(values))
        for name, values in times.items()
    ]


def _anew(screen: Screen, last: Painted, now: float) -> float:
    """A whole screen on a terminal of which nothing is known; the last scene paints all rows."""
    text = last.data.decode()
    screen.redraw()
    screen.key_pressed(now)
    began = time.thread_time()
    screen.feed(text)
    screen.take(now)
    return time.thread_time() - began

"""In a measured program: callbacks that held its event loop, written to a file as they happen."""

from __future__ import annotations

import asyncio.events
import os
import time
from pathlib import Path

from bench.measure import Figure, percentile

STALL_SECONDS = 0.01
"""A callback that takes longer keeps a key waiting."""


def watch(path: str) -> None:
    """Time every callback of every event loop from now on; one line for each that is long.

    A line is the time of its end (`time.perf_counter`) and its length, both in seconds.
    """
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    run = asyncio.events.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.perf_counter()
        run(handle)
        ended = time.perf_counter()
        if ended - began > STALL_SECONDS:
            os.write(out, f"{ended:.6f} {ended - began:.6f}\n".encode())

    setattr(asyncio.events.Handle, "_run", timed)  # noqa: B010


def figures(path: Path, subject: str, phase: str, since: float, until: float) -> list[Figure]:
    """How many long callbacks ended between two instants, and the longest of them."""
    pairs = [[float(part) for part in one.split()] for one in path.read_text().splitlines()]
    lengths = [1000 * length for ended, length in pairs if since <= ended <= until]
    longest = percentile(lengths, 100) if lengths else 0.0
    return [
        Figure(subject, f"loop held > 10 ms, {phase}", len(lengths) / (until - since), "/s"),
        Figure(subject, f"loop held longest, {phase}", longest, "ms", len(lengths)),
    ]

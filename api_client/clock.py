"""The platform's time as a seat knows it: never the local clock, always a monotonic one.

The offset comes from pings; of the last eight the one with the shortest round trip counts. A space
may run at its own rate, so the offset is kept as a pair of instants and the rate between.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

SAMPLES = 8
"""Pings that are remembered."""


class Sample(NamedTuple):
    """One answered ping: round trip in seconds, and which space time a local instant was."""

    round_trip: float
    local: float
    space: datetime


class ServerClock:
    """Estimates the space's time from answered pings."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._samples: deque[Sample] = deque(maxlen=SAMPLES)
        self._best: Sample | None = None
        self.rate = 1.0

    @property
    def known(self) -> bool:
        """Whether the platform's time has been heard at all."""
        return self._best is not None

    @property
    def delay(self) -> float | None:
        """The newest round trip in seconds, None before the first."""
        return self._samples[-1].round_trip if self._samples else None

    def welcome(self, server_time: datetime, rate: float) -> None:
        """A first, rough estimate: the time the platform said when it greeted."""
        self.rate = rate
        self._samples.clear()
        self._best = Sample(float("inf"), self._monotonic(), server_time)

    def answered(self, t0: float, t1: datetime, t2: datetime, rate: float) -> None:
        """Take in an answered ping; ``t0`` is the local instant it was sent at."""
        if rate != self.rate:
            self.welcome(t2, rate)
        now = self._monotonic()
        held = (t2 - t1).total_seconds() / rate if rate else 0.0
        round_trip = max(0.0, now - t0 - held)
        middle = t2 + timedelta(seconds=round_trip / 2 * rate)
        self._samples.append(Sample(round_trip, now, middle))
        self._best = min(self._samples, key=lambda sample: sample.round_trip)

    def now(self) -> datetime | None:
        """The space's time, None while it is not known."""
        return self.at(self._monotonic())

    def at(self, instant: float) -> datetime | None:
        """The space's time at a monotonic instant, None while it is not known."""
        if self._best is None:
            return None
        passed = instant - self._best.local
        return self._best.space + timedelta(seconds=passed * self.rate)

"""A report of the demonstration: place, channel, class and words, all of them drawn together."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from demo.report_text import Composer, Kind, Place


class Spot(NamedTuple):
    """A grid's code and position (degrees CGCS2000), and the Chinese names above it."""

    grid: str
    lng: float
    lat: float
    place: Place


class Report(NamedTuple):
    """What is drawn of a report: its class's code, its grid's and the arguments of ``new``."""

    klass: str
    grid: str
    args: dict[str, Any]


class Reports:
    """Draws reports; immutable after construction."""

    def __init__(
        self,
        composer: Composer,
        spots: Sequence[Spot],
        shares: Mapping[str, float],
        patrols: frozenset[str],
    ) -> None:
        """Prepare the draws.

        Args:
            spots: every grid, all equally likely.
            shares: per cent of a day's reports by channel code.
            patrols: the channels in which a patrol writes and nobody calls.
        """
        self._composer = composer
        self._spots = spots
        self._channels = tuple(shares)
        self._running = tuple(accumulate(shares.values()))
        self._patrols = patrols

    def draw(self, rng: random.Random, channel: str = "") -> Report:
        """One report; the channel is drawn by share unless it is given."""
        if not channel:
            channel = rng.choices(self._channels, cum_weights=self._running)[0]
        spot = rng.choice(self._spots)
        kind: Kind = "patrol" if channel in self._patrols else "citizen"
        written = self._composer.compose(rng, kind, spot.place)
        args: dict[str, Any] = {
            "channel": channel,
            "text": written.text,
            "class": written.klass,
            "grid": spot.grid,
            "lng": spot.lng,
            "lat": spot.lat,
            "address": written.address,
        }
        if written.reporter_name:
            phone = written.reporter_phone
            args["reporter"] = {"name": written.reporter_name, "phone": phone}
        return Report(written.klass, spot.grid, args)

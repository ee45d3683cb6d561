"""How things stand with the platform, as the seat shows it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

TREMBLE_SECONDS = 0.02
"""Changes of a delay below this are not shown."""


class LinkState(NamedTuple):
    """The true state of the link.

    Attributes:
        state: ``connecting``, ``syncing``, ``live``, ``cut`` or ``ended``.
        delay: newest round trip in seconds, None while not measured.
        percent: how much of a snapshot has come.
        cut_seconds: how long the link has been cut.
        now: the space's time, None while it is not known.
        stale_since: up to when the rows are current, None while they are.
        glass: seconds from sending a frame to the terminal's word that it is drawn, None where
            nothing answers.
        answerer: who answers in the terminal's place, empty where the terminal does.
    """

    state: str = "connecting"
    delay: float | None = None
    percent: int = 0
    cut_seconds: int = 0
    now: datetime | None = None
    stale_since: datetime | None = None
    glass: float | None = None
    answerer: str = ""


def steady(shown: float | None, measured: float | None) -> float | None:
    """The delay to show: the one shown before, until the measured one is clearly another.

    A figure that trembles costs bytes every second and tells nothing.
    """
    if shown is None or measured is None:
        return measured
    return measured if abs(measured - shown) > max(TREMBLE_SECONDS, shown / 4) else shown

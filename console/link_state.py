"""How things stand with the platform, as the seat shows it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class LinkState(NamedTuple):
    """The true state of the link.

    Attributes:
        state: ``connecting``, ``syncing``, ``live``, ``cut`` or ``ended``.
        delay: newest round trip in seconds, None while not measured.
        percent: how much of a snapshot has come.
        cut_seconds: how long the link has been cut.
        now: the space's time, None while it is not known.
        stale_since: up to when the rows are current, None while they are.
    """

    state: str = "connecting"
    delay: float | None = None
    percent: int = 0
    cut_seconds: int = 0
    now: datetime | None = None
    stale_since: datetime | None = None

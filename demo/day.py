"""When the reports of one day arrive, and through which channel.

Given how many come in a day, the arrival times of a Poisson process with a changing rate are
independent draws from its daily profile. That is what happens here, so the count is exact, the
minutes are as irregular as in life, and a seed repeats the day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from demo.report_text import read_table

PER_DAY = 3978
"""Reports a day in Wujiang in April 2017 (seed 004)."""

WUJIANG_SHARES: Mapping[str, float] = MappingProxyType(
    {
        "HOTLINE_12345": 66.78,
        "PATROL_TOWN": 14.0,
        "PATROL_DISTRICT": 9.5,
        "GRID_WORKER": 8.02,
        "WECHAT": 0.55,
        "FORUM_HSWZ": 0.35,
        "NET_POLITICS": 0.3,
        "FORUM_DTH": 0.2,
        "LEADER_MAILBOX_SEC": 0.15,
        "LEADER_MAILBOX_HEAD": 0.15,
    }
)
"""Per cent of a day's reports by channel. Seed 004 gives the three sums (hotline 67.98, patrol
32.09, other 1.73 of 101.80 ten thousand); the split inside patrol and other is ours."""

WUJIANG_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "HOTLINE_12345": "citizen",
        "PATROL_TOWN": "patrol",
        "PATROL_DISTRICT": "patrol",
        "GRID_WORKER": "patrol",
        "WECHAT": "citizen",
        "FORUM_HSWZ": "citizen",
        "NET_POLITICS": "citizen",
        "FORUM_DTH": "citizen",
        "LEADER_MAILBOX_SEC": "citizen",
        "LEADER_MAILBOX_HEAD": "citizen",
    }
)
"""Which daily profile a channel follows: citizen, patrol or other."""

_HOUR_MS = 3_600_000
_OTHER = "other"


class Arrival(NamedTuple):
    """One report comes in: local time to the millisecond, and the channel's code."""

    at: datetime
    channel: str


def hourly_profiles() -> dict[str, list[float]]:
    """Relative weight of each hour 0-23 for the kinds citizen, patrol and other."""
    rows = sorted(read_table("hours.csv"), key=lambda row: int(row["hour"]))
    kinds = [column for column in rows[0] if column != "hour"]
    return {kind: [float(row[kind]) for row in rows] for kind in kinds}


def arrivals(
    rng: random.Random,
    day_start: datetime,
    per_day: int = PER_DAY,
    shares: Mapping[str, float] = WUJIANG_SHARES,
    kinds: Mapping[str, str] = WUJIANG_KINDS,
) -> Iterator[Arrival]:
    """Exactly `per_day` arrivals in the 24 hours from `day_start`, in time order.

    `shares` are per cent by channel code and are scaled to their own sum; `kinds` says which
    profile a channel follows (a channel it does not name follows "other"). `day_start` is local
    midnight; its time zone, if any, is kept.
    """
    running = {kind: list(accumulate(hours)) for kind, hours in hourly_profiles().items()}
    channels = rng.choices(list(shares), weights=list(shares.values()), k=per_day)
    moments: list[tuple[int, str]] = []
    for channel in channels:
        profile = running[kinds.get(channel, _OTHER)]
        hour = rng.choices(range(24), cum_weights=profile)[0]
        moments.append((hour * _HOUR_MS + rng.randrange(_HOUR_MS), channel))
    moments.sort()
    for offset_ms, channel in moments:
        yield Arrival(day_start + timedelta(milliseconds=offset_ms), channel)

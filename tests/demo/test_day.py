"""The demo day's arrivals: exact in number, in order, inside the day, in the given shares."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest

from demo.day import (
    PER_DAY,
    WUJIANG_KINDS,
    WUJIANG_SHARES,
    Arrival,
    arrivals,
    hourly_profiles,
)

START = datetime(2017, 4, 12, tzinfo=timezone(timedelta(hours=8)))


def _day(seed: int = 5, per_day: int = PER_DAY) -> list[Arrival]:
    return list(arrivals(random.Random(seed), START, per_day))


def test_count_is_exact_and_times_are_sorted_inside_the_day() -> None:
    day = _day()
    times = [arrival.at for arrival in day]
    assert len(day) == PER_DAY
    assert times == sorted(times)
    assert times[0] >= START
    assert times[-1] < START + timedelta(days=1)
    assert all(at.tzinfo is START.tzinfo for at in times)


def test_seed_decides_everything() -> None:
    assert _day(5) == _day(5)
    assert _day(5) != _day(6)


@pytest.mark.parametrize("per_day", [0, 1, 17, 20_000])
def test_any_number_of_reports(per_day: int) -> None:
    assert len(_day(per_day=per_day)) == per_day


def test_shares_within_two_and_a_half_points() -> None:
    counts = Counter(arrival.channel for arrival in _day())
    for channel, share in WUJIANG_SHARES.items():
        assert counts[channel] / PER_DAY * 100 == pytest.approx(share, abs=2.5)
    assert sum(WUJIANG_SHARES.values()) == pytest.approx(100)
    assert WUJIANG_KINDS.keys() == WUJIANG_SHARES.keys()


def test_citizens_peak_in_the_morning_and_afternoon_and_sleep_at_night() -> None:
    hours = Counter(a.at.hour for a in _day() if WUJIANG_KINDS[a.channel] == "citizen")
    assert min(hours[9], hours[10], hours[14], hours[15]) > hours[12]
    assert hours[3] * 8 < hours[10]


def test_patrols_walk_only_from_seven_to_seven() -> None:
    hours = {a.at.hour for a in _day() if WUJIANG_KINDS[a.channel] == "patrol"}
    assert hours == set(range(7, 19))


def test_profiles_cover_24_hours_for_three_kinds() -> None:
    profiles = hourly_profiles()
    assert profiles.keys() == {"citizen", "patrol", "other"}
    assert all(len(hours) == 24 and sum(hours) > 0 for hours in profiles.values())


def test_given_channels_and_kinds_are_used() -> None:
    shares, kinds = {"A": 1.0, "B": 3.0, "C": 0.0}, {"A": "patrol", "B": "citizen"}
    day = list(arrivals(random.Random(1), START, 2000, shares, kinds))
    counts = Counter(arrival.channel for arrival in day)
    assert counts["C"] == 0
    assert counts["A"] == pytest.approx(500, abs=70)
    assert all(7 <= a.at.hour < 19 for a in day if a.channel == "A")


def test_a_channel_of_unknown_kind_follows_other() -> None:
    day = list(arrivals(random.Random(1), START, 2000, {"VIDEO": 100.0}, {}))
    assert {arrival.at.hour for arrival in day} == set(range(24))


def test_gaps_are_irregular() -> None:
    day = _day()
    gaps = {(b.at - a.at).total_seconds() for a, b in pairwise(day)}
    assert len(gaps) > 2000

"""Countdowns and lights."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from console.text.times import light, time_left
from console.text.width import cells

NOW = datetime(2026, 3, 10, 9, 0)


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (190, "3:10", "3:10"),
        (599, "9:59", "9:59"),
        (1080, "18分", "18m"),
        (6000, "1时40", "1h40"),
        (-725, "-12分", "-12m"),
        (-65, "-1:05", "-1:05"),
        (72_000, "20时", "20h"),
        (2 * 86400 + 5, "2天", "2d"),
        (0, "0:00", "0:00"),
    ],
)
def test_time_left(seconds: int, zh: str, en: str) -> None:
    assert time_left(seconds, "zh") == zh
    assert time_left(seconds, "en") == en


def test_every_countdown_fits_its_column() -> None:
    for seconds in range(-900 * 86400, 900 * 86400, 9973):
        assert cells(time_left(seconds, "zh")) <= 6


@pytest.mark.parametrize(
    ("left", "limit", "glyph"),
    [(-1, 3600, "!"), (300, 3600, "+"), (1500, 3600, "-"), (3000, 3600, " "), (8000, 86400, "+")],
)
def test_the_light_is_a_glyph(left: int, limit: int, glyph: str) -> None:
    due = NOW + timedelta(seconds=left)
    assert light(due, due - timedelta(seconds=limit), NOW) == glyph


def test_no_deadline_no_light() -> None:
    assert light(None, None, NOW) == " "

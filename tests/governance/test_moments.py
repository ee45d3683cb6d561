"""Days and times as people write them, in both languages."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import CHINA
from governance.moments import looks_like_moment, moment

NOW = datetime(2026, 3, 9, 9, 30, 15, tzinfo=CHINA)
OPENS = time(8)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3天", "2026-03-12 09:30:15"),
        ("3d", "2026-03-12 09:30:15"),
        ("3 days", "2026-03-12 09:30:15"),
        ("10日", "2026-03-19 09:30:15"),
        ("2周", "2026-03-23 09:30:15"),
        ("1week", "2026-03-16 09:30:15"),
        ("4时", "2026-03-09 13:30:15"),
        ("4小时", "2026-03-09 13:30:15"),
        ("4H", "2026-03-09 13:30:15"),
        ("明天", "2026-03-10 08:00:00"),
        ("后天", "2026-03-11 08:00:00"),
        ("Tomorrow", "2026-03-10 08:00:00"),
        ("2026-12-01", "2026-12-01 08:00:00"),
        ("2026/12/1", "2026-12-01 08:00:00"),
        ("2026年12月1日", "2026-12-01 08:00:00"),
        ("12-01", "2026-12-01 08:00:00"),
        ("12.1", "2026-12-01 08:00:00"),
        ("3月10日", "2026-03-10 08:00:00"),
        ("03-09", "2027-03-09 08:00:00"),
        ("1-2", "2027-01-02 08:00:00"),
        ("2026-04-01T10:00:00.5+08:00", "2026-04-01 10:00:00"),
        ("2026-04-01T02:00:00Z", "2026-04-01 10:00:00"),
    ],
)
def test_what_is_meant(text: str, meant: str) -> None:
    assert looks_like_moment(text)
    assert moment(text, NOW, OPENS) == datetime.fromisoformat(meant).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    "text", ["", " ", "三天", "3", "3个", "soon", "2026", "2026-04-01T10:00:00"]
)
def test_what_is_no_time(text: str) -> None:
    assert not looks_like_moment(text)
    assert moment(text, NOW, OPENS) is None


@pytest.mark.parametrize("text", ["13-01", "2026-02-30", "02-29", "0-0"])
def test_a_day_that_does_not_exist(text: str) -> None:
    assert moment(text, NOW, OPENS) is None


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_china_has_no_year_for(text: str) -> None:
    assert moment(text, NOW, OPENS) is None
    assert not looks_like_moment(text)


@given(st.text(max_size=20))
def test_any_text_is_read_or_not(text: str) -> None:
    meant = moment(text, NOW, OPENS)
    assert meant is None or looks_like_moment(text)


@given(st.integers(0, 9999))
def test_days_from_now_are_exact(days: int) -> None:
    assert moment(f"{days}天", NOW, OPENS) == NOW + timedelta(days=days)

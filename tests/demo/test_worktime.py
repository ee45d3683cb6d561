"""Working time backwards undoes the calendar's arithmetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from demo.worktime import before, opening_day
from governance.calendar import CHINA, Limit, Unit, WorkCalendar
from governance.profile import calendar_of
from platform_server.jurisdiction import published_calendar

CALENDAR = published_calendar()
MOMENTS = st.datetimes(datetime(2025, 2, 1), datetime(2026, 6, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=CHINA)
)


def works_at(moment: datetime) -> bool:
    inside = any(opens < moment.time() <= closes for opens, closes in CALENDAR.periods)
    return CALENDAR.kind(moment.date()) == "work" and inside


@given(MOMENTS, st.integers(1, 20 * 8 * 3600))
def test_the_limit_runs_out_where_the_walk_began(moment: datetime, seconds: int) -> None:
    start = before(CALENDAR, moment, seconds)
    due = CALENDAR.due(start, Limit(seconds / 3600, Unit.WORK_HOUR)).at
    assert due <= moment
    if works_at(moment):
        assert due == moment


@given(MOMENTS, st.integers(0, 10**6))
def test_running_time_is_plain_subtraction(moment: datetime, seconds: int) -> None:
    assert before(CALENDAR, moment, seconds, working=False) == moment - timedelta(seconds=seconds)


def test_holidays_do_not_count() -> None:
    after_spring_festival = datetime(2026, 2, 24, 9, tzinfo=CHINA)
    assert before(CALENDAR, after_spring_festival, 7200).date() == date(2026, 2, 14)


def test_the_day_opens_on_a_published_working_tuesday() -> None:
    assert opening_day(CALENDAR) == date(2026, 3, 10)
    assert CALENDAR.kind(date(2026, 3, 10)) == "work"


def test_a_tuesday_off_is_passed_over() -> None:
    calendar: WorkCalendar = calendar_of([date(2026, 3, 10)], [], [2025, 2026])
    assert opening_day(calendar) == date(2025, 3, 11)

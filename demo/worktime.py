"""Working time walked backwards, and the day on which the demonstration opens."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from governance.calendar import CHINA, LONGEST_WALK_DAYS, WorkCalendar

MARCH = 3
TUESDAY = 1


def opening_day(calendar: WorkCalendar) -> date:
    """The second Tuesday of March, in the newest published year in which it is a working day.

    Raises:
        ValueError: the calendar has no such year.
    """
    for year in sorted(calendar.years, reverse=True):
        first = date(year, MARCH, 1)
        day = first + timedelta(days=(TUESDAY - first.weekday()) % 7 + 7)
        if calendar.kind(day) == "work":
            return day
    raise ValueError("the calendar has no published year with a working second Tuesday of March")


def before(
    calendar: WorkCalendar, moment: datetime, seconds: float, working: bool = True
) -> datetime:
    """The instant from which that many countable seconds lead to ``moment``.

    The inverse of ``calendar.due``: only working time counts if ``working``, all of it otherwise.

    Raises:
        OverflowError: there is not so much working time in the ten years before.
    """
    left = int(seconds)
    if not working:
        return moment - timedelta(seconds=left)
    day = moment.date()
    for _ in range(LONGEST_WALK_DAYS):
        periods = calendar.periods if calendar.kind(day) == "work" else ()
        for opens, closes in reversed(periods):
            end = min(datetime.combine(day, closes, CHINA), moment)
            span = int((end - datetime.combine(day, opens, CHINA)).total_seconds())
            if 0 < left <= span or (left == 0 and span > 0):
                return end - timedelta(seconds=left)
            left -= max(0, span)
        day -= timedelta(days=1)
    raise OverflowError("no working time within ten years")

"""Working hours and working days on China's calendar of holidays and make-up days.

Source of the units: `domain/rules.md` §2. A working day (工作日) is eight working *hours*, never
midnight to midnight; urgent units run on through nights, weekends and holidays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

import msgspec

CHINA = timezone(timedelta(hours=8))
"""China has one time zone and no summer time."""

HOURS_OF_A_WORKING_DAY = 8
"""Working hours in one 工作日."""

LONGEST_WALK_DAYS = 3660
"""How many days a due time may lie ahead before the arithmetic gives up (ten years)."""


class Unit(StrEnum):
    """The units in which limits are given."""

    URGENT_MINUTE = "urgent_minute"
    URGENT_HOUR = "urgent_hour"
    URGENT_DAY = "urgent_day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"

    @property
    def working(self) -> bool:
        """Whether only working time counts."""
        return self in (Unit.WORK_HOUR, Unit.WORK_DAY)


UNIT_SECONDS = {
    Unit.URGENT_MINUTE: 60,
    Unit.URGENT_HOUR: 3600,
    Unit.URGENT_DAY: 86400,
    Unit.WORK_HOUR: 3600,
    Unit.WORK_DAY: 3600 * HOURS_OF_A_WORKING_DAY,
}
"""Seconds of countable time in one of each unit."""

UNIT_NAMES = {
    Unit.URGENT_MINUTE: ("紧急工作分钟", "running minute"),
    Unit.URGENT_HOUR: ("紧急工作时", "running hour"),
    Unit.URGENT_DAY: ("紧急工作日", "running day"),
    Unit.WORK_HOUR: ("工作时", "working hour"),
    Unit.WORK_DAY: ("工作日", "working day"),
}
"""Chinese and English name of each unit."""


class Limit(msgspec.Struct, frozen=True):
    """So many of one unit; ``value`` may be a fraction (0.5 working days)."""

    value: float
    unit: Unit

    @property
    def seconds(self) -> int:
        """Countable seconds the limit grants."""
        return round(self.value * UNIT_SECONDS[self.unit])

    def words(self) -> tuple[str, str]:
        """The limit in Chinese and English."""
        zh, en = UNIT_NAMES[self.unit]
        plural = "" if self.value == 1 else "s"
        return f"{self.value:g} {zh}", f"{self.value:g} {en}{plural}"


class Span(msgspec.Struct, frozen=True):
    """One stretch of a due time's arithmetic.

    ``counted`` is in seconds; 0 with ``why`` in {"weekend", "holiday"} for days that do not count.
    ``known`` is false where the year's holidays were not published.
    """

    start: datetime
    end: datetime
    counted: int
    why: str = "work"
    known: bool = True


class Due(msgspec.Struct, frozen=True):
    """A due time with the spans that add up to it; provisional where a year was unpublished."""

    at: datetime
    provisional: bool
    spans: tuple[Span, ...]


class WorkCalendar(msgspec.Struct, frozen=True):
    """Holidays, make-up days and the hours of a working day.

    Attributes:
        off: published days off that are not plain weekends.
        on: weekend days that are worked instead (调休).
        years: the years whose notice has been published.
        periods: the working periods of a day, in order, local time.
    """

    off: frozenset[date]
    on: frozenset[date]
    years: frozenset[int]
    periods: tuple[tuple[time, time], ...]

    def published(self, day: date) -> bool:
        """Whether the State Council's notice for the day's year is loaded."""
        return day.year in self.years

    def kind(self, day: date) -> str:
        """``work``, ``weekend`` or ``holiday``; in an unpublished year the plain weekday rule."""
        if day in self.on:
            return "work"
        if day in self.off:
            return "holiday"
        return "weekend" if day.weekday() >= 5 else "work"

    def due(self, start: datetime, limit: Limit) -> Due:
        """When a limit that starts at ``start`` runs out, to the second.

        Raises:
            OverflowError: the calendar has no working time within ten years.
        """
        start = start.astimezone(CHINA)
        if not limit.unit.working:
            end = start + timedelta(seconds=limit.seconds)
            return Due(end, False, (Span(start, end, limit.seconds, "running"),))
        return self._working_due(start, limit.seconds)

    def _working_due(self, start: datetime, left: int) -> Due:
        spans: list[Span] = []
        provisional = False
        at = start
        for span in self._spans_from(start):
            provisional = provisional or not span.known
            if span.why != "work":
                spans.append(span)
                continue
            take = min(left, span.counted)
            at = span.start + timedelta(seconds=take)
            spans.append(Span(span.start, at, take, "work", span.known))
            left -= take
            if left == 0:
                return Due(at, provisional, tuple(spans))
        raise OverflowError("no working time within ten years")

    def _spans_from(self, start: datetime) -> Iterator[Span]:
        """Working periods from ``start`` on, with the days off between them."""
        for offset in range(LONGEST_WALK_DAYS):
            day = start.date() + timedelta(days=offset)
            kind, known = self.kind(day), self.published(day)
            if kind != "work":
                first = datetime.combine(day, time(), CHINA)
                yield Span(max(first, start), first + timedelta(days=1), 0, kind, known)
                continue
            for opens, closes in self.periods:
                begin = max(datetime.combine(day, opens, CHINA), start)
                end = datetime.combine(day, closes, CHINA)
                if begin < end:
                    yield Span(begin, end, int((end - begin).total_seconds()), "work", known)

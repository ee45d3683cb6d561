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

    ``counted`` is in seconds; 0 with ``why`` in {"weekend", "holiday"} for days that do not count,
    and with "paused" for a pause. ``known`` is false where the year's holidays were not published.
    """

    start: datetime
    end: datetime
    counted: int
    why: str = "work"
    known: bool = True


COUNTING = ("work", "running")
"""Why a span counts."""

Break = tuple[datetime, datetime]
"""From when until when nothing counts."""


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
        return self.after(start, limit.seconds, limit.unit)

    def after(
        self, start: datetime, seconds: int, unit: Unit, breaks: tuple[Break, ...] = ()
    ) -> Due:
        """When so many seconds that count in the unit have passed, with the spans that they are in.

        Args:
            breaks: in order of time; what begins when the seconds are over changes nothing.

        Raises:
            OverflowError: the calendar has no working time within ten years.
        """
        spans: list[Span] = []
        left, provisional = seconds, False
        for span in self._with_breaks(start.astimezone(CHINA), unit, breaks):
            provisional = provisional or not span.known
            if span.why not in COUNTING:
                spans.append(span)
                continue
            take = min(left, span.counted)
            at = span.start + timedelta(seconds=take)
            spans.append(Span(span.start, at, take, span.why, span.known))
            left -= take
            if left == 0:
                return Due(at, provisional, tuple(spans))
        raise OverflowError("no working time within ten years")

    def _with_breaks(
        self, start: datetime, unit: Unit, breaks: tuple[Break, ...]
    ) -> Iterator[Span]:
        """What counts and what does not from ``start`` on, the breaks between."""
        at = start
        for begin, end in breaks:
            if end <= at:
                continue
            yield from self._spans(at, unit, begin)
            yield Span(max(at, begin).astimezone(CHINA), end.astimezone(CHINA), 0, "paused")
            at = end.astimezone(CHINA)
        yield from self._spans(at, unit, None)

    def _spans(self, start: datetime, unit: Unit, stop: datetime | None) -> Iterator[Span]:
        """What counts and what does not from ``start`` until ``stop``, or for ten years."""
        last = stop or start + timedelta(days=LONGEST_WALK_DAYS)
        if start >= last:
            return
        if not unit.working:
            yield Span(start, last, _seconds(start, last), "running")
            return
        for span in self._spans_from(start):
            if span.start >= last:
                return
            end = min(span.end, last)
            counted = _seconds(span.start, end) if span.why == "work" else 0
            yield Span(span.start, end, counted, span.why, span.known)

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
                    yield Span(begin, end, _seconds(begin, end), "work", known)


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())

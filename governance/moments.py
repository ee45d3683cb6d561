"""Times that people write: ``3天``, ``4时``, ``12-01``, ``2026-12-01``. Pure: now is given."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from governance.calendar import CHINA

AHEAD = re.compile(r"(\d{1,4})\s*(天|日|d|days?|时|小时|h|hours?)", re.IGNORECASE)
"""So many days or hours from now."""

DAY = re.compile(r"(?:(\d{4})[-/年.])?(\d{1,2})[-/月.](\d{1,2})日?")
"""A day, with its year or the next of that date."""

HOURS = ("时", "小时", "h", "hour", "hours")


def looks_like_moment(text: str) -> bool:
    """Whether the text has the form of a time; whether there is such a day is not looked at."""
    return bool(AHEAD.fullmatch(text) or DAY.fullmatch(text)) or _exact(text) is not None


def moment(text: str, now: datetime, opens: time) -> datetime | None:
    """The time that is meant, None where it is none.

    Args:
        opens: the hour at which a day that is named begins.
    """
    text = text.strip()
    ahead, day = AHEAD.fullmatch(text), DAY.fullmatch(text)
    if ahead:
        unit = "hours" if ahead[2].lower() in HOURS else "days"
        return (now + timedelta(**{unit: int(ahead[1])})).astimezone(CHINA)
    if day:
        return _day(day, now.astimezone(CHINA), opens)
    return _exact(text)


def _day(found: re.Match[str], now: datetime, opens: time) -> datetime | None:
    year = int(found[1] or now.year)
    at = _at(year, found, opens)
    if at is None or found[1] or at > now:
        return at
    return _at(year + 1, found, opens)


def _at(year: int, found: re.Match[str], opens: time) -> datetime | None:
    try:
        return datetime(year, int(found[2]), int(found[3]), opens.hour, opens.minute, tzinfo=CHINA)
    except ValueError:
        return None


def _exact(text: str) -> datetime | None:
    """A time in RFC 3339 with its offset."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(CHINA).replace(microsecond=0) if at.tzinfo is not None else None

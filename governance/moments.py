"""Times that people write: ``3天``, ``2周``, ``明天``, ``12-01``, ``2026-12-01``. Now is given."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from governance.calendar import CHINA

AHEAD = re.compile(r"(\d{1,4})\s*([^\W\d]+)")
"""So many days, weeks or hours from now."""

UNITS = {
    timedelta(hours=1): ("时", "小时", "h", "hour", "hours"),
    timedelta(days=1): ("天", "日", "d", "day", "days"),
    timedelta(days=7): ("周", "w", "week", "weeks"),
}
"""The words of each unit."""

SPANS = {word: span for span, words in UNITS.items() for word in words}

SOON = {"明天": 1, "tomorrow": 1, "后天": 2}
"""Days from today."""

DAY = re.compile(r"(?:(\d{4})[-/年.])?(\d{1,2})[-/月.](\d{1,2})日?")
"""A day, with its year or the next of that date."""


def looks_like_moment(text: str) -> bool:
    """Whether the text has the form of a time; whether there is such a day is not looked at."""
    word = text.strip().lower()
    return word in SOON or _ahead(word) is not None or bool(DAY.fullmatch(word) or _exact(text))


def moment(text: str, now: datetime, opens: time) -> datetime | None:
    """The time that is meant, None where it is none.

    Args:
        opens: the hour at which a day that is named begins.
    """
    word, now = text.strip().lower(), now.astimezone(CHINA)
    ahead, day = _ahead(word), DAY.fullmatch(word)
    if ahead is not None:
        return now + ahead
    if word in SOON:
        return datetime.combine(now.date() + timedelta(days=SOON[word]), opens, CHINA)
    return _day(day, now, opens) if day else _exact(text.strip())


def _ahead(word: str) -> timedelta | None:
    found = AHEAD.fullmatch(word)
    return int(found[1]) * SPANS[found[2]] if found and found[2] in SPANS else None


def _day(found: re.Match[str], now: datetime, opens: time) -> datetime | None:
    year = int(found[1] or now.year)
    at = _at(year, found, opens)
    if at is None or found[1] or at > now:
        return at
    return _at(year + 1, found, opens)


def _at(year: int, found: re.Match[str], opens: time) -> datetime | None:
    try:
        return datetime.combine(datetime(year, int(found[2]), int(found[3])), opens, CHINA)
    except ValueError:
        return None


def _exact(text: str) -> datetime | None:
    """A time in RFC 3339 with its offset; whole seconds, as the log keeps them."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(CHINA).replace(microsecond=0) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None

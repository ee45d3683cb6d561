"""Time left, in few cells: seconds under ten minutes, minutes and hours above, then days."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.text.i18n import Lang

SECONDS_SHOWN_BELOW = 600
"""Below this many seconds a countdown shows seconds."""

MINUTES_SHOWN_BELOW = 36_000
"""Below this many seconds hours come with their minutes, so that a countdown fits six cells."""

CLOSE_SECONDS = 600
"""A deadline this near is close, however long the limit was."""

CLOSE_PART = 5
"""A limit is close when no more than one part in so many is left of it."""

_NEAR = timedelta(seconds=CLOSE_SECONDS) - timedelta.resolution


def time_left(seconds: int, lang: Lang) -> str:
    """A countdown: ``3:10``, ``18分``, ``1时40``, ``2天``; with a minus once it is over."""
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    minute, hour, day = ("分", "时", "天") if lang == "zh" else ("m", "h", "d")
    if left < SECONDS_SHOWN_BELOW:
        return f"{sign}{left // 60}:{left % 60:02d}"
    if left < 3600:
        return f"{sign}{left // 60}{minute}"
    if left < MINUTES_SHOWN_BELOW:
        return f"{sign}{left // 3600}{hour}{left // 60 % 60:02d}"
    if left < 86400:
        return f"{sign}{left // 3600}{hour}"
    return f"{sign}{left // 86400}{day}"


def time_in(seconds: int, lang: Lang) -> str:
    """How long something lasts already: whole minutes, so that it does not tick by the second."""
    if seconds < SECONDS_SHOWN_BELOW:
        return f"{max(0, seconds) // 60}{'分' if lang == 'zh' else 'm'}"
    return time_left(seconds, lang)


def first_turn(due: datetime, start: datetime | None) -> datetime:
    """From when on a deadline has a light: half of it is gone, or it is near.

    Without a start the length of the limit is not known, and it is near or it is not.
    """
    return due - max((due - start) // 2, _NEAR) if start else due - _NEAR


def close_turn(due: datetime, start: datetime | None) -> datetime:
    """From when on a deadline is close; it never has its first light later."""
    return due - max((due - start) // CLOSE_PART, _NEAR) if start else due - _NEAR


def light(due: datetime | None, start: datetime | None, now: datetime) -> str:
    """The deadline light: ``!`` over, ``+`` close, ``-`` half gone, blank otherwise."""
    if due is None:
        return " "
    if now > due:
        return "!"
    if now < first_turn(due, start):
        return " "
    return "+" if now >= close_turn(due, start) else "-"


LIGHT_LOOKS = {"!": "over", "+": "close", "-": "half", " ": ""}
"""The look that goes with each light; the glyph alone carries the meaning."""

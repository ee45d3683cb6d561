"""Time left, in few cells: seconds under ten minutes, minutes and hours above, then days."""

from __future__ import annotations

from datetime import datetime

from console.text.i18n import Lang

SECONDS_SHOWN_BELOW = 600
"""Below this many seconds a countdown shows seconds."""

MINUTES_SHOWN_BELOW = 36_000
"""Below this many seconds hours come with their minutes, so that a countdown fits six cells."""

CLOSE_SECONDS = 600
"""A deadline this near is close, however long the limit was."""

CLOSE_SHARE = 0.8
"""A limit is close when this share of it is gone."""


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


def light(due: datetime | None, start: datetime | None, now: datetime) -> str:
    """The deadline light: ``!`` over, ``+`` close, ``-`` half gone, blank otherwise."""
    if due is None:
        return " "
    left = (due - now).total_seconds()
    if left < 0:
        return "!"
    whole = (due - start).total_seconds() if start else 0.0
    gone = 1 - left / whole if whole > 0 else 0.0
    if left < CLOSE_SECONDS or gone >= CLOSE_SHARE:
        return "+"
    return "-" if gone >= 0.5 else " "


LIGHT_LOOKS = {"!": "over", "+": "close", "-": "half", " ": ""}
"""The look that goes with each light; the glyph alone carries the meaning."""

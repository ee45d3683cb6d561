"""The cells of a worksheet as the text a person sees, with nothing the cell holds cut off.

Formats that add something (leading noughts, decimals, thousands, per cent) are followed; a format
that shows fewer digits than the cell holds is not, or positions and times would lose theirs.
"""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

_NUMBER = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%)?")
_PADDING = re.compile(r"_.|\\ ")
"""What a format leaves as space, such as ``_ `` behind a number."""

_CLOCK = re.compile("[hHsS]")
_SIGNIFICANT = 15
"""Digits of a number that a spreadsheet keeps."""


def cell_text(value: object, form: str) -> str:
    """The text of a cell's value under its number format."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number_text(value, form)
    if isinstance(value, datetime):
        return moment_text(value, form)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def moment_text(value: datetime, form: str) -> str:
    """``2020-01-06 12:09:38``; only the date at midnight under a format that shows only that."""
    value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    if value.time() == time() and not _CLOCK.search(form):
        return value.date().isoformat()
    return value.isoformat(" ")


def number_text(value: float, form: str) -> str:
    """A number in full, never with an exponent."""
    if not math.isfinite(value):
        return str(value)
    whole = isinstance(value, int) or (abs(value) < 10**_SIGNIFICANT and value == int(value))
    exact = Decimal(int(value)) if whole else Decimal(format(value, f".{_SIGNIFICANT}g"))
    found = _NUMBER.fullmatch(_PADDING.sub("", form.split(";")[0]))
    if found is None:
        return format(exact, "f")
    thousands, noughts, decimals, percent = found.groups()
    scaled = exact.scaleb(2) if percent else exact
    text = f"{abs(scaled):{',' if thousands else ''}.{len(decimals or '')}f}"
    if Decimal(text.replace(",", "")) != abs(scaled):
        return format(exact, "f")
    width = len(noughts) + (len(decimals) + 1 if decimals else 0)
    return ("-" if scaled < 0 else "") + text.rjust(width, "0") + (percent or "")

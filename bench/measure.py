"""What is done with measured numbers: percentiles, ratios, JSON lines, a table to read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width


class Figure(NamedTuple):
    """One measured number.

    Attributes:
        subject: what was measured, such as ``console 80x24``.
        name: the measure, such as ``key to painted p50, idle``.
        value: the number; NaN where it could not be had.
        unit: ``ms``, ``B/s``, ``%`` (of one core), ``MB`` (10^6 bytes), ``B``, ``/s``, ``count``.
        n: how many observations it stands on.
        note: what a reader has to know.
    """

    subject: str
    name: str
    value: float
    unit: str
    n: int = 1
    note: str = ""


def percentile(values: Iterable[float], part: float) -> float:
    """The smallest value that at least ``part`` per cent of the values do not exceed.

    Nearest rank: always a value that was seen. NaN of nothing.
    """
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(part / 100 * len(ordered)) - 1)]


def median(values: Iterable[float]) -> float:
    """The value in the middle, the lower of two; NaN of nothing."""
    return percentile(values, 50)


def ratio(value: float, base: float) -> float:
    """How many times ``base`` goes into ``value``; NaN where that means nothing."""
    return value / base if base and not math.isnan(base) else math.nan


def spread(subject: str, name: str, values: Sequence[float], unit: str) -> list[Figure]:
    """The median and the 99th percentile of many observations, as two figures."""
    return [
        Figure(subject, f"{name} p{part}", percentile(values, part), unit, len(values))
        for part in (50, 99)
    ]


def json_line(figure: Figure) -> str:
    """The figure as one line of JSON; a number that could not be had is ``null``."""
    body = figure._asdict()
    body["value"] = None if math.isnan(figure.value) else round(figure.value, 3)
    return json.dumps({k: v for k, v in body.items() if k != "note" or v}, ensure_ascii=False)


def short(value: float) -> str:
    """A number with as many digits as can be meant."""
    if math.isnan(value):
        return "-"
    if abs(value) < 10:
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def compared(figures: Iterable[Figure], subject: str, base: str) -> dict[str, float]:
    """By measure: ``base``'s value over ``subject``'s, of the measures both have.

    Above 1: the subject needs so many times less.
    """
    listed = list(figures)
    ours = {one.name: one.value for one in listed if one.subject == subject}
    theirs = {one.name: one.value for one in listed if one.subject == base}
    return {name: ratio(theirs[name], ours[name]) for name in ours if name in theirs}


def table(figures: Iterable[Figure], subjects: Sequence[str], times: str = "") -> list[str]:
    """Lines of a table: a measure a line, a subject a column.

    Args:
        times: heading of a last column with the second subject over the first; empty for none.
    """
    found = {(one.name, one.subject): one for one in figures if one.subject in subjects}
    units = {name: one.unit for (name, _), one in found.items()}
    against = compared(found.values(), subjects[0], subjects[1]) if times else {}
    rows = [["", "unit", *subjects, *([times] if times else [])]]
    for name, unit in units.items():
        cells = [found.get((name, subject)) for subject in subjects]
        shown = [short(cell.value) if cell else "" for cell in cells]
        last = [_times(against.get(name, math.nan))] if times else []
        rows.append([name, unit, *shown, *last])
    return _aligned(rows)


def _times(value: float) -> str:
    return "" if math.isnan(value) else f"{short(value)}x"


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(_cells(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        padding = [" " * (width - _cells(cell)) for cell, width in zip(row, widths, strict=True)]
        parts = [row[0] + padding[0], row[1] + padding[1]]
        parts += [pad + cell for cell, pad in zip(row[2:], padding[2:], strict=True)]
        lines.append("  ".join(parts).rstrip())
    return [lines[0], "-" * max(_cells(one) for one in lines), *lines[1:]]


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)

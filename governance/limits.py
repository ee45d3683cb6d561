"""Reading numbers and limits out of a jurisdiction's tables."""

from __future__ import annotations

from collections.abc import Mapping

from governance.calendar import UNIT_SECONDS, Limit, Unit
from governance.errors import ProfileError

LONGEST_LIMIT_SECONDS = 366 * 86400
"""Countable seconds a limit may grant; the calendar's arithmetic reaches ten years."""


def number(table: str, line: int, row: Mapping[str, str], column: str) -> float:
    """The number in a cell, 0 where it is empty.

    Raises:
        ProfileError: it is none.
    """
    try:
        return float(row[column] or 0)
    except ValueError as error:
        raise ProfileError(table, line, f"{column}: {row[column]!r} is not a number") from error


def limit(table: str, line: int, row: Mapping[str, str], name: str = "limit") -> Limit:
    """The limit in the cells ``<name>_value`` and ``<name>_unit``.

    Raises:
        ProfileError: the value is none, the unit is unknown, or both grant more than a year.
    """
    value = number(table, line, row, f"{name}_value")
    try:
        unit = Unit(row[f"{name}_unit"])
    except ValueError as error:
        raise ProfileError(table, line, f"{name}_unit: use one of {', '.join(Unit)}") from error
    if not 0 < value * UNIT_SECONDS[unit] <= LONGEST_LIMIT_SECONDS:
        raise ProfileError(table, line, f"{name}_value: {value:g} is not within a year")
    return Limit(value, unit)

"""What comes out of a file: a report that is ready to be filed, or a row that is not."""

from datetime import datetime
from typing import Literal

import msgspec

Reason = Literal[
    "missing_number",
    "missing_text",
    "bad_time",
    "bad_place",
    "too_long",
    "wrong_column_count",
    "bad_quote",
    "undecodable",
    "wrong_shape",
    "no_time",
    "repeated",
    "repeated_number_other_text",
]
"""Why a row was not taken. All but `repeated` are refusals: the row needs somebody's hand."""


class Report(msgspec.Struct, frozen=True):
    """One matter as somebody outside reported it.

    `line` is where the record starts, counted from 1: the physical line of a CSV, the row of a
    worksheet, the place in a list. `external` is the number the sending system gave it, unique
    within the file; `at` the time of the report, aware, or None if the file does not say.
    `category`, `reporter` and `address` are empty where the file does not say. `lng` and `lat` are
    degrees, both or neither.
    """

    line: int
    external: str
    text: str
    category: str
    reporter: str
    address: str
    at: datetime | None
    lng: float | None = None
    lat: float | None = None


class RowProblem(msgspec.Struct, frozen=True):
    """One record that was not taken.

    `line` is where the record starts, as in `Report`, `column` the header's name for the cell at
    fault (`#n`, counted from 1, where the header has no name for it). `zh` and `en` name
    what to do. `value` is the cell, shortened and printable; it may hold personal data.
    """

    line: int
    column: str
    reason: Reason
    zh: str
    en: str
    value: str

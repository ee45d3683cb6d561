"""Reading the comma-separated tables the rules are made of. Text in, rows out: no files here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from governance.errors import ProfileError


def rows(
    table: str, text: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield ``(line, row)`` of a table; every value is present and stripped.

    Args:
        table: the table's name, for error messages.
        text: its whole text, first line the header.
        columns: the columns that must exist; others are passed through.

    Raises:
        ProfileError: a column is missing or a row has too few or too many values.
    """
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise ProfileError(table, 1, f"add the missing column(s) {', '.join(missing)}")
    for row in reader:
        if None in row or None in row.values():
            raise ProfileError(table, reader.line_num, "the row has not as many values as columns")
        yield reader.line_num, {key: value.strip() for key, value in row.items()}


def names(value: str, separator: str = "|") -> tuple[str, ...]:
    """Split a cell that holds several names; an empty cell holds none."""
    return tuple(part for part in value.split(separator) if part)

"""What every kind of file looks like to the reader: a header and numbered records."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from intake.column_map import ColumnMap


class Record(NamedTuple):
    """One record: its first and last place in the file, counted from 1, and its cells."""

    line: int
    last: int
    cells: list[str]


class Broken(NamedTuple):
    """A record that is no CSV: its lines, the 1-based column at fault, its beginning.

    `long` tells a cell over `csv.field_size_limit()` from a misplaced quote.
    """

    line: int
    last: int
    column: int
    long: bool
    start: str


class Misshapen(NamedTuple):
    """A record of JSON that is no object, or one of whose needed values is no plain value.

    `column` is the key at fault, empty for the record itself; `start` how the value begins.
    """

    line: int
    column: str
    start: str


class Unit(NamedTuple):
    """How a place in the file is said, with ``{}`` for its number."""

    zh: str
    en: str


LINE = Unit("第 {} 行", "line {}")
"""A physical line of a text file."""

ROW = Unit("第 {} 行", "row {}")
"""A row of a worksheet."""

ITEM = Unit("第 {} 条", "item {}")
"""An element of a list."""


class Table(Protocol):
    """One file, ready to be read from its start any number of times.

    `header` names the columns; `encoding` is how bytes became text; `form_zh` and `form_en` say in
    words how the file was read.
    """

    path: Path
    header: tuple[str, ...]
    unit: Unit
    encoding: str
    form_zh: str
    form_en: str

    def header_for(self, column_map: ColumnMap) -> tuple[str, ...]:
        """The columns as `records` gives them with this map.

        Raises:
            MapError: rows of this file cannot be read with the map.
            WrongEncoding: the map does not allow the file's encoding.
        """

    def records(self, column_map: ColumnMap) -> Iterator[Record | Broken | Misshapen]:
        """The records behind the header.

        Raises:
            SourceError: the file turns out unreadable on the way.
        """

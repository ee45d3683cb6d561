"""A file's reports in the order of their own times, kept on disk while they wait.

A file is rarely in order of time and may be larger than memory, so its reports go through a private
temporary database that the system removes, whatever becomes of the program.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from types import TracebackType
from typing import Self

import msgspec

from intake.problems import problem
from intake.reader import Reading
from intake.report import Report, RowProblem

_TABLE = "CREATE TABLE waiting (at REAL, line INTEGER, report BLOB)"
_ORDER = "CREATE INDEX by_time ON waiting (at, line)"
_ADD = "INSERT INTO waiting VALUES (?, ?, ?)"
_READ = "SELECT report FROM waiting ORDER BY at, line"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Report).decode  # JSON keeps the offset of a time


class Timetable:
    """All reports of a reading by their time, then by their place in the file.

    Args:
        reading: what to put in order; it is read to its end here.
        not_taken: told of every row without a report, and of every report without a time.

    Raises:
        SourceError: the file breaks off.
    """

    def __init__(self, reading: Reading, not_taken: Callable[[RowProblem], None]) -> None:
        self.rows = 0
        self.first: datetime | None = None
        self.last: datetime | None = None
        self._reading = reading
        self._database = sqlite3.connect("")
        try:
            self._fill(not_taken)
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def __iter__(self) -> Iterator[Report]:
        with closing(self._database.execute(_READ)) as found:
            for (packed,) in found:
                yield _decode(packed)

    def _fill(self, not_taken: Callable[[RowProblem], None]) -> None:
        self._database.execute(_TABLE)
        self._database.executemany(_ADD, self._timed(not_taken))
        self._database.execute(_ORDER)
        self._database.commit()

    def _timed(self, not_taken: Callable[[RowProblem], None]) -> Iterator[tuple[float, int, bytes]]:
        for item in self._reading:
            if isinstance(item, RowProblem):
                not_taken(item)
            elif item.at is None:
                rule, unit = self._reading.column_map.time, self._reading.unit
                column = rule.column if rule else self._reading.column_map.number
                not_taken(problem("no_time", unit, item.line, column))
            else:
                self.rows += 1
                self.first = min(self.first or item.at, item.at)
                self.last = max(self.last or item.at, item.at)
                yield item.at.timestamp(), item.line, _encode(item)

"""Reading one file, lazily, with a count of what became of each record."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from intake.cleaning import clean, is_blank, shown
from intake.column_map import ColumnMap, known_maps, load_map, map_for
from intake.csv_table import CsvTable
from intake.errors import NoSheets
from intake.json_list import JsonTable
from intake.problems import problem
from intake.report import Reason, Report, RowProblem
from intake.row import RowReader
from intake.sheet import SheetTable
from intake.source import kind_of
from intake.table import Record, Table


class Notice(msgspec.Struct, frozen=True):
    """Something about the whole file worth a look that stops nothing: an unknown column."""

    column: str
    zh: str
    en: str


class Counts(msgspec.Struct):
    """What became of the records read so far; the sum of the first three is `records`.

    `refused` counts by reason and holds only reasons that occurred. `blank` counts records without
    a filled cell, which are passed over and not among `records`.
    """

    records: int = 0
    taken: int = 0
    repeated: int = 0
    refused: dict[Reason, int] = msgspec.field(default_factory=dict)
    blank: int = 0

    def add(self, item: Report | RowProblem) -> None:
        """Count one more record by what came of it."""
        self.records += 1
        if isinstance(item, Report):
            self.taken += 1
        elif item.reason == "repeated":
            self.repeated += 1
        else:
            self.refused[item.reason] = self.refused.get(item.reason, 0) + 1


class Reading:
    """One file and its map; iterate it for a Report or RowProblem per record.

    Each iteration reads the file anew from its start and begins a fresh `counts`, which tells of
    the newest iteration. Memory grows only with the numbers seen (a digest each). Iterating raises
    a SourceError if the file turns out unreadable on the way; what came before stands.
    """

    def __init__(self, table: Table, column_map: ColumnMap) -> None:
        self.table = table
        self.path = table.path
        self.column_map = column_map
        self.encoding = table.encoding
        self.unit = table.unit
        self.header = table.header_for(column_map)
        self.notices = tuple(_notices(column_map, self.header))
        self.counts = Counts()

    def __iter__(self) -> Iterator[Report | RowProblem]:
        self.counts = counts = Counts()
        seen: dict[str, tuple[int, bytes]] = {}
        rows = RowReader(self.column_map, self.header, self.unit, self.encoding)
        for record in self.table.records(self.column_map):
            if isinstance(record, Record) and not any(map(clean, record.cells)):
                counts.blank += 1
                continue
            item = rows.read(record) if isinstance(record, Record) else rows.broken(record)
            if isinstance(item, Report):
                item = self._check_number(item, seen)
            counts.add(item)
            yield item

    def _check_number(
        self, report: Report, seen: dict[str, tuple[int, bytes]]
    ) -> Report | RowProblem:
        """The report if its number is new (and remembered from now on), else the problem."""
        encoded = report.text.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(encoded, digest_size=16).digest()
        first = seen.setdefault(report.external, (report.line, digest))
        if first[0] == report.line:
            return report
        reason: Reason = "repeated" if first[1] == digest else "repeated_number_other_text"
        number, unit = self.column_map.number, self.unit
        where = {"first_zh": unit.zh.format(first[0]), "first_en": unit.en.format(first[0])}
        return problem(reason, unit, report.line, number, report.external, **where)


def read(path: str | Path, column_map: ColumnMap | str | None = None, sheet: str = "") -> Reading:
    """Open a CSV file, an XLSX workbook or a JSON list; without a map the header finds it.

    What kind it is, is told by its first bytes. CSV and JSON may be gzip. `column_map` may be a map
    or its name; `sheet` names the worksheet, else the first is read. Raises a SourceError if the
    file cannot be read and a MapError if no map fits.
    """
    path = Path(path)
    given = load_map(column_map) if isinstance(column_map, str) else column_map
    table = _table(path, given.encodings if given else _all_encodings(), sheet)
    return Reading(table, given or map_for(table.header))


def _table(path: Path, encodings: Sequence[str], sheet: str) -> Table:
    kind = kind_of(path, encodings)
    if kind == "xlsx":
        return SheetTable(path, sheet)
    if sheet:
        raise NoSheets(path)
    return JsonTable(path) if kind == "json" else CsvTable(path, encodings)


def _all_encodings() -> tuple[str, ...]:
    """The encodings of all shipped maps, each once, in order."""
    every = (encoding for name in known_maps() for encoding in load_map(name).encodings)
    return tuple(dict.fromkeys(every))


def _notices(column_map: ColumnMap, header: Sequence[str]) -> Iterator[Notice]:
    known = {*column_map.needed, *column_map.ignored}
    for column in dict.fromkeys(header):
        if column not in known:
            name = shown(column) if not is_blank(column) else "''"
            yield Notice(
                column=column,
                zh=f"列“{name}”不在列映射 {column_map.name} 中，未导入；若应导入请改映射",
                en=f"column {name} is not in map {column_map.name} and is not taken; "
                "change the map if it should be",
            )

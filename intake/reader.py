"""Reading one file, lazily, with a count of what became of each record."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from intake.cleaning import clean, is_blank, is_undecodable, shown
from intake.column_map import ColumnMap, known_maps, load_map, map_for
from intake.errors import FileEmpty, WrongEncoding
from intake.problems import problem
from intake.records import Broken, Record, fold, records
from intake.report import Reason, Report, RowProblem
from intake.row import RowReader
from intake.source import check_kind, choose_encoding, lines


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
    """One file, its map and encoding; iterate it for a Report or RowProblem per record.

    Each iteration reads the file anew from its start and begins a fresh `counts`, which tells of
    the newest iteration. Memory grows only with the numbers seen (a digest each). Iterating raises
    a SourceError if the file turns out unreadable on the way; what came before stands.
    """

    def __init__(
        self, path: Path, column_map: ColumnMap, encoding: str, header: Sequence[str]
    ) -> None:
        self.path = path
        self.column_map = column_map
        self.encoding = encoding
        self.header = tuple(header)
        self.notices = tuple(_notices(column_map, self.header))
        self.counts = Counts()

    def __iter__(self) -> Iterator[Report | RowProblem]:
        self.counts = counts = Counts()
        seen: dict[str, tuple[int, bytes]] = {}
        rows = RowReader(self.column_map, self.header, self.encoding)
        with closing(lines(self.path, self.encoding)) as source:
            found = records(source, self.path)
            _header(found)
            for record in fold(found, len(self.header)):
                if isinstance(record, Record) and not any(map(clean, record.cells)):
                    counts.blank += 1
                    continue
                item = rows.broken(record) if isinstance(record, Broken) else rows.read(record)
                if isinstance(item, Report):
                    item = _check_number(item, self.column_map.number, seen)
                counts.add(item)
                yield item


def read(path: str | Path, column_map: ColumnMap | str | None = None) -> Reading:
    """Open a CSV file, gzip or not; the map is found by the header if none is given.

    `column_map` may be a map or its name. Looks through the whole file once to settle its encoding,
    so a damaged archive is found before the first row. Raises a SourceError if the file cannot be
    read and a MapError if no map fits.
    """
    path = Path(path)
    given = load_map(column_map) if isinstance(column_map, str) else column_map
    encodings = given.encodings if given else _all_encodings()
    check_kind(path, encodings)
    encoding = choose_encoding(path, encodings)
    header = _read_header(path, encoding)
    fitting = given or map_for(header)
    if encoding not in fitting.encodings:
        raise WrongEncoding(path, fitting.encodings)
    fitting.check_header(header)
    return Reading(path, fitting, encoding, header)


def _all_encodings() -> tuple[str, ...]:
    """The encodings of all shipped maps, each once, in order."""
    every = (encoding for name in known_maps() for encoding in load_map(name).encodings)
    return tuple(dict.fromkeys(every))


def _read_header(path: Path, encoding: str) -> list[str]:
    """The cleaned cells of the first record that has any."""
    with closing(lines(path, encoding)) as source:
        header = _header(records(source, path))
    if header is None:
        raise FileEmpty(path)
    if any(map(is_undecodable, header)):
        raise WrongEncoding(path, (encoding,))
    return header


def _header(found: Iterator[Record | Broken]) -> list[str] | None:
    """Advance to behind the header and return it; None if there is none."""
    for record in found:
        if isinstance(record, Broken):
            return [shown(record.start)]
        cells = [clean(cell) for cell in record.cells]
        if any(cells):
            return cells
    return None


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


def _check_number(
    report: Report, column: str, seen: dict[str, tuple[int, bytes]]
) -> Report | RowProblem:
    """The report if its number is new (and remembered from now on), else the problem."""
    encoded = report.text.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(encoded, digest_size=16).digest()
    first = seen.setdefault(report.external, (report.line, digest))
    if first[0] == report.line:
        return report
    reason: Reason = "repeated" if first[1] == digest else "repeated_number_other_text"
    return problem(reason, report.line, column, report.external, first=first[0])

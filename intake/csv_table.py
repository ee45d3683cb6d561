"""CSV files as tables."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from intake.cleaning import clean, is_undecodable, shown
from intake.column_map import ColumnMap
from intake.errors import FileEmpty, WrongEncoding
from intake.records import fold, records
from intake.source import choose_encoding, lines
from intake.table import LINE, Broken, Misshapen, Record


class CsvTable:
    """A CSV file, gzip or not.

    Looks through the whole file once to settle its encoding, so that a damaged archive is found
    before the first row. Raises a SourceError if it cannot be read.
    """

    unit = LINE

    def __init__(self, path: Path, encodings: Sequence[str]) -> None:
        self.path = path
        self.encoding = choose_encoding(path, encodings)
        self.header = self._header()
        self.form_zh = f"编码 {self.encoding}"
        self.form_en = f"encoding {self.encoding}"

    def header_for(self, column_map: ColumnMap) -> tuple[str, ...]:
        """The header as it is. Raises what `Table.header_for` does."""
        if self.encoding not in column_map.encodings:
            raise WrongEncoding(self.path, column_map.encodings)
        column_map.check_header(self.header)
        return self.header

    def records(self, column_map: ColumnMap) -> Iterator[Record | Broken | Misshapen]:
        """The records behind the header. Raises a SourceError."""
        with closing(lines(self.path, self.encoding)) as source:
            found = records(source, self.path)
            _advance(found)
            yield from fold(found, len(self.header))

    def _header(self) -> tuple[str, ...]:
        """The cleaned cells of the first record that has any."""
        with closing(lines(self.path, self.encoding)) as source:
            header = _advance(records(source, self.path))
        if header is None:
            raise FileEmpty(self.path)
        if any(map(is_undecodable, header)):
            raise WrongEncoding(self.path, (self.encoding,))
        return header


def _advance(found: Iterator[Record | Broken]) -> tuple[str, ...] | None:
    """Advance to behind the header and return it; None if there is none."""
    for record in found:
        if isinstance(record, Broken):
            return (shown(record.start),)
        cells = tuple(clean(cell) for cell in record.cells)
        if any(cells):
            return cells
    return None

"""Worksheets of XLSX workbooks as tables, read row by row."""

import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from intake.cleaning import clean
from intake.column_map import ColumnMap
from intake.errors import (
    FileEmpty,
    NotATable,
    SheetMissing,
    WorkbookDamaged,
    WorkbookTooLarge,
)
from intake.sheet_cells import cell_text
from intake.source import opened
from intake.table import ROW, Broken, Misshapen, Record

PART_LIMIT = 128 * 1024 * 1024
"""Bytes that a part which must be held whole, such as the table of texts, may have unpacked."""

LARGEST_RATIO = 200
"""How many times larger a sheet of rows may be unpacked; more, and one cell is made to explode."""

_WHOLE = "xl/workbook.xml"
_ROWS = "xl/worksheets/"
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, ParseError, KeyError, IndexError, ValueError,
    TypeError, AttributeError, OverflowError, NotImplementedError,
)  # fmt: skip
"""What reading a damaged workbook raises: its parts contradict each other in many ways."""


class SheetTable:
    """The worksheet of that name, else the first one that is not hidden.

    Raises a SourceError if the workbook cannot be read or has no such sheet.
    """

    unit = ROW
    encoding = "XLSX"

    def __init__(self, path: Path, sheet: str = "") -> None:
        self.path = path
        _check_archive(path)
        with self._book() as book:
            self.sheet = _choose(book, path, sheet)
        self.header, self._start = self._header()
        self.form_zh = f"工作表 {self.sheet}"
        self.form_en = f"sheet {self.sheet}"

    def header_for(self, column_map: ColumnMap) -> tuple[str, ...]:
        """The header as it is. Raises a MapError."""
        column_map.check_header(self.header)
        return self.header

    def records(self, column_map: ColumnMap) -> Iterator[Record | Broken | Misshapen]:
        """The rows below the header; a row may end early, as worksheets leave out empty cells.

        Raises:
            WorkbookDamaged: the sheet breaks off; the rows before that stand.
        """
        width = len(self.header)
        with closing(self._rows()) as rows:
            for number, cells in rows:
                if number <= self._start:
                    continue
                while len(cells) > width and not clean(cells[-1]):
                    cells.pop()
                yield Record(number, number, cells + [""] * (width - len(cells)))

    def _header(self) -> tuple[tuple[str, ...], int]:
        """The first row with a filled cell, and its number."""
        with closing(self._rows()) as rows:
            for number, cells in rows:
                header = [clean(cell) for cell in cells]
                while header and not header[-1]:
                    header.pop()
                if header:
                    return tuple(header), number
        raise FileEmpty(self.path)

    def _rows(self) -> Generator[tuple[int, list[str]], None, None]:
        with self._book() as book:
            sheet = book[self.sheet]
            sheet.reset_dimensions()  # writers state them wrongly, and rows would be cut off
            for number, row in enumerate(sheet.iter_rows(), start=1):
                yield number, [_text(cell) for cell in row]

    @contextmanager
    def _book(self) -> Iterator[Any]:
        from openpyxl import load_workbook

        with opened(self.path) as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
                try:
                    yield book
                finally:
                    book.close()
            except _FAULTS as broken:
                raise WorkbookDamaged(self.path) from broken


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""  # the usual case; looking up a format costs more than the cell
    return cell_text(value, str(cell.number_format))


def _choose(book: Any, path: Path, wanted: str) -> str:
    names = [str(sheet.title) for sheet in book.worksheets]
    if wanted:
        if wanted not in names:
            raise SheetMissing(path, wanted, names)
        return wanted
    shown = [str(sheet.title) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise FileEmpty(path)
    return shown[0]


def _check_archive(path: Path) -> None:
    """Make sure it is a workbook of a size that can be held.

    Raises:
        NotATable: it is another kind of archive.
        WorkbookDamaged: it is no whole archive.
        WorkbookTooLarge: a part that has to be held whole is too large.
    """
    with opened(path) as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                parts = {part.filename: part for part in archive.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
            raise WorkbookDamaged(path) from broken
    if any(part.flag_bits & _ENCRYPTED for part in parts.values()):
        raise NotATable(path, "有密码的压缩包", "an archive with a password")
    if "content.xml" in parts:
        raise NotATable(path, "OpenDocument 文件", "an OpenDocument file")
    if "xl/workbook.bin" in parts:
        raise NotATable(path, "二进制工作簿 .xlsb", "a binary workbook, .xlsb")
    if _WHOLE not in parts:
        raise NotATable(path, "压缩包, 其中没有工作簿", "an archive without a workbook in it")
    for name, part in parts.items():
        if name.endswith(".xml") and part.file_size > PART_LIMIT and _held_whole(name, part):
            raise WorkbookTooLarge(path, PART_LIMIT)


def _held_whole(name: str, part: zipfile.ZipInfo) -> bool:
    """Whether a part is not read row by row, or packed as no sheet of rows ever is."""
    return not name.startswith(_ROWS) or part.file_size > LARGEST_RATIO * part.compress_size

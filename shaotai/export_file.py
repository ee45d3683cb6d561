"""The files an export writes: CSV and XLSX, line by line, in place only when complete.

Cells hold words of strangers, and whoever opens the file trusts it: what a spreadsheet would run as
a formula is made text (`wire.spreadsheet`). In CSV that takes an apostrophe in the cell; in XLSX
the cell is stored as a string, which is never run, and is marked so that it stays one when edited.
"""

from __future__ import annotations

import csv
import errno
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from shaotai.export_rows import Cell
from shaotai.failure import FOUND_WANTING, Failure, usage
from wire.spreadsheet import is_formula, plain_cell
from wire.system_words import system_words

TIME_TEXT = "%Y-%m-%d %H:%M:%S"
TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
MOST_ROWS = 1_048_576
"""Rows a worksheet may have, the headings among them."""


class Lines(Protocol):
    """A file being written."""

    def add(self, cells: Sequence[Cell]) -> None:
        """One more line.

        Raises:
            Failure: the file cannot hold it.
        """

    def finish(self) -> None:
        """All lines are there."""

    def drop(self) -> None:
        """Let go of what is open; for a file that is finished there is nothing to do."""


class CsvLines:
    """CSV as spreadsheets open it: UTF-8 with a mark, CRLF, every cell in quotes.

    The quotes keep a cell whole where a spreadsheet takes another sign for the separator.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def add(self, cells: Sequence[Cell]) -> None:
        """One more line."""
        self._writer.writerow([_csv_cell(cell) for cell in cells])

    def finish(self) -> None:
        """All lines are there."""
        self._file.close()

    def drop(self) -> None:
        """Let go of the file."""
        self._file.close()


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return plain_cell(cell)
    if isinstance(cell, datetime):
        return cell.strftime(TIME_TEXT)
    return "" if cell is None else str(cell)


class XlsxLines:
    """One worksheet, its headings bold and kept in view. Rows go to disk as they come."""

    def __init__(self, path: Path) -> None:
        from openpyxl import Workbook

        self._path = path
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Shaotai")
        self._sheet.freeze_panes = "A2"
        self._rows = 0
        self._finished = False

    def add(self, cells: Sequence[Cell]) -> None:
        """One more line.

        Raises:
            Failure: the worksheet is full.
        """
        if self._rows == MOST_ROWS:
            raise Failure(
                FOUND_WANTING,
                f"XLSX 至多 {MOST_ROWS} 行, 请改用 .csv 或加筛选条件",
                f"an XLSX holds at most {MOST_ROWS} rows; write .csv instead or filter",
            )
        if not self._rows:
            self._set_widths(len(cells))
        self._sheet.append([self._cell(cell) for cell in cells])
        self._rows += 1

    def finish(self) -> None:
        """All lines are there."""
        self._finished = True
        self._book.save(self._path)

    def drop(self) -> None:
        """End the sheet, which otherwise writes on when it is collected."""
        if not self._finished:
            self._sheet.close()

    def _cell(self, value: Cell) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        cell = WriteOnlyCell(self._sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"  # after the value, which may have made a formula of it
            cell.quotePrefix = is_formula(value)
        elif isinstance(value, datetime):
            cell.number_format = TIME_FORMAT
        if not self._rows:
            cell.font = Font(bold=True)
        return cell

    def _set_widths(self, count: int) -> None:
        from openpyxl.utils import get_column_letter

        for number in range(1, count + 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH


COLUMN_WIDTH = 20
"""Characters a column shows at first."""

FORMS: dict[str, Callable[[Path], Lines]] = {".csv": CsvLines, ".xlsx": XlsxLines}
"""What is written, by the end of the file's name."""


@contextmanager
def export_to(path: Path) -> Iterator[Lines]:
    """A file to write lines to; it takes its place, and another's, only when all went well.

    It is readable by its owner only. Whatever ends the block early leaves nothing behind.

    Raises:
        Failure: no such form, or the file cannot be written.
    """
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise usage(
            f"--out {path.name} 应以 .csv 或 .xlsx 结尾",
            f"--out {path.name}: end it in .csv or .xlsx",
        )
    if path.is_dir():
        raise _cannot_write(path, IsADirectoryError(errno.EISDIR, ""))
    try:
        handle, name = tempfile.mkstemp(path.suffix, f".{path.stem[:40]}-", path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    os.close(handle)
    fresh = Path(name)
    try:
        lines = form(fresh)
        try:
            yield lines
            lines.finish()
        finally:
            lines.drop()
        fresh.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        fresh.unlink(missing_ok=True)


def _cannot_write(path: Path, error: OSError) -> Failure:
    zh, en = system_words(error)
    return usage(
        f"--out {path} 写不了 ({zh}), 请换一个文件名",
        f"cannot write --out {path} ({en}); choose another name",
    )

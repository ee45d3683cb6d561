"""Writing tables for spreadsheets: CSV that Excel opens as UTF-8, with no cell it would run."""

from __future__ import annotations

import csv
import os
from datetime import datetime
from pathlib import Path

from console.outside import Table
from wire.spreadsheet import plain_cell

SUFFIX = ".csv"


def table_path(name: str, now: datetime, folder: Path) -> Path:
    """The file of that name; without one, one named after the time, in ``folder``."""
    if not name.strip():
        return folder / f"shaotai-{now:%Y%m%d-%H%M%S}{SUFFIX}"
    path = Path(name.strip()).expanduser()
    return folder / (path if path.suffix else path.with_name(path.name + SUFFIX))


def write_table(path: Path, table: Table) -> int:
    """Write a table; how many rows it has. A file that is there already is never overwritten.

    Raises:
        OSError: it is there, or cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.head)
        count = 0
        for row in table.rows:
            writer.writerow([plain_cell(cell) for cell in row])
            count += 1
    return count

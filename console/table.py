"""Tickets as plain tables: a line to copy, and rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from console.directory import Directory
from console.outside import Table
from console.text.i18n import Words
from governance.calendar import CHINA
from wire.rows import TicketRow
from wire.safe_text import safe_text

COLUMNS = (
    "ticket", "state", "source", "urgency", "class", "place", "unit", "due", "since", "summary",
)  # fmt: skip
"""Columns of an exported table, in their order."""


def table_of(tickets: Sequence[TicketRow], directory: Directory, words: Words) -> Table:
    """The table of these tickets in the seat's language; cells are made as they are taken."""
    head = tuple(words(f"col.{name}") for name in COLUMNS)

    def rows() -> Iterator[tuple[str, ...]]:
        for ticket in tickets:
            yield _cells(ticket, directory)

    return Table(head, rows())


def plain_row(row: TicketRow, directory: Directory) -> str:
    """A ticket in one line."""
    return "  ".join(cell for cell in _cells(row, directory) if cell)


def _cells(row: TicketRow, directory: Directory) -> tuple[str, ...]:
    return (
        safe_text(row.number),
        directory.state(row),
        directory.channel(row.channel),
        safe_text(row.urgency),
        directory.class_name(row.ticket_class),
        safe_text(row.place),
        directory.name(row.org) if row.org else "",
        _stamp(row.due),
        _stamp(row.since),
        safe_text(row.summary),
    )


def _stamp(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else ""

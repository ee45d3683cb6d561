"""Rows and frames for tests of the copy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from wire.protocol import Change, Changes
from wire.rows import RowSet, TicketRow

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def row(number: str, version: int = 1, **values: Any) -> TicketRow:
    """A row of a ticket."""
    words = dict.fromkeys(TicketRow.__struct_fields__, "")
    given = {
        **words, "id": number, "version": version, "condition": None, "assignees": (), "flags": (),
        "due": None, "start": None, "held_until": None, "at": NOW, "since": NOW,
        "whistles": (), "cards": (), "requests": (), **values,
    }  # fmt: skip
    return TicketRow(**given)


def whole(seq: int, after: TicketRow) -> Change:
    """A change that carries the whole row."""
    values = RowSet(**msgspec.structs.asdict(after))
    return Change(seq, after.id, after.version, "noted", "王敏", NOW, "", 0, values)


def part(seq: int, number: str, version: int, **values: Any) -> Change:
    """A change that carries what differs from the version before."""
    given = RowSet(version=version, **values)
    return Change(seq, number, version, "noted", "王敏", NOW, "", version - 1, given)


def changes(start: int, end: int, *events: Change, gone: tuple[str, ...] = ()) -> Changes:
    """A frame."""
    return Changes(start, end, NOW, events, gone, f"h{end}")

"""What of a ticket runs out: its own clock, the calls of its whistles, the answers to its cards.

The row stands for the ticket's own clock itself, so that a hundred thousand of them need nothing
beside what the seat holds anyway; only calls and answers have an entry of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter

import msgspec

from console.text.times import close_turn, first_turn
from governance.whistle import CALL_STAGES, ON_SITE, REPORT_IN
from wire.rows import TicketRow
from wire.whistle_rows import CallRow, WhistleRow

REPLY = "reply"
"""The stage of an answer owed to a card."""

UNIT_STAGES = frozenset({"sign", "refuse", "handle", "assist", "rework"})
"""Stages that the unit has to take which the ticket is with; the others are the centre's."""

CENTRE = ""
"""Stands for the centre where a unit is meant."""


class Owed(msgspec.Struct, frozen=True, gc=False):
    """Something besides its own clock that runs out on a ticket.

    Attributes:
        id: the ticket's, and which part of it: ``20260310000501 W1 320509D01 reportin``.
        part: the whistle or the card.
        stage: ``reportin``, ``onsite`` or ``reply``.
        unit: who owes it.
        kind: of a card.
    """

    id: str
    row: TicketRow
    part: str
    stage: str
    unit: str
    due: datetime
    start: datetime | None
    kind: str = ""


Entry = TicketRow | Owed
"""One thing that runs out."""


def entries_of(row: TicketRow | None) -> list[Entry]:
    """Everything that runs out on a ticket; nothing where there is none."""
    if row is None:
        return []
    owed: list[Entry] = []
    if row.whistles or row.cards:
        owed += _calls(row)
        owed += _answers(row)
    of_call = row.clock in CALL_STAGES and bool(owed)
    return owed if row.due is None or of_call else [row, *owed]


def in_order(rows: Iterable[TicketRow]) -> list[Entry]:
    """Everything that runs out on many tickets, soonest due first."""
    found: list[Entry] = []
    for row in rows:
        if row.whistles or row.cards:
            found += entries_of(row)
        elif row.due is not None:
            found.append(row)
    found.sort(key=attrgetter("id"))
    found.sort(key=attrgetter("due"))
    return found


def _calls(row: TicketRow) -> Iterator[Owed]:
    for whistle in row.whistles:
        for call in whistle.calls:
            if whistle.state != "concluded":
                yield from _call(row, whistle, call)


def _call(row: TicketRow, whistle: WhistleRow, call: CallRow) -> Iterator[Owed]:
    """What a called unit still has to do, each with a limit of its own."""
    dues = {
        REPORT_IN: call.due if call.state == "called" else None,
        ON_SITE: call.site_due if call.state in ("called", "arrived") else None,
    }
    for stage, due in dues.items():
        if due is not None:
            name = f"{row.id} {whistle.id} {call.unit} {stage}"
            yield Owed(name, row, whistle.id, stage, call.unit, due, call.start)


def _answers(row: TicketRow) -> Iterator[Owed]:
    for card in row.cards:
        if card.answered is None:
            name = f"{row.id} {card.id}"
            yield Owed(name, row, card.id, REPLY, card.unit, card.due, card.at, card.kind)


def row_of(entry: Entry) -> TicketRow:
    """The row of an entry's ticket."""
    return entry.row if isinstance(entry, Owed) else entry


def stage_of(entry: Entry) -> str:
    """The stage that runs out, a key of ``governance.clock.STAGES``."""
    return entry.stage if isinstance(entry, Owed) else entry.clock


def unit_of(entry: Entry) -> str:
    """Code of the unit in charge, ``CENTRE`` for the centre."""
    if isinstance(entry, Owed):
        return entry.unit
    return entry.org if entry.clock in UNIT_STAGES else CENTRE


def stands_still(entry: Entry) -> bool:
    """Whether it is the clock of a suspended ticket."""
    return isinstance(entry, TicketRow) and is_suspended(entry)


def is_suspended(row: TicketRow) -> bool:
    """Whether the clock that a row shows stands still: only the handling can be suspended."""
    return bool(row.flags) and "suspended" in row.flags and row.clock == "handle"


def due_of(entry: Entry) -> datetime:
    """When it runs out: whatever has no such time is no entry."""
    assert entry.due is not None
    return entry.due


def due_key(entry: Entry) -> tuple[datetime, str]:
    """Soonest due first; equal ones by id."""
    return due_of(entry), entry.id


def half_key(entry: Entry) -> tuple[datetime, datetime, str]:
    """By when the light of what is calm turns; equal ones soonest due first."""
    return first_turn(due_of(entry), entry.start), *due_key(entry)


def close_key(entry: Entry) -> tuple[datetime, datetime, str]:
    """By when the light of what is half gone turns; equal ones soonest due first."""
    return close_turn(due_of(entry), entry.start), *due_key(entry)

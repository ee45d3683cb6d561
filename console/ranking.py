"""What the queue can be sorted by: each column as a key, and all rows by it at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from console.directory import Directory
from console.sorted_rows import KeyOf
from console.text.pinyin import spelling
from governance.ticket import STATES, URGENCIES
from wire.rows import TicketRow

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for the due time of a ticket whose clocks have all stopped: behind all others."""

Value = Callable[[TicketRow], Any]


class Ranking(NamedTuple):
    """An order of rows. Where a column of few values says nothing, the sooner due comes first.

    Attributes:
        column: name of the column.
        descending: the column's greatest value first.
        key: of one row.
        sort: many rows; they must come soonest due first, unless the column says all.
        says_all: hardly two rows share a value of this column, and those come by id.
    """

    column: str
    descending: bool
    key: KeyOf[TicketRow]
    sort: Callable[[list[TicketRow]], list[TicketRow]]
    says_all: bool = False


class Down:
    """A value whose order is turned round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: Down) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Down) and bool(other.value == self.value)

    def __hash__(self) -> int:
        return hash(self.value)


def due_key(row: TicketRow) -> tuple[datetime, str]:
    """Soonest due first; equal ones by id."""
    return (row.due or NEVER, row.id)


def by_due(rows: list[TicketRow]) -> list[TicketRow]:
    """Rows in any order, sorted soonest due first; equal ones by id."""
    rows = sorted(rows, key=attrgetter("id"))
    dated = [row for row in rows if row.due is not None]
    dated.sort(key=attrgetter("due"))
    return dated + [row for row in rows if row.due is None]


SOONEST = Ranking("left", False, due_key, lambda rows: rows)
"""The queue's own order."""


def ranking(column: str, descending: bool, directory: Directory) -> Ranking:
    """The order of a column of the queue.

    Args:
        column: ``left``, ``ticket``, ``state``, ``source``, ``urgency``, ``class``, ``place``,
            ``unit`` or ``since``. Names are ordered as they are read aloud, states as they follow
            each other, urgencies from I to IV.
        descending: the other way round; tickets that run out at no time stay last.

    Raises:
        KeyError: there is no such column.
    """
    if column == "left":
        return _by_left(descending) if descending else SOONEST
    if column == "since":  # shown is how long: the longest is the earliest
        return _by_value(column, descending, "since", not descending)
    if column == "ticket":
        return _by_value(column, descending, "number", descending)
    return _by_few(column, descending, *_fields(directory)[column])


def _by_left(descending: bool) -> Ranking:
    def key(row: TicketRow) -> Any:
        return (row.due is None, Down(due_key(row)))

    def sort(rows: list[TicketRow]) -> list[TicketRow]:
        at = len(rows)
        while at and rows[at - 1].due is None:
            at -= 1
        return rows[:at][::-1] + rows[at:][::-1]

    return Ranking("left", descending, key, sort)


def _by_value(column: str, descending: bool, name: str, down: bool) -> Ranking:
    """By a field that hardly two rows share."""
    both, own = attrgetter(name, "id"), attrgetter(name)

    def key(row: TicketRow) -> Any:
        return Down(both(row)) if down else both(row)

    def sort(rows: list[TicketRow]) -> list[TicketRow]:
        rows = sorted(rows, key=attrgetter("id"), reverse=down)
        return sorted(rows, key=own, reverse=down)

    return Ranking(column, descending, key, sort, says_all=True)


def _by_few(column: str, descending: bool, field: Value, rank: Callable[[Any], Any]) -> Ranking:
    """By a field with few values, whose ranks are found once each: rows are dealt out by it."""
    ranks: dict[Any, Any] = {}

    def key(row: TicketRow) -> Any:
        own = field(row)
        if own not in ranks:
            place = (rank(own), own)
            ranks[own] = Down(place) if descending else place
        return (ranks[own], *due_key(row))

    def sort(rows: list[TicketRow]) -> list[TicketRow]:
        lots: dict[Any, list[TicketRow]] = defaultdict(list)
        for row, own in zip(rows, map(field, rows), strict=True):
            lots[own].append(row)
        names = sorted(lots, key=lambda own: (rank(own), own), reverse=descending)
        return [row for own in names for row in lots[own]]

    return Ranking(column, descending, key, sort)


def _fields(directory: Directory) -> dict[str, tuple[Value, Callable[[Any], Any]]]:
    """By column: the field that it shows, and how that ranks."""
    states = {state: place for place, state in enumerate(STATES)}
    grades = {grade: place for place, grade in enumerate(URGENCIES)}
    return {
        "state": (
            lambda row: (row.state, "signed" in row.flags),
            lambda own: states.get(own[0], len(states)),
        ),
        "source": (attrgetter("channel"), lambda code: spelling(directory.channel(code))),
        "urgency": (attrgetter("urgency"), lambda grade: grades.get(grade, len(grades))),
        "class": (attrgetter("ticket_class"), lambda code: spelling(directory.class_name(code))),
        "place": (attrgetter("place"), spelling),
        "unit": (attrgetter("org"), lambda code: spelling(directory.short(code))),
    }

"""What a seat missed, read from the log and sent merged: the newest row of each ticket touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, select

from governance.org import OrgTree
from platform_server.engine.projection import decode_row
from platform_server.engine.scope import Scope
from platform_server.engine.space import read_head
from platform_server.store.chain import FIRST
from platform_server.store.schema import events, tickets
from wire.protocol import Change, Changes, Position
from wire.rows import TicketRow, row_set

PAGE_ROWS = 500
"""Rows in one merged frame."""


def can_resume(connection: Connection, space: str, district: str, at: Position) -> bool:
    """Whether the seat's position lies on this very log."""
    head = read_head(connection, space, district)
    if at.epoch != head.epoch or at.seq > head.seq:
        return False
    return hash_at(connection, space, district, at.seq) == at.hash


def hash_at(connection: Connection, space: str, district: str, seq: int) -> str:
    """The chain's hash at a position; the chain's beginning for 0."""
    query = select(events.c.hash).where(
        events.c.space == space, events.c.district == district, events.c.seq == seq
    )
    return connection.execute(query).scalar() or FIRST


def missed(
    connection: Connection, space: str, district: str, scope: Scope, tree: OrgTree, after: int,
    cmds: bool = True,
) -> Iterator[Changes]:  # fmt: skip
    """Frames that lead from ``after`` to the newest event, each ticket once, in order.

    Of tickets outside the scope only those are named, as gone, that were in it by ``after``.
    Without ``cmds`` the changes do not name their commands.
    """
    head = read_head(connection, space, district)
    newest = (
        select(func.max(events.c.seq))
        .where(events.c.space == space, events.c.district == district, events.c.seq > after)
        .group_by(events.c.ticket)
    )
    query = (
        select(
            events.c.seq, events.c.kind, events.c.by, events.c.at, events.c.command,
            events.c.hash, tickets.c.row, tickets.c.units, tickets.c.grid,
        )
        .join(
            tickets,
            (tickets.c.space == events.c.space)
            & (tickets.c.district == events.c.district)
            & (tickets.c.id == events.c.ticket),
        )
        .where(events.c.space == space, events.c.district == district, events.c.seq.in_(newest))
        .order_by(events.c.seq)
    )  # fmt: skip
    found = connection.execute(query)
    start = after + 1
    while rows := found.fetchmany(PAGE_ROWS):
        changes, outside = [], []
        for row in rows:
            ticket = decode_row(row.row)
            if scope.sees(row.units.split(","), row.grid, tree):
                at = datetime.fromisoformat(row.at)
                command = row.command if cmds else ""
                changes.append(whole_change(row.seq, row.kind, row.by, at, command, ticket))
            else:
                outside.append(ticket.id)
        end = rows[-1].seq
        gone = _once_inside(connection, space, district, scope, tree, after, outside)
        yield Changes(
            start,
            end,
            datetime.fromisoformat(rows[-1].at),
            tuple(changes),
            gone,
            rows[-1].hash,
        )
        start = end + 1
    if start <= head.seq:
        raise AssertionError("the newest event is of a ticket that has no row")


class _Touched(msgspec.Struct):
    """What the facts of a ticket say about where it is."""

    target: str = ""
    assist: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    grid: str = ""


_decode_touched = msgspec.json.Decoder(_Touched).decode


def _once_inside(
    connection: Connection, space: str, district: str, scope: Scope, tree: OrgTree, by: int,
    numbers: Iterable[str],
) -> tuple[str, ...]:  # fmt: skip
    """Those tickets that some fact up to ``by`` brought into the scope, in the order given."""
    left = dict.fromkeys(numbers)
    if not left:
        return ()
    query = select(events.c.ticket, events.c.scope, events.c.payload).where(
        events.c.space == space,
        events.c.district == district,
        events.c.ticket.in_(list(left)),
        events.c.seq <= by,
    )
    inside = set()
    for row in connection.execute(query):
        if row.ticket not in inside:
            fact = _decode_touched(row.payload)
            if scope.sees((row.scope, fact.target, *fact.assist, *fact.called), fact.grid, tree):
                inside.add(row.ticket)
    return tuple(number for number in left if number in inside)


def whole_change(
    seq: int, kind: str, by: str, at: datetime, command: str, row: TicketRow
) -> Change:
    """A change that carries the whole row, valid on any version."""
    return Change(seq, row.id, row.version, kind, by, at, command, 0, row_set(None, row))


def part_change(
    seq: int, kind: str, by: str, at: datetime, command: str, old: TicketRow, new: TicketRow
) -> Change:
    """A change that carries what differs, valid on the version it names as base."""
    changed = row_set(old, new)
    return Change(seq, new.id, new.version, kind, by, at, command, old.version, changed)

"""The checksums of what a scope holds: counted once by a scan, then kept step by step."""

from __future__ import annotations

from sqlalchemy import Connection, select

from governance.org import OrgTree
from governance.ticket import Ticket
from platform_server.engine.execute import Change
from platform_server.engine.scope import Scope
from platform_server.engine.space import read_head
from platform_server.store.schema import tickets
from wire.sums import Key, Sums


def count(
    connection: Connection, space: str, district: str, scope: Scope, tree: OrgTree
) -> tuple[int, Sums]:
    """``(seq, sums)`` of the scope's open tickets, by a scan of them all."""
    seq = read_head(connection, space, district).seq
    query = select(tickets.c.id, tickets.c.version, tickets.c.units, tickets.c.grid).where(
        tickets.c.space == space,
        tickets.c.district == district,
        tickets.c.open,
        scope.condition(),
    )
    sums = Sums()
    for number, version, units, grid in connection.execute(query):
        if scope.sees(units.split(","), grid, tree):
            sums.move(None, (number, version))
    return seq, sums


class ScopeSums:
    """A scope's checksums while seats follow it.

    Until the scan is back, what happens is kept and then taken in from where the scan stood.
    """

    def __init__(self) -> None:
        self._sums: Sums | None = None
        self._seq = 0
        self._meanwhile: list[tuple[int, Key | None, Key | None]] = []

    def follow(self, change: Change, before: bool, after: bool) -> None:
        """A ticket changed that was, and then is, in the scope or not."""
        old = change.old if before else None
        new = change.new if after else None
        self._step(change.last, _key(old), _key(new))

    def _step(self, seq: int, old: Key | None, new: Key | None) -> None:
        if self._sums is None:
            self._meanwhile.append((seq, old, new))
        elif seq > self._seq:
            self._sums.move(old, new)

    def counted(self, seq: int, sums: Sums) -> None:
        """The scan is back: this is what the scope held at ``seq``."""
        self._sums, self._seq = sums, seq
        meanwhile, self._meanwhile = self._meanwhile, []
        for step in meanwhile:
            self._step(*step)

    def at(self, seq: int) -> tuple[int, ...]:
        """The checksums after everything up to ``seq`` was followed; empty while not known."""
        if self._sums is None or seq < self._seq:
            return ()
        return self._sums.values


def _key(ticket: Ticket | None) -> Key | None:
    return (ticket.id, ticket.version) if ticket is not None and ticket.open else None

"""What a scope holds, in pages: read and compressed once for the seats that come together.

A page is encoded, compressed and let go of before the next is read, so that of a hundred thousand
rows only the compressed ones are ever held.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import zstandard
from sqlalchemy import Connection, Select, select

from governance.org import OrgTree
from platform_server.engine.catch_up import missed
from platform_server.engine.scope import Scope
from platform_server.engine.space import read_head
from platform_server.store.schema import ENDED, tickets
from wire.protocol import Snapshot as SnapshotFrame
from wire.protocol import encode
from wire.rows import apply_difference
from wire.sums import bucket_of

PAGE_ROWS = 500
"""Rows in one page of a snapshot."""

CLOSED_KEPT = timedelta(hours=24)
"""How long a closed ticket stays in what seats hold."""

KEPT_SECONDS = 2.0
"""How long a finished snapshot is given to further seats; what happened since comes on top."""

LEVEL = 3
"""How hard zstd tries: a page is sent to few seats, and all wait for it."""


class Snapshot(NamedTuple):
    """A scope's rows at a position of the log, in compressed frames."""

    seq: int
    hash: str
    total: int
    pages: list[bytes]


class View(NamedTuple):
    """What is looked at: a scope of a space and district at an instant of the space's time."""

    space: str
    district: str
    tree: OrgTree
    scope: Scope
    now: datetime

    def queries(self, *columns: Any) -> tuple[Select[Any], Select[Any]]:
        """Columns, units and grid of what the scope may hold: open, soonest due first; then ended.

        Two questions, each with an index of its own: one for both would look at all that was ever
        closed.
        """
        lately = (self.now - CLOSED_KEPT).isoformat()
        here = select(*columns, tickets.c.units, tickets.c.grid).where(
            tickets.c.space == self.space,
            tickets.c.district == self.district,
            self.scope.condition(),
        )
        ended = here.where(ENDED, tickets.c.closed_at > lately)
        return here.where(tickets.c.open).order_by(tickets.c.due), ended

    def found(self, connection: Connection, *columns: Any) -> Iterator[Sequence[Any]]:
        """The columns of what the scope does hold."""
        for query in self.queries(*columns):
            for row in connection.execute(query):
                if self.scope.sees(row.units.split(","), row.grid, self.tree):
                    yield row


def read_snapshot(connection: Connection, view: View) -> Snapshot:
    """All that the scope holds, at one position."""
    head = read_head(connection, view.space, view.district)
    total = sum(1 for _ in view.found(connection, tickets.c.open))
    pack = zstandard.ZstdCompressor(level=LEVEL)
    pages: list[bytes] = []
    for rows in _in_pages(view.found(connection, tickets.c.row)):
        frame = {"type": "snapshot", "page": len(pages), "rows": rows, "total": total}
        pages.append(pack.compress(encode(frame)))
    return Snapshot(head.seq, head.head, total, pages)


def brought_up(
    connection: Connection, view: View, snapshot: Snapshot
) -> tuple[int, str, list[bytes]] | None:
    """``(seq, hash, pages)`` that make an older snapshot one of now: the rows changed since.

    None where a ticket has left the scope since, which no page can say.
    """
    seq, last = snapshot.seq, snapshot.hash
    pages: list[bytes] = []
    frames = missed(connection, view.space, view.district, view.scope, view.tree, snapshot.seq)
    for frame in frames:
        if frame.gone:
            return None
        rows = tuple(apply_difference(None, change.set) for change in frame.events)
        number = len(snapshot.pages) + len(pages)
        pages.append(encode(SnapshotFrame(number, rows, snapshot.total)))
        seq, last = frame.end, frame.hash
    return seq, last, pages


def _in_pages(found: Iterator[Sequence[Any]]) -> Iterator[list[msgspec.Raw]]:
    page: list[msgspec.Raw] = []
    for row in found:
        page.append(msgspec.Raw(row[0].encode()))
        if len(page) == PAGE_ROWS:
            yield page
            page = []
    if page:
        yield page


def read_buckets(
    connection: Connection, view: View, no: int, wanted: Sequence[int]
) -> Iterator[bytes]:
    """Encoded ``refetched`` frames: some buckets of what the scope holds, at one position."""
    seq = read_head(connection, view.space, view.district).seq
    buckets: dict[int, list[msgspec.Raw]] = {bucket: [] for bucket in wanted}
    for row in view.found(connection, tickets.c.id, tickets.c.row):
        rows = buckets.get(bucket_of(row[0]))
        if rows is not None:
            rows.append(msgspec.Raw(row[1].encode()))
    for bucket, rows in buckets.items():
        frame = {"type": "refetched", "no": no, "seq": seq, "bucket": bucket, "rows": rows}
        yield encode(frame)


class Snapshots:
    """One reading a scope at a time, shared by all who ask while it is under way or fresh."""

    def __init__(self, read: Callable[[Scope], Snapshot]) -> None:
        """Prepare.

        Args:
            read: reads a scope's snapshot; it is called in a thread.
        """
        self._read = read
        self._known: dict[Scope, asyncio.Task[Snapshot]] = {}

    async def of(self, scope: Scope, anew: bool = False) -> Snapshot:
        """The scope's snapshot, begun at most a moment ago; ``anew`` asks for a new one."""
        task = None if anew else self._known.get(scope)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(self._read, scope))
            self._known[scope] = task
            task.add_done_callback(lambda done: self._forget_later(scope, done))
        return await asyncio.shield(task)

    def _forget_later(self, scope: Scope, done: asyncio.Task[Snapshot]) -> None:
        failed = done.cancelled() or done.exception() is not None
        wait = 0.0 if failed else KEPT_SECONDS
        done.get_loop().call_later(wait, self._forget, scope, done)

    def _forget(self, scope: Scope, done: asyncio.Task[Snapshot]) -> None:
        if self._known.get(scope) is done:
            del self._known[scope]

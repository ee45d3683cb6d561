"""From committed changes to the frames of all seats: batched, encoded once per scope.

A seat that reads too slowly is not sent a growing queue: what waits for it is dropped and, when it
is ready again, it gets the newest row of every ticket it missed.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

import zstandard

from governance.org import OrgTree
from platform_server.engine.catch_up import part_change, whole_change
from platform_server.engine.execute import Change
from platform_server.engine.scope import Scope
from platform_server.engine.space import SpaceClock
from wire.protocol import Bookmark, Changes, encode
from wire.protocol import Change as WireChange

BATCH_SECONDS = 0.06
"""How long changes are gathered before they are sent."""

LARGEST_BACKLOG = 1024 * 1024
"""Bytes that may wait for one seat."""


class Body:
    """An encoded frame, compressed at most once however many seats take it."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._packed: bytes | None = None

    @property
    def packed(self) -> bytes:
        """The frame under zstd."""
        if self._packed is None:
            self._packed = zstandard.ZstdCompressor(level=3).compress(self.plain)
        return self._packed


class Subscriber:
    """What waits for one seat. ``behind`` says it lost its place and must be caught up."""

    def __init__(self, scope: Scope, after: int) -> None:
        self.scope = scope
        self.sent = after
        self.behind = False
        self._waiting: list[tuple[int, Body]] = []
        self._bytes = 0
        self._ready = asyncio.Event()

    def offer(self, end: int, body: Body) -> None:
        """Queue a frame, or drop all that waits if the seat is too slow."""
        if self.behind:
            return
        self._bytes += len(body.plain)
        if self._bytes > LARGEST_BACKLOG:
            self._waiting.clear()
            self.behind = True
        else:
            self._waiting.append((end, body))
        self._ready.set()

    async def take(self) -> list[tuple[int, Body]]:
        """What waits, once something does; empty if the seat fell behind."""
        await self._ready.wait()
        self._ready.clear()
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        return waiting

    def restart(self) -> None:
        """Take frames again: to be said *before* the log is read for what was missed.

        What is offered while the log is read overlaps with it at most; nothing falls between.
        """
        self._waiting, self._bytes, self.behind = [], 0, False

    def caught_up(self, seq: int) -> None:
        """The seat has been sent everything up to ``seq``."""
        self.sent = seq


class Hub:
    """Gathers what the writer committed and hands it to the subscribers."""

    def __init__(self, tree: OrgTree, clock: SpaceClock, seq: int, head: str) -> None:
        self._tree = tree
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._subscribers: dict[Scope, set[Subscriber]] = defaultdict(set)
        self._pending: list[Change] = []
        self._flush_due = False
        self.seq = seq
        self.head = head

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Set the loop that subscribers live on."""
        self._loop = loop

    def subscribe(self, scope: Scope, after: int) -> Subscriber:
        """A subscriber that gets every frame from now on."""
        self._flush()
        subscriber = Subscriber(scope, after)
        self._subscribers[scope].add(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Forget a subscriber."""
        seats = self._subscribers[subscriber.scope]
        seats.discard(subscriber)
        if not seats:
            del self._subscribers[subscriber.scope]

    def publish(self, changes: list[Change]) -> None:
        """Take what was committed; called from the writer's thread, in order."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._gather, changes)

    def bookmark(self) -> Bookmark:
        """The heartbeat: where the log stands and the space's time."""
        return Bookmark(self.seq, self._clock.now())

    @property
    def seats(self) -> int:
        """How many seats are connected."""
        return sum(len(seats) for seats in self._subscribers.values())

    def _gather(self, changes: list[Change]) -> None:
        self._pending += changes
        if not self._flush_due and self._loop is not None:
            self._flush_due = True
            self._loop.call_later(BATCH_SECONDS, self._flush)

    def _flush(self) -> None:
        self._flush_due = False
        if not self._pending:
            return
        changes, self._pending = self._pending, []
        start, end, self.head = self.seq + 1, changes[-1].last, changes[-1].head
        self.seq = end
        for scope, seats in self._subscribers.items():
            body = Body(encode(self._frame(scope, changes, start, end)))
            for subscriber in seats:
                subscriber.offer(end, body)

    def _frame(self, scope: Scope, changes: list[Change], start: int, end: int) -> Changes:
        sent: list[WireChange] = []
        gone: dict[str, None] = {}
        for change in changes:
            before = scope.holds(change.old, self._tree)
            if scope.holds(change.new, self._tree):
                gone.pop(change.new.id, None)
                sent.append(_wire_change(change, before))
            elif before:
                gone[change.new.id] = None
        at = changes[-1].event.at
        kept = tuple(one for one in sent if one.id not in gone)
        return Changes(start, end, at, kept, tuple(gone), self.head)


def _wire_change(change: Change, before: bool) -> WireChange:
    """What differs, or the whole row where a seat may not hold the old one.

    Tickets closed long ago are in no snapshot, so a change to one is sent whole.
    """
    who, at = change.event.actor.name, change.event.at
    held = before and change.old is not None and change.old.open
    if held and change.old_row is not None:
        return part_change(
            change.last, change.kind, who, at, change.command, change.old_row, change.new_row
        )
    return whole_change(change.last, change.kind, who, at, change.command, change.new_row)

"""From committed changes to the frames of all seats: batched, encoded once per scope.

A seat that reads too slowly is not sent a growing queue: what waits for it is dropped and, when it
is ready again, it gets the newest row of every ticket it missed.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

from governance.org import OrgTree
from governance.whistle import EMERGENCY
from governance.whistle_facts import Whistled
from platform_server.engine.checksums import ScopeSums
from platform_server.engine.execute import Change
from platform_server.engine.frames import Outgoing, ScopeFrame
from platform_server.engine.scope import WHOLE, Scope, reach
from platform_server.engine.space import SpaceClock
from platform_server.engine.subscriber import Body, Subscriber
from wire.protocol import Bookmark, Frame, encode

BATCH_SECONDS = 0.1
"""Least time between two frames of changes; what comes meanwhile goes out together."""

QUIET_SECONDS = 0.005
"""How long the first change after a quiet moment waits for those committed with it."""


class Hub:
    """Gathers what the writer committed and hands it to the subscribers."""

    def __init__(self, tree: OrgTree, clock: SpaceClock, seq: int, head: str) -> None:
        self._tree = tree
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._subscribers: dict[Scope, set[Subscriber]] = defaultdict(set)
        self._by_unit: dict[str, set[Scope]] = defaultdict(set)
        self._sums: dict[Scope, ScopeSums] = {}
        self._pending: list[Change] = []
        self._flush_due = False
        self._flushed = 0.0
        self.seq = seq
        self.head = head

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Set the loop that subscribers live on."""
        self._loop = loop

    def subscribe(self, scope: Scope, cmds: bool = True) -> Subscriber:
        """A subscriber that gets every frame of changes after ``seq`` as it then is."""
        self._flush()
        subscriber = Subscriber(scope, self.seq, cmds)
        self._subscribers[scope].add(subscriber)
        self._by_unit[scope.org].add(scope)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Forget a subscriber, and of its scope what only seats need."""
        seats = self._subscribers[subscriber.scope]
        seats.discard(subscriber)
        if not seats:
            del self._subscribers[subscriber.scope]
            self._by_unit[subscriber.scope.org].discard(subscriber.scope)
            self._sums.pop(subscriber.scope, None)

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

    @property
    def scopes(self) -> list[Scope]:
        """Every scope that a seat follows."""
        return list(self._subscribers)

    def tell(self, scope: Scope, frame: Frame) -> None:
        """Send all seats of a scope, behind what waits for them, a frame that moves no position."""
        body = Body(encode(frame))
        for subscriber in self._subscribers.get(scope, ()):
            subscriber.offer(None, body)

    # -- checksums -------------------------------------------------------------------------

    def begin_sums(self, scope: Scope) -> ScopeSums | None:
        """Checksums that follow what happens from now on, to be given what a scan finds.

        Returns:
            None where the scope has them already, or no seat.
        """
        self._flush()
        if scope in self._sums or scope not in self._subscribers:
            return None
        self._sums[scope] = ScopeSums()
        return self._sums[scope]

    def drop_sums(self, scope: Scope) -> None:
        """The scan failed: begin anew another time."""
        self._sums.pop(scope, None)

    def tell_sums(self, scope: Scope) -> None:
        """Send a scope's checksums as they are where its seats stand, once they are known."""
        self._flush()
        sums = self._sums.get(scope)
        values = sums.at(self.seq) if sums else ()
        if values:
            self.tell(scope, Bookmark(self.seq, self._clock.now(), values))

    # -- changes ---------------------------------------------------------------------------

    def _gather(self, changes: list[Change]) -> None:
        self._pending += changes
        if any(_rings(change) for change in changes):
            self._flush()
        elif not self._flush_due and self._loop is not None:
            self._flush_due = True
            wait = self._flushed + BATCH_SECONDS - self._loop.time()
            self._loop.call_later(max(QUIET_SECONDS, wait), self._flush)

    def _flush(self) -> None:
        self._flush_due = False
        if not self._pending:
            return
        if self._loop is not None:
            self._flushed = self._loop.time()
        changes, self._pending = self._pending, []
        start, self.seq, self.head = self.seq + 1, changes[-1].last, changes[-1].head
        last = changes[-1]
        frames: dict[Scope, ScopeFrame] = defaultdict(lambda: ScopeFrame(start, last))
        for change in changes:
            self._sort(change, frames)
        nothing = ScopeFrame(start, last)
        for scope, seats in self._subscribers.items():
            frame = frames.get(scope, nothing)
            for subscriber in seats:
                subscriber.offer(self.seq, frame.body(subscriber.cmds))

    def _sort(self, change: Change, frames: dict[Scope, ScopeFrame]) -> None:
        """Put a change into the frames of the scopes that had or have its ticket.

        Only scopes of units that the ticket lay or lies in are asked: a district has hundreds.
        """
        outgoing = Outgoing(change)
        for unit in reach(change.old, self._tree) | reach(change.new, self._tree) | {WHOLE.org}:
            for scope in self._by_unit.get(unit, ()):
                before = scope.holds(change.old, self._tree)
                after = scope.holds(change.new, self._tree)
                if not before and not after:
                    continue
                frames[scope].add(outgoing, before, after)
                sums = self._sums.get(scope)
                if sums is not None:
                    sums.follow(change, before, after)


def _rings(change: Change) -> bool:
    """Whether seats must hear of a change at once: an emergency whistle waits for no batch."""
    fact = change.event.fact
    return isinstance(fact, Whistled) and fact.type == EMERGENCY

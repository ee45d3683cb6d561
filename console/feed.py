"""Frames to paced changes: the stream runs, its changes are gathered, the seat is told.

Changes are handed on at once after a quiet moment and then at most ten times a second, so that a
flood costs the seat ten repaints, not a thousand.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable

from api_client.clock import ServerClock
from api_client.replica import ChangeSet, Replica
from api_client.session import Link, Session
from api_client.stream import Stream
from console.link_state import LinkState, steady
from wire.protocol import Looker

PACE_SECONDS = 0.1
"""Least time between two deliveries."""


class Feed:
    """One seat's copy of what it may see, and the state of its link."""

    def __init__(
        self,
        url: str,
        token: str,
        space: str,
        on_changes: Callable[[ChangeSet], None],
        on_link: Callable[[], None],
        on_presence: Callable[[], None],
    ) -> None:
        """Prepare; ``run`` connects.

        Args:
            on_changes: given the changes of at least ``PACE_SECONDS``.
            on_link: called whenever the state of the link may have changed.
            on_presence: called whenever other seats look at something else.
        """
        self.replica = Replica()
        self.clock = ServerClock()
        self.session = Session(space, cmds=False)
        self._stream = Stream(
            url, token, self.session, self.replica, self.clock, on_link, on_presence
        )
        self._on_changes = on_changes
        self._waiting = ChangeSet()
        self._delivered = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._shown_delay: float | None = None

    async def run(self) -> None:
        """Keep the copy current until the platform ends the session."""
        await self._stream.run(self._gather)

    @property
    def mark(self) -> str:
        """The word every screen of the space shows."""
        return self._stream.mark

    @property
    def lookers(self) -> Iterable[Looker]:
        """The other seats that look at a ticket."""
        return self._stream.presence.values()

    def look_at(self, ticket: str) -> None:
        """Tell the other seats which ticket this one looks at, empty for none."""
        self._stream.say_presence(ticket)

    def link_state(self) -> LinkState:
        """How things stand now."""
        session, clock = self.session, self.clock
        state = session.link
        now = clock.now()
        silent = session.link is Link.LIVE and session.silent(time.monotonic())
        if silent:
            state = Link.CUT
        cut_since = self._stream.cut_since if not silent else session.heard
        cut = int(time.monotonic() - cut_since) if cut_since is not None else 0
        expected = max(1, self.replica.expected)
        percent = min(99, self.replica.gathered * 100 // expected)
        stale = None
        if state is not Link.LIVE and now is not None and session.heard:
            stale = clock.at(session.heard)
        self._shown_delay = steady(self._shown_delay, clock.delay)
        return LinkState(str(state), self._shown_delay, percent, cut, now, stale)

    def _gather(self, changes: ChangeSet) -> None:
        self._waiting.merge(changes)
        if self._timer is not None:
            return
        wait = self._delivered + PACE_SECONDS - time.monotonic()
        if wait <= 0:
            self._deliver()
        else:
            self._timer = asyncio.get_running_loop().call_later(wait, self._deliver)

    def _deliver(self) -> None:
        self._timer = None
        self._delivered = time.monotonic()
        waiting, self._waiting = self._waiting, ChangeSet()
        self._on_changes(waiting)

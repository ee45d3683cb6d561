"""A seat without a screen, for tests to wait for what happens."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from api_client.clock import ServerClock
from api_client.replica import ChangeSet, Replica
from api_client.session import Session
from api_client.stream import Stream

SECONDS = 60.0
"""A test that waits longer has failed."""


class Watcher:
    """A seat that counts what happens."""

    def __init__(self, url: str, token: str) -> None:
        self.replica, self.clock = Replica(), ServerClock()
        self.stream = Stream(url, token, Session(), self.replica, self.clock, lambda: None)
        self.kinds: Counter[str] = Counter()
        self._changed = asyncio.Condition()

    def _deliver(self, changes: ChangeSet) -> None:
        self.kinds.update(change.kind for change in changes.events)
        self._told = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Follow the stream until something holds."""
        following = asyncio.create_task(self.stream.run(self._deliver))
        try:
            async with asyncio.timeout(SECONDS), self._changed:
                await self._changed.wait_for(holds)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

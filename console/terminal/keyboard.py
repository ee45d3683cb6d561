"""The keyboard's side of the line: bytes become events, and time ends what was left unfinished."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from console.terminal.capability import Capabilities
from console.terminal.input import Event, InputReader

CONTINUES = (b"[", b"O")
"""What follows the ESC of a key."""


class Keyboard:
    """An `InputReader` with the event loop's timer."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        capabilities: Capabilities,
        read: Callable[[], bytes | None],
        deliver: Callable[[Event], None],
    ) -> None:
        """A keyboard.

        Args:
            read: what has come by now, None for nothing.
            deliver: takes each event in order.
        """
        self._loop = loop
        self._reader = InputReader(capabilities.encoding, terminal=capabilities.term)
        self._read = read
        self._deliver = deliver
        self._timer: asyncio.TimerHandle | None = None

    def expect_cursor(self) -> None:
        """A cursor report was asked for."""
        self._reader.expect_cursor()

    def expect_nothing(self) -> None:
        """Answers that were asked for will not come; what is being typed goes on."""
        self._reader.expect_nothing()

    def feed(self, data: bytes) -> None:
        """Take bytes that were read now."""
        self._hand_on(self._reader.feed(data, self._arrival(data)))

    def cancel(self) -> None:
        """Forget the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arrival(self, data: bytes) -> float:
        """When input came: what goes on with a sequence was there before a late loop saw it."""
        now, deadline = time.monotonic(), self._reader.deadline()
        if deadline is not None and data[:1] in CONTINUES:
            return min(now, deadline - 0.001)
        return now

    def _due(self) -> None:
        self._timer = None
        data = self._read()
        if data:
            self.feed(data)
        else:
            self._hand_on(self._reader.timeout(time.monotonic()))

    def _hand_on(self, events: list[Event]) -> None:
        for event in events:
            self._deliver(event)
        self.cancel()
        deadline = self._reader.deadline()
        if deadline is not None:
            wait = max(0.0, deadline - time.monotonic())
            self._timer = self._loop.call_later(wait, self._due)

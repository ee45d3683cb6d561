"""What goes wrong, and when: kills, cuts of streams and of answers, a seat that does not read."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random

from bench.soak.child import Server
from bench.soak.desk import Desk
from bench.soak.watch import SlowReader, Watcher

MEAN_SECONDS = 0.5
"""Between two faults, on the average."""

SLOW_SECONDS = (5.0, 9.0)
"""How long a reader does not read."""

SPARED = 0.8
"""Part of the kills left out while it does not: they would end its slowness before it tells."""

WEIGHTS = {"kill": 4, "cut stream": 8, "cut request": 7, "slow reader": 1}
"""How often each kind happens, after each has happened once."""


class Faults:
    """Draws faults and lets them happen."""

    def __init__(self, rng: Random, server: Server, desks: list[Desk],
                 watchers: list[Watcher], slow: SlowReader) -> None:  # fmt: skip
        self._rng = rng
        self._server = server
        self._desks = desks
        self._watchers = watchers
        self._slow = slow
        self._first = list(WEIGHTS)
        self._rng.shuffle(self._first)
        self._happen: dict[str, Callable[[], Awaitable[None]]] = {
            "kill": self._kill,
            "cut stream": self._cut_stream,
            "cut request": self._cut_request,
            "slow reader": self._slow_down,
        }
        self.done: Counter[str] = Counter()
        self.recoveries: list[float] = []

    async def work(self, until: float) -> None:
        """Let things happen up to a monotonic instant; then everything is whole again."""
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, self._rng.expovariate(1 / MEAN_SECONDS)))
            await self._one()
        self.heal()

    def heal(self) -> None:
        """Take back what would still go wrong."""
        self._slow.go_on()
        for relay in [one.relay for one in self._desks] + [one.relay for one in self._watchers]:
            relay.heal()

    async def _one(self) -> None:
        drawn = self._rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if drawn == "kill" and self._slow.paused and self._rng.random() < SPARED:
            drawn = "cut stream"
        kind = self._first.pop() if self._first else drawn
        self.done[kind] += 1
        await self._happen[kind]()

    async def _kill(self) -> None:
        """kill -9 and a start on the same port; one in five starts is killed as well."""
        began = time.monotonic()
        self._server.kill()
        if self._rng.random() < 0.5:
            await asyncio.sleep(self._rng.random())
        self._server.start()
        if self._rng.random() < 0.2:
            await asyncio.sleep(self._rng.random() * 1.5)
            self._server.kill()
            self.done["kill in a start"] += 1
            self._server.start()
        await self._server.until_ready()
        self.recoveries.append(time.monotonic() - began)

    async def _cut_stream(self) -> None:
        """One seat's connection: at once, or inside a frame to come."""
        after = self._rng.choice((None, self._rng.randrange(400), self._rng.randrange(6000)))
        self._rng.choice(self._watchers).relay.cut(after)

    async def _cut_request(self) -> None:
        """One client's connections: at once, or when the next answer comes, or inside it."""
        after = self._rng.choice((None, 0, 0, self._rng.randrange(900)))
        self._rng.choice(self._desks).relay.cut(after)

    async def _slow_down(self) -> None:
        self._slow.pause(self._rng.uniform(*SLOW_SECONDS))

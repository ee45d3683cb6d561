"""The load's commands at a rate that does not wait for answers, with the instant each was sent.

``python -m bench.sender FILE`` is told what `bench.load` is told. It prints the positions and
instants of the changes it made.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from api_client.http import Applied, command_id
from bench.load import LARGEST_LIST, TICK_SECONDS, Load


class Sender(Load):
    """Sends a lot every tick, whether or not the last one has been answered."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._idle = sorted(self._state)
        self.sent: list[tuple[int, float]] = []
        self.refused = 0

    async def run(self) -> dict[str, Any]:
        """Send for the given time; what was made of it."""
        await self._learn()
        rate, seconds = self._config["rate"], self._config["seconds"]
        lots: list[asyncio.Task[None]] = []
        began = time.monotonic()
        for tick in range(round(seconds / TICK_SECONDS)):
            lots.append(asyncio.create_task(self._lot(round(rate * TICK_SECONDS))))
            await asyncio.sleep(max(0.0, began + (tick + 1) * TICK_SECONDS - time.monotonic()))
        await asyncio.gather(*lots)
        took = time.monotonic() - began
        for platform in self._platforms.values():
            await platform.close()
        return {"sent": self.sent, "seconds": took, "refused": self.refused}

    async def _lot(self, count: int) -> None:
        """Take so many tickets a step further; one under way waits for its answer first."""
        self._rng.shuffle(self._idle)
        self._idle, chosen = self._idle[count:], self._idle[:count]
        lists: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for number in chosen:
            account, verb, args = self._next(number)
            body = {"id": command_id(), "verb": verb, "ticket": number, "args": args}
            lists[account].append(body)
        sendings = [
            self._send(account, bodies[first : first + LARGEST_LIST])
            for account, bodies in lists.items()
            for first in range(0, len(bodies), LARGEST_LIST)
        ]
        await asyncio.gather(*sendings)
        self._idle += chosen

    async def _send(self, account: str, bodies: list[dict[str, Any]]) -> None:
        at = time.monotonic()
        for answer in await self._platforms[account].commands(bodies):
            if isinstance(answer, Applied):
                row = answer.ticket
                self._state[row.id] = (row.state, row.ticket_class, "signed" in row.flags)
                self.sent.append((answer.seq, at))
            else:
                self.refused += 1


def main() -> None:
    """The child's entry point."""
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(json.dumps(asyncio.run(Sender(config).run())), flush=True)


if __name__ == "__main__":
    main()

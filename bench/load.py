"""The load's process: changes to rows at a given rate, as lists of commands over HTTP.

``python -m bench.load FILE`` is told what to do by the JSON in FILE and works until its standard
input ends or ``seconds`` are over. Then it prints one line of JSON: what it did, and how
every ticket stands, for the next load to go on from.

Every command takes a ticket one step further in its life, and the life goes round: reported,
filed, sent, signed, passed on, reported done, failed a check, back to its unit. So every command
changes a row's state, and most change when it is due, which moves the row.

With a ``front`` all changes go to the tickets in it, which are claimed and let go in turn: the row
changes and stays where it is, in view.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api_client.http import Applied, Platform, command_id

TICK_SECONDS = 0.1
"""Between two lots of commands."""

LARGEST_LIST = 100
"""Commands in one request."""

Deed = tuple[str, str, dict[str, Any]]
"""Account, verb, arguments."""


class Load:
    """Takes tickets round their lives."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Prepare.

        Args:
            config: ``url``, ``tokens``; ``state`` of each ticket by id, as ``[state, class,
                signed]``; ``front``, ids of those that all changes go to, none for any;
                ``rate`` in changes a second, 0 for as many as it takes; ``seconds`` at most;
                ``begun``, a file made when the first changes are done.
        """
        self._rng = random.Random(3)
        self._platforms = {
            account: Platform(config["url"], token) for account, token in config["tokens"].items()
        }
        self._config = config
        self._state: dict[str, tuple[str, str, bool]] = config["state"]
        self._front: list[str] = config["front"]
        self._all = sorted(self._state)
        self._turn = 0
        self._conditions: dict[str, int] = {}
        self._unit = ""
        self.done: Counter[str] = Counter()

    async def run(self) -> dict[str, Any]:
        """Work until told to stop; what was done."""
        await self._learn()
        rate = self._config["rate"]
        began = time.perf_counter()
        ticks = 0
        while time.perf_counter() - began < self._config["seconds"] and not stopped.is_set():
            await self._lot(round(rate * TICK_SECONDS) if rate else LARGEST_LIST)
            ticks += 1
            Path(self._config["begun"]).touch()
            if rate:
                late = time.perf_counter() - began - ticks * TICK_SECONDS
                self.done["late"] += late > TICK_SECONDS
                await asyncio.sleep(max(0.0, -late))
        seconds = time.perf_counter() - began
        for platform in self._platforms.values():
            await platform.close()
        return {"seconds": seconds, "done": self.done, "state": self._state}

    async def _learn(self) -> None:
        """Conditions of the classes, and a unit to send tickets to."""
        platform = self._platforms["demo-intake"]
        self._conditions = {one.code: one.conditions[0].no for one in await platform.classes()}
        orgs = await platform.orgs()
        self._unit = next(org.code for org in orgs if org.level == "town")

    async def _lot(self, count: int) -> None:
        """Take so many tickets one step further, one list of commands an account."""
        lists: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for number, (account, verb, args) in self._steps(count):
            lists[account].append(
                {"id": command_id(), "verb": verb, "ticket": number, "args": args}
            )
        await asyncio.gather(*(self._send(*item) for item in lists.items()))

    def _steps(self, count: int) -> Iterator[tuple[str, Deed]]:
        """Which tickets take a step, and which step."""
        if not self._front:
            for number in self._rng.sample(self._all, min(count, len(self._all))):
                yield number, self._next(number)
            return
        for _ in range(count):
            number = self._front[self._turn % len(self._front)]
            claimed = self._turn // len(self._front) % 2 == 1
            self._turn += 1
            yield number, ("demo-dispatch", "release" if claimed else "claim", {})

    async def _send(self, account: str, bodies: list[dict[str, Any]]) -> None:
        answers = await self._platforms[account].commands(bodies)
        self.done["requests"] += 1
        for body, answer in zip(bodies, answers, strict=True):
            if isinstance(answer, Applied):
                row = answer.ticket
                self._state[row.id] = (row.state, row.ticket_class, "signed" in row.flags)
                self.done["front" if row.id in self._front else "back"] += 1
            else:
                self.done[f"refused {body['verb']}: {answer}"] += 1

    def _next(self, number: str) -> Deed:
        state, klass, signed = self._state[number]
        if state == "reported":
            klass = klass or next(iter(self._conditions))
            condition = self._conditions[klass]
            return "demo-intake", "accept", {"class": klass, "condition": condition}
        if state in ("pending_dispatch", "returned"):
            return "demo-dispatch", "dispatch", {"target": self._unit}
        if state == "pending_handle" and not signed:
            return "demo-departments", "sign", {}
        if state == "pending_handle":
            return "demo-departments", "dispatch", {"target": self._unit, "note": "按辖区转办"}
        if state in ("handling", "handle_finish"):
            return "demo-departments", "report", {"result": "已现场处置完毕", "solved": True}
        if state == "pending_check":
            return "demo-grid", "verify", {"result": "fail", "note": "现场仍有问题"}
        return "demo-dispatch", "rework", {"reason": "核查未通过, 返工"}


stopped = threading.Event()
"""Set when the standard input has ended."""


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    stopped.set()


def main() -> None:
    """The child's entry point."""
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    threading.Thread(target=_watch, daemon=True).start()
    print(json.dumps(asyncio.run(Load(config).run()), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

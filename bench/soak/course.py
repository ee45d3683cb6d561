"""One course: rounds of work under faults, each followed by a checkpoint."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from api_client.errors import ClientError
from bench.measure import Figure, percentile
from bench.soak.book import Book
from bench.soak.checks import Checks
from bench.soak.child import DidNotComeBack, Server, free_port
from bench.soak.deeds import Cast
from bench.soak.desk import Desk, Stuck
from bench.soak.faults import Faults
from bench.soak.relay import Relay
from bench.soak.verdict import Finding
from bench.soak.watch import SlowReader, Watcher
from platform_server.jurisdiction import load_profile
from platform_server.security.accounts import Accounts
from platform_server.store.database import Database

ROUND_SECONDS = 30.0
"""Work between two checkpoints."""

ACCOUNTS = ("desk", "unit0", "grid0", "unit1", "leader")
"""Whose streams are watched, in turn: the whole district, and parts where tickets come and go."""

Say = Callable[[dict[str, Any]], None]


class Plan(NamedTuple):
    """How long, by which draws, and with how many clients and as many replicas."""

    seconds: float
    seed: int
    seats: int


class Course:
    """The platform, all who use it, and what is found out about it."""

    def __init__(self, plan: Plan, folder: Path, say: Say) -> None:
        self._plan = plan
        self._say = say
        self._profile = load_profile("wujiang")
        self._cast = Cast(self._profile)
        self.server = Server(folder, free_port(Random()))
        self.book = Book()
        self.findings: list[Finding] = []
        port, seats = self.server.port, range(plan.seats)
        self._desks = [Desk(f"c{n}", plan.seed, self._cast, self.book, Relay(port)) for n in seats]
        self._slow = SlowReader("slow", "desk", port, Random(f"{plan.seed}-slow"))
        watched = [(f"r{n}", ACCOUNTS[n % len(ACCOUNTS)]) for n in seats]
        self._watchers = [Watcher(f"{name} {who}", who, Relay(port)) for name, who in watched]
        rng = Random(f"{plan.seed}-faults")
        self._faults = Faults(rng, self.server, self._desks, self._watchers, self._slow)

    async def run(self) -> None:
        """From the first start to the last checkpoint."""
        tokens = self._accounts()
        everyone = [*self._watchers, self._slow]
        self.server.start()
        try:
            async with AsyncExitStack() as stack:
                await self.server.until_ready()
                district = self._profile.district
                checks = Checks(self.server, district, tokens, self.book, everyone)
                stack.callback(checks.close)
                for desk in self._desks:
                    stack.push_async_callback((await desk.open(tokens)).close)
                for watcher in everyone:
                    stack.push_async_callback((await watcher.open(tokens[watcher.account])).close)
                await self._rounds(checks)
        except (Stuck, DidNotComeBack, ClientError, TimeoutError) as error:
            self._found([Finding("stuck", type(error).__name__, str(error)), *self.book.findings])
        finally:
            self.server.stop()

    async def _rounds(self, checks: Checks) -> None:
        began, number = time.monotonic(), 0
        end = began + self._plan.seconds
        while (now := time.monotonic()) < end:
            until = min(now + ROUND_SECONDS, end)
            await asyncio.gather(
                *(desk.work(until) for desk in self._desks), self._faults.work(until)
            )
            number += 1
            checking = time.monotonic()
            found = await checks.run(whole=time.monotonic() >= end)
            self._found(found)
            self._say({
                "checkpoint": number, "at": round(checking - began, 1), "events": checks.events,
                "findings": len(found), "took": round(time.monotonic() - checking, 2),
                **self.book.tally, **self._faults.done,
            })  # fmt: skip

    def _found(self, findings: list[Finding]) -> None:
        for one in findings:
            self._say(one._asdict())
        self.findings += findings

    def _accounts(self) -> dict[str, str]:
        """The accounts, signed in; their sessions outlive every kill."""
        database = Database(self.server.database)
        try:
            accounts = Accounts(database)
            for actor in self._cast.actors.values():
                accounts.add(actor, f"soak-{actor.account}-1")
            return {name: accounts.open_session(one)[0] for name, one in self._cast.actors.items()}
        finally:
            database.close()

    def figures(self) -> list[Figure]:
        """What was done and what went wrong, for the table."""
        book = self.book
        counts = {
            "commands accepted": len(book.accepted), "commands refused": len(book.refused),
            "answers lost, found again": book.tally["applied, answer lost"],
            "requests cut": book.tally["requests cut"], "ids repeated": book.tally["repeated"],
            "tickets": len(book.newest),
            **{f"fault: {kind}": count for kind, count in sorted(self._faults.done.items())},
            "stream connections cut": sum(one.relay.cuts for one in self._watchers),
            "slow reader caught up": self._slow.merged,
            "500 answered": book.tally["faults answered"],
            "tracebacks of the platform": len(self.server.complaints()),
            "findings": len(self.findings),
        }  # fmt: skip
        found = [Figure("soak", name, value, "count") for name, value in counts.items()]
        times = self._faults.recoveries
        found += [Figure("soak", f"kill to ready p{part}", percentile(times, part), "s", len(times))
                  for part in (50, 100)]  # fmt: skip
        for one in (*self._watchers, self._slow):
            sync = {
                "resumes": one.session.resumes,
                "resyncs": one.session.resyncs,
                "rows": len(one.replica),
            }
            found += [Figure(one.name, name, value, "count") for name, value in sync.items()]
        return found


def on_stdout(body: dict[str, Any]) -> None:
    """One JSON line."""
    print(json.dumps(body, ensure_ascii=False), flush=True)

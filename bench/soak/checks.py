"""A checkpoint: the log, every id once more, and every replica against a fresh snapshot."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict

from sqlalchemy import select

from api_client.errors import PlatformFault, Unreachable
from api_client.http import Platform
from bench.soak.book import Book
from bench.soak.child import Server
from bench.soak.desk import ask
from bench.soak.line import fresh
from bench.soak.verdict import Fact, Finding, differences, effects, gaps, of_timers
from bench.soak.watch import Watcher
from platform_server.store.database import Database
from platform_server.store.schema import events
from platform_server.store.verify import verify_chain

LARGEST_LIST = 200
"""Commands that one request may repeat."""

LARGEST_PAGE = 1000

CATCH_UP_SECONDS = 40.0
"""How long a replica may take to stand where the log does, with nothing going wrong any more."""


class Checks:
    """Asks the platform and its database, and compares with the book."""

    def __init__(self, server: Server, district: str, tokens: dict[str, str], book: Book,
                 watchers: list[Watcher]) -> None:  # fmt: skip
        self._server = server
        self._district = district
        self._tokens = tokens
        self._book = book
        self._watchers = watchers
        self._database = Database(server.database)
        self._repeated: set[str] = set()
        self.events = 0

    def close(self) -> None:
        """Give back the database."""
        self._database.close()

    async def run(self, whole: bool) -> list[Finding]:
        """Everything that must not be.

        Args:
            whole: repeat every id of the course; else those that were not repeated yet.
        """
        facts = await asyncio.to_thread(self._log)
        found = gaps(facts) + effects(self._book.accepted, self._book.refused, facts)
        found += await asyncio.to_thread(self._chain)
        await self._repeat(whole)
        again = await asyncio.to_thread(self._log)
        if len(again) != len(facts):
            said = f"{len(facts)} records before repeating, {len(again)} after"
            found.append(Finding("doubling", "the log", said))
        found += await self._served(again)
        found += await self._replicas(again)
        self.events = len(again)
        found += self._book.findings
        self._book.findings = []
        return found

    def _log(self) -> list[Fact]:
        columns = (events.c.seq, events.c.ticket, events.c.command, events.c.version, events.c.kind)
        query = select(*columns).order_by(events.c.seq)
        with self._database.reader.connect() as connection:
            return [Fact(*row) for row in connection.execute(query).tuples()]

    def _chain(self) -> list[Finding]:
        with self._database.reader.connect() as connection:
            bad = verify_chain(connection, "live", self._district)
        return [] if bad is None else [Finding("chain", f"seq {bad}", "does not hold")]

    async def _repeat(self, whole: bool) -> None:
        """Send accepted commands once more, as the same accounts, in lists."""
        lists: dict[str, list[str]] = defaultdict(list)
        for key in self._book.accepted:
            if whole or key not in self._repeated:
                lists[self._book.sent[key].account].append(key)
        for account, keys in lists.items():
            platform = Platform(self._url, self._tokens[account])
            for at in range(0, len(keys), LARGEST_LIST):
                part = keys[at : at + LARGEST_LIST]
                answers = await ask(platform, [self._book.sent[key].body for key in part])
                for key, answer in zip(part, answers, strict=True):
                    if isinstance(answer, Unreachable | PlatformFault):
                        raise answer
                    self._book.repeated(key, answer)
            self._repeated.update(keys)
            await platform.close()

    async def _served(self, facts: list[Fact]) -> list[Finding]:
        """What ``GET /v1/events`` tells of the log since the last checkpoint."""
        platform, seen = Platform(self._url, self._tokens["desk"]), self.events
        found: list[Finding] = []
        while seen < len(facts) and not found:
            page = (await platform.events(seen, LARGEST_PAGE))["events"]
            served = [(one["seq"], one["ticket"], one.get("command", "")) for one in page]
            wanted = [fact[:3] for fact in facts[seen : seen + LARGEST_PAGE]]
            if served != wanted:
                found.append(Finding("gap", f"events after {seen}", "differ from the log"))
            seen += len(page)
        await platform.close()
        return found

    async def _replicas(self, facts: list[Fact]) -> list[Finding]:
        """Every replica against a fresh snapshot of its account, and against the answers."""
        found: list[Finding] = []
        last, untold = len(facts), of_timers(facts)
        told = {number: row for number, row in self._book.newest.items() if number not in untold}
        for watcher in self._watchers:
            found += _stream(watcher)
            late = await self._late(watcher, last)
            if late is not None:
                found.append(late)
                continue
            session, copy = await fresh(self._server.port, self._tokens[watcher.account])
            if session.position != watcher.session.position:
                said = f"{watcher.session.position}, a fresh copy at {session.position}"
                found.append(Finding("divergence", watcher.name, said))
            found += differences(watcher.name, watcher.replica.rows, copy.rows)
            found += differences(f"picture of {watcher.name}", watcher.picture, copy.rows)
            if watcher.account == "desk":
                found += differences("the answers", told, copy.rows)
        return found

    async def _late(self, watcher: Watcher, last: int) -> Finding | None:
        """None once the replica stands where the log does."""
        until = time.monotonic() + CATCH_UP_SECONDS
        while watcher.session.position is None or watcher.session.position.seq < last:
            if watcher.over or time.monotonic() > until:
                said = watcher.over or f"stands at {watcher.session.position}, not at {last}"
                return Finding("stuck", watcher.name, said)
            await asyncio.sleep(0.02)
        return None

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"


def _stream(watcher: Watcher) -> list[Finding]:
    """What the seat's stream should not have said since the last checkpoint."""
    session = watcher.session
    denied = [Finding("loss", watcher.name, f"cannot resume {one}") for one in session.denied]
    broken = [Finding("broken", watcher.name, f"what follows {one}") for one in session.broken]
    session.denied, session.broken = [], []
    return denied + broken

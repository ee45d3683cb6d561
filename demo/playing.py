"""A day played against a platform: reports come in, simulated colleagues work on them.

What is next is known from the stream: nothing is polled.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from api_client.clock import ServerClock
from api_client.errors import ClientError, NotSignedIn, PlatformFault, Unreachable
from api_client.http import Answer, Applied, Platform, command_body, command_id
from api_client.replica import ChangeSet, Replica
from api_client.session import Session
from api_client.stream import Stream
from demo.acts import Act, District
from demo.cast import COLLEAGUES, INTAKE
from demo.colleagues import Colleagues
from demo.day import Arrival, arrivals
from demo.district import Surroundings, survey
from demo.words import SYSTEM
from governance.card import STOPPING
from wire.rows import TicketRow

TICK_SECONDS = 0.4
"""Real seconds between two looks at what is due; what fell due meanwhile goes out together."""

LARGEST_LIST = 100
"""Commands in one request."""

STALE = timedelta(minutes=10)
"""Reports older than this (the platform was gone, the machine slept) are not made up for."""

WAIT_SECONDS = (0.5, 8.0)
"""Between attempts to reach a platform that is gone: the first wait, and the longest."""

log = logging.getLogger(__name__)


class Planned(NamedTuple):
    """An act on a ticket as it stood in that version; ordered by time, then by number."""

    at: datetime
    number: int
    ticket: str
    version: int
    act: Act


Order = tuple[str, dict[str, Any]]
"""A ticket's id (empty for a report) and the command's body."""


class Feed:
    """Plays the day against a platform until it is told to stop."""

    def __init__(self, url: str, tokens: Mapping[str, str], seed: int, day: datetime) -> None:
        """Prepare; nothing is sent yet.

        Args:
            tokens: bearer tokens by account, of the colleagues and of the units' clerks.
            day: an instant of the first day, local time with its zone; nothing happens before it.
        """
        self._platforms = {part.account: Platform(url, tokens[part.account]) for part in COLLEAGUES}
        self._clerk = Platform(url)
        self._tokens = tokens
        self._rng = random.Random(seed)
        self._day = day
        self._replica = Replica()
        self._clock = ServerClock()
        session = Session()
        self._stream = Stream(
            url, tokens[INTAKE], session, self._replica, self._clock, lambda: None
        )
        self._plans: list[Planned] = []
        self._planned: dict[str, Planned] = {}
        self._numbers = itertools.count()
        self._names: frozenset[str] = frozenset()
        self._colleagues = Colleagues(self._rng, District({}, {}, {}))

    async def run(self) -> None:
        """Play until cancelled, or until the session is over for good."""
        around = await self._prepare()
        self._colleagues = Colleagues(self._rng, around.district)
        self._names |= around.district.staff.names
        tasks = [
            asyncio.create_task(self._stream.run(self._deliver)),
            asyncio.create_task(self._play(around)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for platform in (*self._platforms.values(), self._clerk):
                await platform.close()

    async def _prepare(self) -> Surroundings:
        """Learn the district and the colleagues' names, however long the platform is not there."""
        for wait in _waits():
            try:
                seats = [await platform.who_am_i() for platform in self._platforms.values()]
                self._names = frozenset(seat.name for seat in seats)
                return await survey(self._platforms[INTAKE])
            except (Unreachable, PlatformFault) as error:
                log.info("waiting for the platform: %s", error)
                await asyncio.sleep(wait)
        raise AssertionError("the waits never end")

    def _deliver(self, changes: ChangeSet) -> None:
        """Plan what is next for every ticket that changed."""
        now = self._clock.now()
        if now is None:
            return
        if changes.reset:
            self._plans.clear()
            self._planned.clear()
            for row in self._replica:
                self._plan(row, now, row.since)
        for _, after in changes.rows.values():
            if after is not None:
                self._plan(after, now, now)

    def _keeps(self, row: TicketRow) -> bool:
        """Whether what is planned stands: the platform itself did something beside it."""
        planned = self._planned.get(row.id)
        if row.by != SYSTEM or planned is None or row.whistles:
            return False
        if any(card.kind in STOPPING for card in row.cards):
            return False
        heapq.heappush(self._plans, planned._replace(version=row.version))
        return True

    def _plan(self, row: TicketRow, now: datetime, touched: datetime) -> None:
        if self._keeps(row):
            return
        person = row.by not in self._names and row.by != SYSTEM
        act = self._colleagues.next_act(row, now, touched if person else None)
        self._keep(row, act)

    def _keep(self, row: TicketRow, act: Act | None) -> None:
        self._planned.pop(row.id, None)
        if act is not None:
            planned = Planned(act.at, next(self._numbers), row.id, row.version, act)
            self._planned[row.id] = planned
            heapq.heappush(self._plans, planned)

    async def _play(self, around: Surroundings) -> None:
        """Every tick, send what has fallen due."""
        coming = _days(self._rng, self._day, around)
        report = next(coming)
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = self._clock.now()
            if now is None or now < self._day:
                continue
            reports: list[Order] = []
            while report.at <= now:
                if now - report.at < STALE:
                    args = around.reports.draw(self._rng, report.channel).args
                    reports.append(("", command_body(command_id(), "new", "", None, args)))
                report = next(coming)
            await self._send(INTAKE, reports)
            await self._act(now)

    async def _act(self, now: datetime) -> None:
        """Carry out what is due, by account, each on the version it was planned on."""
        orders: dict[str, list[Order]] = defaultdict(list)
        while self._plans and self._plans[0].at <= now:
            planned = heapq.heappop(self._plans)
            row = self._replica.get(planned.ticket)
            if row is None or row.version != planned.version:
                continue
            act = planned.act
            body = command_body(command_id(), act.verb, row.id, row.version, act.args)
            orders[act.actor].append((row.id, body))
        for account, listed in orders.items():
            await self._send(account, listed)

    async def _send(self, account: str, orders: list[Order]) -> None:
        """Send commands in lists; while the platform is gone the same list is sent again."""
        for first in range(0, len(orders), LARGEST_LIST):
            part = orders[first : first + LARGEST_LIST]
            answers = await self._persist(account, [body for _, body in part])
            for (ticket, body), answer in zip(part, answers, strict=True):
                if not isinstance(answer, Applied) and ticket:
                    log.debug("%s of %s was refused: %s", body["verb"], ticket, answer)
                    self._put_off(ticket)

    async def _persist(self, account: str, bodies: list[dict[str, Any]]) -> list[Answer]:
        for wait in _waits():
            try:
                return await self._speaking_as(account).commands(bodies)
            except NotSignedIn:
                raise
            except ClientError as error:
                log.info("sending again: %s", error)
                await asyncio.sleep(wait)
        raise AssertionError("the waits never end")

    def _speaking_as(self, account: str) -> Platform:
        """A connection of its own for each colleague; the many clerks share one, one at a time."""
        if account not in self._platforms:
            self._clerk.token = self._tokens[account]
        return self._platforms.get(account, self._clerk)

    def _put_off(self, ticket: str) -> None:
        """Think again about a ticket later, unless it changes meanwhile."""
        row, now = self._replica.get(ticket), self._clock.now()
        if row is not None and now is not None:
            self._keep(row, self._colleagues.by_another(row, now))


def _waits() -> Iterator[float]:
    wait, longest = WAIT_SECONDS
    while True:
        yield wait
        wait = min(longest, 2 * wait)


def _days(rng: random.Random, start: datetime, around: Surroundings) -> Iterator[Arrival]:
    """Arrivals from an instant on, day after day."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in itertools.count():
        day_start = midnight + timedelta(days=day)
        for arrival in arrivals(rng, day_start, shares=around.shares, kinds=around.kinds):
            if arrival.at >= start:
                yield arrival

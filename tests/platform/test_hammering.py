"""Twenty seats at one ticket: nothing is lost, and who comes too late is told who was first."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from api_client.errors import Conflict
from api_client.http import Platform, command_id
from governance.verbs import VERBS
from tests.governance.world import WHO
from tests.platform.line import Line
from tests.platform.steps import filed
from wire.rows import TicketRow

SEATS, ROUNDS = 20, 12
ACCOUNTS = ("dispatcher", "leader")
BACK_AND_FORTH = {
    "reported": ("reject", {"reason": "不属受理范围"}),
    "not_accepted": ("reopen", {"reason": "市民补充材料"}),
}
"""What can be done to a ticket again and again, each time on the version it was seen at."""


class Hammer:
    """One seat: acts on the ticket as it last saw it."""

    def __init__(self, platform: Platform, row: TicketRow, number: int) -> None:
        self._platform = platform
        self._row = row
        self._number = number
        self.done: dict[str, tuple[str, int]] = {}
        self.conflicts: list[tuple[Conflict, int]] = []

    async def run(self) -> None:
        for turn in range(ROUNDS):
            if turn % 4 == 3:
                await self._act("note", {"text": f"第{self._number}席第{turn}次"})
            else:
                await self._act(*BACK_AND_FORTH[self._row.state])

    async def _act(self, verb: str, args: dict) -> None:
        key, seen = command_id(), self._row.version
        version = seen if VERBS[verb].versioned else None
        try:
            answer = await self._platform.command(verb, self._row.id, version, args, key)
        except Conflict as error:
            self.conflicts.append((error, seen))
            self._row = error.ticket or self._row
        else:
            self.done[key] = (verb, seen)
            self._row = answer.ticket


@pytest.fixture
async def hammers(server, seats) -> list[Hammer]:
    row = await filed(seats("dispatcher"))
    return [
        Hammer(Platform(server.url, server.tokens[ACCOUNTS[n % 2]]), row, n) for n in range(SEATS)
    ]


async def test_twenty_seats_hammering_one_ticket(hammers, seats, server) -> None:
    async with Line(server.url, server.tokens["supervisor"]) as watcher:
        await watcher.begun()
        await asyncio.gather(*(hammer.run() for hammer in hammers))
        done = {key: one for hammer in hammers for key, one in hammer.done.items()}
        whole = await seats("dispatcher").ticket(hammers[0]._row.id)
        last = (await seats("dispatcher").events(0, 1))["last"]
        await watcher.reach(last)
        assert watcher.replica.get(whole.id).version == whole.version

    history = whole.events
    assert [event.version for event in history] == list(range(1, whole.version + 1))
    assert whole.version == 1 + len(done)
    assert {event.command for event in history[1:]} == set(done)
    for event in history[1:]:
        verb, seen = done[event.command]
        assert event.version == seen + 1 or not VERBS[verb].versioned

    conflicts = [one for hammer in hammers for one in hammer.conflicts]
    assert len(done) + len(conflicts) == SEATS * ROUNDS
    assert len(conflicts) > SEATS
    at_version = {event.version: event for event in history}
    for error, seen in conflicts:
        now = error.ticket.version
        assert now > seen
        assert (error.by, error.at) == (at_version[now].by, at_version[now].at)
        assert error.by in {WHO[name].name for name in ACCOUNTS}
    kinds = Counter(verb for verb, _ in done.values())
    assert set(kinds) == {"note", "reject", "reopen"}
    for hammer in hammers:
        await hammer._platform.close()

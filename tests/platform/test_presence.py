"""Who looks at what, over real sockets: told to whom it concerns, gone with the line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from api_client.clock import ServerClock
from api_client.replica import Replica
from api_client.session import Link, Session
from api_client.stream import Stream
from tests.governance.world import OTHER_TOWN, TOWN, WHO
from tests.platform.line import PATIENCE_SECONDS, Line
from tests.platform.steps import dispatched, filed
from wire.protocol import Lookers, Presence, encode


@pytest.fixture
async def line(server) -> AsyncIterator[Callable]:
    """``await line("dispatcher")`` is that account's line, past its snapshot."""
    async with AsyncExitStack() as stack:

        async def make(name: str = "dispatcher") -> Line:
            seat = await stack.enter_async_context(Line(server.url, server.tokens[name]))
            seat.id = (await seat.begun()).id
            return seat

        yield make


async def look(seat: Line, ticket: str) -> None:
    await seat.socket.send(encode(Presence(ticket)), text=True)


async def sees(seat: Line, expected: dict[str, str]) -> None:
    """Hear until the map of who looks at what is this one."""
    while {id: one.ticket for id, one in seat.session.presence.items()} != expected:
        await seat.hear()


async def test_others_are_told_and_a_newcomer_too(line, seats) -> None:
    row = await filed(seats("dispatcher"))
    looking, watching = await line("dispatcher"), await line("leader")
    await look(looking, row.id)
    await sees(watching, {looking.id: row.id})
    seen = watching.session.presence[looking.id]
    assert (seen.seat, seen.name) == (WHO["dispatcher"].seat, WHO["dispatcher"].name)
    newcomer = await line("supervisor")
    await sees(newcomer, {looking.id: row.id})
    await look(looking, "")
    await sees(watching, {})
    await sees(newcomer, {})
    assert looking.session.presence == {}


async def test_a_connection_that_ends_looks_at_nothing(line, seats) -> None:
    row = await filed(seats("dispatcher"))
    looking, watching = await line("dispatcher"), await line("leader")
    await look(looking, row.id)
    await sees(watching, {looking.id: row.id})
    await looking.socket.close()
    await sees(watching, {})


async def test_outside_its_scope_a_seat_is_told_of_none(line, seats) -> None:
    """A seat hears that somebody left its ticket, not where to; and nothing of other tickets."""
    mine = await dispatched(seats("dispatcher"), TOWN)
    theirs = await dispatched(seats("dispatcher"), OTHER_TOWN)
    looking, unit, other = await line(), await line("department"), await line("other")
    await look(looking, mine.id)
    await sees(unit, {looking.id: mine.id})
    await look(looking, theirs.id)
    await sees(other, {looking.id: theirs.id})
    await sees(unit, {})
    told = [frame for frame in unit.frames if isinstance(frame, Lookers)]
    assert theirs.id not in {one.ticket for frame in told for one in frame.lookers}
    assert not any(
        one.ticket == mine.id
        for frame in other.frames
        if isinstance(frame, Lookers)
        for one in frame.lookers
    )


async def test_what_one_may_not_see_one_does_not_look_at(line, seats) -> None:
    """A unit that names another's ticket, or one that is not there, tells nobody anything."""
    theirs = await dispatched(seats("dispatcher"), OTHER_TOWN)
    mine = await dispatched(seats("dispatcher"), TOWN)
    unit, watching = await line("department"), await line("leader")
    for number in (theirs.id, "20990101000001", "x" * 5000):
        await look(unit, number)
    await look(unit, mine.id)
    await sees(watching, {unit.id: mine.id})
    told = [frame for frame in watching.frames if isinstance(frame, Lookers)]
    seen = [one for frame in told for one in frame.lookers if one.id == unit.id]
    assert [one.ticket for one in seen] == [mine.id]


async def test_a_restless_cursor_costs_others_two_frames_a_second(line, seats) -> None:
    rows = [await filed(seats("dispatcher")) for _ in range(2)]
    looking, watching = await line("dispatcher"), await line("leader")
    began = time.monotonic()
    for number in range(400):
        await look(looking, rows[number % 2].id)
        await looking.ping()
    await sees(watching, {looking.id: rows[1].id})
    took = time.monotonic() - began
    told = [frame for frame in watching.frames if isinstance(frame, Lookers)]
    assert len(told) <= 2 + 2 * took, (len(told), took)


async def test_the_clients_own_stream_says_it_again_after_a_cut(server, seats) -> None:
    """`Stream.say_presence` and `Stream.presence`, across a connection that is lost."""
    row = await filed(seats("dispatcher"))
    told = asyncio.Event()
    streams = []
    for name in ("dispatcher", "leader"):
        session = Session()
        streams.append(
            Stream(
                server.url, server.tokens[name], session, Replica(), ServerClock(), told.set,
                told.set,
            )
        )  # fmt: skip
    looking, watching = streams
    looking.say_presence(row.id)
    running = [asyncio.create_task(one.run(lambda changes: None)) for one in streams]

    async def until(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds():
                told.clear()
                await told.wait()

    def looked_at() -> list[str]:
        return [one.ticket for one in watching.presence.values()]

    await until(lambda: looked_at() == [row.id])
    (first,) = watching.presence
    for task in running[:1]:
        task.cancel()
    await until(lambda: looked_at() == [])
    running[0] = asyncio.create_task(looking.run(lambda changes: None))
    await until(lambda: looked_at() == [row.id])
    assert first not in watching.presence
    assert looking.presence == {}
    watching.session.lost(0.0, lambda: 0.0)
    assert watching.presence == {}
    assert watching.session.link is Link.CUT
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)

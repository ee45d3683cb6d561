"""The stream over a real socket: snapshot, changes, resume, scope, speed."""

from __future__ import annotations

import asyncio
import time
from statistics import median

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api_client.clock import ServerClock
from api_client.http import Platform
from api_client.replica import ChangeSet, Replica
from api_client.session import Link, Session
from api_client.stream import Stream
from tests.governance.world import COMMUNITY, COVER, GRID, OTHER_TOWN, PROFILE, TOWN
from tests.platform.line import Line
from tests.platform.server import PASSWORD
from tests.platform.steps import dispatched, filed, step
from wire.protocol import Ack, Changes, CloseCode, Snapshot, Subscribe, encode


@pytest.fixture
def line(server):
    """``line("dispatcher")`` opens that account's stream."""

    def make(name: str = "dispatcher", **options) -> Line:
        return Line(server.url, server.tokens[name], **options)

    return make


async def test_snapshot_then_changes(line, seats) -> None:
    before = await filed(seats("dispatcher"))
    async with line(packed=True) as seat:
        await seat.begun()
        assert seat.replica.get(before.id) == before
        after = await step(seats("dispatcher"), before, "note", text="现场已看")
        frame = await seat.until(Changes)
        (change,) = frame.events
        assert (change.id, change.v, change.base, change.kind) == (before.id, 2, 1, "noted")
        assert seat.replica.get(before.id) == after
        assert (await seat.beat()).seq == frame.end
        assert (await seat.ping()).rate == 1.0


async def test_the_first_snapshot_of_a_seat_without_tickets(line) -> None:
    async with line("other") as seat:
        await seat.begun()
        assert len(seat.replica) == 0
        assert not any(isinstance(frame, Snapshot) for frame in seat.frames)


async def test_resume_brings_what_was_missed_without_a_snapshot(line, seats) -> None:
    async with line() as seat:
        await seat.begun()
        held, position = seat.replica, seat.session.position
    row = await dispatched(seats("dispatcher"))
    other = await filed(seats("dispatcher"))
    async with line(resume=position, replica=held) as seat:
        assert (await seat.begun()).resumed
        await seat.reach(position.seq + 4)
        assert not any(isinstance(frame, Snapshot) for frame in seat.frames)
        assert seat.replica.get(row.id) == row
        assert seat.replica.get(other.id) == other
        assert seat.session.link is Link.LIVE
        again = seat.session.position
    async with line(resume=again, replica=held) as seat:
        assert (await seat.begun()).resumed
        assert seat.session.link is Link.LIVE


@pytest.mark.parametrize("wrong", [{"hash": "0" * 64}, {"epoch": "other"}, {"seq": 10**9}])
async def test_a_position_on_another_log_gets_a_snapshot(line, seats, wrong: dict) -> None:
    await filed(seats("dispatcher"))
    async with line() as seat:
        await seat.begun()
        position = seat.session.position
    false = msgspec.structs.replace(position, **wrong)
    async with line(resume=false) as seat:
        welcome = await seat.begun()
        assert not welcome.resumed
        assert seat.session.position == position


async def test_what_leaves_the_scope_is_gone(line, seats) -> None:
    row = await dispatched(seats("dispatcher"))
    async with line("department") as seat:
        await seat.begun()
        assert row.id in seat.replica.rows
        row = await step(seats("department"), row, "return", reason="不属本镇", basis="清单")
        await dispatched(seats("dispatcher"), OTHER_TOWN)
        row = await step(seats("dispatcher"), row, "dispatch", target=OTHER_TOWN)
        while row.id in seat.replica.rows:
            await seat.hear()
        gone = [name for frame in seat.frames if isinstance(frame, Changes) for name in frame.gone]
        assert gone == [row.id]
        held, position = seat.replica, seat.session.position
    async with line("department", resume=position, replica=held) as seat:
        assert (await seat.begun()).resumed


async def test_gone_on_resume_too(line, seats) -> None:
    row = await dispatched(seats("dispatcher"))
    async with line("department") as seat:
        await seat.begun()
        held, position = seat.replica, seat.session.position
    row = await step(seats("department"), row, "return", reason="不属本镇", basis="清单")
    await step(seats("dispatcher"), row, "dispatch", target=OTHER_TOWN)
    async with line("department", resume=position, replica=held) as seat:
        await seat.reach(position.seq + 2)
        assert row.id not in seat.replica.rows


async def test_gone_names_nothing_that_was_never_in_the_scope(line, seats) -> None:
    """Held once, helped once, and never: only what the seat may hold is taken from it."""
    desk = seats("dispatcher")
    held = await dispatched(desk)
    helped = await step(desk, await filed(desk), "accept", **{"class": COVER, "condition": 2})
    helped = await step(desk, helped, "dispatch", target=OTHER_TOWN, assist=[TOWN])
    async with line("department") as seat:
        await seat.begun()
        assert {held.id, helped.id} <= set(seat.replica.rows)
        replica, position = seat.replica, seat.session.position
    held = await step(seats("department"), held, "return", reason="不属本镇", basis="清单")
    await step(desk, held, "dispatch", target=OTHER_TOWN)
    helped = await step(seats("other"), helped, "return", reason="不属本镇", basis="清单")
    await step(desk, helped, "dispatch", target=OTHER_TOWN)
    never = await dispatched(desk, OTHER_TOWN)
    last = (await desk.events(0, 1))["last"]
    async with line("department", resume=position, replica=replica) as seat:
        assert (await seat.begun()).resumed
        await seat.reach(last)
        gone = [name for frame in seat.frames if isinstance(frame, Changes) for name in frame.gone]
        assert sorted(gone) == sorted([held.id, helped.id])
        assert not {held.id, helped.id, never.id} & set(seat.replica.rows)


async def test_gone_for_a_grid_worker_goes_by_place(line, seats) -> None:
    desk = seats("dispatcher")
    elsewhere = next(
        code for code in PROFILE.tree.grids if not PROFILE.tree.within(code, COMMUNITY)
    )
    here, never = await filed(desk), await filed(desk, grid=elsewhere)
    async with line("grid") as seat:
        await seat.begun()
        assert here.id in seat.replica.rows
        replica, position = seat.replica, seat.session.position
    filing = {"class": COVER, "condition": 2, "grid": elsewhere}
    await step(desk, here, "accept", **filing)
    await step(desk, never, "accept", **filing)
    last = (await desk.events(0, 1))["last"]
    async with line("grid", resume=position, replica=replica) as seat:
        await seat.begun()
        await seat.reach(last)
        gone = [name for frame in seat.frames if isinstance(frame, Changes) for name in frame.gone]
        assert gone == [here.id]


async def test_a_seat_that_reads_while_others_write_misses_nothing(line, seats) -> None:
    """Snapshots taken in the middle of a burst join the changes without a gap."""
    desk = seats("dispatcher")
    burst = asyncio.gather(*(dispatched(desk, text=f"第{n}件") for n in range(40)))
    lines = [line() for _ in range(6)]
    for seat in lines:
        await seat.__aenter__()
        await seat.begun()
    rows = await burst
    last = (await desk.events(0, 1))["last"]
    for seat in lines:
        await seat.reach(last)
        assert all(seat.replica.get(row.id) == row for row in rows)
        await seat.__aexit__(None, None, None)


async def test_a_change_is_seen_by_another_seat_at_once(line, seats) -> None:
    row = await filed(seats("dispatcher"))
    delays = []
    async with line("leader") as seat:
        await seat.begun()
        for number in range(20):
            started = time.monotonic()
            done = seats("dispatcher").command("note", row.id, args={"text": f"第{number}条"})
            command = asyncio.ensure_future(done)
            await seat.until(Changes)
            delays.append(time.monotonic() - started)
            await command
    assert median(delays) < 1.0, delays
    assert seat.replica.get(row.id).version == 21


async def test_signing_out_ends_the_stream(server) -> None:
    platform = Platform(server.url)
    await platform.sign_in("s01", PASSWORD)
    async with Line(server.url, platform.token) as seat:
        await seat.begun()
        await platform.sign_out()
        with pytest.raises(ConnectionClosed) as caught:
            await seat.until(Snapshot)
        assert caught.value.rcvd.code == CloseCode.SIGNED_OUT
    await platform.close()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"nonsense", CloseCode.BAD_REQUEST),
        (encode(Ack(1)), CloseCode.BAD_REQUEST),
        (encode(Subscribe("moon")), CloseCode.FORBIDDEN),
        (encode(Subscribe("live", "1")), CloseCode.FORBIDDEN),
    ],
)
async def test_a_stream_that_begins_wrong_is_closed_for_good(line, said: bytes, code: int) -> None:
    seat = line()
    socket = await seat._connect
    await socket.send(said, text=True)
    with pytest.raises(ConnectionClosed) as caught:
        await socket.recv()
    assert caught.value.rcvd.code == code


async def test_no_token_no_stream(server) -> None:
    with pytest.raises(InvalidStatus) as caught:
        await Line(server.url, "none")._connect
    assert caught.value.response.status_code in (401, 403)


async def test_the_clients_own_stream(server, seats) -> None:
    """`api_client.stream` from connecting to being told that the session has ended."""
    platform = Platform(server.url)
    await platform.sign_in("s01", PASSWORD)
    moved, replica, session = asyncio.Event(), Replica(), Session()
    stream = Stream(server.url, platform.token, session, replica, ServerClock(), lambda: None)
    running = asyncio.create_task(stream.run(lambda changes: moved.set()))
    async with asyncio.timeout(15):
        await moved.wait()
        moved.clear()
        row = await filed(seats("dispatcher"), grid=GRID)
        while row.id not in replica.rows:
            await moved.wait()
            moved.clear()
        assert session.link is Link.LIVE
        assert stream.clock.known
        await platform.sign_out()
        await running
    assert session.link is Link.ENDED
    await platform.close()


async def test_the_clients_own_stream_mends_what_it_lost(server, seats) -> None:
    """Without a snapshot; the screen is told what came back."""
    rows = [await filed(seats("dispatcher")) for _ in range(12)]
    moved, replica, session = asyncio.Event(), Replica(), Session(cmds=False)
    told: dict[str, int] = {}

    def deliver(changes: ChangeSet) -> None:
        told.update({number: after.version for number, (_, after) in changes.rows.items() if after})
        moved.set()

    token = server.tokens["dispatcher"]
    stream = Stream(server.url, token, session, replica, ServerClock(), lambda: None)
    running = asyncio.create_task(stream.run(deliver))
    async with asyncio.timeout(20):
        while len(replica) < len(rows):
            await moved.wait()
            moved.clear()
        replica.mend([], [row.id for row in rows[:8]])
        aged = msgspec.structs.replace(rows[8], version=0, summary="旧")
        replica.mend([aged], [])
        while any(replica.get(row.id) != row for row in rows):
            moved.clear()
            await moved.wait()
    assert told == {row.id: 1 for row in rows[:9]}
    assert stream.mending.found > 0
    assert (session.resyncs, session.resumes) == (1, 0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

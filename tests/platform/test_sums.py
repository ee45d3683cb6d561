"""Checksums and snapshots of a space in this process: kept step by step, shared, mended from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from random import Random

import pytest

from api_client.replica import Replica
from api_client.sums import Mending
from governance.ticket import STATES
from platform_server.engine.district import District
from platform_server.engine.scope import Scope
from platform_server.engine.snapshots import Snapshot
from platform_server.security.accounts import Accounts
from tests.governance.world import COVER, OTHER_TOWN, TOWN, WHO
from tests.platform.inside import NEW, Seated, Wire, say, seated
from wire.protocol import Bookmark, Changes, Refetched, ServerFrame, Subscribe, Welcome, encode
from wire.protocol import Snapshot as SnapshotFrame

UNIT = Scope("department", TOWN)


@pytest.fixture
async def seat(district: District) -> AsyncIterator[Callable]:
    """``await seat("dispatcher")`` sits down."""
    book = Accounts(district.database)
    for name in ("dispatcher", "leader", "department"):
        book.add(WHO[name], "a long password")
    sitting: list[Seated] = []

    async def sit(who: str, subscribe: Subscribe | None = None) -> Wire:
        sitting.append(await seated(district, who, subscribe))
        return sitting[-1].wire

    yield sit
    for one in sitting:
        await one.leave()


async def dispatched(district: District, target: str) -> str:
    number = (await say(district, "dispatcher", "new", **NEW)).id
    await say(district, "dispatcher", "accept", number, **{"class": COVER, "condition": 2})
    await say(district, "dispatcher", "dispatch", number, target=target)
    return number


async def bookmarked(district: District, wires: Iterable[Wire]) -> None:
    """A round of checksums, which every seat hears where it stands; they must agree."""
    await district.sum_round()
    for wire in wires:
        seq = district.hub.seq
        async with asyncio.timeout(10):
            await wire.until(lambda wire=wire, seq=seq: _sums(wire) and _sums(wire).seq >= seq)
        assert wire.session.position.seq == _sums(wire).seq
        assert wire.replica.sums.values == _sums(wire).sums


def _sums(wire: Wire) -> Bookmark | None:
    found = [one for one in wire.frames if isinstance(one, Bookmark) and one.sums]
    return found[-1] if found else None


async def test_the_checksums_agree_wherever_tickets_go(district, seat) -> None:
    """In scope, out of it, closed and back; counted while things happen, then step by step."""
    number = await dispatched(district, TOWN)
    wires = [await seat("dispatcher"), await seat("department")]
    await asyncio.gather(
        district.sum_round(), *(dispatched(district, town) for town in (TOWN, OTHER_TOWN) * 8)
    )
    await bookmarked(district, wires)
    await say(district, "department", "return", number, reason="不属", basis="清单")
    await bookmarked(district, wires)
    await say(district, "dispatcher", "dispatch", number, target=OTHER_TOWN)
    await bookmarked(district, wires)
    refused = (await say(district, "dispatcher", "new", **NEW)).id
    await say(district, "dispatcher", "reject", refused, reason="不属受理范围")
    await bookmarked(district, wires)
    await say(district, "dispatcher", "reopen", refused, reason="补充材料")
    await bookmarked(district, wires)


async def test_a_scope_without_seats_has_no_checksums(district, seat) -> None:
    wire = await seat("department")
    await bookmarked(district, [wire])
    assert UNIT in district.hub._sums
    follower = district.hub.subscribe(UNIT)
    for one in list(district.hub._subscribers[UNIT]):
        district.hub.unsubscribe(one)
    assert UNIT not in district.hub._sums
    assert district.hub.begin_sums(UNIT) is None
    district.hub._subscribers[UNIT].add(follower)


def lose(replica: Replica, rng: Random) -> int:
    """Some rows go back to what was, vanish, or stay though they left; how many."""
    rows = list(replica)
    for row in rng.sample(rows, len(rows) // 2):
        if rng.random() < 0.5:
            replica.mend([], [row.id])
        else:
            replica.mend([type(row)(**{**_fields(row), "version": row.version - 1})], [])
    ghost = rows[0]
    replica.mend([type(ghost)(**{**_fields(ghost), "id": "20990101000001"})], [])
    return len(rows) // 2 + 1


def _fields(row) -> dict:
    return {name: getattr(row, name) for name in row.__struct_fields__}


class Digesting:
    """What the client's own stream does with the frames a wire has heard."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._heard = 0
        self.mending = Mending()

    def agreed(self) -> bool:
        """Take in what came; whether the newest checksums were those of the copy."""
        found = False
        for frame in self._wire.frames[self._heard :]:
            found = self._take(frame, self._wire.session.position.seq)
        self._heard = len(self._wire.frames)
        return found

    def _take(self, frame: ServerFrame, seq: int) -> bool:
        replica, mending, agreed = self._wire.replica, self.mending, False
        if isinstance(frame, Changes):
            mending.touch(frame)
        elif isinstance(frame, Refetched):
            mending.take(frame)
        elif isinstance(frame, Bookmark) and frame.sums and not mending.asking:
            wanted = mending.compare(frame, seq, replica.sums)
            if wanted is not None:
                self._wire.said.put_nowait(encode(wanted).decode())
            agreed = wanted is None and frame.seq == seq
        for mended in mending.ready(seq, replica):
            replica.mend(mended.rows, mended.lost)
        return agreed


@pytest.mark.parametrize("who", ["dispatcher", "department"])
async def test_what_a_copy_lost_is_fetched_again_while_others_write(district, seat, who) -> None:
    """No snapshot is taken for it."""
    for town in (TOWN, TOWN, OTHER_TOWN) * 8:
        await dispatched(district, town)
    wire = await seat(who)
    digesting = Digesting(wire)
    assert lose(wire.replica, Random(1)) > 5
    busy = asyncio.gather(*(dispatched(district, town) for town in (TOWN, OTHER_TOWN) * 10))
    async with asyncio.timeout(30):
        while not digesting.agreed() or not busy.done():
            wire.moved.clear()
            if not digesting.mending.asking:
                await district.sum_round()
            await wire.moved.wait()
    assert digesting.mending.found > 0
    fresh = await seat(who)
    still = {row.id: row for row in fresh.replica if STATES[row.state].open}
    assert {row.id: row for row in wire.replica if STATES[row.state].open} == still
    assert sum(isinstance(frame, SnapshotFrame) for frame in wire.frames) == 1


@pytest.fixture
def readings(district: District) -> list[Scope]:
    """The scopes of which a snapshot was read."""
    read, found = district.snapshots._read, []

    def counted(scope: Scope) -> Snapshot:
        found.append(scope)
        return read(scope)

    district.snapshots._read = counted
    return found


async def test_seats_that_come_together_share_a_snapshot(district, seat, readings) -> None:
    """And the last to come gets what has happened since the first did."""
    await dispatched(district, TOWN)
    wires = await asyncio.gather(*(seat("leader") for _ in range(5)))
    number = await dispatched(district, TOWN)
    late = await seat("dispatcher")
    assert len(readings) == 1
    assert late.replica.get(number).state == "pending_handle"
    for wire in wires:
        await wire.reach(6)
        assert dict(wire.replica.rows) == dict(late.replica.rows)


async def test_a_ticket_that_left_meanwhile_needs_a_new_snapshot(district, seat, readings) -> None:
    number = await dispatched(district, TOWN)
    kept = await dispatched(district, TOWN)
    await seat("department")
    await say(district, "department", "return", number, reason="不属", basis="清单")
    await say(district, "dispatcher", "dispatch", number, target=OTHER_TOWN)
    late = await seat("department")
    assert set(late.replica.rows) == {kept}
    assert len(readings) == 2
    assert next(one for one in late.frames if isinstance(one, Welcome)).id


async def test_changes_without_the_ids_of_commands(district, seat) -> None:
    """Live and caught up alike; a seat that did not ask for less gets them."""
    terse = await seat("dispatcher", Subscribe(cmds=False))
    usual = await seat("leader")
    position = usual.session.position
    await dispatched(district, TOWN)
    resumed = await seat("dispatcher", Subscribe(resume=position, cmds=False))
    for wire in (terse, usual, resumed):
        await wire.reach(3)
        named = {change.cmd != "" for one in wire.frames if isinstance(one, Changes)
                 for change in one.events}  # fmt: skip
        assert named == {wire is usual}
    assert dict(terse.replica.rows) == dict(usual.replica.rows)

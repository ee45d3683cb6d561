"""The engine inside one process, on a real database: recovery, fan-out, the chain."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from datetime import date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from api_client.replica import Replica
from governance.calendar import CHINA
from platform_server.api.stream import Seat
from platform_server.engine import catch_up, subscriber
from platform_server.engine.answers import Applied
from platform_server.engine.district import District
from platform_server.engine.projection import columns_of, decode_row, decode_ticket
from platform_server.engine.scope import Scope
from platform_server.engine.snapshots import read_snapshot
from platform_server.engine.space import read_head
from platform_server.engine.subscriber import Body, Subscriber
from platform_server.engine.writer import run_group
from platform_server.errors import NotFound, NotSignedIn, Stopping
from platform_server.installation import Installation
from platform_server.security import accounts
from platform_server.security.accounts import Accounts
from platform_server.store.database import Database
from platform_server.store.schema import tickets
from platform_server.store.verify import verify_chain
from tests.governance.world import COVER, OTHER_TOWN, PROFILE, TOWN, WHO
from tests.platform.inside import NEW, WHOLE, Wire, command, say
from wire.protocol import Position, Subscribe, decode_server


async def test_provisional_due_times_move_when_the_year_is_published(database) -> None:
    """Also those of a clock that is not the one counted down."""
    eve = datetime(2026, 12, 31, 17, 0, 0, 500, tzinfo=CHINA)
    before = District(database, "live", PROFILE)
    await before.start()
    number = (await say(before, "dispatcher", "new", at=eve, **NEW)).id
    await say(before, "dispatcher", "accept", number, eve, **{"class": COVER, "condition": 3})
    row = await say(before, "dispatcher", "dispatch", number, eve, target=TOWN)
    assert (row.clock, "provisional" in row.flags) == ("sign", False)
    before.stop()

    calendar = msgspec.structs.replace(
        PROFILE.calendar,
        off=PROFILE.calendar.off | {date(2027, 1, 1)},
        years=PROFILE.calendar.years | {2027},
    )
    after = District(database, "live", PROFILE._replace(calendar=calendar))
    await after.start()
    row = await say(after, "dispatcher", "note", number, text="看")
    assert row.version == 5
    row = await say(after, "department", "sign", number)
    assert (row.clock, f"{row.due:%m-%d %H:%M}") == ("handle", "01-05 17:00")
    after.stop()
    with pytest.raises(Stopping):
        await after.writer.submit(command("new", **NEW), WHO["dispatcher"])
    again = District(database, "live", PROFILE._replace(calendar=calendar))
    await again.start()
    assert again.hub.seq == 6
    again.stop()
    trail = sqlite3.connect(database.url.removeprefix("sqlite:///"))
    assert trail.execute("SELECT count(*) FROM audit").fetchone() == (0,)


async def test_there_is_no_space_of_that_name(database) -> None:
    with pytest.raises(NotFound):
        District(database, "drill-1", PROFILE)


async def test_one_command_that_fails_leaves_the_others_of_its_group(district) -> None:
    number = (await say(district, "dispatcher", "new", **NEW)).id
    now = datetime.now(CHINA).replace(microsecond=0)
    place = district.writer._place
    jobs = [
        (command("note", number, text="一"), WHO["dispatcher"], now),
        (command("new", **NEW), WHO["dispatcher"], now),
        (command("note", number, text="二"), WHO["dispatcher"], now),
    ]
    with district.database.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE spaces SET numbers = 0")
        answers, changes = run_group(connection, place, jobs)
    assert [type(one) for one in answers] == [Applied, IntegrityError, Applied]
    assert [change.last for change in changes] == [2, 3]
    with district.database.reader.connect() as connection:
        assert verify_chain(connection, "live", PROFILE.district) is None
        assert read_head(connection, "live", PROFILE.district).seq == 3


async def test_a_full_disk_fails_the_whole_group_and_leaves_nothing_half_done(district) -> None:
    number = (await say(district, "dispatcher", "new", **NEW)).id
    now = datetime.now(CHINA).replace(microsecond=0)
    jobs = [(command("new", **NEW, address="x" * 400), WHO["dispatcher"], now) for _ in range(200)]

    def fill() -> None:
        with district.database.writer.begin() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
            run_group(connection, district.writer._place, jobs)

    with pytest.raises(OperationalError):
        fill()
    with district.database.writer.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert read_head(connection, "live", PROFILE.district).seq == 1
        assert verify_chain(connection, "live", PROFILE.district) is None
    assert (await say(district, "dispatcher", "note", number, text="还在")).version == 2


async def test_a_ticket_closed_long_ago_is_sent_whole(district) -> None:
    """No snapshot holds it, so a difference could not be applied. A reminder came in between."""
    old = datetime.now(CHINA) - timedelta(days=3)
    number = (await say(district, "dispatcher", "new", at=old, **NEW)).id
    await say(district, "dispatcher", "reject", number, old, reason="不属受理范围")
    with district.database.reader.connect() as connection:
        snapshot = read_snapshot(connection, district.view(WHOLE))
    assert (snapshot.seq, snapshot.pages) == (3, [])
    follower = district.hub.subscribe(WHOLE)
    row = await say(district, "dispatcher", "reopen", number, reason="市民补充材料")
    ((_, body),) = await follower.take()
    replica = Replica()
    replica.apply(decode_server(body.plain))
    assert replica.get(number) == row


async def test_what_was_missed_comes_once_a_ticket_and_joins_without_gaps(
    district, monkeypatch
) -> None:
    monkeypatch.setattr(catch_up, "PAGE_ROWS", 3)
    numbers = [(await say(district, "dispatcher", "new", **NEW)).id for _ in range(8)]
    for number in numbers[::2]:
        await say(district, "dispatcher", "note", number, text="看")
    await say(district, "dispatcher", "note", numbers[0], text="再看")
    with district.database.reader.connect() as connection:
        found = list(catch_up.missed(connection, "live", PROFILE.district, WHOLE, PROFILE.tree, 2))
        last = read_head(connection, "live", PROFILE.district)
    assert [frame.start for frame in found] == [3, *(frame.end + 1 for frame in found[:-1])]
    assert (found[-1].end, found[-1].hash) == (last.seq, last.head)
    changed = [change.id for frame in found for change in frame.events]
    assert sorted(changed) == sorted(set(numbers) - {numbers[1]})


async def test_a_slow_reader_keeps_nothing_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr(subscriber, "LARGEST_BACKLOG", 100)
    reader = Subscriber(WHOLE, 0)
    reader.offer(1, Body(b"x" * 60))
    reader.offer(2, Body(b"x" * 60))
    assert reader.behind
    assert await reader.take() == []
    reader.offer(3, Body(b"x"))
    reader.caught_up(2)
    assert reader.behind
    reader.restart()
    late = Body(b"x" * 90)
    reader.offer(4, late)
    reader.caught_up(3)
    assert await reader.take() == [(4, late)]
    assert (reader.sent, reader.behind) == (3, False)


async def test_a_slow_seat_is_caught_up_without_a_gap(district, database, monkeypatch) -> None:
    """Changes that come while it is being caught up are not lost either."""
    monkeypatch.setattr(subscriber, "LARGEST_BACKLOG", 4000)
    book = Accounts(database)
    book.add(WHO["dispatcher"], "a long password")
    token, _ = book.open_session(WHO["dispatcher"])
    wire = Wire(Installation(database, book, {"live": district}), token)
    seat = Seat(wire, district, False)
    follower = district.hub.subscribe(WHOLE)
    watcher = district.hub.subscribe(WHOLE)
    await seat.begin(Subscribe(), follower)

    async def more(count: int) -> None:
        for _ in range(count):
            await say(district, "dispatcher", "new", **NEW)
            await watcher.take()

    wire.before = [lambda: more(12), lambda: more(3), lambda: more(1)]
    forwarding = asyncio.create_task(seat.forward(follower))
    await more(1)
    async with asyncio.timeout(10):
        await wire.reach(17)
    forwarding.cancel()
    assert len(wire.replica) == 17
    assert wire.session.resyncs == 1


async def test_a_backlog_during_the_snapshot_is_made_up_for(
    district, database, monkeypatch
) -> None:
    monkeypatch.setattr(subscriber, "LARGEST_BACKLOG", 2000)
    await say(district, "dispatcher", "new", **NEW)
    book = Accounts(database)
    book.add(WHO["dispatcher"], "a long password")
    token, _ = book.open_session(WHO["dispatcher"])
    wire = Wire(Installation(database, book, {"live": district}), token)
    watcher = district.hub.subscribe(WHOLE)

    async def nothing() -> None:
        return None

    async def busy() -> None:
        for _ in range(8):
            await say(district, "dispatcher", "new", **NEW)
            await watcher.take()

    wire.before = [nothing, busy]
    seat = Seat(wire, district, False)
    follower = district.hub.subscribe(WHOLE)
    await seat.begin(Subscribe(), follower)
    forwarding = asyncio.create_task(seat.forward(follower))
    async with asyncio.timeout(10):
        await wire.reach(9)
    forwarding.cancel()
    assert len(wire.replica) == 9


async def test_a_department_that_loses_a_ticket_is_told_in_the_frame(district) -> None:
    scope = Scope("department", TOWN)
    number = (await say(district, "dispatcher", "new", **NEW)).id
    await say(district, "dispatcher", "accept", number, **{"class": COVER, "condition": 2})
    row = await say(district, "dispatcher", "dispatch", number, target=TOWN)
    follower = district.hub.subscribe(scope)
    replica = Replica()
    replica._rows[number] = row
    await say(district, "department", "return", number, reason="不属", basis="清单")
    await say(district, "dispatcher", "dispatch", number, target=OTHER_TOWN)
    gone: tuple[str, ...] = ()
    while not gone:
        for _, body in await follower.take():
            frame = decode_server(body.plain)
            replica.apply(frame)
            gone += frame.gone
    assert gone == (number,)
    assert number not in replica.rows


async def test_a_session_ended_by_another_process_ends_here(database, monkeypatch) -> None:
    monkeypatch.setattr(accounts, "RECHECK_SECONDS", -1.0)
    here, elsewhere = Accounts(database), Accounts(database)
    here.add(WHO["dispatcher"], "a long password")
    token, _ = here.open_session(WHO["dispatcher"])
    assert here.session_of(token).actor == WHO["dispatcher"]
    elsewhere.disable("d01")
    with pytest.raises(NotSignedIn):
        here.session_of(token)


async def test_a_tickets_columns_are_those_of_its_newest_state(district) -> None:
    """Also those that are written only once."""
    number = (await say(district, "dispatcher", "new", external="A-1", **NEW)).id
    await say(district, "dispatcher", "accept", number, **{"class": COVER, "condition": 2})
    await say(district, "dispatcher", "dispatch", number, target=TOWN)
    await say(district, "department", "return", number, reason="不属", basis="清单")
    await say(district, "dispatcher", "dispatch", number, target=OTHER_TOWN)
    with district.database.reader.connect() as connection:
        found = dict(connection.execute(select(tickets)).mappings().one())
    row = decode_row(found["row"])
    expected = columns_of(decode_ticket(found["body"]), row, PROFILE)
    assert {name: found[name] for name in expected} == expected
    assert (found["external"], row.version) == ("A-1", 5)


TAMPERING = {
    "changed": ("UPDATE events SET payload = replace(payload, 'note', 'nope') WHERE seq = 3", 3),
    "renamed": ("UPDATE events SET \"by\" = '别人' WHERE seq = 2", 2),
    "rehashed": ("UPDATE events SET hash = 'x' WHERE seq = 4", 4),
    "deleted": ("DELETE FROM events WHERE seq = 2", 2),
    "first deleted": ("DELETE FROM events WHERE seq = 1", 1),
    "cut off": ("DELETE FROM events WHERE seq > 3", 4),
    "reordered": (
        "UPDATE events SET seq = -2 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3;"
        "UPDATE events SET seq = 3 WHERE seq = -2",
        2,
    ),
    "counter": ("UPDATE spaces SET seq = 9", 6),
    "head": ("UPDATE spaces SET head = 'x'", 5),
    "space": ("DELETE FROM spaces", 1),
}


@pytest.mark.parametrize(("statement", "bad"), TAMPERING.values(), ids=list(TAMPERING))
async def test_tampering_shows_at_the_first_bad_record(
    district, tmp_path, statement: str, bad: int
) -> None:
    number = (await say(district, "dispatcher", "new", **NEW)).id
    for text in ("一", "二", "三", "四"):
        await say(district, "dispatcher", "note", number, text=text)
    district.stop()
    copy = tmp_path / "copy.db"
    with sqlite3.connect(tmp_path / "x.db") as original:
        original.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "x.db", copy)
    found = Database(f"sqlite:///{copy}")
    with found.reader.connect() as connection:
        assert verify_chain(connection, "live", PROFILE.district) is None
    with sqlite3.connect(copy) as tampered:
        tampered.executescript(statement)
    with found.reader.connect() as connection:
        assert verify_chain(connection, "live", PROFILE.district) == bad
    found.close()


async def test_a_position_ahead_or_elsewhere_cannot_be_resumed(district) -> None:
    await say(district, "dispatcher", "new", **NEW)
    with district.database.reader.connect() as connection:
        head = read_head(connection, "live", PROFILE.district)
        here = Position(head.epoch, head.seq, head.head)
        assert catch_up.can_resume(connection, "live", PROFILE.district, here)
        for wrong in ({"seq": 2}, {"seq": 0}, {"epoch": "x"}, {"hash": "x"}):
            false = msgspec.structs.replace(here, **wrong)
            assert not catch_up.can_resume(connection, "live", PROFILE.district, false)

"""What happens by itself happens exactly once, at its due time and in order, whatever stops."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from api_client.http import Platform
from governance.command import Command
from governance.decide import DECISIONS
from governance.timers import timers_of
from platform_server.engine.answers import Applied, Refused
from platform_server.engine.district import District
from platform_server.engine.projection import decode_ticket
from platform_server.engine.record import Record
from platform_server.engine.scope import Scope
from platform_server.engine.space import SpaceClock, create_space
from platform_server.engine.timing import stamp
from platform_server.seeding import Step, seed
from platform_server.store.database import Database
from platform_server.store.schema import events, marks, tickets, timers
from platform_server.store.verify import verify_chain
from tests.governance.world import COVER, MONDAY, PROFILE, TOWN, WHO
from tests.platform.inside import NEW, say
from tests.platform.server import Server

MINUTE = timedelta(minutes=1)
FILE: dict[str, Any] = {"class": COVER, "condition": 2}


def at(text_: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text_}").replace(tzinfo=MONDAY.tzinfo)


def standing(moment: datetime, rate: float = 0.0) -> SpaceClock:
    """A clock that shows a moment now; it stands still unless it has a rate."""
    return SpaceClock(time.time(), moment.timestamp(), rate)


def set_clock(database: Database, clock: SpaceClock) -> None:
    with database.writer.begin() as connection:
        create_space(connection, "live", PROFILE.district, clock)


@contextmanager
def space(database: Database, clock: SpaceClock) -> Iterator[District]:
    """The live space with a clock of its own; not started."""
    set_clock(database, clock)
    running = District(database, "live", PROFILE)
    yield running
    running.stop()


def history(database: Database, after: int = 0) -> list[dict[str, Any]]:
    """The log, with the facts' own fields."""
    query = select(events).where(events.c.seq > after).order_by(events.c.seq)
    with database.reader.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return [{**row, **json.loads(row["payload"])} for row in rows]


def by_itself(database: Database) -> list[dict[str, Any]]:
    return [one for one in history(database) if one["actor"] == "system"]


def rows_of(database: Database) -> list[tuple[str, str, str]]:
    query = select(timers.c.ticket, timers.c.key, timers.c.due).order_by(*timers.primary_key)
    with database.reader.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def as_the_rules_say(database: Database) -> list[tuple[str, str, str]]:
    with database.reader.connect() as connection:
        bodies = connection.execute(select(tickets.c.body).order_by(tickets.c.id)).scalars().all()
    found = [
        (ticket.id, timer.key, stamp(timer.due))
        for ticket in map(decode_ticket, bodies)
        for timer in timers_of(ticket, PROFILE)
    ]
    return sorted(found)


async def sent(district: District) -> str:
    """A ticket that a town has signed on Monday at nine, due at 15:00."""
    number = (await say(district, "dispatcher", "new", **NEW)).id
    await say(district, "dispatcher", "accept", number, **FILE)
    await say(district, "dispatcher", "dispatch", number, target=TOWN)
    await say(district, "department", "sign", number)
    return number


# -- rows ------------------------------------------------------------------------------------


async def test_rows_follow_the_tickets(database: Database) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        one, other = await sent(district), await sent(district)
        assert [key for number, key, _ in rows_of(database) if number == one] == [
            f"card:handle:{TOWN}:red", f"card:handle:{TOWN}:remind", f"card:handle:{TOWN}:yellow"
        ]  # fmt: skip
        assert rows_of(database) == as_the_rules_say(database)
        await say(district, "department", "extend", one, reason="等配件")
        await say(district, "dispatcher", "approve", one)
        await say(district, "department", "suspend", other, cause="season", until="3天")
        await say(district, "dispatcher", "approve", other)
        assert rows_of(database) == as_the_rules_say(database)
        assert [key for number, key, _ in rows_of(database) if number == other] == ["resume:R1"]
        await say(district, "department", "resume", other)
        await say(district, "department", "report", other, result="已更换")
        assert [number for number, _, _ in rows_of(database)] == [one] * 3
        assert rows_of(database) == as_the_rules_say(database)


async def test_a_database_without_rows_gets_them_once(database: Database) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        for _ in range(3):
            await sent(district)
    expected = rows_of(database)
    assert len(expected) == 9
    with database.writer.begin() as connection:
        connection.execute(text("DROP TABLE timers"))
        connection.execute(text("DROP TABLE marks"))
    with closing(Database(database.url)) as again:
        District(again, "live", PROFILE)
        assert rows_of(again) == expected
        with again.writer.begin() as connection:
            connection.execute(delete(timers))
        District(again, "live", PROFILE)
        assert rows_of(again) == []


async def test_other_rules_make_the_rows_anew(database: Database) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        await sent(district)
    with database.writer.begin() as connection:
        connection.execute(delete(timers))
        connection.execute(marks.update().values(value="of other rules"))
    District(database, "live", PROFILE)
    assert rows_of(database) == as_the_rules_say(database)
    assert len(rows_of(database)) == 3


# -- time ------------------------------------------------------------------------------------


async def test_the_ticker_sleeps_by_the_clock_of_the_space(database: Database) -> None:
    """At 36,000 times the pace five hours and twelve minutes are half a real second."""
    with space(database, standing(MONDAY, 36_000.0)) as district:
        follower = district.hub.subscribe(Scope("*", ""))
        await district.start()
        number = (await say(district, "dispatcher", "new", at=MONDAY, **NEW)).id
        async with asyncio.timeout(20):
            while not by_itself(database):
                await follower.take()
    (reminder,) = by_itself(database)
    assert (reminder["ticket"], reminder["card_kind"]) == (number, "remind")
    assert reminder["at"] == stamp(MONDAY + 15 * MINUTE)


async def test_nothing_falls_due_while_the_clock_stands(database: Database) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        await sent(district)
        await say(district, "dispatcher", "new", **NEW)
        assert district.clock.seconds_until(at("09 15:00")) == float("inf")
    assert by_itself(database) == []


async def test_what_is_due_goes_before_a_command_that_waits(database: Database) -> None:
    """The unit's report comes after the red card that fell due while the platform was gone."""
    with space(database, standing(MONDAY)) as district:
        await district.start()
        number = await sent(district)
    with space(database, standing(at("11 10:00"))) as district:
        waiting = asyncio.create_task(say(district, "dispatcher", "note", number, text="何时办结"))
        await asyncio.sleep(0)
        await district.start()
        row = await waiting
        assert [card.kind for card in row.cards] == ["remind", "yellow", "red"]
        assert [card.due for card in row.cards] == [
            at("10 08:12"), at("10 09:00"), at("11 09:00")
        ]  # fmt: skip
    kinds = [(one["kind"], one["at"]) for one in history(database)][-4:]
    assert kinds == [
        ("supervised", stamp(at("09 14:12"))),
        ("supervised", stamp(at("09 15:00"))),
        ("supervised", stamp(at("10 15:00"))),
        ("noted", stamp(at("11 10:00"))),
    ]


async def test_a_card_put_by_the_clock_makes_no_decision_stale(database: Database) -> None:
    """A seat decided on version 4; the reminders that came since are none of its business."""
    with space(database, standing(MONDAY)) as district:
        await district.start()
        number = await sent(district)
    with space(database, standing(at("09 14:30"))) as district:
        await district.start()
        late = Command(uuid.uuid4().hex, "rework", number, 3, args={"reason": "x"})
        answer = await district.writer.submit(late, WHO["dispatcher"])
        assert isinstance(answer, Refused)
        assert (answer.error, answer.by) == ("conflict", WHO["department"].name)
        wanted = {"result": "已换新", "evidence": ["p1"]}
        decided = Command(uuid.uuid4().hex, "report", number, 4, args=wanted)
        answer = await district.writer.submit(decided, WHO["department"])
        assert isinstance(answer, Applied), answer
    assert "supervised" in [one["kind"] for one in history(database)]


async def test_a_whistle_blown_by_the_clock_makes_an_end_of_the_first_one_stale(
    database: Database,
) -> None:
    """The centre would end the second rung as well, which it has never seen."""
    with space(database, standing(MONDAY)) as district:
        await district.start()
        number = await sent(district)
        seen = await say(district, "grid", "whistle", number)
    with space(database, standing(MONDAY + 150 * MINUTE)) as district:
        await district.start()
        ending = Command(uuid.uuid4().hex, "conclude", number, seen.version, args={"result": "好"})
        answer = await district.writer.submit(ending, WHO["dispatcher"])
        assert isinstance(answer, Refused)
        assert (answer.error, answer.by) == ("conflict", "系统")


async def test_what_a_timer_sets_going_takes_its_place_in_the_order(database: Database) -> None:
    """A whistle whose first rung ran out while the platform was gone ran out on the second too."""
    with space(database, standing(MONDAY)) as district:
        await district.start()
        number = await sent(district)
        await say(district, "grid", "whistle", number, type="emergency")
    with space(database, standing(at("09 15:30"))) as district:
        await district.start()
        await say(district, "dispatcher", "note", number, text="x")
    done = by_itself(database)
    assert [one["at"] for one in done] == sorted(one["at"] for one in done)
    of_whistles = [
        (one["kind"], one.get("whistle"), (datetime.fromisoformat(one["at"]) - MONDAY) // MINUTE)
        for one in done
        if "whistle" in one
    ]
    assert ("whistle_escalated", "W1", 10) in of_whistles
    assert ("whistled", "W2", 10) in of_whistles
    assert Counter(kind for kind, *_ in of_whistles)["whistled"] == 1
    assert {minute for kind, whistle, minute in of_whistles if whistle == "W2"} == {10, 25, 40}
    assert rows_of(database) == as_the_rules_say(database)


# -- faults ----------------------------------------------------------------------------------


async def test_a_row_that_says_what_is_no_longer_so_goes(database: Database) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        number = await sent(district)
    stale = [(number, f"card:handle:{TOWN}:blue"), (number, "resume:R9"), ("gone", "resume:R1")]
    with database.writer.begin() as connection:
        for ticket, key in stale:
            due = stamp(MONDAY)
            place = {"space": "live", "district": PROFILE.district}
            row = {**place, "ticket": ticket, "key": key, "due": due, "wake": due}
            connection.execute(insert(timers).values(row))
    with space(database, standing(MONDAY + MINUTE)) as district:
        await district.start()
        await say(district, "dispatcher", "note", number, text="x")
        assert by_itself(database) == []
        assert rows_of(database) == as_the_rules_say(database)


async def test_a_timer_that_fails_is_tried_again_and_keeps_its_time(
    database: Database, monkeypatch
) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        number = await sent(district)

    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    with monkeypatch.context() as patch:
        patch.setitem(DECISIONS, "card", broken)
        with space(database, standing(at("09 14:30"))) as district:
            await district.start()
            await say(district, "dispatcher", "note", number, text="x")
            assert by_itself(database) == []
            assert len(rows_of(database)) == 3
    with space(database, standing(at("09 14:30:30"))) as district:
        await district.start()
        await say(district, "dispatcher", "note", number, text="x")
        assert by_itself(database) == []
    with space(database, standing(at("09 14:31"))) as district:
        await district.start()
        await say(district, "dispatcher", "note", number, text="x")
    assert [one["at"] for one in by_itself(database)] == [stamp(at("09 14:12"))]
    assert len(rows_of(database)) == 2


async def test_one_that_the_database_refuses_does_not_hold_up_the_others(
    database: Database, monkeypatch
) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        numbers = [await sent(district) for _ in range(3)]
    write = Record.flush

    def refusing(record: Record) -> None:
        if any(row["ticket"] == numbers[1] for row in record._rows["events"]):
            raise IntegrityError("insert", {}, Exception("refused on purpose"))
        write(record)

    with monkeypatch.context() as patch:
        patch.setattr(Record, "flush", refusing)
        with space(database, standing(at("09 14:30"))) as district:
            await district.start()
            await say(district, "dispatcher", "note", numbers[0], text="x")
            assert [one["ticket"] for one in by_itself(database)] == [numbers[0], numbers[2]]
    with space(database, standing(at("09 14:31"))) as district:
        await district.start()
        await say(district, "dispatcher", "note", numbers[0], text="x")
    assert sorted(one["ticket"] for one in by_itself(database)) == numbers
    assert {one["at"] for one in by_itself(database)} == {stamp(at("09 14:12"))}


# -- power fails -----------------------------------------------------------------------------

DISPATCHED = 48
SUSPENDED = range(0, DISPATCHED, 6)
WHISTLED = range(1, DISPATCHED, 6)
KILL_AFTER = 40
RATE = 3600.0
DOWN = timedelta(days=4)


def past() -> Iterator[Step]:
    """A ticket a minute from nine on; some are suspended, to some an emergency whistle is blown."""
    for number in range(DISPATCHED):
        began, key = MONDAY + number * MINUTE, str(number)
        yield Step(began, WHO["dispatcher"], "new", key, dict(NEW))
        yield Step(began, WHO["dispatcher"], "accept", key, FILE)
        yield Step(began, WHO["dispatcher"], "dispatch", key, {"target": TOWN})
        yield Step(began, WHO["department"], "sign", key, {})
        if number in SUSPENDED:
            args = {"cause": "season", "until": f"2026-03-11T08:{number:02d}:00+08:00"}
            yield Step(began, WHO["department"], "suspend", key, args)
            yield Step(began, WHO["leader"], "approve", key, {})
        if number in WHISTLED:
            yield Step(began, WHO["grid"], "whistle", key, {"type": "emergency"})


def planned(first: dict[str, datetime]) -> Counter[tuple[str, str, str, str]]:
    """``(ticket, kind, what, at)`` of all that has to happen by itself, worked out here."""
    calendar, found = PROFILE.calendar, []
    for order, (ticket, began) in enumerate(first.items()):
        limit = PROFILE.classes[COVER].condition(2).limit
        start = began
        if order in SUSPENDED:
            start = at(f"11 08:{order:02d}")
            found.append((ticket, "resumed", "R1", start))
        remind = calendar.after(start, limit.seconds * 4 // 5, limit.unit).at
        due = calendar.after(start, limit.seconds, limit.unit).at
        red = calendar.after(due, 8 * 3600, limit.unit).at
        found += [
            (ticket, "supervised", kind, moment)
            for kind, moment in (("remind", remind), ("yellow", due), ("red", red))
        ]
        if order in WHISTLED:
            found.append((ticket, "whistle_escalated", "W1", began + 10 * MINUTE))
            found.append((ticket, "whistled", "W2", began + 10 * MINUTE))
    return Counter((ticket, kind, what, stamp(moment)) for ticket, kind, what, moment in found)


def happened(database: Database) -> Counter[tuple[str, str, str, str]]:
    kinds = ("resumed", "supervised", "whistle_escalated", "whistled")
    names = ("card_kind", "request", "whistle")
    return Counter(
        (one["ticket"], one["kind"], next(one[name] for name in names if name in one), one["at"])
        for one in by_itself(database)
        if one["kind"] in kinds
    )


async def until_cards(server: Server, wanted: int) -> None:
    """Follow the log until so much has happened by itself."""
    seat, seq, done = Platform(server.url, server.tokens["dispatcher"]), 0, 0
    async with asyncio.timeout(60):
        while done < wanted:
            log = await seat.events(seq, 1000)
            done += sum(one.get("role") == "system" for one in log["events"])
            seq = log["events"][-1]["seq"] if log["events"] else seq
    await seat.close()


def test_killed_while_timers_fall_due_and_gone_for_days(tmp_path: Path) -> None:
    """Killed again and again at 3,600 times the pace, then down for days: nothing twice or lost."""
    server = Server(tmp_path, ["dispatcher"])
    with closing(Database(server.database)) as database:
        report = seed(database, "live", PROFILE, standing(at("09 09:50")), "", past())
        assert report.refused == {}
        began = len(by_itself(database))
    now = at("09 14:05")
    for round_ in range(3):
        with closing(Database(server.database)) as database:
            set_clock(database, standing(now, RATE))
        server.start().sign_in()
        asyncio.run(until_cards(server, began + KILL_AFTER * (round_ + 1) // 2))
        server.kill()
        with closing(Database(server.database)) as database:
            last = by_itself(database)[-1]["at"]
            now = datetime.fromisoformat(last)
            assert happened(database).keys() <= planned(first_of(database)).keys()
    with closing(Database(server.database)) as database:
        assert 0 < happened(database).total() < planned(first_of(database)).total()
        set_clock(database, standing(now + DOWN, 1.0))
    server.start().sign_in()
    asyncio.run(settled(server))
    assert server.stop() in (0, -15)
    assert "Traceback" not in server.stderr()
    with closing(Database(server.database)) as database:
        assert happened(database) == planned(first_of(database))
        done = by_itself(database)
        assert [one["at"] for one in done] == sorted(one["at"] for one in done)
        assert rows_of(database) == as_the_rules_say(database) == []
        with database.reader.connect() as connection:
            assert verify_chain(connection, "live", PROFILE.district) is None


def first_of(database: Database) -> dict[str, datetime]:
    """When each ticket was reported, in order."""
    return {
        one["ticket"]: datetime.fromisoformat(one["at"])
        for one in history(database)
        if one["kind"] == "reported"
    }


async def settled(server: Server) -> None:
    """A command is answered only when all that had fallen due is done."""
    seat = Platform(server.url, server.tokens["dispatcher"])
    page = await seat.events(0, 1)
    await seat.command("note", page["events"][0]["ticket"], None, {"text": "平台恢复"})
    await seat.close()

"""The ladders of the three districts when called units do not come: everything happens by itself.

The districts' clocks run many times as fast as real ones, so limits of minutes end in the test.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api_client.http import Platform
from platform_server.engine.space import SpaceClock, create_space
from platform_server.jurisdiction import load_profile
from platform_server.store.database import Database
from platform_server.store.verify import verify_chain
from tests.platform.ladders import PEOPLE, server_of, with_street
from tests.platform.line import Line
from tests.platform.server import Server
from wire.rows import TicketRow
from wire.views import TicketView

RATE = 300.0
"""Space seconds in a real one: ten minutes end in two seconds."""

Seats = Callable[[str], Platform]


@pytest.fixture
def server(request, tmp_path: Path) -> Iterator[Server]:
    """A hurried platform of the district the test names."""
    running = server_of(tmp_path, request.param, RATE)
    yield running
    assert running.stop() in (0, -15)
    assert "Traceback" not in running.stderr(), running.stderr()
    database = Database(running.database)
    with database.reader.connect() as connection:
        code = load_profile(request.param).district
        assert verify_chain(connection, "live", code) is None
    database.close()


@pytest.fixture
async def seats(server: Server) -> AsyncIterator[Seats]:
    known: dict[str, Platform] = {}

    def seat(name: str) -> Platform:
        if name not in known:
            known[name] = Platform(server.url, server.tokens[name])
        return known[name]

    yield seat
    for platform in known.values():
        await platform.close()


async def until(server: Server, ticket: str, flag: str) -> TicketRow:
    """The ticket once it carries a flag, as a seat of the centre hears it."""
    async with Line(server.url, server.tokens["leader"]) as line:
        await line.begun()
        while flag not in line.replica.get(ticket).flags:
            await line.hear()
        return line.replica.get(ticket)


def happened(whole: TicketView, *kinds: str) -> list[tuple[str, str]]:
    """The facts of some kinds with the unit that each is about, in order."""
    return [(event.kind, event.target) for event in whole.events if event.kind in kinds]


LATE = ("report_in_missed", "on_site_missed", "whistle_escalated", "whistled")


@pytest.mark.parametrize("server", ["xiangcheng"], indirect=True)
async def test_xiangcheng_goes_up_by_itself_and_ends_before_the_centre(server, seats) -> None:
    row = await with_street(seats, "xiangcheng")
    row = (await seats("grid").command("whistle", row.id, args={"type": "emergency"})).ticket
    row = await until(server, row.id, "beyond")
    first, second = (await seats("leader").ticket(row.id)).whistles
    assert (first.state, second.rung, second.unit, second.by) == (
        "escalated", "second", "320507001000", "系统",
    )  # fmt: skip
    assert second.at == first.at + timedelta(minutes=10)
    whole = await seats("leader").ticket(row.id)
    escalated = next(one for one in whole.events if one.kind == "whistle_escalated")
    assert (escalated.at, escalated.role) == (second.at, "system")
    missed = [one for one in whole.events if one.kind == "report_in_missed"]
    assert {one.at for one in missed[:2]} == {second.at}
    assert {one.at for one in missed[2:]} == {second.at + timedelta(minutes=15)}
    assert len(missed) == 5
    assert all(call.report_late for call in (*first.calls, *second.calls))
    row = (await seats("water").command("onsite", row.id)).ticket
    args = {"result": "已更换", "solved": True}
    row = (await seats("town").command("conclude", row.id, args=args)).ticket
    assert row.whistles == ()


@pytest.mark.parametrize("server", ["qinhuai"], indirect=True)
async def test_qinhuai_proposes_the_leaders_once_the_departments_are_late(server, seats) -> None:
    row = await with_street(seats, "qinhuai")
    row = (await seats("street").command("whistle", row.id, args={"type": "emergency"})).ticket
    row = await until(server, row.id, "escalate")
    assert [(one.rung, one.state, one.proposed) for one in row.whistles] == [
        ("street", "open", True),
    ]  # fmt: skip
    row = (await seats("street").command("escalate", row.id)).ticket
    assert [one.rung for one in row.whistles] == ["street", "leaders"]
    row = await until(server, row.id, "beyond")
    whole = await seats("leader").ticket(row.id)
    leaders = whole.whistles[1]
    assert [call.report_late for call in leaders.calls] == [True, True]
    assert happened(whole, "report_in_missed")[-2:] == [
        ("report_in_missed", "320104002L01"), ("report_in_missed", "320104002L02"),
    ]  # fmt: skip
    row = (await seats("standing").command("onsite", row.id)).ticket
    row = (await seats("street").command("conclude", row.id, args={"result": "协调解决"})).ticket
    assert row.whistles == ()


@pytest.mark.parametrize("server", ["gulou"], indirect=True)
async def test_gulou_has_nothing_above_departments_but_the_centre(server, seats) -> None:
    row = await with_street(seats, "gulou")
    row = (await seats("street").command("whistle", row.id, args={"type": "emergency"})).ticket
    row = (await seats("police").command("onsite", row.id)).ticket
    row = await until(server, row.id, "beyond")
    whole = await seats("leader").ticket(row.id)
    assert ("report_in_missed", "320302D020") not in happened(whole, *LATE)
    assert {call.unit: call.report_late for call in whole.whistles[0].calls}["320302D010"]
    args = {"unit": "320302D010", "reason": "与城管无关"}
    row = (await seats("dispatcher").command("excuse", row.id, args=args)).ticket
    row = (await seats("leader").command("conclude", row.id, args={"result": "已处置"})).ticket
    assert row.whistles == ()
    assert PEOPLE["gulou"]["leader"].org == "320302000000"


def put_forward(server: Server, profile: str, ahead: timedelta) -> None:
    """Let so much time of the district pass while the platform is down."""
    now, database = time.time(), Database(server.database)
    clock = SpaceClock(now, now + ahead.total_seconds())
    with database.writer.begin() as connection:
        create_space(connection, "live", load_profile(profile).district, clock)
    database.close()


@pytest.fixture
def steady(tmp_path: Path) -> Server:
    """A platform whose clock runs as real ones do."""
    return server_of(tmp_path, "xiangcheng")


async def test_what_fell_due_while_the_platform_was_down_happens_once_at_its_time(
    steady: Server,
) -> None:
    """Two rungs, nobody comes, over a stop of three hours; and a second stop."""
    server = steady
    known = {name: Platform(server.url, token) for name, token in server.tokens.items()}
    row = await with_street(known.__getitem__, "xiangcheng")
    row = (await known["grid"].command("whistle", row.id, args={"type": "emergency"})).ticket
    blown = row.whistles[0].at
    for platform in known.values():
        await platform.close()
    seen: list[tuple[str, datetime, str]] = []
    for _ in range(2):
        server.kill()
        put_forward(server, "xiangcheng", timedelta(hours=3))
        server.start()
        leader = Platform(server.url, server.tokens["leader"])
        # What is due goes before commands, so all of it is on record once this is answered.
        await leader.command("note", row.id, args={"text": "恢复"})
        events = (await leader.ticket(row.id)).events
        await leader.close()
        happens = [(one.kind, one.at, one.target) for one in events if one.kind in LATE[:3]]
        assert happens == (seen or happens)
        seen = happens
    assert server.stop() in (0, -15)
    assert "Traceback" not in server.stderr(), server.stderr()
    report, site = timedelta(minutes=10), timedelta(minutes=30)
    second = blown + report
    due = {
        "320507001B02": (blown + report, blown + site),
        "320507001B01": (blown + report, blown + site),
        "320507D005": (second + timedelta(minutes=15), second + site),
        "320507D002": (second + timedelta(minutes=15), second + site),
        "320507D001": (second + timedelta(minutes=15), second + site),
    }
    missed = sorted((unit, at) for kind, at, unit in seen if kind.endswith("missed"))
    assert missed == sorted((unit, at) for unit, times in due.items() for at in times)
    assert [(kind, at) for kind, at, _ in seen if kind == "whistle_escalated"] == [
        ("whistle_escalated", second),
    ]  # fmt: skip
    times = [at for _, at, _ in seen]
    assert times == sorted(times)

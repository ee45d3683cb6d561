"""The ladders of Xiangcheng, Qinhuai and Gulou to the end, on time, on platforms that run them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from api_client.errors import Denied, NotThere, Refused
from api_client.http import Platform
from tests.platform.ladders import PEOPLE, server_of, with_street
from tests.platform.line import Line
from tests.platform.server import Server
from tests.platform.steps import step
from wire.rows import TicketRow
from wire.whistle_rows import CallRow

Seats = Callable[[str], Platform]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """A platform for each district."""
    running = {
        profile: server_of(Path(tmp_path_factory.mktemp(profile)), profile) for profile in PEOPLE
    }
    yield running
    for one in running.values():
        assert one.stop() in (0, -15)
        assert "Traceback" not in one.stderr(), one.stderr()


@pytest.fixture
async def seats_of(servers) -> AsyncIterator[Callable[[str], Seats]]:
    opened: list[Platform] = []

    def seats(profile: str) -> Seats:
        server, known = servers[profile], {}

        def seat(name: str) -> Platform:
            if name not in known:
                known[name] = Platform(server.url, server.tokens[name])
                opened.append(known[name])
            return known[name]

        return seat

    yield seats
    for platform in opened:
        await platform.close()


def calls(row: TicketRow, number: int = -1) -> dict[str, CallRow]:
    """The calls of a whistle of the row by unit."""
    return {call.unit: call for call in row.whistles[number].calls}


async def test_xiangcheng_two_whistles_on_time(seats_of, servers) -> None:
    seats = seats_of("xiangcheng")
    build, law = "320507001B02", "320507001B01"
    row = await with_street(seats, "xiangcheng")
    async with Line(servers["xiangcheng"].url, servers["xiangcheng"].tokens["build"]) as stream:
        await stream.begun()
        assert row.id not in stream.replica.rows
        row = await step(seats("grid"), row, "whistle", note="管不了, 请部门来")
        assert (row.whistles[0].rung, row.whistles[0].by) == ("first", "李娟")
        assert list(calls(row)) == [build, law]
        assert (row.clock, row.due) == ("reportin", calls(row)[build].due)
        while row.id not in stream.replica.rows:
            await stream.hear()
        row = await step(seats("build"), row, "reportin", person="沈军", note="在路上")
        row = await step(seats("law"), row, "onsite", person="顾平")
        assert {unit: call.state for unit, call in calls(row).items()} == {
            build: "arrived", law: "onsite",
        }  # fmt: skip
        row = await step(seats("build"), row, "onsite")
        row = await step(seats("town"), row, "escalate", note="水务的井, 镇里办不了")
        assert [one.rung for one in row.whistles] == ["first", "second"]
        assert list(calls(row)) == ["320507D005", "320507D002", "320507D001"]
        for who in ("water", "city", "police"):
            row = await step(seats(who), row, "onsite")
        row = await step(seats("water"), row, "confer", note="今晚更换")
        row = await step(seats("town"), row, "rate", ratings={"320507D005": 5, "320507D001": 3})
        row = await step(seats("town"), row, "conclude", result="已更换井盖", solved=True)
        assert row.whistles == ()
    whole = await seats("dispatcher").ticket(row.id)
    first, second = whole.whistles
    assert (first.state, first.into, second.parent, second.shown) == (
        "concluded", "W2", "W1", f"W{row.number[-6:]}-2",
    )  # fmt: skip
    assert [(note.kind, note.text) for note in second.notes] == [
        ("whistled", "水务的井, 镇里办不了"), ("conferred", "今晚更换"),
        ("whistle_concluded", "已更换井盖"),
    ]  # fmt: skip
    assert {call.unit: call.rating for call in second.calls} == {
        "320507D005": 5, "320507D002": 0, "320507D001": 3,
    }  # fmt: skip
    row = await step(seats("town"), row, "report", result="已更换")
    row = await step(seats("checker"), row, "verify", result="pass")
    row = await step(seats("leader"), row, "close", solved=True)
    assert not row.whistles


async def test_qinhuai_leaders_of_the_street_settle_what_departments_could_not(seats_of) -> None:
    seats = seats_of("qinhuai")
    row = await with_street(seats, "qinhuai")
    row = await step(seats("community"), row, "whistle")
    assert row.whistles[0].rung == "community"
    row = await step(seats("dispatcher"), row, "reportin", unit="320104002B01", person="石敏")
    row = await step(seats("street"), row, "whistle", type="key_task", note="涉及多个部门")
    assert row.whistles[1].rung == "street"
    for who in ("water", "city", "police"):
        row = await step(seats(who), row, "reportin", whistle="W2")
    with pytest.raises(NotThere):
        await seats("standing").ticket(row.id)
    row = await step(seats("street"), row, "escalate", whistle="W2", note="需区领导协调")
    assert list(calls(row)) == ["320104002L01", "320104002L02"]
    assert [call.lead for call in calls(row).values()] == [True, False]
    with pytest.raises(Denied):
        await seats("street").command("reportin", row.id, args={"unit": "320104002L01"})
    row = await step(seats("standing"), row, "onsite", note="现场办公")
    row = await step(seats("deputy"), row, "reportin")
    row = await step(seats("street"), row, "conclude", whistle="W3", result="协调解决", solved=True)
    assert [one.id for one in row.whistles] == ["W1"]
    row = await step(seats("community"), row, "conclude", result="已解决", solved=True)
    row = await step(seats("street"), row, "rate", whistle="W2", ratings={"320104D008": 4})
    whole = await seats("leader").ticket(row.id)
    assert [one.state for one in whole.whistles] == ["concluded"] * 3
    assert [event.kind for event in whole.events][-4:] == [
        "whistle_concluded", "whistle_concluded", "whistle_concluded", "whistle_rated",
    ]  # fmt: skip


async def test_gulou_the_street_blows_and_departments_report_in(seats_of) -> None:
    seats = seats_of("gulou")
    row = await with_street(seats, "gulou")
    with pytest.raises(Denied):
        await seats("grid").command("whistle", row.id)
    row = await step(seats("street"), row, "whistle")
    assert (row.whistles[0].rung, list(calls(row))) == (
        "street",
        ["320302D012", "320302D010", "320302D020"],
    )
    for who in ("water", "city", "police"):
        row = await step(seats(who), row, "onsite")
    with pytest.raises(Refused) as top:
        await seats("street").command("escalate", row.id, row.version)
    assert top.value.rule == "H5"
    row = await step(seats("street"), row, "conclude", result="已处置", solved=True)
    assert row.whistles == ()


async def test_who_is_let_off_sees_the_ticket_no_more(seats_of, servers) -> None:
    seats = seats_of("xiangcheng")
    row = await with_street(seats, "xiangcheng")
    row = await step(seats("town"), row, "whistle")
    url, token = servers["xiangcheng"].url, servers["xiangcheng"].tokens["city"]
    async with Line(url, token) as away:
        await away.begun()
        held, position = away.replica, away.session.position
    async with Line(url, token) as stream:
        await stream.begun()
        assert row.id in stream.replica.rows
        row = await step(seats("dispatcher"), row, "excuse", unit="320507D002", reason="无关")
        while row.id in stream.replica.rows:
            await stream.hear()
    assert row.id in held.rows
    async with Line(url, token, resume=position, replica=held) as back:
        assert (await back.begun()).resumed
        await back.reach((await seats("dispatcher").events(0, 1))["last"])
        assert row.id not in held.rows
    with pytest.raises(NotThere):
        await seats("city").ticket(row.id)


async def test_each_called_units_clock_explains_itself(seats_of) -> None:
    seats = seats_of("xiangcheng")
    row = await with_street(seats, "xiangcheng")
    row = await step(seats("town"), row, "whistle", type="emergency")
    why = await seats("police").why(row.id, "onsite", "320507D001")
    assert (why.clock, why.unit) == ("onsite", "320507D001")
    assert any("30 紧急工作分钟" in line and "平谷" in line for line in why.zh)
    row = await step(seats("police"), row, "onsite")
    why = await seats("police").why(row.id, "reportin", "320507D001")
    assert any(line.startswith("停止") and "提前" in line for line in why.zh)
    whole = await seats("dispatcher").ticket(row.id)
    assert {(one.whistle, one.unit) for one in whole.clocks if one.stage == "onsite"} == {
        ("W1", "320507D005"), ("W1", "320507D002"), ("W1", "320507D001"),
    }  # fmt: skip


async def test_an_emergency_is_heard_seat_by_seat(seats_of) -> None:
    seats = seats_of("gulou")
    row = await with_street(seats, "gulou")
    row = await step(seats("street"), row, "whistle", type="emergency")
    assert [call.acked for call in calls(row).values()] == [False] * 3
    row = await step(seats("police"), row, "ack")
    assert calls(row)["320302D020"].heard == ("b02",)
    assert not calls(row)["320302D010"].acked


@pytest.mark.parametrize("district", list(PEOPLE))
async def test_the_ladder_is_served_as_data(seats_of, district: str) -> None:
    ladder = await seats_of(district)("dispatcher").ladder()
    assert [one.rung for one in ladder.rungs] == {
        "xiangcheng": ["first", "second"],
        "qinhuai": ["community", "street", "leaders"],
        "gulou": ["street"],
    }[district]
    units = {one.code for one in await seats_of(district)("dispatcher").orgs()}
    assert all(set(one.units) <= units for one in ladder.callees)
    assert {one.rung for one in ladder.callees} == {one.rung for one in ladder.rungs}
    assert all(limit.source[0] for one in ladder.rungs for limit in one.limits)
    assert PEOPLE[district]["dispatcher"].org in units

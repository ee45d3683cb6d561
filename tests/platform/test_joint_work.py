"""Several at one ticket, on the real platform: helpers, duplicates, claims; old logs still read."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec
import pytest

from api_client.errors import Conflict, Denied, NotThere, Refused
from api_client.http import Applied, command_body, command_id
from governance.command import Command
from governance.event import AnyFact, Closed, Dispatched
from platform_server.engine.district import District
from platform_server.engine.projection import decode_row, decode_ticket
from platform_server.store.database import Database
from platform_server.store.verify import verify_chain
from tests.governance.world import COVER, OTHER_TOWN, PROFILE, TOWN, WHO
from tests.platform.line import Line
from tests.platform.steps import dispatched, filed, step
from wire.protocol import Changes


@pytest.fixture
def line(server):
    """``line("dispatcher")`` opens that account's stream."""

    def make(name: str = "dispatcher", **options) -> Line:
        return Line(server.url, server.tokens[name], **options)

    return make


async def test_a_helper_gets_the_ticket_and_gives_its_part(seats, line) -> None:
    row = await dispatched(seats("dispatcher"))
    row = await step(seats("department"), row, "sign")
    with pytest.raises(NotThere):
        await seats("other").ticket(row.id)
    async with line("other") as seat:
        await seat.begun()
        row = await step(seats("dispatcher"), row, "assist", target=OTHER_TOWN, note="请断水")
        while row.id not in seat.replica.rows:
            await seat.hear()
        assert seat.replica.get(row.id) == row
        assert row.assignees == (OTHER_TOWN,)
        with pytest.raises(Denied):
            await seats("other").command("sign", row.id, row.version)
        with pytest.raises(Refused) as caught:
            await step(seats("department"), row, "report", result="已处置")
        assert caught.value.rule == "D5"
        row = await step(seats("other"), row, "report", result="已断水", evidence=["IMG7"])
        assert row.state == "pending_handle"
        whole = await seats("other").ticket(row.id)
        assert [(event.kind, event.target, event.text) for event in whole.events[-2:]] == [
            ("assisted", OTHER_TOWN, "请断水"),
            ("assist_replied", "", "已断水"),
        ]
        assert [clock.unit for clock in whole.clocks if clock.stage == "assist"] == [OTHER_TOWN]
        assert whole.owing == ()
        row = await step(seats("department"), row, "report", result="已处置")
        assert row.state == "pending_check"


async def test_a_helper_lost_to_a_new_dispatch_hears_that_it_is_gone(seats, line) -> None:
    row = await dispatched(seats("dispatcher"))
    row = await step(seats("dispatcher"), row, "assist", target=OTHER_TOWN)
    async with line("other") as seat:
        await seat.begun()
        assert row.id in seat.replica.rows
        held, position = seat.replica, seat.session.position
    row = await step(seats("department"), row, "return", reason="不属本镇", basis="清单")
    row = await step(seats("dispatcher"), row, "dispatch", target=TOWN)
    async with line("other", resume=position, replica=held) as seat:
        await seat.reach(position.seq + 2)
        assert row.id not in seat.replica.rows


async def test_a_merge_changes_both_tickets_at_once(seats, line, server) -> None:
    seat = seats("dispatcher")
    head, duplicate = await filed(seat, "路口井盖缺失"), await filed(seat, "井盖没了")
    async with line() as watching:
        await watching.begun()
        answer = await seat.command("merge", duplicate.id, duplicate.version, {"into": head.id})
        assert answer.seq == (await seat.events(0, 1))["last"]
        await watching.reach(answer.seq)
        assert watching.replica.get(duplicate.id) == answer.ticket
        assert watching.replica.get(head.id).flags == ("merges",)
        frame = next(one for one in reversed(watching.frames) if isinstance(one, Changes))
        assert {change.id for change in frame.events} == {head.id, duplicate.id}
        assert len({change.cmd for change in frame.events}) == 1
    gone, kept = await seat.ticket(duplicate.id), await seat.ticket(head.id)
    assert (gone.state, gone.due, gone.into) == ("merged", None, head.id)
    assert (kept.merged, kept.events[-1].kind) == ((duplicate.id,), "took_in")
    assert (gone.events[-1].target, kept.events[-1].target) == (head.id, duplicate.id)
    with pytest.raises(Conflict):
        await seat.command("accept", head.id, head.version, {"class": COVER, "condition": 1})
    again = await step(seat, answer.ticket, "split")
    assert (again.state, again.due) == (duplicate.state, duplicate.due)
    assert (await seat.ticket(head.id)).merged == ()
    database = Database(server.database)
    with database.reader.connect() as connection:
        assert verify_chain(connection, "live", PROFILE.district) is None
    database.close()


async def test_merging_in_a_list_sees_what_was_merged_before(seats) -> None:
    seat = seats("dispatcher")
    first, second, third = [await filed(seat, f"第{n}件") for n in range(3)]
    bodies = [
        command_body(command_id(), "merge", second.id, second.version, {"into": first.id}),
        command_body(command_id(), "merge", third.id, third.version, {"into": second.id}),
        command_body(command_id(), "merge", third.id, third.version, {"into": first.id}),
        command_body(command_id(), "merge", first.id, None, {"into": third.id}),
    ]
    answers = await seat.commands(bodies)
    assert [type(one) for one in answers] == [Applied, Refused, Applied, Refused]
    assert first.id in answers[1].zh
    assert (await seat.ticket(first.id)).merged == (second.id, third.id)


@pytest.mark.parametrize("into", ["", "nowhere", "x" * 600, 7, None, ["1"]])
async def test_a_second_ticket_that_is_none_is_refused(seats, into: object) -> None:
    row = await filed(seats("dispatcher"))
    with pytest.raises((Refused, NotThere)):
        await seats("dispatcher").command("merge", row.id, row.version, {"into": into})


async def test_a_claim_is_on_the_row_and_the_refusal_names_it(seats) -> None:
    row = await filed(seats("dispatcher"))
    assert (row.held_by, row.held_until) == ("", None)
    held = (await seats("dispatcher").command("claim", row.id)).ticket
    assert held.held_by == "王敏"
    with pytest.raises(Conflict) as late:
        await seats("leader").command("reject", row.id, row.version, {"reason": "x"})
    with pytest.raises(Conflict) as newest:
        await seats("leader").command("reject", held.id, held.version, {"reason": "x"})
    for caught in (late, newest):
        assert (caught.value.rule, caught.value.by) == ("D11", "王敏")
        assert f"{held.held_until:%H:%M:%S}" in caught.value.zh
    assert held.held_until - newest.value.at == timedelta(minutes=10)
    taken = (await seats("leader").command("claim", held.id, args={"reason": "换班"})).ticket
    assert taken.held_by == "周强"
    row = await step(seats("leader"), taken, "reject", reason="不属受理范围")
    assert (row.held_by, row.held_until) == ("", None)


async def test_many_seats_claiming_one_ticket_find_one_holder(seats) -> None:
    row = await filed(seats("dispatcher"))
    who = [seats(name) for name in ("dispatcher", "leader", "supervisor")] * 7
    outcomes = await asyncio.gather(
        *(seat.command("claim", row.id) for seat in who), return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, Conflict)]
    holder = (await seats("dispatcher").ticket(row.id)).held_by
    assert len(refused) == 14
    assert {one.by for one in refused} == {holder}
    assert all(one.at is not None for one in refused)


def test_what_was_written_before_all_this_is_read() -> None:
    """Rows, bodies and facts as the first release wrote them."""
    body = (
        b'{"id":"1","number":"1","channel":"HOTLINE_12345","state":"closed","version":9,'
        b'"loop":"large","org":"320509105000","solved":true}'
    )
    ticket = decode_ticket(body)
    assert (ticket.claim, ticket.merge, ticket.merged, ticket.satisfied) == (None, None, (), None)
    row = (
        b'{"id":"1","number":"1","channel":"X","class":"","condition":null,"urgency":"III",'
        b'"state":"closed","step":"evaluate","loop":"large","grid":"","org":"","assignees":[],'
        b'"summary":"","place":"","due":null,"start":null,"clock":"","version":1,"flags":[],'
        b'"at":"2026-03-09T09:00:00+08:00","since":"2026-03-09T09:00:00+08:00","by":"x"}'
    )
    assert decode_row(row).held_until is None
    sent = b'{"kind":"dispatched","target":"320509105000","condition":2,"assist":["320509104000"]}'
    for payload, kind in ((sent, Dispatched), (b'{"kind":"closed","stops":["close"]}', Closed)):
        assert isinstance(msgspec.json.decode(payload, type=AnyFact), kind)


async def test_both_halves_of_a_merge_are_one_command(tmp_path) -> None:
    database = Database(f"sqlite:///{tmp_path}/x.db")
    district = District(database, "live", PROFILE)
    await district.start()
    actor = WHO["dispatcher"]
    new = {"channel": "HOTLINE_12345", "text": "井盖缺失"}
    numbers = []
    for _ in range(2):
        answer = await district.writer.submit(Command(command_id(), "new", args=new), actor)
        numbers.append(answer.ticket.id)
    merge = Command(command_id(), "merge", numbers[1], 1, args={"into": numbers[0]})
    await district.writer.submit(merge, actor)
    repeated = await district.writer.submit(merge, actor)
    assert repeated.outcome == "duplicate"
    district.stop()
    with database.reader.connect() as connection:
        kinds = connection.exec_driver_sql("SELECT ticket, kind, command FROM events").all()
    assert [(one.ticket, one.kind) for one in kinds[2:]] == [
        (numbers[1], "merged"),
        (numbers[0], "took_in"),
    ]
    assert {one.command for one in kinds[2:]} == {merge.id}
    database.close()

"""Requests and cards on the real platform: rows, the whole ticket, the ledger, who sees what."""

from __future__ import annotations

import pytest

from api_client.errors import NotThere, Refused
from governance.card import CARDS
from platform_server.engine.projection import decode_row
from tests.governance.world import OTHER_TOWN, TOWN
from tests.platform.line import Line
from tests.platform.steps import dispatched, step


async def signed(seats):
    return await step(seats("department"), await dispatched(seats("dispatcher")), "sign")


async def test_an_extension_asked_for_and_granted(seats) -> None:
    row = await signed(seats)
    due = row.due
    row = await step(seats("department"), row, "extend", reason="等配件到货")
    (request,) = row.requests
    assert (request.id, request.kind, request.by, request.unit) == ("R1", "extend", "赵磊", TOWN)
    assert row.clock == "approve"
    with pytest.raises(Refused) as caught:
        await step(seats("department"), row, "suspend", cause="season", until="3天")
    assert caught.value.rule == "T3"
    row = await step(seats("dispatcher"), row, "approve", note="同意一次")
    assert row.requests == ()
    assert row.due > due
    assert "extended" in row.flags
    whole = await seats("department").ticket(row.id)
    assert [(one.id, one.state, one.decided) for one in whole.requests] == [
        ("R1", "granted", "王敏")
    ]
    assert [(one.zh, one.text) for one in whole.events[-2:]] == [
        ("申请延期", "等配件到货"), ("延期", "同意一次")
    ]  # fmt: skip
    ledger = await seats("department").why(row.id, "handle")
    assert any(
        line.startswith("延期 +4 工作时  (R1, ") and "王敏批准" in line for line in ledger.zh
    )
    assert any("approved" in line and "by 王敏" in line for line in ledger.en)
    assert "共计 8:00:00" in ledger.zh


async def test_four_eyes_on_the_platform(seats) -> None:
    row = await signed(seats)
    row = await step(seats("dispatcher"), row, "extend", reason="单位来电")
    with pytest.raises(Refused) as caught:
        await step(seats("dispatcher"), row, "approve")
    assert caught.value.missing == ("other person",)
    row = await step(seats("leader"), row, "deny", reason="理由不足", request="R1")
    assert row.requests == ()
    assert "extended" not in row.flags


async def test_a_suspension_and_its_ledger(seats) -> None:
    row = await signed(seats)
    row = await step(seats("department"), row, "suspend", cause="engineering", until="5天")
    assert row.requests[0].cause == "engineering"
    row = await step(seats("leader"), row, "approve")
    assert {"suspended", "provisional"} <= set(row.flags)
    assert row.clock == "handle"
    ledger = await seats("department").why(row.id)
    assert ledger.clock == "handle"
    assert any("(计划) 挂账 不计" in line for line in ledger.zh)
    assert any(line.startswith("suspended: no time counts now") for line in ledger.en)
    with pytest.raises(Refused):
        await step(seats("department"), row, "report", result="好")
    row = await step(seats("department"), row, "resume", note="提前进场")
    assert "suspended" not in row.flags


async def test_a_card_is_seen_answered_and_holds_up_the_report(seats, server) -> None:
    row = await signed(seats)
    with pytest.raises(NotThere):
        await seats("other").ticket(row.id)
    async with Line(server.url, server.tokens["other"]) as seat:
        await seat.begun()
        row = await step(
            seats("leader"), row, "supervise", kind="red", target=OTHER_TOWN, text="请配合断水"
        )
        while row.id not in seat.replica.rows:
            await seat.hear()
        assert [card.kind for card in seat.replica.get(row.id).cards] == ["red"]
        row = await step(seats("other"), row, "answer", text="已断水")
        while row.id in seat.replica.rows:
            await seat.hear()
    assert row.cards == ()
    row = await step(seats("supervisor"), row, "supervise", kind="red", text="今日办结")
    assert [(card.id, card.unit, card.automatic) for card in row.cards] == [("C2", TOWN, False)]
    with pytest.raises(Refused) as caught:
        await step(seats("department"), row, "report", result="已更换")
    assert caught.value.rule == "T4"
    ledger = await seats("department").why(row.id, "reply")
    assert "红牌答复时限" in ledger.zh[1]
    row = await step(seats("department"), row, "answer", text="已到场")
    row = await step(seats("department"), row, "report", result="已更换")
    whole = await seats("leader").ticket(row.id)
    assert [(card.id, card.answered is not None) for card in whole.cards] == [
        ("C1", True), ("C2", True)
    ]  # fmt: skip
    named = [event.zh for event in whole.events if event.kind == "supervised"]
    assert named == [f"督办: {CARDS['red'][0]}"] * 2


async def test_rows_written_before_still_read(seats) -> None:
    """A row of an earlier version has neither requests nor cards."""
    row = await dispatched(seats("dispatcher"))
    body = (await seats("dispatcher").page(q=row.id)).tickets[0]
    assert body.requests == body.cards == ()
    assert (
        decode_row(
            '{"id":"1","number":"1","channel":"X","class":"","condition":null,"urgency":"I",'
            '"state":"reported","step":"discover","loop":"large","grid":"","org":"","assignees":[],'
            '"summary":"","place":"","due":null,"start":null,"clock":"","version":1,"flags":[],'
            '"at":"2026-03-09T09:00:00+08:00","since":"2026-03-09T09:00:00+08:00","by":""}'
        ).cards
        == ()
    )


async def test_the_interface_describes_them(raw) -> None:
    described = (await raw.get("/schema/openapi.json")).json()
    names = described["components"]["schemas"]
    assert {"RequestRow", "CardRow"} <= set(names)
    assert {"requests", "cards"} <= set(names["TicketRow"]["properties"])

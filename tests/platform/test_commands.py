"""Commands over HTTP: a whole life, repeated ids, stale versions, lists, keys."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from api_client.errors import ClientError, Conflict, Denied, NotSignedIn, NotThere, Refused
from api_client.http import Applied, Platform, command_body, command_id
from tests.governance.world import COMMUNITY, COVER, GRID, TOWN
from tests.platform.server import PASSWORD
from tests.platform.steps import dispatched, filed, step

NEW = {"channel": "HOTLINE_12345", "text": "井盖缺失", "grid": GRID}


async def test_whole_life_over_several_accounts(seats) -> None:
    row = await dispatched(seats("dispatcher"))
    assert (row.state, row.clock, row.org) == ("pending_handle", "sign", TOWN)
    row = await step(seats("department"), row, "sign")
    row = await step(seats("department"), row, "dispatch", target=COMMUNITY)
    row = await step(seats("grid"), row, "report", result="已更换", evidence=["IMG1"])
    row = await step(seats("department"), row, "report", result="属实")
    assert row.state == "pending_check"
    row = await step(seats("checker"), row, "verify", result="pass")
    row = await step(seats("leader"), row, "close", solved=True)
    assert (row.state, row.clock) == ("pending_close", "callback")
    answers = {"solved": True, "satisfied": True, "note": "已回访"}
    row = await step(seats("dispatcher"), row, "callback", **answers)
    whole = await seats("dispatcher").ticket(row.id)
    assert (whole.state, whole.solved, whole.due) == ("closed", True, None)
    assert all(clock.stopped for clock in whole.clocks)
    assert [event.kind for event in whole.events] == [
        *("reported", "accepted", "dispatched", "signed", "assigned"),
        *("handle_finished", "handle_confirmed", "check_passed"),
        *("callback_due", "called_back", "closed"),
    ]
    assert [event.version for event in whole.events] == list(range(1, 12))
    assert whole.events[-2].text == "已回访"
    assert (whole.contacted, whole.caller_solved, whole.satisfied) == (True, True, True)
    ledger = await seats("dispatcher").why(row.id, "handle")
    assert ledger.zh[1].startswith("时限 4 工作时")


async def test_the_same_id_has_one_effect_and_the_first_answer(seats) -> None:
    seat, key = seats("dispatcher"), command_id()
    first = await seat.command("new", args=NEW, key=key)
    ticket = first.ticket.id
    await seat.command("note", ticket, args={"text": "之后的事"})
    again = await seat.command("new", args=dict(reversed(NEW.items())), key=key)
    assert (first.outcome, again.outcome) == ("applied", "duplicate")
    assert (again.seq, again.ticket) == (first.seq, first.ticket)


async def test_the_same_id_for_something_else_is_refused(seats, raw) -> None:
    key = command_id()
    await seats("dispatcher").command("new", args=NEW, key=key)
    body = command_body(key, "new", "", None, {**NEW, "text": "别的事"})
    answer = await raw.post("/v1/commands", json=body)
    assert answer.status_code == 422
    assert answer.json()["missing"] == ["id"]
    with pytest.raises(Refused):
        await seats("leader").command("new", args=NEW, key=key)


async def test_nobody_takes_the_id_of_what_the_platform_will_say_itself(seats, raw) -> None:
    """A unit that could would have its own cards and missed calls refused as used already."""
    row = await filed(seats("dispatcher"))
    key = f"timer:{row.id}:card:dispatch:{TOWN}:remind:1773036720"[:64]
    body = command_body(key, "note", row.id, None, {"text": "x"})
    for sent in (body, [command_body(command_id(), "note", row.id, None, {"text": "x"}), body]):
        answer = await raw.post("/v1/commands", json=sent)
        assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")
    answer = await raw.post("/v1/tickets", json=NEW, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert (await seats("dispatcher").ticket(row.id)).version == row.version


async def test_a_sources_number_shows_nobody_a_ticket_outside_its_scope(seats) -> None:
    args = {**NEW, "external": "EXT-SCOPE-1"}
    row = (await seats("dispatcher").command("new", args=args)).ticket
    for inside in ("leader", "grid"):
        known = await seats(inside).command("new", args={**args, "text": "又一次"})
        assert (known.outcome, known.ticket.id) == ("duplicate", row.id)
    with pytest.raises(Refused) as caught:
        await seats("other").command("new", args={**args, "text": "又一次"})
    assert caught.value.missing == ("external",)
    own = {**NEW, "external": "EXT-SCOPE-2"}
    filed_by_it = (await seats("other").command("new", args=own)).ticket
    again = await seats("other").command("new", args={**own, "text": "再报"})
    assert (again.outcome, again.ticket.id) == ("duplicate", filed_by_it.id)


async def test_two_commands_on_one_version(seats, raw) -> None:
    row = await filed(seats("dispatcher"))
    filing = {"class": COVER, "condition": 1}
    bodies = [command_body(command_id(), "accept", row.id, row.version, filing) for _ in range(2)]
    answers = await asyncio.gather(*(raw.post("/v1/commands", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (lost["error"], lost["by"], lost["ticket"]["version"]) == ("conflict", "王敏", 2)
    assert datetime.fromisoformat(lost["at"]).tzinfo is not None
    with pytest.raises(Conflict) as caught:
        await seats("dispatcher").command("reject", row.id, row.version, {"reason": "x"})
    assert caught.value.by == "王敏"


async def test_after_goes_on_from_a_command_not_from_a_version(seats) -> None:
    seat, first = seats("dispatcher"), command_id()
    row = await filed(seat)
    filing = command_body(first, "accept", row.id, row.version, {"class": COVER, "condition": 1})
    going_on = command_body(command_id(), "dispatch", row.id, None, {"target": TOWN})
    answers = await seat.commands([filing, going_on | {"after": first}])
    assert [one.outcome for one in answers if isinstance(one, Applied)] == ["applied", "applied"]
    late = command_body(command_id(), "rework", row.id, None, {"reason": "x"})
    (answer,) = await seat.commands([late | {"after": first}])
    assert isinstance(answer, Conflict)


async def test_after_a_command_on_another_ticket_is_a_conflict(seats) -> None:
    seat, key = seats("dispatcher"), command_id()
    row = await filed(seat)
    await seat.command("new", args=NEW, key=key)
    body = command_body(command_id(), "reject", row.id, None, {"reason": "x"})
    (answer,) = await seat.commands([body | {"after": key}])
    assert isinstance(answer, Conflict)


async def test_an_expired_command_is_not_carried_out(seats, raw) -> None:
    past = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    body = command_body(command_id(), "new", "", None, NEW)
    (answer,) = await seats("dispatcher").commands([body | {"expires_at": past}])
    assert isinstance(answer, Refused)
    assert (answer.rule, answer.missing) == ("C5", ("expires_at",))
    future = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    (answer,) = await seats("dispatcher").commands([body | {"expires_at": future}])
    assert isinstance(answer, Applied)
    naive = await raw.post("/v1/commands", json=body | {"expires_at": "2026-03-09T09:00:00"})
    assert naive.status_code == 400


async def test_a_list_is_answered_one_by_one(seats, raw) -> None:
    good = [command_body(command_id(), "new", "", None, NEW) for _ in range(2)]
    bad = command_body(command_id(), "nonsense", "", None, {})
    worse = command_body(command_id(), "new", "", None, {**NEW, "colour": "red"})
    lost = command_body(command_id(), "note", "nowhere", None, {"text": "x"})
    bodies = [good[0], bad, worse, lost, good[1]]
    answers = await seats("dispatcher").commands(bodies)
    assert [type(one) for one in answers] == [Applied, Refused, Refused, NotThere, Applied]
    assert answers[4].seq == answers[0].seq + 1
    many = [command_body(command_id(), "new", "", None, NEW)] * 201
    assert (await raw.post("/v1/commands", json=many)).status_code == 400


@pytest.mark.parametrize("key", ["", "x" * 65, "a\x1fb", "a\nb"])
async def test_an_id_that_is_none_is_a_bad_request(raw, key: str) -> None:
    answer = await raw.post("/v1/commands", json=command_body(key, "new", "", None, NEW))
    assert answer.status_code == 400
    assert answer.json()["zh"]


@pytest.mark.parametrize(
    "args",
    [
        {**NEW, "at": "2026-03-09T09:00:00"},
        {**NEW, "condition": 10**30},
        {**NEW, "text": "\x00"},
        {**NEW, "lng": "east"},
        {},
    ],
)
async def test_odd_arguments_are_answered_not_failed_on(raw, args: dict) -> None:
    answer = await raw.post("/v1/commands", json=command_body(command_id(), "new", "", None, args))
    assert answer.status_code in (200, 422)


async def test_the_idempotency_key_gives_the_same_ticket(raw) -> None:
    headers = {"Idempotency-Key": command_id()}
    first = await raw.post("/v1/tickets", json=NEW, headers=headers)
    again = await raw.post("/v1/tickets", json=NEW, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await raw.post("/v1/tickets", json=NEW | {"text": "别的"}, headers=headers)
    assert other.status_code == 422
    assert (await raw.post("/v1/tickets", json=NEW)).status_code == 400


async def test_a_report_from_the_future_or_from_nowhere_is_refused(raw) -> None:
    later = (datetime.now(UTC) + timedelta(minutes=11)).isoformat()
    for said in ({"at": later}, {"lng": 181.0}, {"lat": -91}):
        headers = {"Idempotency-Key": command_id()}
        answer = await raw.post("/v1/tickets", json=NEW | said, headers=headers)
        assert (answer.status_code, answer.json()["rule"]) == (422, "I2")
        assert answer.json()["missing"] == list(said)
    soon = (datetime.now(UTC) + timedelta(minutes=9)).isoformat()
    body = command_body(command_id(), "new", "", None, NEW | {"at": soon, "lng": 120.6, "lat": 31})
    assert (await raw.post("/v1/commands", json=body)).status_code == 200


async def test_what_the_platform_cannot_read_is_no_fault_of_its(seats) -> None:
    with pytest.raises(Refused) as caught:
        await seats("dispatcher").command("new", args=NEW, key="x" * 65)
    assert (caught.value.rule, caught.value.missing) == ("F1", ())
    assert "64" in caught.value.zh
    with pytest.raises(Refused):
        await seats("dispatcher").page(due_before="tomorrow")


async def test_a_stale_command_is_denied_before_it_is_late(seats) -> None:
    row = await dispatched(seats("dispatcher"))
    with pytest.raises(Denied) as caught:
        await seats("dispatcher").command("sign", row.id, row.version - 1)
    assert caught.value.rule == "F4"
    with pytest.raises(NotThere):
        await seats("other").command("sign", row.id, row.version - 1)
    with pytest.raises(Conflict):
        await seats("department").command("report", row.id, row.version - 1)


async def test_the_sources_own_number_stands_for_one_ticket(seats) -> None:
    report = {**NEW, "external": "SZ-0001"}
    first = await seats("dispatcher").command("new", args=report)
    again = await seats("dispatcher").command("new", args=report)
    assert (again.outcome, again.ticket.id) == ("duplicate", first.ticket.id)


async def test_roles_are_kept_apart(seats) -> None:
    row = await dispatched(seats("dispatcher"))
    for verb in ("sign", "report", "verify", "close"):
        with pytest.raises(Denied):
            await seats("dispatcher").command(verb, row.id, row.version, {})
    with pytest.raises(Denied):
        await seats("dispatcher").command("recompute", row.id, row.version)
    with pytest.raises(NotThere):
        await seats("other").command("sign", row.id, row.version)


async def test_signing_in_and_out(server) -> None:
    platform = Platform(server.url)
    with pytest.raises(NotSignedIn):
        await platform.sign_in("d01", "wrong password")
    with pytest.raises(NotSignedIn):
        await platform.who_am_i()
    await platform.sign_in("d01", PASSWORD)
    assert (await platform.who_am_i()).name == "王敏"
    await platform.sign_out()
    with pytest.raises(ClientError):
        await platform.who_am_i()
    await platform.close()

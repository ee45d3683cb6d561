"""A card and an appeal outlive the ticket: seats that come days later still get them (T4, T3)."""

from __future__ import annotations

from datetime import timedelta

from platform_server.engine.district import District
from platform_server.store.database import Database
from tests.governance.world import MONDAY, PROFILE
from tests.platform.inside import say, seated
from tests.platform.test_timers import sent, set_clock, standing


async def closed(district: District, *before: tuple[str, str, dict[str, str]]) -> str:
    number = await sent(district)
    for who, verb, args in before:
        await say(district, who, verb, number, **args)
    await say(district, "department", "report", number, result="好")
    await say(district, "checker", "verify", number, result="pass")
    await say(district, "leader", "close", number, solved=True)
    await say(district, "dispatcher", "callback", number, solved=True, satisfied=True)
    return number


async def held(district: District, who: str) -> set[str]:
    """What a seat that joins now has."""
    seat = await seated(district, who)
    numbers = set(seat.wire.replica.rows)
    await seat.leave()
    return numbers


async def opened(database: Database, days: int) -> District:
    set_clock(database, standing(MONDAY + timedelta(days=days)))
    district = District(database, "live", PROFILE)
    await district.start()
    return district


async def test_what_is_owed_on_a_closed_ticket_stays_with_the_seats(database: Database) -> None:
    district = await opened(database, 0)
    plain = await closed(district)
    carded = await closed(district, ("leader", "supervise", {"kind": "yellow"}))
    assert await held(district, "department") == {plain, carded}
    district.stop()
    district = await opened(database, 3)
    assert await held(district, "department") == {carded}
    await say(district, "department", "answer", carded, text="已整改")
    district.stop()
    district = await opened(database, 6)
    assert await held(district, "department") == set()
    district.stop()


async def test_an_appeal_waits_with_the_centre_however_long_ago_it_was_closed(
    database: Database,
) -> None:
    district = await opened(database, 0)
    number = await sent(district)
    district.stop()
    district = await opened(database, 2)
    for who, verb, args in (
        ("department", "answer", {"text": "已派人"}),
        ("department", "report", {"result": "好"}),
        ("checker", "verify", {"result": "pass"}),
        ("leader", "close", {"solved": True}),
        ("dispatcher", "callback", {"solved": True, "satisfied": True}),
    ):
        await say(district, who, verb, number, **args)
    district.stop()
    district = await opened(database, 9)
    assert await held(district, "leader") == set()
    await say(district, "department", "appeal", number, reason="暴雨封路")
    assert await held(district, "leader") == {number}
    await say(district, "leader", "deny", number, reason="已有备件")
    district.stop()
    district = await opened(database, 9)
    assert await held(district, "leader") == set()
    district.stop()

"""The power fails in the middle of a burst: what was accepted is there, nothing twice, no gap."""

from __future__ import annotations

import asyncio
from pathlib import Path

from api_client.errors import Unreachable
from api_client.http import Applied, Platform, command_body, command_id
from governance.profile import Profile
from platform_server.store.database import Database
from platform_server.store.verify import verify_chain
from tests.governance.world import GRID, PROFILE
from tests.platform.server import Server

BURST = 240
KILL_AFTER = 60


def body(number: int) -> dict:
    args = {"channel": "HOTLINE_12345", "text": f"第{number}件", "grid": GRID}
    return command_body(command_id(), "new", "", None, args)


async def burst(server: Server, bodies: list[dict]) -> dict[str, Applied]:
    """Send all at once; the platform dies when some have been answered."""
    accepted: dict[str, Applied] = {}
    enough = asyncio.Event()

    async def send(seat: Platform, one: dict) -> None:
        try:
            found = await seat.command(one["verb"], args=one["args"], key=one["id"])
        except Unreachable:
            return
        accepted[one["id"]] = found
        if len(accepted) >= KILL_AFTER:
            enough.set()

    seat = Platform(server.url, server.tokens["dispatcher"])
    sending = [asyncio.create_task(send(seat, one)) for one in bodies]
    await enough.wait()
    server.kill()
    await asyncio.gather(*sending)
    await seat.close()
    return accepted


async def repeat(server: Server, bodies: list[dict]) -> tuple[list[Applied], dict]:
    seat = Platform(server.url, server.tokens["dispatcher"])
    answers = [
        one for at in (0, BURST // 2) for one in await seat.commands(bodies[at : at + BURST // 2])
    ]
    log = await seat.events(0, 1000)
    await seat.close()
    assert all(isinstance(one, Applied) for one in answers)
    return answers, log


def chain_holds(server: Server, profile: Profile) -> bool:
    database = Database(server.database)
    with database.reader.connect() as connection:
        bad = verify_chain(connection, "live", profile.district)
    database.close()
    return bad is None


def test_killed_in_a_burst(tmp_path: Path) -> None:
    server = Server(tmp_path, ["dispatcher"]).start().sign_in()
    bodies = [body(number) for number in range(BURST)]
    accepted = asyncio.run(burst(server, bodies))
    assert KILL_AFTER <= len(accepted) < BURST
    assert chain_holds(server, PROFILE)
    server.start()
    answers, log = asyncio.run(repeat(server, bodies))
    for answer in answers:
        if answer.id in accepted:
            assert answer.outcome == "duplicate"
            assert answer.seq == accepted[answer.id].seq
            assert answer.ticket == accepted[answer.id].ticket
    assert [one["seq"] for one in log["events"]] == list(range(1, BURST + 1))
    assert len({one["ticket"] for one in log["events"]}) == BURST
    assert len({answer.ticket.id for answer in answers}) == BURST
    assert server.stop() in (0, -15)
    assert chain_holds(server, PROFILE)
    assert "Traceback" not in server.stderr()

"""What tests of the platform say again and again."""

from __future__ import annotations

from typing import Any

from api_client.http import Platform
from tests.governance.world import COVER, GRID, TOWN
from wire.rows import TicketRow


async def filed(seat: Platform, text: str = "路口井盖缺失", **args: Any) -> TicketRow:
    """A report comes in."""
    args = {"channel": "HOTLINE_12345", "grid": GRID, **args, "text": text}
    return (await seat.command("new", args=args)).ticket


async def dispatched(
    seat: Platform, target: str = TOWN, text: str = "路口井盖缺失", **args: Any
) -> TicketRow:
    """… is filed and sent to a unit."""
    row = await filed(seat, text, **args)
    row = await step(seat, row, "accept", **{"class": COVER, "condition": 2})
    return await step(seat, row, "dispatch", target=target)


async def step(seat: Platform, row: TicketRow, verb: str, **args: Any) -> TicketRow:
    """The next step of a ticket, on the version just seen."""
    return (await seat.command(verb, row.id, row.version, args)).ticket

"""What each measured program is given: the console its address, the table the same texts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from api_client.http import Platform
from bench.scene import OPENS, Scene
from bench.seats import Size
from console.text.times import time_left
from console.text.width import fit
from governance.ticket import shown_state
from wire.rows import TicketRow

COLUMNS = (
    ("时限", 6, 6), ("工单", 6, 6), ("状态", 6, 6), ("来源", 6, 6), ("急", 3, 3),
    ("类别", 12, 12), ("地点", 13, 15), ("承办", 0, 12), ("停留", 0, 6),
)  # fmt: skip
"""The console's columns: heading, cells at 80 columns (0: not shown) and at 160."""

STATE = 2
"""Which of them is the state."""

Names = dict[str, str]


def console_options(scene: Scene) -> dict[str, Any]:
    """Options of the console at the seat that is measured."""
    return {"url": scene.url, "token": scene.tokens["seat"], "account": "seat"}


def table_rows(scene: Scene, size: Size, rate: int) -> dict[str, Any]:
    """The texts that the console shows in each row, for the table to show."""
    name = asyncio.run(_names(scene)).get
    widths = [wide if size[0] > 80 else small for _, small, wide in COLUMNS]
    shown = [(at, width) for at, width in enumerate(widths) if width]
    listed: list[list[Any]] = []
    for row in scene.rows:
        left = int((row.due - OPENS).total_seconds()) if row.due else 0
        texts = _texts(row, left, name)
        listed.append([left, *(fit(texts[at], width) for at, width in shown), row.summary])
    columns = [[COLUMNS[at][0], width] for at, width in shown]
    return {
        "columns": [*columns, ["内容", 0]], "rows": listed, "state": STATE, "rate": rate,
    }  # fmt: skip


def _texts(row: TicketRow, left: int, name: Callable[[str, str], str]) -> list[str]:
    stayed = int((OPENS - row.since).total_seconds())
    return [
        time_left(left, "zh").rjust(6),
        row.number[-6:],
        shown_state(row.state, "signed" in row.flags).zh,
        name(row.channel, ""),
        row.urgency,
        name(row.ticket_class, ""),
        row.place,
        name(row.org, ""),
        time_left(stayed, "zh").rjust(6),
    ]


async def _names(scene: Scene) -> Names:
    """Short names by code, of units, classes and channels."""
    platform = Platform(scene.url, scene.tokens["seat"])
    try:
        names = {org.code: org.short for org in await platform.orgs()}
        names |= {one.code: one.zh for one in await platform.classes()}
        return names | {one.code: one.short_zh for one in await platform.channels()}
    finally:
        await platform.close()

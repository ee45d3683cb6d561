"""What each measured program is given: the console its address, the table the console's texts."""

from __future__ import annotations

import asyncio
from typing import Any

from bench.scene import OPENS, Scene
from bench.seats import Size
from console.desk import Desk
from console.directory import Directory, Tables
from console.errands import Errands
from console.text.i18n import Words
from console.views.queue import columns, row_line


def console_options(scene: Scene) -> dict[str, Any]:
    """Options of the console at the seat that is measured."""
    return {"url": scene.url, "token": scene.tokens["seat"], "account": "seat"}


def table_rows(scene: Scene, size: Size, rate: int, share: float) -> dict[str, Any]:
    """The very texts that the console shows in each row, for the table to show."""
    words = Words("zh")
    directory = Directory(asyncio.run(_tables(scene)), "zh")
    desk = Desk(directory, words)
    shown = columns(words, size[0])
    listed: list[list[Any]] = []
    for row in scene.rows:
        left = int((row.due - OPENS).total_seconds()) if row.due else 0
        _, spans = row_line(row, desk, directory, words, OPENS, size[0])
        listed.append([left, *(span.text for span in spans)])
    names = [[words(f"col.{one.name}"), one.cells] for one in shown]
    state = [one.name for one in shown].index("state")
    return {
        "columns": [*names, [words("col.summary"), 0]], "rows": listed, "state": state,
        "rate": rate, "share": share,
    }  # fmt: skip


async def _tables(scene: Scene) -> Tables:
    errands = Errands(scene.url, scene.tokens["seat"], "live")
    try:
        return await errands.tables()
    finally:
        await errands.close()

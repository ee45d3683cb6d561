"""The console's real screens without a network, as a child: ``python -m bench.terminal.stage``.

``stage stock|thin FILE [auto|thin|rich]``: the console's own application on Textual's driver or on
the console's. The process writes its number to FILE. Keys come from its terminal. SIGUSR1: a second
passes.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from textual import events
from textual.drivers.linux_driver import LinuxDriver

from console.app import SeatApp
from console.link_state import LinkState
from console.options import ConsoleOptions
from console.screenful import Plate
from console.terminal.capability import detect
from console.terminal.driver import ThinDriver
from tests.console.seats import DISTRICT_SEAT, PROFILE, Outside, Room
from wire.views import ClockView, EventView, TicketView

COUNTING = 20
"""Tickets due within ten minutes, whose seconds are shown."""

TICKETS = 160
"""Tickets in all: some pages at 160x50."""

PLACES = ("盛泽镇目澜路", "平望镇鲈乡路", "黎里镇东阳路", "松陵街道中山路")
FAULTS = (
    "路口井盖缺失存在安全隐患",
    "雨水井盖破损",
    "烧烤店夜间油烟噪音扰民",
    "夜市占用消防通道",
    "路灯不亮",
)


def furnished(outside: Outside) -> Room:
    """A seat with tickets, the first of them due within ten minutes."""
    room = Room(outside=outside)
    grids, classes, rng = [*PROFILE.tree.grids], [*PROFILE.classes], random.Random(5)
    for number in range(TICKETS):
        where = f"{rng.choice(PLACES)}{rng.randrange(10, 999)}号"
        text = f"{where}{rng.choice(FAULTS)}, 市民来电请尽快处理"
        room.report(rng.choice(classes), text, grid=rng.choice(grids))
        room.later(seconds=19 if number < COUNTING else 137)
    first = min(row.due for row in room.rows.values() if row.due)
    room.now = first
    room.later(seconds=-95)
    return room


class StageFeed:
    """Stands where the console's feed stands."""

    mark = "演示"

    def __init__(self, room: Room) -> None:
        self._room = room
        self.replica = self

    @property
    def rows(self) -> Any:
        """The rows."""
        return self._room.rows

    def link_state(self) -> LinkState:
        """Always in order."""
        return self._room.seat.link

    async def run(self) -> None:
        """Nothing comes."""


class StageOutside(Outside):
    """Brings tickets at once, and remembers all other wishes."""

    def __init__(self, fetch: Callable[[str], None]) -> None:
        super().__init__()
        self._fetch = fetch

    def fetch(self, number: str) -> None:
        """A ticket is wanted."""
        self._fetch(number)


class Stage(SeatApp):
    """The console with a seat of its own and no platform."""

    def __init__(self, thin: bool, mode: str) -> None:
        can = detect(os.environ, mode)[0]
        super().__init__(ConsoleOptions("http://127.0.0.1:9", "none", "seat"), can)
        self.driver_class = ThinDriver if thin else LinuxDriver
        self.room = furnished(StageOutside(self._fetch))
        self.feed = StageFeed(self.room)  # type: ignore[assignment]

    def on_mount(self, event: events.Mount) -> None:  # type: ignore[override]
        """The seat is there at once."""
        event.prevent_default()
        self.seat = self.room.seat
        self.plate = Plate("吴江区联动指挥中心", DISTRICT_SEAT, "演示")
        self._paint()
        self.set_interval(1.0, self._paint)

    def _link(self) -> LinkState:
        """The same words on every driver: what it measured of the terminal is left out."""
        return self.feed.link_state()

    def _fetch(self, number: str) -> None:
        """A ticket comes at once."""
        self.room.seat.brought(whole(self.room, number))
        self._paint()

    def second(self) -> None:
        """A second passes."""
        self.room.later(seconds=1)
        self._paint()


def whole(room: Room, number: str) -> TicketView:
    """A ticket with its history, long enough to fill a screen."""
    ticket_id = next(one for one in room.rows if one.endswith(number))
    row, ticket = room.rows[ticket_id], room.tickets[ticket_id]
    told = [
        EventView(
            seq=at, ticket=ticket_id, kind="noted", zh=f"备注 第{at}次联系报料人, 约定现场查看",
            en=f"noted {at}", by=DISTRICT_SEAT, role="dispatcher", at=row.at, version=at,
        )
        for at in range(1, 13)
    ]  # fmt: skip
    clocks = tuple(
        ClockView(c.stage, c.started, c.due, c.limit.words(), c.stopped, c.provisional)
        for c in ticket.clocks
    )
    return TicketView(
        **msgspec.structs.asdict(row), text=row.summary * 3, address=row.place, reporter="王*",
        phone="138****5678", category="", external="", solved=None, events=tuple(told),
        clocks=clocks,
    )  # fmt: skip


def main() -> int:
    """The child's entry point."""
    app = Stage(sys.argv[1] == "thin", sys.argv[3] if len(sys.argv) > 3 else "rich")
    signal.signal(signal.SIGUSR1, lambda *_: app.call_later(app.second))
    Path(sys.argv[2]).write_text(str(os.getpid()), "utf-8")
    app.run(mouse=False)
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())

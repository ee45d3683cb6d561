"""What the stage's seat wants to show: the same seat in this process, pressed by the same keys."""

from __future__ import annotations

from bench.terminal.stage import furnished, whole
from console.looks import LOOKS
from console.screenful import Plate, screenful
from tests.console.seats import DISTRICT_SEAT, Outside
from tests.terminal.emulators import Glass

PLATE = Plate("吴江区联动指挥中心", DISTRICT_SEAT, "演示")
WALK = [
    "j",
    "j",
    "<pagedown>",
    "j",
    "<enter>",
    "<pagedown>",
    "<escape>",
    "k",
    ":",
    "p",
    "q",
    "<escape>",
]
"""Keys through the views, one by one."""


class Twin:
    """The seat again."""

    def __init__(self) -> None:
        self.room = furnished(Outside())

    def press(self, key: str) -> None:
        """A key as the stage gets it."""
        fetched = len(self.room.outside.fetched)
        self.room.type(key)
        for number in self.room.outside.fetched[fetched:]:
            self.room.seat.brought(whole(self.room, number))

    def glass(self, width: int, height: int) -> Glass:
        """The screen it wants, painted in full."""
        lines = screenful(self.room.seat, PLATE, width, height).lines
        painted = Glass(width, height)
        for y, one in enumerate(lines):
            text = "".join(LOOKS[span.look].render(span.text) for span in one if span.text)
            painted.feed(f"\x1b[{y + 1}H{text}")
        return painted


def unlike(one: Glass, other: Glass) -> list[str]:
    """The first cells that two glasses do not agree in."""
    found = [
        f"({x},{y}) {one.cell(x, y)} is not {other.cell(x, y)}"
        for y in range(one.screen.lines)
        for x in range(one.screen.columns)
        if one.cell(x, y) != other.cell(x, y)
        and not (one.cell(x, y)[0] == other.cell(x, y)[0] == "")
    ]
    return found[:5]

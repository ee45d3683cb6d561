"""Keys counted: what the busiest acts of a shift take, on the seat with the real rules."""

from __future__ import annotations

import re

import pytest

from console.outside import Answer, Sending
from tests.console.seats import Room
from tests.console.test_craft import room_with, screen

KEY = re.compile(r"<[^>]+>|.")


def pressed(room: Room, keys: str) -> int:
    """Press keys one by one as a person does, the screen drawn after each; how many they were."""
    found = KEY.findall(keys)
    for key in found:
        room.type(key)
        screen(room)
    return len(found)


def arrive(room: Room, text: str) -> str:
    """The platform carries out the report that was just sent; its number."""
    verb, _, _, args = room.outside.sent[-1]
    assert verb == "new"
    sending = Sending(room.outside.keys[-1], *room.outside.sent[-1])
    number = room.report(str(args["class"]), text, grid=str(args["grid"]))
    room.seat.answered(Answer(sending, "applied", row=room.rows[number]))
    screen(room)
    return number


@pytest.mark.parametrize("text", ["盛泽镇目澜路口上水井盖缺失", "平望镇莺湖村路灯不亮"])
def test_a_ringing_call_is_dispatched_by_twelve_keys_beyond_the_text(text: str) -> None:
    room = room_with(3)
    count = pressed(room, "N")
    room.type(text)
    count += pressed(room, " <tab><enter>")
    number = arrive(room, text)
    assert room.seat.desk.selected is not None
    assert room.seat.desk.selected.id == number
    count += pressed(room, "i")
    if room.seat.bar.open:
        count += pressed(room, "<tab><enter>")
    verb, ticket, _, args = room.outside.sent[-1]
    assert (verb, ticket) == ("accept", number)
    room.act(number, "accept", **args)
    screen(room)
    count += pressed(room, "d<tab><enter>")
    verb, ticket, _, args = room.outside.sent[-1]
    assert (verb, ticket) == ("dispatch", number)
    assert args["target"] == room.rows[number].proposal
    print(f"{text}: {count} keys")
    assert count <= 12


def test_ten_marked_tickets_are_dispatched_by_eight_keys() -> None:
    room = room_with(10)
    room.type("*")
    screen(room)
    count = pressed(room, "d<tab><enter><enter>")
    assert len(room.outside.sent) == 10
    assert count <= 8

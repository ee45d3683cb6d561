"""A ticket stays pending until the copy holds what its command did, whichever comes first."""

from __future__ import annotations

import pytest

from console.outside import Answer, Sending
from tests.console.seats import Room

NUMBER = "20260310000001"


@pytest.fixture
def room() -> Room:
    made = Room()
    made.report()
    made.type(":bz 1 已电话联系<enter>")
    assert made.seat.desk.pending == {NUMBER: "note"}
    return made


def answer(room: Room, outcome: str, seq: int) -> None:
    sending = Sending(room.outside.keys[0], "note", NUMBER, None, {})
    room.seat.answered(Answer(sending, outcome, row=room.rows[NUMBER], seq=seq))


def test_the_answer_first(room: Room) -> None:
    answer(room, "applied", 42)
    room.seat.absorb([], 41)
    assert NUMBER in room.seat.desk.pending
    room.seat.absorb([], 42)
    assert room.seat.desk.pending == {}


def test_the_event_first(room: Room) -> None:
    room.seat.absorb([], 43)
    assert NUMBER in room.seat.desk.pending
    answer(room, "applied", 42)
    assert room.seat.desk.pending == {}


def test_what_was_done_long_ago_has_no_event_to_come(room: Room) -> None:
    answer(room, "duplicate", 10_000)
    assert room.seat.desk.pending == {}


def test_a_refusal_has_none_either(room: Room) -> None:
    sending = Sending(room.outside.keys[0], "note", NUMBER, None, {})
    room.seat.answered(Answer(sending, "refused", "不行", "no", "D7"))
    assert room.seat.desk.pending == {}

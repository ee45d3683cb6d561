"""The second ticket of a merge: what is likely the same matter is offered, and nothing else."""

from __future__ import annotations

import pytest

from console.directory import BEST_MATCHES
from console.order import Order
from console.utterance import Utterance
from tests.console.seats import Room

HERE, NEXT_DOOR, FAR = "320509105006001", "320509105006002", "320509100001001"


def read(room: Room, line: str) -> Utterance:
    """What a line means."""
    return room.seat.speech.grammar.read(line)


@pytest.fixture
def room() -> Room:
    """Tickets of two classes in three grids."""
    room = Room()
    room.report()  # 1
    room.later(minutes=1)
    room.report(grid=FAR)  # 2
    room.later(minutes=1)
    room.report(grid=NEXT_DOOR)  # 3
    room.later(minutes=1)
    room.report(ticket_class="SJ0101")  # 4
    room.later(hours=3)
    room.report()  # 5
    room.later(minutes=1)
    room.report(ticket_class="SJ0101", grid=FAR)  # 6
    return room


def offered(room: Room, line: str) -> list[str]:
    """The tickets offered."""
    return [one.insert.strip().lstrip("0") for one in read(room, line).next]


def test_the_likeliest_comes_first(room: Room) -> None:
    room.seat.desk.go_to("20260310000001")
    assert offered(room, "hb 1 ") == ["5", "4", "3", "2"]
    shown = read(room, "hb 1 ").next[0].shown
    assert shown.startswith("000005 上水井盖 ")
    assert room.rows["20260310000005"].place in shown


def test_typing_narrows_it_and_the_tickets_own_number_offers_nothing(room: Room) -> None:
    room.seat.desk.go_to("20260310000001")
    assert offered(room, "hb 1") == []
    assert offered(room, "hb 1 000003") == []
    assert read(room, "hb 1 000003").args["into"] == "20260310000003"
    said = read(room, "hb 1 0000")
    assert "5" in [one.insert.strip().lstrip("0") for one in said.next]


def test_the_key_and_tab_are_enough(room: Room) -> None:
    room.seat.desk.go_to("20260310000001")
    room.type("m<tab><enter>")
    (verb, ticket, _, args) = room.outside.sent[-1]
    assert (verb, ticket, args) == ("merge", "20260310000001", {"into": "20260310000005"})


def test_what_is_ended_is_not_offered(room: Room) -> None:
    room.act("20260310000005", "reject", reason="重复来电")
    room.seat.desk.go_to("20260310000001")
    assert offered(room, "hb 1 ") == ["4", "3", "2"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有像重复的"), ("en", "no likely duplicate")])
def test_none_is_said_with_what_to_do(lang: str, words: str) -> None:
    room = Room(lang=lang)
    room.report()
    said = read(room, "merge 1 ")
    assert said.next == ()
    assert words in said.problem


def test_so_many_are_looked_at_and_no_more() -> None:
    room = Room()
    for _ in range(30):
        room.report()
        room.later(seconds=5)
    assert len(read(room, "hb 15 ").next) == BEST_MATCHES
    row = room.rows["20260310000015"]
    around = room.seat.desk.order.around(row, 10)
    assert [int(one.id[-6:]) for one in around] == list(range(10, 20))
    assert len(room.seat.desk.around(row)) == 30
    assert Order(room.seat.desk.filter).around(row, 10) == []

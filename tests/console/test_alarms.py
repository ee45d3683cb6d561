"""Alarms: only what this seat has to act on, one bell for many, silent once heard."""

from __future__ import annotations

from console.alarms import QUIET_SECONDS, REPEAT_SECONDS, SNOOZE_SECONDS
from governance.command import Actor
from tests.console.seats import Room
from tests.console.test_whistles import (
    CITY,
    HOUSING,
    POLICE,
    SYSTEM,
    TOWN_SEAT,
    screen,
    sent_to_town,
)

LEADER = Actor("l1", "周强", "leader", "320509000000")
POLICE_SEAT = Actor("me", "赵磊", "department", POLICE)


def seconds(room: Room, count: int) -> int:
    """Seconds pass at the seat; how often the bell rang."""
    before = room.outside.bells
    for _ in range(count):
        room.seat.tick()
    return room.outside.bells - before


def blow(room: Room, kind: str, *units: str) -> str:
    """A whistle on a new ticket."""
    number = sent_to_town(room)
    room.act(number, "whistle", TOWN_SEAT, called=list(units), type=kind, note="急")
    return number


def at_police() -> Room:
    """A seat of the police."""
    room = Room("department", org=POLICE)
    seconds(room, 1)
    return room


def test_an_emergency_rings_until_it_is_acknowledged_here() -> None:
    room = at_police()
    number = blow(room, "emergency", CITY, POLICE)
    assert seconds(room, 1) == 1
    assert "警1" in screen(room)[1]
    assert seconds(room, 3 * REPEAT_SECONDS) == 3
    room.type("a")
    assert [sent[:2] for sent in room.outside.sent] == [("ack", number)]
    assert "已确认 1 条" in "".join(screen(room))
    room.act(number, "ack", POLICE_SEAT)
    assert seconds(room, 3 * REPEAT_SECONDS) == 0
    assert "警0" in screen(room)[1]


def test_another_account_of_the_unit_still_hears_it() -> None:
    room = at_police()
    number = blow(room, "emergency", POLICE)
    room.act(number, "ack", Actor("other", "钱伟", "department", POLICE))
    assert seconds(room, 1) == 1


def test_many_that_come_together_ring_once_and_are_acknowledged_together() -> None:
    room = at_police()
    for _ in range(5):
        blow(room, "key_task", POLICE)
    assert seconds(room, 60) == 1
    room.type("a")
    assert room.outside.sent == []
    assert "已确认 5 条" in "".join(screen(room))
    blow(room, "key_task", POLICE)
    assert seconds(room, QUIET_SECONDS) == 1
    assert room.seat.alarms.rate() == 6


def test_what_is_none_of_the_seat_s_business_is_silent() -> None:
    room = at_police()
    blow(room, "emergency", CITY, HOUSING)
    assert seconds(room, 60) == 0
    centre = Room()
    number = blow(centre, "emergency", CITY)
    assert seconds(centre, 60) == 0
    centre.later(seconds=3 * 3600)
    centre.act(number, "missed", SYSTEM, whistle="W1", unit=CITY, stage="reportin")
    assert seconds(centre, 1) == 1


def test_put_off_it_waits_again_after_five_minutes() -> None:
    room = at_police()
    blow(room, "key_task", POLICE)
    assert seconds(room, 1) == 1
    room.type("Z")
    assert "五分钟" in "".join(screen(room)) or "5 分钟" in "".join(screen(room))
    assert seconds(room, SNOOZE_SECONDS - 1) == 0
    assert "警0" in screen(room)[1]
    assert seconds(room, 2) == 1


def test_being_late_is_a_new_alarm_and_the_page_lists_both() -> None:
    room = at_police()
    number = blow(room, "key_task", POLICE)
    seconds(room, 1)
    room.type("a")
    room.later(seconds=3 * 3600)
    room.act(number, "missed", SYSTEM, whistle="W1", unit=POLICE, stage="reportin")
    assert seconds(room, QUIET_SECONDS) == 1
    room.type("A")
    shown = "\n".join(screen(room))
    assert "报到或到场已迟" in shown
    assert "响铃 2 次" in shown


def test_whoever_reports_in_has_no_alarm_left() -> None:
    room = at_police()
    number = blow(room, "emergency", POLICE)
    seconds(room, 1)
    room.act(number, "reportin", POLICE_SEAT)
    assert seconds(room, 60) == 0
    assert room.seat.alarms.all() == []


def test_a_card_rings_at_the_unit_it_is_put_before() -> None:
    room = at_police()
    number = room.report()
    room.act(number, "accept", **{"class": "BJ0101", "condition": 2})
    room.act(number, "dispatch", target=POLICE)
    room.act(number, "supervise", LEADER, kind="red", text="请立即处置")
    assert seconds(room, 1) == 1
    room.type("A")
    assert "红牌" in "\n".join(screen(room))


def test_after_a_new_snapshot_what_was_heard_stays_heard() -> None:
    room = at_police()
    blow(room, "key_task", POLICE)
    seconds(room, 1)
    room.type("a")
    room.seat.reset(room.rows, room.now)
    assert seconds(room, 60) == 0

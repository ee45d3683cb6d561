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


def test_what_rings_is_named_in_the_message_line_until_it_is_heard() -> None:
    for lang, wanted in (
        ("zh", "应急哨 000001 盛泽 按 a 确认 3 看哨"),
        ("en", "EMERGENCY whistle 000001 盛泽; a acknowledges and 3 shows whistles"),
    ):
        room = Room("department", lang, org=POLICE)
        seconds(room, 1)
        room.type("a")
        assert room.words("alarms.none") in "".join(screen(room))
        blow(room, "emergency", POLICE)
        assert seconds(room, 1) == 1
        shown = "\n".join(screen(room))
        assert wanted in shown
        assert room.words("alarms.none") not in shown
        room.type("a")
        room.act("20260310000001", "ack", POLICE_SEAT)
        seconds(room, 1)
        assert wanted not in "\n".join(screen(room))
        assert room.words("alarms.heard", n=1) in "\n".join(screen(room))


def test_an_alarm_speaks_over_nothing_else_and_goes_when_it_is_over() -> None:
    room = at_police()
    room.type("?<escape>J")
    said = room.seat.message.text
    assert said
    number = blow(room, "emergency", POLICE)
    seconds(room, 1)
    assert room.seat.message.text == said
    room.type(":")
    seconds(room, 30)
    assert "应急哨" not in "".join(screen(room)[-4:])
    room.type("<escape>j")
    seconds(room, 1)
    assert room.seat.message.text.startswith("应急哨 000001")
    room.act(number, "reportin", POLICE_SEAT)
    seconds(room, 1)
    assert room.seat.message.text == ""


def test_only_red_cards_and_orders_are_alarms() -> None:
    room = Room("department", org="320509105000")
    seconds(room, 1)
    number = sent_to_town(room)
    supervisor = Actor("s1", "孙丽", "supervisor", "320509000000")
    for kind in ("remind", "yellow"):
        room.act(number, "supervise", supervisor, kind=kind, text="请抓紧")
    assert seconds(room, 60) == 0
    assert "警0" in screen(room)[1]
    room.act(number, "supervise", supervisor, kind="red", text="请抓紧")
    assert seconds(room, 1) == 1
    assert "红牌 000001" in room.seat.message.text
    assert "5 看督办" in room.seat.message.text


def test_the_page_has_the_urgent_first_then_the_newest_and_since_when() -> None:
    room = at_police()
    blow(room, "key_task", POLICE)
    room.later(minutes=5)
    blow(room, "key_task", POLICE)
    room.later(minutes=5)
    blow(room, "emergency", POLICE)
    room.later(minutes=5)
    blow(room, "emergency", POLICE)
    room.type("A")
    listed = [one for one in screen(room) if "自 03-10" in one]
    assert [one.split()[3] for one in listed] == ["000004", "000003", "000002", "000001"]
    assert [one.split()[2] for one in listed] == ["09:15", "09:10", "09:05", "09:00"]
    assert "应急哨" in listed[1]
    assert "被哨待报到" in listed[2]

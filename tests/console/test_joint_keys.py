"""Helpers, duplicates, claims and calls back by single keys, and on a ticket's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from console.text.i18n import Words
from console.views.ticket import ticket_lines
from governance.command import Actor
from tests.console.seats import NOW, PROFILE, WATER, Room
from wire.views import ClockView, TicketView

LEADER = Actor("l1", "陈立", "leader", PROFILE.district)
DEPARTMENT = Actor("w1", "李强", "department", WATER)
FIRST, SECOND = "20260310000001", "20260310000002"


@pytest.fixture
def room() -> Room:
    """A dispatcher with two tickets, the cursor on the first."""
    room = Room()
    room.report()
    room.report()
    return room


def with_a_unit(room: Room) -> Room:
    room.act(FIRST, "accept", condition=1)
    room.act(FIRST, "dispatch", target=WATER)
    return room


def test_merge_opens_the_line_for_the_second_ticket(room: Room) -> None:
    room.type("m")
    assert room.seat.bar.editor.text == "合并 000001 "
    room.type("2<enter>")
    assert room.outside.sent == [("merge", FIRST, 1, {"into": SECOND})]


def test_claim_and_release_go_at_once_and_name_no_version(room: Room) -> None:
    room.type("h")
    room.type("H")
    assert room.outside.sent == [("claim", FIRST, None, {}), ("release", FIRST, None, {})]


def test_a_call_back_asks_for_its_answers(room: Room) -> None:
    with_a_unit(room)
    room.act(FIRST, "sign", DEPARTMENT)
    room.act(FIRST, "report", DEPARTMENT, result="已换")
    room.act(FIRST, "verify", LEADER)
    room.act(FIRST, "close", LEADER)
    version = room.rows[FIRST].version
    room.seat.desk.go_to(FIRST)
    room.type("B<enter>")
    assert room.outside.sent == []
    assert "是否联系到" in room.seat.bar.read.problem
    room.type("解:是 满:是<enter>")
    assert room.outside.sent == [("callback", FIRST, version, {"solved": True, "satisfied": True})]


def test_assist_takes_a_unit(room: Room) -> None:
    with_a_unit(room)
    room.seat.desk.go_to(FIRST)
    room.type("xswj<enter>")
    assert room.outside.sent[0][0] == "assist"
    assert room.outside.sent[0][3] == {"target": "320509D029"}


@pytest.mark.parametrize(("key", "words"), [("M", "拆开只能用于"), ("x", "协办只能用于")])
def test_keys_of_no_use_say_why(room: Room, key: str, words: str) -> None:
    room.type(key)
    assert words in room.seat.message.text
    assert room.outside.sent == []


def test_asking_for_help_is_no_step_of_the_centres_own(room: Room) -> None:
    with_a_unit(room)
    room.type("<tab>")
    assert [row.id for row in room.seat.desk.window(10)[1]] == [SECOND]


def page(room: Room, **values: Any) -> str:
    """The ticket's page as text."""
    row = msgspec.structs.asdict(room.rows[FIRST])
    words_of = {"text": "x", "address": "", "reporter": "", "phone": "", "category": ""}
    given = {"external": "", "solved": None, "events": (), "clocks": (), **row, **values}
    view = TicketView(**{**words_of, **given})
    lines = ticket_lines(view, room.seat.directory, room.words, NOW, 80)
    return "\n".join("".join(span.text for span in one) for one in lines)


def test_the_page_says_who_holds_it_only_while_they_do(room: Room) -> None:
    until = NOW + timedelta(minutes=4)
    assert "王敏 认领 至 09:04:00" in page(room, held_by="王敏", held_until=until)
    assert "认领" not in page(room, held_by="王敏", held_until=NOW)
    assert "认领" not in page(room)


def test_the_page_names_duplicates_the_answer_and_whose_clock_it_is(room: Room) -> None:
    assert "已并入 000002" in page(room, into=SECOND)
    assert "并入 000002 000003" in page(room, merged=(SECOND, "20260310000003"))
    answered = page(room, contacted=True, caller_solved=True, satisfied=False)
    assert "回访 解决:是 满意:否" in answered
    assert "未联系到" in page(room, contacted=False)
    clock = ClockView("assist", NOW, NOW + timedelta(hours=1), ("1", "1"), unit=WATER)
    assert "自来水" in page(room, clocks=(clock,))


def test_the_page_speaks_english_too() -> None:
    room = Room(lang="en")
    room.report()
    room.words = Words("en")
    said = page(room, contacted=True, caller_solved=False, satisfied=False, merged=(SECOND,))
    assert "called back; solved: no satisfied: no" in said
    assert "merged here 000002" in said

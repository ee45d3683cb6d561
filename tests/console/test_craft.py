"""The craft of the queue: marks, bulk acts, sorting, columns, copies, filters, the way back."""

from __future__ import annotations

import msgspec
import pytest

from console.desk import Change
from console.outside import Answer, Sending
from console.screenful import Plate, screenful
from console.text.i18n import Lang
from tests.console.seats import Room
from wire.protocol import Looker
from wire.views import FilterView

PLATE = Plate("吴江区联动指挥中心", "派遣席03 王敏", "演示")
TOWNS = ("320509105006001", "320509104001001")


def screen(room: Room, width: int = 80, height: int = 24) -> list[str]:
    """What the seat shows."""
    lines = screenful(room.seat, PLATE, width, height).lines
    return ["".join(span.text for span in one) for one in lines]


def room_with(count: int, lang: Lang = "zh", ticket_class: str = "BJ0101") -> Room:
    """A seat with reports of one class, ready to be dispatched."""
    room = Room(lang=lang)
    for number in range(count):
        text = f"第{number}处路口上水井盖缺失"
        room.report(ticket_class, text, grid=TOWNS[number % 2], condition=1)
        room.later(seconds=60)
    for number in list(room.tickets):
        room.act(number, "accept", condition=1)
    screen(room)
    room.type("<home>")
    return room


def answers(room: Room, outcomes: str) -> list[Answer]:
    """Answers to all that was sent: ``+`` applied, ``-`` refused, ``?`` unreachable."""
    sent = [
        Sending(key, *parts)
        for key, parts in zip(room.outside.keys, room.outside.sent, strict=True)
    ]
    found = []
    for sending, outcome in zip(sent, outcomes, strict=True):
        row = room.rows[sending.ticket]
        if outcome == "+":
            found.append(Answer(sending, "applied", row=row, line="x"))
        elif outcome == "-":
            found.append(Answer(sending, "refused", "李强已改", "Li changed it", "D11", line="x"))
        else:
            found.append(Answer(sending, "unreachable", "联系不上", "no answer", line="x"))
    return found


def test_ten_marked_tickets_are_dispatched_by_five_keys() -> None:
    room = room_with(10)
    for keys in ("*", "d", "<tab>", "<enter>"):
        room.type(keys)
        screen(room)
    assert room.outside.sent == []
    assert any("选中的10件" in one for one in screen(room)), screen(room)
    room.type("<enter>")
    assert len(room.outside.sent) == 10
    assert {verb for verb, *_ in room.outside.sent} == {"dispatch"}
    assert all(version for _, _, version, _ in room.outside.sent)
    assert len({number for _, number, *_ in room.outside.sent}) == 10
    assert any("派遣 10 件" in one for one in screen(room))


@pytest.mark.parametrize(("lang", "words"), [("zh", "各按建议"), ("en", "each to the unit")])
def test_each_marked_ticket_goes_where_it_is_proposed_to_go(lang: Lang, words: str) -> None:
    room = room_with(4, lang, "BJ0110")
    proposed = {number: row.proposal for number, row in room.rows.items()}
    assert len(set(proposed.values())) == 2
    room.type("*d<tab>")
    assert any(words in one for one in screen(room)), screen(room)
    room.type("<enter><enter>")
    assert {number: args["target"] for _, number, _, args in room.outside.sent} == proposed


def test_space_marks_and_goes_down_and_marked_ones_are_seen() -> None:
    room = room_with(5)
    room.type("<space><space>")
    shown = screen(room)
    assert [one[2] for one in shown[4:9]] == ["*", "*", " ", " ", " "]
    assert shown[6].startswith(">")
    assert "选中2" in shown[2]
    room.type("<home><space>")
    assert "选中1" in screen(room)[2]
    room.type("**")
    assert "取消选中" in "".join(screen(room))
    assert len(room.seat.desk.marks) == 0


def test_failures_are_listed_and_stay_marked() -> None:
    room = room_with(4)
    room.type("*d<tab><enter><enter>")
    room.seat.answered_many(answers(room, "+-+?"))
    shown = "\n".join(screen(room))
    assert "未成: 2" in shown or "未成 2 件" in shown
    assert "D11" in shown
    assert "李强已改" in shown
    assert "是否已办不知道" in shown
    assert len(room.seat.desk.marks) == 2
    room.type("<escape>")
    assert screen(room)[4][2] in "* "
    left = set(room.seat.desk.marks)
    assert left == {room.outside.sent[1][1], room.outside.sent[3][1]}


def test_the_same_line_again_sends_what_was_never_answered_under_its_old_id() -> None:
    room = room_with(3)
    room.type("*:pq * pw<enter><enter>")
    line, keys = room.outside.lines[0], list(room.outside.keys)
    found = [one._replace(line=line) for one in answers(room, "+?-")]
    room.seat.answered_many(found)
    room.type("<escape>:pq * pw<enter><enter>")
    assert room.outside.keys[3:] == [keys[1], "c5"] or room.outside.keys[3] == keys[1]
    assert len(room.outside.sent) == 5


def test_a_ticket_being_read_is_meant_alone() -> None:
    room = room_with(3)
    room.type("*<enter>d")
    assert room.seat.bar.editor.text.split()[1] != "*"


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有选中"), ("en", "no ticket is marked")])
def test_all_marked_where_none_is(lang: Lang, words: str) -> None:
    room = room_with(2, lang)
    room.type(":pq * pw<enter>")
    assert any(words in one for one in screen(room)), screen(room)
    assert room.outside.sent == []


def test_why_takes_one_ticket() -> None:
    room = room_with(2)
    room.type("*:wh *<enter>")
    assert room.outside.explained == []
    assert any("一次只看一件" in one for one in screen(room))


def test_sorting_by_a_column_and_turning_it_round() -> None:
    room = room_with(4)
    numbers = [one[10:16] for one in screen(room)[4:8]]
    room.type("S")
    assert any("[" in one and "剩余" in one for one in screen(room)[-5:])
    room.type("2")
    assert "按工单" in screen(room)[2]
    room.type("S2<home>")
    assert [one[10:16] for one in screen(room)[4:8]] == sorted(numbers, reverse=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_columns_come_and_go(lang: Lang) -> None:
    room = room_with(2, lang)
    head = screen(room)[3]
    room.type("L1<escape>")
    assert len(screen(room)[3].split()) < len(head.split()) + 1
    assert head.split()[0] not in screen(room)[3]
    room.type("L1<escape>")
    assert head.split()[0] in screen(room)[3]
    assert screen(room)[3].split()[-2] == head.split()[0]


def test_the_time_in_step_is_on_each_row() -> None:
    room = room_with(2)
    room.later(seconds=3 * 3600)
    assert "已停留" in screen(room)[3]
    assert all("3时0" in one for one in screen(room)[4:6])


def test_copies_of_number_line_and_address() -> None:
    room = room_with(1)
    (number,) = room.tickets
    room.type("y")
    assert room.outside.copied == [number]
    room.type("Y")
    assert any("地点" in one for one in screen(room)[-5:])
    room.type("2")
    assert number in room.outside.copied[1]
    assert "上水井盖" in room.outside.copied[1]


def test_back_and_forth_between_tickets() -> None:
    room = room_with(4)
    first, second, *_ = [one[10:16] for one in screen(room)[4:8]]
    room.type("<enter><escape>j<enter><escape>")
    room.type("jj[")
    assert second in next(one for one in screen(room)[4:8] if one.startswith(">"))
    room.type("[")
    assert first in next(one for one in screen(room)[4:8] if one.startswith(">"))
    room.type("[")
    assert "没有更多" in "".join(screen(room))
    room.type("]")
    assert second in next(one for one in screen(room)[4:8] if one.startswith(">"))


def test_named_filters_are_chosen_kept_used_and_dropped() -> None:
    room = room_with(4)
    room.type("F")
    assert room.outside.filters_asked == 1
    assert any("还没有" in one for one in screen(room)[-5:])
    room.seat.brought([FilterView("盛泽", "镇:盛泽", True, "李强", False),
                       FilterView("evil", "\x1b[2Jx", False, "我", True)])  # fmt: skip
    assert any("盛泽 镇:盛泽 (李强)" in one for one in screen(room)[-5:])
    assert not any("\x1b" in one for one in screen(room))
    room.type("2")
    assert room.seat.desk.filter.text == "镇:盛泽"
    room.type(":cw 我的盛泽 共:是<enter>")
    assert room.outside.kept == [("我的盛泽", "镇:盛泽", True)]
    room.type("<escape>:cw x<enter>")
    assert "当前没有筛选" in "".join(screen(room))
    room.type(":ty 盛泽<enter>")
    assert room.seat.desk.filter.text == "镇:盛泽"
    room.type(":ty 没有的<enter>")
    assert "没有筛选 没有的" in "".join(screen(room))
    room.type(":sm 盛泽<enter>")
    assert room.outside.dropped == ["盛泽"]


def test_what_is_marked_or_shown_is_written_as_a_table() -> None:
    room = room_with(3)
    room.type(":lc<enter><space>:lc 我的<enter>")
    (_, head, shown), (name, _, marked) = room.outside.tables
    assert head[0] == "工单"
    assert len(shown) == 3
    assert (name, len(marked)) == ("我的", 1)


def test_others_see_what_one_looks_at_and_one_sees_the_others() -> None:
    room = room_with(2)
    for _ in range(4):
        room.seat.tick()
    first = room.seat.desk.selected
    assert first is not None
    assert room.outside.looked == [first.id]
    room.type("j")
    for _ in range(4):
        room.seat.tick()
    assert len(room.outside.looked) == 2
    room.seat.looking.take([Looker("7", "派遣席02", "李\x1b强", room.outside.looked[1])])
    shown = screen(room)
    assert "在看: 派遣席02" in shown[-5] + shown[-4] + shown[-3]
    assert next(one for one in shown[4:8] if one.startswith(">"))[2] == "o"


def test_a_claimed_ticket_says_by_whom_and_until_when() -> None:
    room = room_with(2)
    selected = room.seat.desk.selected
    assert selected is not None
    room.act(selected.id, "claim")
    shown = screen(room)
    assert next(one for one in shown[4:8] if one.startswith(">"))[2] == "="
    assert any("王敏 认领至" in one for one in shown)
    room.later(seconds=11 * 60)
    assert next(one for one in screen(room)[4:8] if one.startswith(">"))[2] == " "


def test_the_cursor_goes_to_one_s_own_new_report_unless_one_went_on() -> None:
    room = room_with(3)
    room.type(":xj 新的一件<enter>")
    number = "20260310000009"
    row = next(iter(room.rows.values()))
    mine = msgspec.structs.replace(row, id=number, number=number)
    sending = Sending(room.outside.keys[-1], *room.outside.sent[-1])
    room.seat.answered(Answer(sending, "applied", row=mine))
    made = room.report(text="新的一件")
    assert made != number
    room.seat._own_new = made
    room.seat.absorb([], [])
    assert room.seat.desk.selected is not None
    assert room.seat.desk.selected.id == made


def test_marks_out_of_sight_are_said_and_escape_ends_them() -> None:
    room = room_with(3)
    room.type("<space><space>")
    room.seat.desk.narrow("第2处")
    assert "不在列表中" in screen(room)[2]
    room.type("<escape>")
    assert "不在列表中" not in screen(room)[2]
    assert "选中2" in screen(room)[2]
    room.type("<escape>")
    assert len(room.seat.desk.marks) == 0


def test_a_page_about_no_ticket_has_no_verbs() -> None:
    room = room_with(2)
    room.type("?d")
    assert room.outside.sent == []
    assert not room.seat.bar.open


def test_what_waits_for_approval_is_not_called_done() -> None:
    room = room_with(1)
    number = next(iter(room.rows))
    room.act(number, "dispatch", target="320509105000")
    room.type(":yq " + number[-6:] + " 等配件<enter>")
    sending = Sending(room.outside.keys[-1], *room.outside.sent[-1])
    assert sending.verb == "extend"
    room.seat.answered(Answer(sending, "applied", row=room.rows[number]))
    assert any("待批准" in one for one in screen(room)), screen(room)


def test_those_without_a_proposal_do_not_hold_up_the_others() -> None:
    room = room_with(4, ticket_class="BJ0110")
    bare = next(iter(room.rows))
    before = room.rows[bare]
    after = msgspec.structs.replace(before, proposal="")
    room.rows = {**room.rows, bare: after}
    room.seat.desk._rows = room.rows
    room.seat.absorb([(bare, Change(before, after))], 2)
    room.type("*d<tab><enter><enter>")
    sent = {number: args["target"] for _, number, _, args in room.outside.sent}
    assert sent == {number: row.proposal for number, row in room.rows.items()}

"""The seat by its keys: what is sent, what is refused in words, what never moves."""

from __future__ import annotations

import msgspec
import pytest

from console.desk import Change
from console.outside import Answer, Sending
from console.screenful import Plate, screenful
from console.text.width import cells
from console.views import footer
from governance.command import Actor
from tests.console.seats import DISTRICT_SEAT, PROFILE, WATER, Room
from wire.views import Ledger

LEADER = Actor("l1", "陈立", "leader", PROFILE.district)
DEPARTMENT = Actor("w1", "李强", "department", WATER)


def shown(room: Room, width: int = 80, height: int = 24) -> list[str]:
    """The screen as text."""
    plate = Plate("吴江区联动指挥中心", DISTRICT_SEAT, "演示")
    lines = screenful(room.seat, plate, width, height).lines
    return ["".join(span.text for span in one) for one in lines]


@pytest.fixture
def room() -> Room:
    """A dispatcher with twenty tickets."""
    room = Room()
    for _ in range(20):
        room.report()
        room.later(seconds=1)
    return room


def test_accept_asks_for_the_condition_and_sends_the_version_seen(room: Room) -> None:
    room.type("i")
    assert room.seat.bar.editor.text == "受理 000001 件:"
    room.type("1<enter>")
    assert room.outside.sent == [("accept", "20260310000001", 1, {"condition": 1})]


def test_dispatch_takes_the_proposal_with_one_tab(room: Room) -> None:
    room.act("20260310000001", "accept", condition=1)
    room.type("d<tab><enter>")
    verb, ticket, version, args = room.outside.sent[0]
    assert (verb, ticket, version, args) == ("dispatch", "20260310000001", 2, {"target": WATER})


def test_a_key_that_is_of_no_use_says_why(room: Room) -> None:
    room.type("s")
    assert "派遣席无权签收" in room.seat.message.text
    room.type("d")
    assert "现为「待受理」" in room.seat.message.text
    assert room.outside.sent == []
    room.type("Q")
    assert "Q" in room.seat.message.text


def test_dangerous_verbs_ask_once() -> None:
    room = Room("leader")
    number = room.report()
    room.act(number, "accept", condition=1)
    room.act(number, "dispatch", target=WATER)
    room.act(number, "sign", DEPARTMENT)
    room.act(number, "report", DEPARTMENT, result="已换")
    room.type("v")
    assert room.outside.sent[-1][0] == "verify"
    room.act(number, "verify", LEADER)
    room.type("c")
    assert room.seat.bar.confirming
    assert len(room.outside.sent) == 1
    room.type("<escape>")
    assert not room.seat.bar.confirming
    room.type("<enter><enter>")
    assert room.outside.sent[-1][0] == "close"


def test_escape_leaves_the_line_and_sends_nothing(room: Room) -> None:
    room.type(":pq 1 pw<escape>")
    assert not room.seat.bar.open
    assert room.outside.sent == []


def test_the_selected_ticket_and_its_line_stay_when_things_change(room: Room) -> None:
    shown(room)
    room.type("jjj")
    selected = room.seat.desk.selected
    assert selected is not None
    before = shown(room)[4:18]
    cursor = next(y for y, one in enumerate(before) if one.startswith(">"))
    room.act(selected.number, "accept", condition=1)
    room.report("ZX0115")
    after = shown(room)[4:18]
    assert after[cursor].startswith(">")
    assert selected.number[-6:] in after[cursor]
    assert [one[9:15] for one in before] == [one[9:15] for one in after]
    room.type("j")
    assert room.seat.desk.selected is not None
    assert room.seat.desk.selected.number != selected.number


def test_the_counts_follow_every_change(room: Room) -> None:
    assert room.seat.desk.counts(room.now).intake == 20
    room.act("20260310000003", "accept", condition=1)
    counts = room.seat.desk.counts(room.now)
    assert (counts.intake, counts.waiting) == (19, 1)
    room.later(hours=1)
    assert room.seat.desk.counts(room.now).overdue == 20


def test_what_is_typed_stays_while_work_comes_in(room: Room) -> None:
    room.type(":pq 3 p")
    room.report()
    assert room.seat.bar.editor.text == "pq 3 p"
    assert room.seat.bar.open


def test_a_filter_narrows_and_escape_clears_it(room: Room) -> None:
    room.report("SJ0110", "烧烤店旁暴露垃圾")
    room.type("/类:暴露<enter>")
    assert len(room.seat.desk.order) == 1
    assert "筛选 类:暴露" in shown(room)[2]
    room.type("<escape>")
    assert len(room.seat.desk.order) == 21


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("镇:盛泽", 21),
        ("镇:平望", 0),
        ("步:待受理", 21),
        ("源:12345", 21),
        ("sk", 1),
        ("shaokao", 1),
    ],
)
def test_filters_by_tag_text_pinyin_and_initials(room: Room, typed: str, fits: int) -> None:
    room.report("SJ0110", "烧烤店旁暴露垃圾")
    room.type(f"/{typed}")
    assert len(room.seat.desk.order) == fits


def test_a_refusal_names_rule_and_reason_and_keeps_the_line(room: Room) -> None:
    room.type(":bz 1 已电话联系<enter>")
    sending = Sending("c1", "note", "20260310000001", None, {"text": "已电话联系"})
    room.seat.answered(Answer(sending, "refused", "须由他人核查", "somebody else", "D7"))
    assert "[D7] 须由他人核查" in room.seat.message.text
    room.type(":<up>")
    assert "已电话联系" in room.seat.bar.editor.text


def test_pasted_text_is_data_never_keys(room: Room) -> None:
    room.seat.paste("jjq\x1b[31m")
    assert not room.seat.bar.open
    room.type(":bz 1 ")
    room.seat.paste("第一行\n第二行\x1b[2J")
    assert room.seat.bar.editor.text == "bz 1 第一行 第二行[2J"


def test_leaving_asks_once(room: Room) -> None:
    room.type("<ctrl+c><escape>")
    assert room.outside.left == 0
    room.type("<ctrl+c><enter>")
    assert room.outside.left == 1


def test_help_lists_every_verb_the_seat_may_say(room: Room) -> None:
    room.type("?")
    text = "\n".join(shown(room, 100, 80))
    for word in ("派遣", "pq", "dispatch", "重办", "cb zb"):
        assert word in text
    assert "签收  " not in text


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (61, 13), (200, 60), (40, 8)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_window(size: tuple[int, int], lang: str) -> None:
    room = Room(lang="zh" if lang == "zh" else "en")
    for _ in range(30):
        room.report(text="[/nope] \x1b[31m 长" * 40)
    width, height = size
    for keys in ("", "?", "<escape>:pq 1 ", "<escape>/sz", "<escape><ctrl+c>"):
        room.type(keys)
        lines = shown(room, width, height)
        assert len(lines) <= height
        assert all(cells(one) == width for one in lines)
        assert not any("\x1b" in one for one in lines)


def test_a_question_mark_lists_what_may_come_and_is_text_in_text(room: Room) -> None:
    room.type("i?")
    assert room.seat.bar.listing
    assert room.seat.bar.editor.text.endswith("件:")
    room.type("<escape>:bz 1 真的?")
    assert room.seat.bar.editor.text == "bz 1 真的?"


def test_the_footer_shows_only_what_the_seat_may_do(room: Room) -> None:
    number = "20260310000001"
    room.act(number, "accept", condition=1)
    assert "d派遣" in shown(room)[-1]
    room.act(number, "dispatch", target=WATER)
    assert "d派遣" not in shown(room)[-1]


def test_the_top_line_is_one_bar(room: Room) -> None:
    plate = Plate("吴江区联动指挥中心", DISTRICT_SEAT, "演示")
    top = screenful(room.seat, plate, 160, 50).lines[0]
    assert all(span.look in ("bar", "mark") for span in top if span.text)


def test_tab_shows_only_what_the_seat_can_take_further(room: Room) -> None:
    number = "20260310000001"
    room.act(number, "accept", condition=1)
    room.act(number, "dispatch", target=WATER)
    room.type("j<tab>")
    assert len(room.seat.desk.order) == 19
    assert "本席待办" in shown(room)[2]
    room.type("<tab>")
    assert len(room.seat.desk.order) == 20


def test_a_seat_opens_on_what_runs_out_next_with_the_overdue_above(room: Room) -> None:
    fresh = Room()
    fresh.rows = room.rows
    late = list(room.rows.values())[9].due
    assert late is not None
    fresh.seat.desk.reset(fresh.rows, late)
    screen = shown(fresh)
    assert screen[4 + 3].startswith(">")
    assert "000010" in screen[4 + 3]


def test_a_fresh_count_may_be_followed_by_changes_it_holds_already(room: Room) -> None:
    number = "20260310000001"
    before = room.rows[number]
    room.act(number, "accept", condition=1)
    room.seat.desk.reset(room.rows)
    room.seat.absorb([(number, Change(before, room.rows[number]))], 1)
    room.seat.absorb([(number, Change(before, room.rows[number]))], 1)
    counts = room.seat.desk.counts(room.now)
    assert (counts.intake, counts.waiting, counts.open) == (19, 1, 20)


def test_of_a_very_long_line_only_what_is_seen_is_drawn(room: Room) -> None:
    room.type(":bz 1 ")
    room.seat.paste("长" * 19_000)
    typed, caret = footer.input_line(":", room.seat.bar.editor, 80)
    assert sum(len(span.text) for span in typed) < 160
    assert caret <= 79
    assert shown(room)[-2].rstrip().endswith("长")
    room.type("<home>")
    assert shown(room)[-2].startswith(":bz 1")


def test_a_ledger_that_comes_late_is_not_shown_for_another_ticket(room: Room) -> None:
    room.type(":wh 7<enter>")
    room.type(":wh 8<enter>")
    asked = [number for number, _ in room.outside.explained]
    room.seat.brought(Ledger(asked[0], "intake", ("七的算法",), ("of seven",)))
    assert "七的算法" not in "\n".join(shown(room))
    room.seat.brought(Ledger(asked[1], "intake", ("八的算法",), ("of eight",)))
    assert "八的算法" in "\n".join(shown(room))


def test_a_line_whose_fate_is_unknown_goes_again_under_its_id(room: Room) -> None:
    room.type(":bz 1 已电话联系<enter>")
    verb, ticket, version, args = room.outside.sent[0]
    sending = Sending(room.outside.keys[0], verb, ticket, version, args)
    answer = Answer(sending, "unreachable", line=room.outside.lines[0])
    room.seat.answered(answer)
    assert "不会重复" in room.seat.message.text
    room.type(":<up><enter>")
    assert room.outside.keys == ["c1", "c1"]
    room.type(":<up><enter>")
    assert room.outside.keys[2] == "c3"


def test_a_filter_that_fits_nothing_shows_nothing(room: Room) -> None:
    room.type("/镇:无此镇")
    assert len(room.seat.desk.order) == 0
    assert "没有匹配" in shown(room)[2]


def test_escape_leads_from_a_ledger_back_to_its_ticket(room: Room) -> None:
    room.type("<enter>W")
    assert room.seat.page is not None
    assert room.seat.page.kind == "why"
    room.type("<escape>")
    assert room.seat.page is not None
    assert room.seat.page.kind == "ticket"
    room.type("<escape>")
    assert room.seat.page is None


def test_an_english_seat_keeps_its_name_in_sight() -> None:
    room = Room(lang="en")
    plate = Plate("Wujiang District Joint Command Centre", DISTRICT_SEAT, "DEMO")
    top = "".join(span.text for span in screenful(room.seat, plate, 80, 24).lines[0])
    assert "派遣席03 王敏" in top


def test_a_full_width_colon_stays_in_text(room: Room) -> None:
    room.type(":bz 1 地址：某地<enter>")
    assert room.outside.sent[0][3] == {"text": "地址：某地"}


def test_a_typed_verb_of_another_role_is_refused_with_its_rule(room: Room) -> None:
    room.type(":qs 1<enter>")
    assert room.outside.sent == []
    assert "[F4]" in room.seat.message.text


def test_the_branches_go_by_keys_alone() -> None:
    """Reject, return, rework and reopen: a key, the words, Enter, and Enter again to confirm."""
    centre, unit, head = Room(), Room("department"), Room("leader")
    for room in (centre, unit, head):
        number = room.report()
        room.act(number, "accept", condition=1)
        room.act(number, "dispatch", target=WATER)
    centre.report()
    centre.type("<end>I不属受理范围<enter><enter>")
    assert centre.outside.sent[-1][0] == "reject"
    unit.type("t不属本单位 依:职责清单<enter><enter>")
    assert unit.outside.sent[-1][0] == "return"
    assert unit.outside.sent[-1][3] == {"reason": "不属本单位", "basis": "职责清单"}
    head.act(number, "sign", DEPARTMENT)
    head.act(number, "report", DEPARTMENT, result="已换")
    head.type("V仍有响动<enter><enter>")
    assert head.outside.sent[-1][0] == "rework"
    head.act(number, "verify", LEADER)
    head.act(number, "close", LEADER)
    head.type("C市民称又坏了<enter><enter>")
    assert head.outside.sent[-1][0] == "reopen"


def test_after_a_conflict_the_same_line_goes_on_the_newest_version(room: Room) -> None:
    number = next(iter(room.rows))
    room.type("<home>")
    row = room.rows[number]
    room.type(f":bsl {number[-3:]} 理由<enter><enter>")
    sent = Sending(room.outside.keys[-1], *room.outside.sent[-1])
    newest = msgspec.structs.replace(row, version=row.version + 4)
    room.seat.answered(
        Answer(sent, "conflict", "李强 已于 09:00 改动", "Li was faster", "D11", newest=newest)
    )
    assert "D11" in room.seat.message.text
    assert "找回这一行" in room.seat.message.text
    room.type(":<up><enter><enter>")
    assert room.outside.sent[-1][2] == newest.version
    assert room.outside.keys[-1] != sent.key

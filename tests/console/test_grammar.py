"""The command line: verbs in three spellings, tickets by their tail, targets by initials, tags."""

from __future__ import annotations

import pytest

from governance.verbs import VERBS
from tests.console.seats import WATER, Room


@pytest.fixture
def room() -> Room:
    """A dispatcher with three tickets."""
    room = Room()
    for ticket_class in ("BJ0101", "ZX0101", "SJ0110"):
        room.report(ticket_class)
    return room


def read(room: Room, line: str):
    """What a line means."""
    return room.seat.speech.grammar.read(line)


@pytest.mark.parametrize("spelling", ["派遣", "pq", "dispatch", "PQ"])
def test_a_verb_answers_to_chinese_initials_and_english(room: Room, spelling: str) -> None:
    assert read(room, f"{spelling} 1 水务局").verb == VERBS["dispatch"]


@pytest.mark.parametrize("spelling", ["cb", "zb", "重办"])
def test_every_reading_of_a_character_answers(room: Room, spelling: str) -> None:
    assert read(room, f"{spelling} 1 又坏了").verb == VERBS["reopen"]


def test_a_ticket_is_named_by_the_shortest_tail(room: Room) -> None:
    for tail in ("2", "02", "000002", "20260310000002"):
        said = read(room, f"bz {tail} 已电话联系")
        assert said.ticket is not None
        assert said.ticket.number == "20260310000002"
        assert said.args == {"text": "已电话联系"}


def test_an_unclear_tail_names_those_it_fits(room: Room) -> None:
    for _ in range(110):
        room.report()
    said = read(room, "bz 12 看看")
    assert said.ticket is not None
    assert said.ticket.number.endswith("000012")
    assert "999" in read(room, "bz 999 看看").problem


def test_without_a_number_the_selected_ticket_is_meant(room: Room) -> None:
    room.type("j")
    assert room.seat.desk.selected is not None
    for line in ("bz 看看", "bz . 看看"):
        said = read(room, line)
        assert said.ticket == room.seat.desk.selected


def test_a_target_is_found_by_initials_and_echoed_in_words(room: Room) -> None:
    said = read(room, "pq 1 pwz")
    assert said.args["target"] == "320509104000"
    assert "-> 平望镇" in said.echo
    assert "上水井盖" in said.echo
    assert not said.problem


def test_tags_take_their_values(room: Room) -> None:
    said = read(room, "pq 1 自来水公司 加:水务局 件:2 请速办")
    assert said.args["target"] == WATER
    assert said.args["assist"] == ["320509D029"]
    assert said.args["condition"] == 2
    assert said.args["note"] == "请速办"


def test_full_width_colons_are_colons(room: Room) -> None:
    assert read(room, "sl 1 件：2").args == {"condition": 2}


def test_caller_and_phone_become_the_reporter(room: Room) -> None:
    said = read(room, "xj 路灯不亮 人:李某 电:19900001234 源:微信 址:学院路口")
    assert said.args["reporter"] == {"name": "李某", "phone": "19900001234"}
    assert said.args["channel"] == "WECHAT"
    assert said.args["address"] == "学院路口"
    assert said.args["text"] == "路灯不亮"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("xx 1", "没有「xx」"),
        ("pq 1", "请给单位"),
        ("pq 1 查无此局", "没有单位「查无此局」"),
        ("bz 1", "请写内容"),
        ("td 1 不是我们的", "依据"),
        ("sl 1 件:9", "没有「9」"),
        ("sl 1 件:", "请选立案条件"),
        ("pq 9999 pwz", "没有工单 9999"),
    ],
)
def test_what_is_wrong_is_said_in_words(room: Room, line: str, words: str) -> None:
    assert words in read(room, line).problem


def test_completion_offers_what_may_come_next(room: Room) -> None:
    assert "派遣" in [c.shown for c in read(room, "p").next]
    assert [c.shown for c in read(room, "pq").next] == ["派遣"]
    assert "平望镇" in [c.shown for c in read(room, "pq 1 pw").next]
    conditions = [c.shown for c in read(room, "sl 1 件:").next]
    assert len(conditions) == 4
    assert conditions[0].startswith("1 ")
    assert any(c.insert == "件:" for c in read(room, "sl 1 ").next)


def test_the_proposed_unit_is_offered_first(room: Room) -> None:
    room.act("20260310000001", "accept", condition=1)
    assert [c.shown for c in read(room, "pq 1 ").next] == ["自来水公司"]


def test_english_names_complete_in_an_english_seat() -> None:
    room = Room(lang="en")
    room.report()
    said = read(room, "dispatch 1 water")
    assert said.echo.startswith("dispatch 000001")
    assert not said.problem


def test_random_lines_never_raise(room: Room) -> None:
    from hypothesis import given, settings
    from hypothesis import strategies as st

    words = st.sampled_from(
        [
            "pq",
            "派遣",
            "1",
            ".",
            "pw",
            "件:",
            "件:1",
            "加:sw",
            ":",
            "::",
            "\x1b[31m",
            "[/nope]",
            "?",
            "bz",
        ]
    )

    @settings(max_examples=300, deadline=None)
    @given(st.lists(words | st.text(max_size=6), max_size=8), st.booleans())
    def lines(parts: list[str], space: bool) -> None:
        said = read(room, " ".join(parts) + (" " if space else ""))
        assert said.problem or said.verb is not None or not said.echo

    lines()


@pytest.mark.parametrize("typed", ["cgj", "城管局", "城管", "csglj", "城市管理局"])
def test_units_answer_to_their_short_names_too(room: Room, typed: str) -> None:
    assert "城市管理局" in read(room, f"pq 1 {typed}").echo


def test_an_english_name_of_several_words_stays_one_unit() -> None:
    room = Room(lang="en")
    room.report()
    offered = read(room, "dispatch 1 shengze").next[0]
    said = read(room, f"dispatch 1 {offered.insert}please")
    assert said.args["target"] == "320509105000"
    assert said.args["note"] == "please"
    assert "-> Shengze Town" in said.echo


@pytest.mark.parametrize("typed", ["pw", "pwz", "ping", "平望"])
def test_initials_work_in_an_english_seat(typed: str) -> None:
    room = Room(lang="en")
    room.report()
    assert read(room, f"dispatch 1 {typed}").args["target"] == "320509104000"


@pytest.mark.parametrize(
    "line",
    ["合并 1 2 同一处", "hb 1 2 同一处", "merge 000001 000002 同一处", "hb 1 同一处 2"],
)
def test_a_merge_names_two_tickets(room: Room, line: str) -> None:
    said = read(room, line)
    assert said.ticket is not None
    assert said.ticket.number == "20260310000001"
    assert said.args == {"into": "20260310000002", "note": "同一处"}
    assert said.echo.startswith("合并 000001 上水井盖 -> 000002 ")
    assert not said.problem


def test_the_selected_ticket_may_be_either_of_two() -> None:
    room = Room(lang="en")
    for _ in range(3):
        room.report()
    selected = room.seat.desk.selected
    assert selected is not None
    other = next(number for number in room.rows if number != selected.number)
    said = read(room, f"merge . {other[-6:]}")
    assert (said.ticket, said.args["into"]) == (selected, other)
    offered, *likely = read(room, f"merge {other[-6:]} ").next
    said = read(room, f"merge {other[-6:]} {offered.insert}")
    assert said.args["into"] == selected.id
    assert said.echo.startswith(f"merge {other[-6:]} ")
    assert [one.shown[:6] for one in likely] == ["000003"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hb 1", "请给要并入的工单"),
        ("hb 1 同一处", "请给要并入的工单"),
        ("hb 1 9999", "没有工单 9999"),
        ("xb 1", "请给单位"),
        ("xb 1 查无此局", "没有单位"),
        ("hf 1", "是否联系到"),
        ("hf 1 满:大概", "没有「大概」"),
    ],
)
def test_what_the_joint_verbs_lack_is_said(room: Room, line: str, words: str) -> None:
    assert words in read(room, line).problem


def test_a_second_ticket_that_is_unclear_names_those_it_fits(room: Room) -> None:
    for _ in range(20):
        room.report()
    assert read(room, "hb 1 0").problem == "编号末位 0 不止一件: 000010 000020"


@pytest.mark.parametrize("line", ["xb 1 水务局 加:城管局 请断水", "assist 1 swj with:csglj 请断水"])
def test_helpers_are_named_like_targets(room: Room, line: str) -> None:
    said = read(room, line)
    assert said.verb == VERBS["assist"]
    assert said.args["target"] == "320509D029"
    assert len(said.args["assist"]) == 1
    assert said.args["note"] == "请断水"
    assert not said.problem


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh", "回访 1 解:是 满:否 处理太慢"),
        ("zh", "hf 1 解:s 满:f 处理太慢"),
        ("en", "callback 1 solved:yes satisfied:no 处理太慢"),
    ],
)
def test_a_call_back_says_three_things(lang: str, line: str) -> None:
    room = Room(lang=lang)
    room.report()
    said = read(room, line)
    assert said.args == {"solved": True, "satisfied": False, "note": "处理太慢"}
    assert not said.problem


@pytest.mark.parametrize(("lang", "line"), [("zh", "hf 1 联:否"), ("en", "hf 1 contacted:no")])
def test_a_caller_who_was_not_reached(lang: str, line: str) -> None:
    room = Room(lang=lang)
    room.report()
    assert read(room, line).args == {"contacted": False}


@pytest.mark.parametrize(
    ("line", "verb", "args"),
    [
        ("认领 1", "claim", {}),
        ("rl 1 换班", "claim", {"reason": "换班"}),
        ("claim 1", "claim", {}),
        ("放手 1", "release", {}),
        ("fs 1", "release", {}),
        ("拆开 1", "split", {}),
        ("ck 1 不是同一处", "split", {"note": "不是同一处"}),
    ],
)
def test_one_ticket_and_words(room: Room, line: str, verb: str, args: dict) -> None:
    said = read(room, line)
    assert (said.verb, said.args, said.problem) == (VERBS[verb], args, "")


@pytest.mark.parametrize(
    ("lang", "text", "parts"),
    [
        ("zh", "新建 盛泽路口上水井盖丢了", ("类:上水井盖", "格:盛泽镇")),
        ("en", "new water supply manhole cover gone at Pingwang", ("class:Water", "grid:Pingwang")),
    ],
)
def test_what_a_report_suggests_stays_when_tab_is_pressed_again(
    lang: str, text: str, parts: tuple[str, str]
) -> None:
    room = Room(lang=lang)
    room.type(f":{text} <tab>")
    first = room.seat.bar.editor.text
    assert all(part in first for part in parts)
    assert {"class", "grid"} <= room.seat.bar.read.args.keys()
    for _ in range(3):
        room.type("<tab>")
        assert room.seat.bar.editor.text.startswith(first)
    assert room.seat.bar.editor.text != first

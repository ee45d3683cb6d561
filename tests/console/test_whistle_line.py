"""Whistles on the command line: units in a row, all proposed at once, ratings, tags."""

from __future__ import annotations

import pytest

from governance.command import Actor
from governance.verbs import VERBS
from tests.console.seats import Room

TOWN = "320509105000"
GRID_WORKER = Actor("g1", "李娟", "grid", "320509105006")
CENTRE_CITY, POLICE, HOUSING, WATER = "320509D027", "320509D059", "320509D026", "320509D086"
LAW, BUILD = "320509105B01", "320509105B02"


def with_town(role: str, lang: str = "zh") -> Room:
    """A seat of that role, and a ticket that is with the town."""
    room = Room(role, lang)
    number = room.report()
    room.act(number, "accept", **{"class": "BJ0101", "condition": 2})
    room.act(number, "dispatch", target=TOWN)
    return room


def read(room: Room, line: str):
    """What a line means."""
    return room.seat.speech.grammar.read(line)


@pytest.mark.parametrize(
    "line",
    [
        "cs 1 住建 城管 公安 型:重点 井盖没人管",
        "吹哨 1 住建局 城管局 公安分局 型:重点工作 井盖没人管",
        "whistle 1 zfhcxjsj csgl gafj type:key_task 井盖没人管",
    ],
)
def test_several_units_are_called_and_the_first_leads(line: str) -> None:
    said = read(with_town("department"), line)
    assert (said.verb, said.problem) == (VERBS["whistle"], "")
    assert said.args == {
        "called": [HOUSING, CENTRE_CITY, POLICE], "type": "key_task", "note": "井盖没人管",
    }  # fmt: skip
    assert "-> 住房和城乡建设局 城市管理局（综合行政执法局） 公安分局" in said.echo


def test_offices_are_those_of_the_tickets_own_town() -> None:
    room = with_town("grid")
    assert read(room, "cs 1 执法 建设").args["called"] == [LAW, BUILD]
    assert read(room, "cs 1 szzhzfj").args["called"] == [LAW]


def test_without_a_unit_the_proposed_ones_are_echoed() -> None:
    said = read(with_town("grid"), "cs 1 三家都说不归自己管")
    assert said.args == {"note": "三家都说不归自己管"}
    assert "-> 盛泽建设管理局 盛泽综合执法局" in said.echo


def test_one_candidate_names_all_that_are_proposed() -> None:
    room = with_town("department")
    first = read(room, "cs 1 ").next[0]
    assert first.shown == "自来水公司 城市管理局（综合行政执法局） 公安分局"
    said = read(room, f"cs 1 {first.insert}")
    assert said.args == {"called": [WATER, CENTRE_CITY, POLICE]}
    assert [one.insert for one in said.next if "城市" in one.insert] == []


def test_the_rung_is_the_lowest_that_is_not_blown() -> None:
    room = with_town("dispatcher")
    assert "盛泽建设管理局" in read(room, "cs 1").echo
    room.act("20260310000001", "whistle", GRID_WORKER)
    assert "自来水公司" in read(room, "cs 1").echo
    said = read(room, "cs 1 级:一级哨 执法")
    assert (said.args["rung"], said.args["called"]) == ("first", [LAW])


def test_typing_offers_the_units_that_fit() -> None:
    shown = [one.shown for one in read(with_town("department"), "cs 1 公").next]
    assert "公安分局" in shown
    assert not [one for one in shown if "综合执法局" in one]


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ("bd 1 人:沈军 哨:W1 在路上", {"person": "沈军", "whistle": "W1", "note": "在路上"}),
        ("到场 1 人:沈军", {"person": "沈军"}),
        ("onsite 1 person:Shen unit:盛泽综合执法局", {"person": "Shen", "unit": LAW}),
        ("sj 1 哨:1 到了也办不了", {"whistle": "1", "note": "到了也办不了"}),
        ("md 1 位:盛泽综合执法局 与此无关", {"unit": LAW, "reason": "与此无关"}),
        ("hs 1 先断水", {"note": "先断水"}),
        ("ya 1 防汛预案", {"playbook": "防汛预案"}),
        ("xs 1 已更换 解:是", {"result": "已更换", "solved": True}),
        ("qr 1", {}),
        ("cs 1 执法 预:防汛 型:yj", {"called": [LAW], "playbook": "防汛", "type": "emergency"}),
    ],
)
def test_the_other_verbs(line: str, args: dict) -> None:
    room = with_town("grid")
    said = read(room, line)
    assert (said.args, said.problem) == (args, "")


@pytest.mark.parametrize(
    "line", ["pj 1 盛泽综合执法局:5 建设:2 来得快", "pj 1 执法:5 建设：2 来得快"]
)
def test_units_are_rated_by_name(line: str) -> None:
    room = with_town("grid")
    room.act("20260310000001", "whistle", GRID_WORKER)
    said = read(room, line)
    assert said.args == {"ratings": {LAW: 5, BUILD: 2}, "note": "来得快"}
    assert "盛泽综合执法局:5 盛泽建设管理局:2" in said.echo
    offered = [one.insert for one in read(room, "pj 1 执法:5 ").next]
    assert offered[0] == "盛泽建设管理局:"
    assert "ratings" not in read(room, "pj 1 执法:9").args


def test_from_a_ticket_nobody_solves_to_units_called_in_few_keys() -> None:
    """Issue D, shows 6: w, Tab, Enter."""
    room = with_town("department")
    room.type("w<tab>")
    assert "-> 自来水公司" in room.seat.speech.bar.read.echo
    room.type("<enter>")
    (verb, number, _, args) = room.outside.sent[-1]
    assert (verb, number) == ("whistle", "20260310000001")
    assert args["called"] == [WATER, CENTRE_CITY, POLICE]


def test_english_names_are_one_word_each() -> None:
    room = with_town("department", "en")
    first = read(room, "whistle 1 ").next[0]
    assert len(read(room, f"whistle 1 {first.insert}").args["called"]) == 3


# -- units of another rung, and words that are none ------------------------------------------

PUBLIC_SECURITY, FIRE, URBAN, HOUSING_FUND = (
    "320509D059", "320509D061", "320509D027", "320509D071",
)  # fmt: skip


def test_units_of_another_rung_choose_that_rung() -> None:
    room = with_town("dispatcher", "en")
    said = read(room, "whistle 1 housing urban type:emergency Fire on the site")
    assert said.problem == ""
    assert said.args["rung"] == "second"
    assert said.args["called"][1:] == [URBAN]
    assert said.args["called"][0] in (HOUSING, HOUSING_FUND)
    assert said.args["note"] == "Fire on the site"
    assert "rung:second_whistle" in said.echo
    zh = read(with_town("dispatcher"), "cs 1 城管局 住建 型:应急处置 现场起火")
    assert (zh.args["rung"], zh.args["called"]) == ("second", [URBAN, HOUSING])
    assert "级:二级哨" in zh.echo
    assert "rung" not in read(with_town("dispatcher"), "cs 1 执法 现场起火").args


@pytest.mark.parametrize(
    ("role", "line", "words"),
    [
        ("dispatcher", "cs 1 级:一级哨 城管局 没人管", ("城市管理局", "一级哨", "写 级:二级哨")),
        ("dispatcher", "cs 1 执法 城管局 没人管", ("城市管理局", "一级哨", "写 级:二级哨")),
        ("grid", "cs 1 城管局 没人管", ("城市管理局", "一级哨", "本席此件吹不了二级哨")),
        ("dispatcher", "cs 1 平望镇 没人管", ("没有哪级哨可叫平望镇",)),
    ],
)
def test_a_unit_that_cannot_be_called_is_no_reason(
    role: str, line: str, words: tuple[str, ...]
) -> None:
    said = read(with_town(role), line)
    for word in words:
        assert word in said.problem, said.problem


def test_the_remedy_is_what_tab_puts_in() -> None:
    room = with_town("dispatcher")
    room.type(":cs 1 级:一级哨 城管局 <tab>")
    assert "城市管理局" in room.seat.bar.read.problem
    line = "cs 1 城管局 "
    offered = read(room, f"cs 1 执法 {line[5:]}").next[0]
    assert offered.insert == "级:二级哨 "


@pytest.mark.parametrize("rung", ["first", "second"])
@pytest.mark.parametrize(
    "reason",
    [
        "the site is on fire",
        "Fire on the site",
        "Water all over the street",
        "Emergency pump needed at the bridge",
        "town office says it is not theirs",
        "no one comes to the site",
        "office hours are over",
    ],
)
def test_a_reason_in_english_names_no_unit(rung: str, reason: str) -> None:
    said = read(with_town("dispatcher", "en"), f"whistle 1 rung:{rung} {reason}")
    assert (said.problem, said.args) == ("", {"rung": rung, "note": reason})


@pytest.mark.parametrize("word", ["fire", "Fire_and_Rescue", "xfjydd", "Fire_and_Rescue_Brigade"])
def test_a_unit_in_english_is_its_first_words_or_its_initials(word: str) -> None:
    room = with_town("department", "en")
    said = read(room, f"whistle 1 {word} type:emergency")
    assert said.args["called"] == [FIRE]
    assert "called" not in read(room, f"whistle 1 {word[:3]}x type:emergency").args


def test_behind_a_tag_only_a_whole_name_is_a_unit() -> None:
    room = with_town("department", "en")
    said = read(room, "whistle 1 urban type:emergency public security will come")
    assert (said.args["called"], said.args["note"]) == ([URBAN], "public security will come")
    whole = "Public_Security_Sub-bureau"
    said = read(room, f"whistle 1 urban type:emergency {whole} come")
    assert said.args["called"] == [URBAN, PUBLIC_SECURITY]


def test_a_town_may_be_left_out_of_its_offices_names() -> None:
    said = read(with_town("grid", "en"), "whistle 1 construction law_enforcement no one comes")
    assert (said.args["called"], said.args["note"]) == ([BUILD, LAW], "no one comes")


def test_typing_offers_units_of_another_rung_too() -> None:
    shown = [one.shown for one in read(with_town("dispatcher", "en"), "whistle 1 hous").next]
    assert "Housing and Urban-Rural Development Bureau" in shown


@pytest.mark.parametrize(
    ("value", "rung"),
    [("1", "first"), ("2", "second"), ("second", "second"), ("second_whistle", "second")],
)
def test_a_rung_is_its_number_or_its_name(value: str, rung: str) -> None:
    said = read(with_town("dispatcher", "en"), f"whistle 1 rung:{value}")
    assert (said.problem, said.args["rung"]) == ("", rung)


def test_the_rungs_are_named_where_one_may_be_chosen() -> None:
    shown = [one.shown for one in read(with_town("dispatcher", "en"), "whistle 1 rung:9 ").next]
    assert "rung:1 first whistle 2 second whistle" in shown
    assert [one.shown for one in read(with_town("dispatcher"), "cs 1 级:").next] == [
        "一级哨", "二级哨",
    ]  # fmt: skip


def test_the_proposed_units_stay_when_tab_is_pressed_again() -> None:
    room = with_town("department")
    room.type("w<tab><tab>")
    read_now = room.seat.bar.read
    assert read_now.args["called"] == [WATER, CENTRE_CITY, POLICE]
    assert room.seat.bar.editor.text.endswith("型:")


def test_playbooks_in_use_are_offered() -> None:
    room = with_town("grid")
    room.act("20260310000001", "whistle", GRID_WORKER, playbook="防汛 二级")
    offered = read(room, "ya 1 ").next[0]
    assert offered.shown == "防汛 二级"
    room.type(f":ya 1 {offered.insert}")
    assert "防汛" in room.seat.bar.read.echo

"""Suspensions, extensions, decisions and cards in the command line, in both languages."""

from __future__ import annotations

import pytest

from governance.verbs import VERBS
from tests.console.seats import WATER, Room


def room(lang: str = "zh") -> Room:
    made = Room(lang=lang)
    made.report("BJ0101")
    return made


def read(line: str, lang: str = "zh"):
    return room(lang).seat.speech.grammar.read(line)


@pytest.mark.parametrize(
    ("spellings", "verb"),
    [
        (("挂账", "gz", "suspend"), "suspend"),
        (("延期", "yq", "extend"), "extend"),
        (("申诉", "ss", "appeal"), "appeal"),
        (("批准", "pz", "approve"), "approve"),
        (("驳回", "bh", "deny"), "deny"),
        (("复账", "fz", "resume"), "resume"),
        (("督办", "db", "supervise"), "supervise"),
        (("督复", "df", "answer"), "answer"),
        (("删名", "sm", "drop"), "drop"),
    ],
)
def test_each_verb_in_three_spellings(spellings: tuple[str, ...], verb: str) -> None:
    for spelling in spellings:
        assert read(f"{spelling} 1 x").verb == VERBS[verb]


@pytest.mark.parametrize("verb", ["card", "resume_due"])
def test_the_platforms_own_verbs_are_not_said(verb: str) -> None:
    assert read(f"{verb} 1").verb is None
    assert read(f"{VERBS[verb].zh} 1").verb is None


@pytest.mark.parametrize("until", ["3天", "2周", "明天", "12-01", "2026-12-01", "12月1日", "4h"])
@pytest.mark.parametrize("cause", ["工程", "gc", "engineering"])
def test_a_suspension_is_said_in_several_ways(until: str, cause: str) -> None:
    said = read(f"gz 1 因:{cause} 至:{until} 随大修")
    assert said.args == {"cause": "engineering", "until": until, "note": "随大修"}
    assert not said.problem
    assert f"因:工程 至:{until}" in said.echo


def test_a_suspension_in_english() -> None:
    said = read("suspend 1 cause:disputed until:3d owner is being found", "en")
    assert said.args == {"cause": "disputed", "until": "3d", "note": "owner is being found"}
    assert "cause:disputed ownership until:3d" in said.echo
    assert not said.problem


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("gz 1", "缘由"),
        ("gz 1 至:3天", "缘由"),
        ("gz 1 因:工程", "复账日"),
        ("gz 1 因:放假 至:3天", "没有「放假」"),
        ("gz 1 因:工程 至:改天", "没有「改天」"),
        ("gz 1 因: 至:3天", "请选挂账缘由"),
        ("yq 1", "请写理由"),
        ("ss 1", "请写理由"),
        ("bh 1", "请写理由"),
        ("db 1 督:紫牌", "没有「紫牌」"),
        ("df 1", "请写内容"),
    ],
)
def test_what_is_lacking_is_said(line: str, words: str) -> None:
    assert words in read(line).problem


def test_what_is_lacking_is_said_in_english() -> None:
    assert "cause" in read("suspend 1", "en").problem
    assert "until" in read("suspend 1 cause:season", "en").problem


def test_days_and_causes_are_offered() -> None:
    assert [one.shown for one in read("gz 1 因:").next] == ["季节", "工程", "权属争议"]
    assert [one.shown for one in read("gz 1 因:工程 至:").next] == ["1天", "3天", "7天", "30天"]
    assert {one.insert for one in read("gz 1 ").next} >= {"因:", "至:"}
    offered = [one.shown for one in read("suspend 1 until:", "en").next]
    assert offered == ["1d", "3d", "7d", "30d"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("db 1 督:提醒", "remind"),
        ("db 1 督:黄牌", "yellow"),
        ("db 1 督:hp", None),
        ("db 1 督:红牌", "red"),
        ("db 1 督:dbl", "order"),
        ("db 1 kind:order 限今日办结", "order"),
        ("db 1 kind:reminder", "remind"),
        ("db 1 kind:yellow", "yellow"),
    ],
)
def test_the_kind_of_a_card(line: str, kind: str | None) -> None:
    said = read(line)
    assert said.args.get("kind") == kind
    assert bool(said.problem) is (kind is None)


def test_a_card_goes_to_the_unit_in_charge_or_to_another() -> None:
    assert "target" not in read("db 1 督:黄牌 请尽快办理").args
    said = read("db 1 水务局 督:黄牌 请尽快办理")
    assert said.args == {"target": "320509D029", "kind": "yellow", "text": "请尽快办理"}


def test_a_request_and_a_card_may_be_named() -> None:
    assert read("pz 1").args == {}
    assert read("pz 1 请:R2 情况属实").args == {"request": "R2", "note": "情况属实"}
    assert read("bh 1 请:1 理由不足").args == {"request": "1", "reason": "理由不足"}
    assert read("df 1 牌:C1 已安排专人").args == {"card": "C1", "text": "已安排专人"}
    assert read("approve 1 request:R2", "en").args == {"request": "R2"}


def test_why_can_be_asked_of_the_new_clocks() -> None:
    assert read("wh 1 步:督复").args == {"stage": "reply"}
    assert read("why 1 stage:approval", "en").args == {"stage": "approve"}


def test_a_code_is_meant_before_what_only_begins_with_it() -> None:
    assert read("sl 1 急:i").args["urgency"] == "I"
    assert read("sl 1 急:ii").args["urgency"] == "II"


def test_what_a_card_is_and_before_whom_is_echoed() -> None:
    made = Room()
    number = made.report()
    grammar = made.seat.speech.grammar
    centre = made.seat.directory.centre()
    assert grammar.read("db 1").echo.endswith(f"-> {centre} 督:提醒")
    for verb, args in (("accept", {"condition": 1}), ("dispatch", {"target": WATER})):
        made.act(number, verb, **args)
    assert grammar.read("db 1 请尽快").echo.endswith("-> 自来水公司 督:提醒 请尽快")
    said = grammar.read("db 1 督:黄牌")
    assert said.echo.count("督:") == 1
    assert said.echo.endswith("-> 自来水公司 督:黄牌")


def test_the_kinds_of_card_come_first() -> None:
    made = room()
    shown = [one.shown for one in read("db 1 ").next]
    assert shown[:4] == ["督:提醒", "督:黄牌", "督:红牌", "督:督办令"]
    made.type("u<tab><tab>")
    assert made.seat.bar.read.args == {"kind": "yellow"}
    assert "督:提醒" not in [one.shown for one in read("db 1 督:黄牌 ").next]

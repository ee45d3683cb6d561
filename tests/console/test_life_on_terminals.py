"""A ticket's whole life on real terminals: by keys, and by typed commands with initials."""

from __future__ import annotations

import pytest

from tests.console.consoles import console, text
from tests.platform.server import Server
from tests.terminal.pty_seat import PtySeat


def say(seat: PtySeat, line: str, answer: str) -> None:
    """Type a command line and wait for the words that answer it."""
    seat.send(":")
    seat.wait_for("执行 Tab")
    seat.send(line)
    seat.wait_for(lambda lines: line.split()[-1] in "".join(lines[-3:-1]))
    seat.send("<enter>")
    seat.wait_for(answer)


def press(seat: PtySeat, key: str, answer: str) -> None:
    """Press a key and wait for what it brings."""
    seat.send(key)
    seat.wait_for(answer)


def sign(lines: list[str], number: str) -> str:
    """What stands before a ticket's row: marked, held, looked at, or nothing."""
    return next(line[2] for line in lines[4:] if number in line)


def test_the_whole_life_by_keys(server: Server) -> None:
    with (
        console(server, "dispatcher") as centre,
        console(server, "department") as town,
        console(server, "leader") as leader,
    ):
        centre.wait_for("没有工单")
        press(centre, "N", ":新建")
        centre.send("盛泽镇舜新路路灯不亮<enter>")
        centre.wait_for("已新建")
        centre.wait_for("待受理1")
        press(centre, "i", "类:")
        centre.send("qtzx")
        centre.wait_for("其他咨询")
        centre.send("<tab><enter>")
        centre.wait_for("已受理 000001")
        press(centre, "d", ":派遣 000001")
        centre.send("szz")
        centre.wait_for("-> 盛泽镇")
        centre.send("<enter>")
        centre.wait_for("已派遣 000001")
        town.wait_for("待签收")
        press(town, "s", "已签收 000001")
        press(town, "f", ":反馈 000001")
        town.send("灯已换好<enter>")
        town.wait_for("已反馈 000001")
        leader.wait_for("待核查")
        press(leader, "v", "已核查 000001")
        press(leader, "c", "再按 Enter 确认")
        leader.send("<enter>")
        leader.wait_for("已结案 000001")
        centre.wait_for("待回访")
        press(centre, "B", ":回访 000001")
        centre.send("解:是 满:是 灯亮了<enter>")
        centre.wait_for("已回访 000001")
        centre.wait_for("在办0")
        press(centre, "<enter>", "上报")
        centre.send("<end>")
        for word in ("受理", "派遣", "签收", "部门反馈", "核查通过", "结案", "灯已换好", "灯亮了"):
            centre.wait_for(word)
        assert centre.faults == []


def test_the_branches_by_typed_commands(server: Server) -> None:
    with (
        console(server, "dispatcher") as centre,
        console(server, "department") as town,
        console(server, "leader") as leader,
    ):
        centre.wait_for("在线")
        say(centre, "xj 平望路口井盖松动 类:上水井盖", "已新建 000002")
        say(centre, "sl 2 件:2", "已受理 000002")
        say(centre, "pq 2 szz", "已派遣 000002")
        town.wait_for("000002")
        say(town, "td 2 属自来水公司 依:职责清单", "再按 Enter 确认")
        press(town, "<enter>", "已退单 000002")
        centre.wait_for("退单")
        say(centre, "zc 2 属地应先行处置", "再按 Enter 确认")
        press(centre, "<enter>", "已仲裁 000002")
        town.wait_for("待签收")
        say(town, "qs 2", "已签收 000002")
        say(town, "fk 2 已垫平", "已反馈 000002")
        leader.wait_for("待核查")
        say(leader, "hc 2 果:不通过 仍有响动", "已核查 000002")
        say(leader, "fg 2 请重新固定", "再按 Enter 确认")
        press(leader, "<enter>", "已返工 000002")
        town.wait_for("曾退单 返工")
        say(town, "qs 2", "已签收 000002")
        say(town, "fk 2 已重新固定", "已反馈 000002")
        leader.wait_for("待核查")
        say(leader, "hc 2", "已核查 000002")
        say(leader, "ja 2 解:是", "再按 Enter 确认")
        press(leader, "<enter>", "已结案 000002")
        say(leader, "zb 2 市民称又松了", "再按 Enter 确认")
        press(leader, "<enter>", "已重办 000002")
        town.wait_for("重办")
        say(centre, "xj 咨询天气", "已新建 000003")
        say(centre, "bsl 3 不属受理范围", "再按 Enter 确认")
        press(centre, "<enter>", "已不受理 000003")


def test_helpers_duplicates_and_claims_by_typed_commands(server: Server) -> None:
    with (
        console(server, "dispatcher") as centre,
        console(server, "department") as town,
        console(server, "other") as helper,
        console(server, "leader") as leader,
    ):
        centre.wait_for("在线")
        say(centre, "xj 中鲈路口红灯不亮 类:其他咨询", "已新建 000004")
        say(centre, "xj 中鲈路口信号灯坏了", "已新建 000005")
        leader.wait_for("000005")
        say(leader, "rl 5", "已认领 000005")
        say(centre, "hb 5 4", "周强 已认领此工单")
        centre.wait_for(lambda lines: sign(lines, "000005") == "=")
        say(leader, "fs 5", "已放手 000005")
        centre.wait_for(lambda lines: sign(lines, "000005") != "=")
        centre.wait_for("待受理2")
        say(centre, "hb 5 4 同一处", "已合并 000005")
        centre.wait_for("待受理1")
        say(centre, "q 4", "并入 000005")
        centre.send("<esc>")
        say(centre, "ck 5", "已拆开 000005")
        centre.wait_for("待受理2")
        say(centre, "sl 4", "已受理 000004")
        say(centre, "pq 4 szz", "已派遣 000004")
        town.wait_for("000004")
        say(town, "qs 4", "已签收 000004")
        centre.wait_for("处置中")
        say(centre, "xb 4 pwz 请派电工", "已协办 000004")
        helper.wait_for("000004")
        say(town, "fk 4 已换灯", "协办单位尚未答复")
        say(town, "q 4", "中鲈路口红灯")
        say(helper, "fk 4 电工已到场", "已反馈 000004")
        town.wait_for(lambda lines: any("协办" in one and "已停" in one for one in lines))
        say(town, "fk 4 已换灯", "已反馈 000004")
        for seat in (centre, town, helper, leader):
            assert seat.faults == []


@pytest.mark.parametrize(
    ("who", "line", "words"),
    [
        ("dispatcher", "qs 1", "有权的是: 部门、网格"),
        ("dispatcher", "ja 1", "有权的是: 值班长"),
        ("dispatcher", "sl 1 类:其他咨询", "现为「已结案」"),
        ("leader", "pq 1 平望镇", "现为「已结案」"),
    ],
)
def test_a_wrong_step_is_refused_in_words(server: Server, who: str, line: str, words: str) -> None:
    with console(server, who) as seat:
        seat.wait_for("在线")
        seat.wait_for("剩余")
        seat.send(":")
        seat.wait_for("执行 Tab")
        seat.send(line + "<enter>")
        if line.startswith("ja"):
            seat.wait_for("再按 Enter 确认")
            seat.send("<enter>")
        seat.wait_for(words)
        assert "未办 [" in text(seat) or "未办 派遣席" in text(seat)


def test_an_english_seat_speaks_english(server: Server) -> None:
    with console(server, "dispatcher", lang="en", rows=50, cols=160) as seat:
        seat.wait_for("online")
        seat.send("?")
        seat.wait_for("Commands and keys")
        seat.send("<esc>")
        seat.wait_for("soonest due first")
        seat.send(":why 1")
        seat.wait_for("why 000001")
        seat.send("<enter>")
        seat.wait_for("due 20")
        assert "start 20" in text(seat)


def test_why_prints_the_arithmetic(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("在线")
        seat.send(":wh 000001 步:处置")
        seat.wait_for("为何 000001")
        seat.send("<enter>")
        seat.wait_for("到期 20")
        assert "时限 1 工作日" in text(seat)
        assert "余 0:00:00" in text(seat)

"""``shaotai do``: a line of the seat's grammar from a shell, answered as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.shaotai.command_runs import Ran, complained, shaotai
from tests.shaotai.conftest import Living


def do(home: Path, living: Living, token: Path, *line: str) -> Ran:
    """Run a line as the owner of a token."""
    return shaotai(
        home, "do", *line, "--server", living.url, SHAOTAI_TOKEN_FILE=str(token)
    )  # fmt: skip


def answered(ran: Ran, code: int = 0) -> dict[str, Any]:
    """The one JSON object that was printed."""
    assert ran.code == code, ran
    assert ran.err == ""
    assert ran.out.count("\n") == 1
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_a_ticket_goes_its_way_by_lines(tmp_path: Path, living: Living) -> None:
    me = living.dispatcher
    new = answered(do(tmp_path, living, me, "新建 路口垃圾成堆 类:暴露生活垃圾 格:平望"))
    number = new["ticket"]["number"]
    tail = number[-6:]
    assert new["outcome"] == "applied"
    filed = answered(do(tmp_path, living, me, f"sl {tail} 件:1"))
    assert filed["ticket"]["state"] == "pending_dispatch"
    said = do(tmp_path, living, me, f"pq {tail} pw 请尽快", "--dry-run")
    assert said.code == 0
    assert f"派遣 {tail}" in said.out
    assert "平望镇" in said.out
    sent = answered(do(tmp_path, living, me, f"pq {tail} pw 请尽快"))
    assert sent["ticket"]["state"] == "pending_handle"
    whole = answered(do(tmp_path, living, me, f"go {number}"))
    assert [one["kind"] for one in whole["events"]] == ["reported", "accepted", "dispatched"]
    why = answered(do(tmp_path, living, me, f"wh {tail}"))
    assert why["zh"][0].startswith("起算")


def test_what_the_rules_refuse_is_printed_as_they_word_it(tmp_path: Path, living: Living) -> None:
    me = living.dispatcher
    new = answered(do(tmp_path, living, me, "新建 路口垃圾成堆 类:暴露生活垃圾 格:平望"))
    tail = new["ticket"]["number"][-6:]
    refused = answered(do(tmp_path, living, me, f"pq {tail} pw"), 1)
    assert (refused["error"], refused["rule"], refused["missing"]) == ("refused", "D2", ["state"])
    denied = answered(do(tmp_path, living, me, f"ja {tail}"), 4)
    assert denied["error"] == "denied"


def test_what_cannot_be_read_says_what_is_missing(tmp_path: Path, living: Living) -> None:
    for line, words in (
        ("", "没有说要做什么"),
        ("飞走 000001", "飞走"),
        ("pq 999999 pw", "999999"),
        ("pq pw", "工单编号"),
        ("bz 000001", "内容"),
        ("tc", "只在席位上可用"),
    ):
        said = complained(do(tmp_path, living, living.dispatcher, line), 2)
        assert words in said, (line, said)


def test_nobody_to_ask_is_not_a_traceback(tmp_path: Path, living: Living) -> None:
    complained(shaotai(tmp_path, "do", "go 1", "--server", living.url), 2)
    gone = shaotai(tmp_path, "do", "go 1", "--server", "http://127.0.0.1:9",
                   SHAOTAI_TOKEN_FILE=str(living.dispatcher))  # fmt: skip
    complained(gone, 3)


def test_a_ticket_is_found_by_a_short_tail(tmp_path: Path, living: Living) -> None:
    me = living.dispatcher
    new = answered(do(tmp_path, living, me, "新建 路口垃圾成堆 类:暴露生活垃圾 格:平望"))
    number = new["ticket"]["number"]
    found = answered(do(tmp_path, living, me, f"go {int(number[-6:])}"))
    assert found["number"] == number
    assert answered(do(tmp_path, living, me, f"why {int(number[-6:])}"))["zh"]
    noted = answered(do(tmp_path, living, me, f"bz {int(number[-6:])} 已电话核实"))
    assert noted["ticket"]["number"] == number
    assert "99999" in complained(do(tmp_path, living, me, "bz 99999 已核实"), 2)


def test_its_help_names_the_token_file(tmp_path: Path) -> None:
    assert "SHAOTAI_TOKEN_FILE" in shaotai(tmp_path, "do", "--help").out

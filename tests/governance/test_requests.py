"""Suspension, extension and appeal: who may ask when, four eyes, and what comes of it."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from governance.calendar import CHINA
from governance.command import Actor
from governance.ledger import explain
from governance.ticket import flags, pressing_clock
from governance.timers import timers_of
from tests.governance.world import PROFILE, TOWN, WHO, Course


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def signed() -> Course:
    """A town has signed at 9:10 what is due on Monday at 15:00 (four working hours from 9:00)."""
    course = Course().dispatched()
    course.wait(minutes=10).say("department", "sign")
    return course


def handle(course: Course):
    clock = course.ticket.last("handle")
    assert clock is not None
    return clock


def suspended(until: str = "03-12") -> Course:
    """Asked for at 9:10 and approved at 10:00: one hour of four is gone."""
    course = signed()
    course.say("department", "suspend", cause="engineering", until=until, note="随大修")
    course.wait(minutes=50).say("dispatcher", "approve", note="同意")
    return course


# -- extension -------------------------------------------------------------------------------


def test_an_extension_adds_one_original_limit() -> None:
    course = signed()
    assert course.say("department", "extend", reason="等配件") == ["extension_asked"]
    assert course.running() == {"handle", "refuse", "approve"}
    asked = course.ticket.requests[0]
    assert (asked.id, asked.kind, asked.by, asked.unit) == ("R1", "extend", "赵磊", TOWN)
    course.wait(minutes=20)
    assert course.say("dispatcher", "approve") == ["extended"]
    assert handle(course).due == at("03-10 09:00")
    assert handle(course).extensions[0].approver == "王敏"
    assert course.running() == {"handle", "refuse"}
    assert course.ticket.requests[0].state == "granted"
    assert "extended" in flags(course.ticket)


def test_the_second_extension_needs_the_leader_and_there_is_no_third() -> None:
    course = signed()
    course.say("department", "extend", reason="等配件")
    course.say("dispatcher", "approve")
    course.say("department", "extend", reason="仍未到货")
    refusal = course.refused("dispatcher", "approve")
    assert (refusal.rule, refusal.missing) == ("T3", ("leader",))
    course.say("leader", "approve")
    assert handle(course).due == at("03-10 15:00")
    assert course.refused("department", "extend", reason="再等").missing == ("extensions",)


def test_a_denied_extension_does_not_count() -> None:
    course = signed()
    for _ in range(3):
        course.say("department", "extend", reason="等配件")
        course.say("dispatcher", "deny", reason="不充分")
    assert handle(course).due == at("03-09 15:00")
    assert [one.state for one in course.ticket.requests] == ["denied"] * 3
    assert "approve" not in course.running()
    course.say("department", "extend", reason="等配件")
    course.say("supervisor", "approve")
    assert len(handle(course).extensions) == 1


def test_only_before_the_deadline_but_approved_whenever_the_centre_comes_to_it() -> None:
    course = signed()
    course.now = at("03-09 14:59:59")
    course.say("department", "extend", reason="等配件")
    course.now = at("03-09 16:30:00")
    course.say("dispatcher", "approve")
    assert handle(course).due == at("03-10 09:00")
    late = signed()
    late.now = at("03-09 15:00:00")
    assert late.refused("department", "extend", reason="等配件").missing == ("deadline",)


def test_a_unit_asks_only_for_what_it_has_signed_and_one_thing_at_a_time() -> None:
    course = Course().dispatched()
    assert course.refused("department", "extend", reason="x").missing == ("signature",)
    course.say("department", "sign")
    assert course.refused("other", "extend", reason="x").error == "not_found"
    course.say("department", "extend", reason="x")
    again = course.refused("department", "suspend", cause="season", until="3天")
    assert again.missing == ("request",)
    assert "R1" in again.zh


# -- four eyes -------------------------------------------------------------------------------


def test_who_asked_does_not_decide() -> None:
    course = signed()
    course.say("dispatcher", "extend", reason="单位来电")
    assert course.ticket.requests[0].unit == TOWN
    for verb, words in (("approve", {}), ("deny", {"reason": "x"})):
        assert course.refused("dispatcher", verb, **words).missing == ("other person",)
    course.say("supervisor", "approve")


def test_nobody_of_the_asking_unit_decides(monkeypatch) -> None:
    course = signed()
    course.say("department", "extend", reason="x")
    monkeypatch.setitem(WHO, "inside", Actor("p09", "镇长", "leader", TOWN))
    assert course.refused("inside", "approve").missing == ("other person",)


def test_a_jurisdiction_may_do_without_four_eyes() -> None:
    rules = msgspec.structs.replace(PROFILE.rules, four_eyes=False)
    course = Course(PROFILE._replace(rules=rules)).dispatched()
    course.say("department", "sign")
    course.say("dispatcher", "extend", reason="单位来电")
    assert course.say("dispatcher", "approve") == ["extended"]


def test_there_must_be_something_to_decide_and_it_can_be_named() -> None:
    course = signed()
    assert course.refused("dispatcher", "approve").missing == ("request",)
    course.say("department", "extend", reason="x")
    refusal = course.refused("dispatcher", "approve", request="R7")
    assert "R1" in refusal.zh
    assert course.say("dispatcher", "approve", request="1") == ["extended"]


# -- suspension ------------------------------------------------------------------------------


def test_a_suspension_pauses_from_its_approval_and_resumes_by_itself() -> None:
    course = suspended()
    clock = handle(course)
    assert clock.paused
    assert clock.due == at("03-12 11:00")
    assert {"suspended", "provisional"} <= set(flags(course.ticket))
    (timer,) = [one for one in timers_of(course.ticket, PROFILE) if one.verb == "resume_due"]
    assert (timer.key, timer.due) == ("resume:R1", at("03-12 08:00"))
    assert not [one for one in timers_of(course.ticket, PROFILE) if "handle" in one.key]
    course.now = timer.due
    assert course.say("system", timer.verb, **timer.args) == ["resumed"]
    assert handle(course).due == at("03-12 11:00")
    assert not {"suspended", "provisional"} & set(flags(course.ticket))
    assert pressing_clock(course.ticket) == handle(course)


def test_the_rest_counts_from_an_earlier_resumption() -> None:
    course = suspended()
    course.now = at("03-10 16:30")
    assert course.say("department", "resume", note="提前进场") == ["resumed"]
    assert handle(course).due == at("03-11 09:30")
    assert course.refused("department", "resume").missing == ("suspended",)
    assert [one.verb for one in timers_of(course.ticket, PROFILE)] == ["card"] * 3


def test_nothing_is_reported_or_returned_meanwhile() -> None:
    course = suspended()
    assert course.refused("department", "report", result="好").missing == ("suspended",)
    back = course.refused("department", "return", reason="x", basis="y")
    assert back.missing == ("suspended",)
    course.say("department", "resume")
    course.say("department", "report", result="好")
    assert course.state == "pending_check"


def test_the_platform_does_not_resume_before_its_day() -> None:
    course = suspended()
    course.now = at("03-11 23:59:59")
    assert course.refused("system", "resume_due", request="R1").missing == ("until",)
    assert course.refused("system", "resume_due", request="R2").missing == ("suspended",)
    assert course.refused("dispatcher", "resume_due").error == "denied"


def test_once_only() -> None:
    course = suspended()
    course.say("department", "resume")
    again = course.refused("department", "suspend", cause="season", until="3天")
    assert again.missing == ("suspensions",)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"until": "3天"}, "cause"),
        ({"cause": "holiday", "until": "3天"}, "cause"),
        ({"cause": "season"}, "until"),
        ({"cause": "season", "until": "someday"}, "until"),
        ({"cause": "season", "until": "2026-03-09"}, "until"),
        ({"cause": "season", "until": "366天"}, "until"),
        ({"cause": "season", "until": "02-30"}, "until"),
    ],
)
def test_a_suspension_has_a_cause_and_a_day_within_a_year(said: dict, missing: str) -> None:
    assert signed().refused("department", "suspend", **said).missing == (missing,)


def test_a_year_is_the_longest() -> None:
    course = signed()
    course.say("department", "suspend", cause="season", until="365天")
    assert course.ticket.requests[0].until == at("03-09 09:10").replace(year=2027)


def test_too_late_to_approve_a_suspension() -> None:
    course = signed()
    course.say("department", "suspend", cause="season", until="3天")
    course.now = at("03-09 15:00")
    assert course.refused("dispatcher", "approve").missing == ("deadline",)
    course.say("dispatcher", "deny", reason="已超期")


def test_a_request_lapses_when_the_work_is_reported() -> None:
    course = signed()
    course.say("department", "extend", reason="等配件")
    course.say("department", "report", result="已更换")
    assert course.ticket.requests[0].state == "lapsed"
    assert course.running() == {"verify"}
    assert course.refused("dispatcher", "approve").missing == ("request",)


def test_a_rework_goes_on_with_what_was_granted() -> None:
    course = signed()
    course.say("department", "extend", reason="等配件")
    course.say("dispatcher", "approve")
    course.say("department", "report", result="好")
    course.say("checker", "verify", result="fail")
    course.say("dispatcher", "rework", reason="未恢复")
    assert handle(course).due == at("03-10 09:00")
    assert course.ticket.running("handle").extensions


# -- appeal ----------------------------------------------------------------------------------


def closed_late() -> Course:
    course = signed()
    course.now = at("03-09 17:00")
    course.say("department", "report", result="好")
    course.say("checker", "verify", result="pass")
    course.say("leader", "close", solved=True)
    course.say("dispatcher", "callback", solved=True, satisfied=True)
    return course


def test_an_appeal_needs_two_reviewers_and_keeps_the_late_fact() -> None:
    course = closed_late()
    assert course.say("department", "appeal", reason="道路封闭") == ["appealed"]
    assert course.say("dispatcher", "approve") == ["approved"]
    assert not course.ticket.excused
    assert course.refused("dispatcher", "approve").missing == ("person",)
    assert course.say("leader", "approve") == ["appeal_upheld"]
    assert course.ticket.excused
    assert "excused" in flags(course.ticket)
    assert handle(course).stopped > handle(course).due
    assert [one.name for one in course.ticket.requests[0].approvals] == ["王敏", "周强"]


def test_an_appeal_comes_once_after_closing_and_only_for_what_was_late() -> None:
    course = closed_late()
    course.say("department", "appeal", reason="道路封闭")
    course.say("leader", "deny", reason="理由不成立")
    assert course.refused("department", "appeal", reason="再申").missing == ("appeal",)
    assert not course.ticket.excused
    assert Course().closed().refused("department", "appeal", reason="x").missing == ("late",)
    assert signed().refused("department", "appeal", reason="x").missing == ("state",)


# -- the ledger ------------------------------------------------------------------------------


def test_the_ledger_prints_pause_extension_and_who_approved() -> None:
    course = signed()
    course.say("department", "extend", reason="等配件")
    course.wait(minutes=20).say("dispatcher", "approve")
    course.say("department", "suspend", cause="engineering", until="03-12")
    course.wait(minutes=30).say("leader", "approve")
    lines = explain(handle(course), PROFILE.calendar)
    assert [line.zh for line in lines] == [
        "起算 2026-03-09 09:00:00  处置",
        "时限 4 工作时  (上水井盖 / 盖面破口)",
        "延期 +4 工作时  (R1, 2026-03-09 09:30:00 王敏批准)",
        "共计 8:00:00",
        "  03-09 周一 09:00:00-10:00:00 计 1:00:00 余 7:00:00",
        "  2026-03-09 10:00:00 至 2026-03-12 08:00:00 (计划) 挂账 不计 余 7:00:00  "
        "(工程, R2, 周强批准)",
        "  03-12 周四 08:00:00-12:00:00 计 4:00:00 余 3:00:00",
        "  03-12 周四 14:00:00-17:00:00 计 3:00:00 余 0:00:00",
        "到期 2026-03-12 17:00:00",
        "挂账中: 现不计时, 按 2026-03-12 08:00:00 复账推算; 提前复账则重算",
    ]
    course.now = at("03-11 11:00")
    course.say("department", "resume")
    assert [line.en for line in explain(handle(course), PROFILE.calendar)] == [
        "start 2026-03-09 09:00:00  handle",
        "limit 4 working hours  (Water supply manhole cover / Hole in cover)",
        "extension +4 working hours  (R1, approved 2026-03-09 09:30:00 by 王敏)",
        "in all 8:00:00",
        "  03-09 Mon 09:00:00-10:00:00 counts 1:00:00 left 7:00:00",
        "  2026-03-09 10:00:00 to 2026-03-11 11:00:00 suspended, not counted, left 7:00:00  "
        "(engineering, R2, approved by 周强)",
        "  03-11 Wed 11:00:00-12:00:00 counts 1:00:00 left 6:00:00",
        "  03-11 Wed 14:00:00-18:00:00 counts 4:00:00 left 2:00:00",
        "  03-12 Thu 08:00:00-10:00:00 counts 2:00:00 left 0:00:00",
        "due 2026-03-12 10:00:00",
    ]

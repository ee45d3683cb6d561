"""A ticket's life through the accounts that take part in it, and its branches."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from governance.calendar import CHINA
from governance.ticket import flags, pressing_clock
from tests.governance.world import (
    COMMUNITY,
    COVER,
    GRID,
    OTHER_TOWN,
    PROFILE,
    TOWN,
    Course,
)

DESIGNATED = "320509107000"


def test_whole_life() -> None:
    course = Course()
    assert course.say("dispatcher", "new", channel="HOTLINE_12345", text="井盖", grid=GRID) == [
        "reported"
    ]
    assert (course.state, course.running()) == ("reported", {"intake"})
    course.say("dispatcher", "accept", **{"class": COVER, "condition": 2})
    assert (course.state, course.running()) == ("pending_dispatch", {"dispatch"})
    course.say("dispatcher", "dispatch", target=TOWN)
    assert (course.state, course.running()) == ("pending_handle", {"handle", "sign", "refuse"})
    course.say("department", "sign")
    course.say("department", "dispatch", target=COMMUNITY)
    assert course.state == "handling"
    assert course.say("grid", "report", result="已更换", evidence=["IMG1"]) == ["handle_finished"]
    assert "handle" in course.running()
    assert course.say("department", "report", result="属实") == ["handle_confirmed"]
    assert (course.state, course.running()) == ("pending_check", {"verify"})
    course.say("checker", "verify", result="pass")
    assert course.running() == {"close"}
    assert course.say("leader", "close", solved=True) == ["callback_due"]
    assert (course.state, course.running()) == ("pending_close", {"callback"})
    said = course.say("dispatcher", "callback", solved=True, satisfied=True)
    assert said == ["called_back", "closed"]
    assert (course.state, course.running()) == ("closed", set())
    assert course.ticket is not None
    assert course.ticket.version == len(course.events) == 11
    assert course.ticket.evidence == ("IMG1",)
    assert course.ticket.solved is True


def test_work_begun_anew_is_not_known_to_be_solved() -> None:
    course = Course().dispatched()
    course.say("department", "sign")
    course.say("department", "report", result="已更换", solved=True)
    assert course.ticket.solved is True
    course.say("checker", "verify", result="fail", note="仍有缺口")
    course.say("dispatcher", "rework", reason="未修好")
    assert course.ticket.solved is None
    course = Course().closed()
    assert course.ticket.solved is True
    course.say("leader", "reopen", reason="又坏了")
    assert course.ticket.solved is None


def test_a_department_reports_and_confirms_at_once() -> None:
    course = Course().dispatched()
    course.say("department", "sign")
    assert course.say("department", "report", result="已更换") == [
        "handle_finished",
        "handle_confirmed",
    ]


def test_a_department_that_confirms_with_evidence_keeps_it() -> None:
    course = Course().dispatched()
    course.say("department", "sign")
    course.say("department", "dispatch", target=COMMUNITY)
    course.say("grid", "report", result="已更换")
    course.say("department", "report", result="属实", evidence=["IMG2"], solved=False)
    assert course.ticket is not None
    assert course.ticket.evidence == ("IMG2",)
    assert course.ticket.solved is False


def test_rejected_and_filed_anew() -> None:
    course = Course().reported()
    course.say("dispatcher", "reject", reason="不属受理范围")
    assert (course.state, course.running()) == ("not_accepted", set())
    course.say("leader", "reopen", reason="市民补充材料")
    assert (course.state, course.running()) == ("reported", {"intake"})


def test_return_upheld_stays_and_cannot_be_returned_again() -> None:
    course = Course().dispatched()
    course.say("department", "return", reason="不属本镇", basis="职责清单3.2")
    assert course.running() == {"handle", "rule"}
    course.say("leader", "rule", reason="属本镇")
    assert (course.state, course.running()) == ("pending_handle", {"handle", "sign"})
    assert course.ticket is not None
    assert course.ticket.org == TOWN
    refusal = course.refused("department", "return", reason="不属本镇", basis="职责清单3.2")
    assert (refusal.rule, refusal.missing) == ("D4", ("window",))
    assert "None" not in refusal.zh + refusal.en


def test_return_accepted_gives_the_next_unit_a_new_clock() -> None:
    course = Course().dispatched()
    first = course.ticket and course.ticket.running("handle")
    course.wait(hours=1)
    course.say("department", "return", reason="不属本镇", basis="职责清单3.2")
    course.say("dispatcher", "dispatch", target=OTHER_TOWN)
    assert course.ticket is not None
    second = course.ticket.running("handle")
    assert first
    assert second
    assert second.started == course.now > first.started
    assert (course.ticket.org, course.ticket.wrong_dispatches) == (OTHER_TOWN, 1)
    assert [one.stage for one in course.ticket.clocks if one.running].count("handle") == 1


def test_second_return_needs_the_arbiter_and_the_lead_keeps_it() -> None:
    course = Course().dispatched()
    course.say("department", "return", reason="不属本镇", basis="清单")
    course.say("dispatcher", "dispatch", target=OTHER_TOWN)
    course.say("other", "return", reason="不属本镇", basis="清单")
    assert course.ticket is not None
    assert "arbiter" in flags(course.ticket)
    assert course.refused("dispatcher", "dispatch", target=DESIGNATED).missing == ("rule",)
    course.say("leader", "rule", target=TOWN, reason="首接负责")
    assert course.ticket.org == TOWN
    assert course.ticket.lead_designated
    assert course.running() == {"handle", "sign"}
    refusal = course.refused("department", "return", reason="不属本镇", basis="清单")
    assert refusal.missing == ("lead",)


def test_window_to_return_ends() -> None:
    course = Course().dispatched().wait(days=3)
    refusal = course.refused("department", "return", reason="不属本镇", basis="清单")
    assert "03-09 10:00" in refusal.zh


def test_rework_keeps_the_handling_clock() -> None:
    course = Course().finished()
    assert course.ticket is not None
    first = next(one for one in course.ticket.clocks if one.stage == "handle")
    course.wait(hours=1).say("checker", "verify", result="fail", note="仍松动")
    assert course.running() == {"rework"}
    course.say("dispatcher", "rework", reason="仍松动")
    again = course.ticket.running("handle")
    assert again == msgspec.structs.replace(first, stopped=None, again=course.now)
    assert course.running() == {"handle", "sign"}
    assert (course.ticket.org, course.ticket.reworks) == (TOWN, 1)


def test_rework_straight_from_the_check_is_a_failed_check_too() -> None:
    course = Course().finished()
    assert course.say("supervisor", "rework", reason="照片不符") == ["check_failed", "reworked"]


def test_reopened_has_half_of_the_limit() -> None:
    course = Course().closed().wait(days=1)
    course.say("dispatcher", "reopen", reason="市民不满意")
    assert course.ticket is not None
    clock = course.ticket.running("handle")
    assert clock
    assert (clock.limit.value, clock.started) == (2, course.now)
    assert clock.source[1].endswith("reopened, 0.5 of the limit")
    assert (course.state, course.running()) == ("pending_handle", {"handle", "sign"})


def test_the_pressing_clock_is_no_window() -> None:
    course = Course().dispatched()
    assert course.ticket is not None
    clock = pressing_clock(course.ticket)
    assert clock
    assert clock.stage == "sign"


def test_newer_calendar_moves_running_clocks_only() -> None:
    eve = datetime(2026, 12, 31, 17, 0, tzinfo=CHINA)
    course = Course(now=eve).reported()
    course.say("dispatcher", "accept", **{"class": COVER, "condition": 3})
    course.say("dispatcher", "dispatch", target=TOWN)
    assert course.refused("system", "recompute").rule == "T1"
    stopped = [one for one in course.ticket.clocks if not one.running] if course.ticket else []
    calendar = PROFILE.calendar
    later = msgspec.structs.replace(
        calendar, off=calendar.off | {date(2027, 1, 1)}, years=calendar.years | {2027}
    )
    course.profile = PROFILE._replace(calendar=later)
    assert course.say("system", "recompute") == ["clocks_recomputed"]
    assert course.ticket is not None
    handle = course.ticket.running("handle")
    assert handle
    assert (f"{handle.due:%m-%d %H:%M}", handle.provisional) == ("01-05 17:00", False)
    assert [one for one in course.ticket.clocks if not one.running] == stopped
    assert course.running() == {"handle", "sign", "refuse"}

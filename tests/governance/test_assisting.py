"""One lead and several helpers, each with its clock and its reply (D5)."""

from __future__ import annotations

import pytest

from governance.authority import units_of
from tests.governance.world import COMMUNITY, COVER, OTHER_TOWN, TOWN, WHO, Course

WATER = "320509D029"
DESIGNATED = "320509107000"
OTHER = "other"
"""The account of OTHER_TOWN."""


def helped(condition: int = 2, **args: object) -> Course:
    """A ticket that the town has signed and the other town helps with."""
    course = Course().reported()
    course.say("dispatcher", "accept", **{"class": COVER, "condition": condition})
    course.say("dispatcher", "dispatch", target=TOWN)
    course.say("department", "sign")
    course.say("dispatcher", "assist", target=OTHER_TOWN, **args)
    return course


def clocks(course: Course) -> dict[str, bool]:
    """Each helper's clock: whether it runs."""
    assert course.ticket is not None
    found = [one for one in course.ticket.clocks if one.stage == "assist"]
    return {one.unit_in_charge: one.running for one in found}


def test_helpers_are_asked_by_the_centre_or_the_lead_and_hold_the_ticket() -> None:
    course = helped(assist=[WATER], note="现场需两家配合")
    assert [event.fact.target for event in course.events[-2:]] == [OTHER_TOWN, WATER]
    assert clocks(course) == {OTHER_TOWN: True, WATER: True}
    assert units_of(course.ticket) == (TOWN, OTHER_TOWN, WATER)
    assert course.state == "pending_handle"
    course.say("department", "assist", target=DESIGNATED)
    assert DESIGNATED in course.ticket.assist


def test_a_helper_named_with_the_dispatch_has_a_clock_too() -> None:
    course = Course().reported()
    course.say("dispatcher", "accept", **{"class": COVER, "condition": 2})
    course.say("dispatcher", "dispatch", target=TOWN, assist=[OTHER_TOWN, TOWN, OTHER_TOWN])
    assert course.ticket.assist == (OTHER_TOWN,)
    assert clocks(course) == {OTHER_TOWN: True}


@pytest.mark.parametrize(
    ("unit", "rule"),
    [("", "D5"), ("nowhere", "D1"), (TOWN, "D5"), (OTHER_TOWN, "D5")],
)
def test_who_cannot_be_asked(unit: str, rule: str) -> None:
    refusal = helped().refused("dispatcher", "assist", target=unit)
    assert (refusal.rule, refusal.error) == (rule, "refused")


def test_one_that_does_not_fit_leaves_the_others_unasked() -> None:
    course = helped()
    assert course.refused("dispatcher", "assist", target=WATER, assist=["nowhere"]).rule == "D1"
    assert WATER not in course.ticket.assist


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        ("sign", {}),
        ("return", {"reason": "x", "basis": "x"}),
        ("dispatch", {"target": OTHER_TOWN}),
        ("assist", {"target": WATER}),
    ],
)
def test_a_helper_does_not_act_for_the_lead(verb: str, args: dict) -> None:
    course = Course().dispatched()
    course.say("dispatcher", "assist", target=OTHER_TOWN)
    refusal = course.refused(OTHER, verb, **args)
    assert (refusal.rule, refusal.error) == ("F4", "denied")


def test_a_helpers_report_stops_its_own_clock_and_nothing_else() -> None:
    course = helped(assist=[WATER])
    said = course.say(OTHER, "report", result="已断水", evidence=["IMG7"], solved=True)
    assert said == ["assist_replied"]
    assert clocks(course) == {OTHER_TOWN: False, WATER: True}
    assert "handle" in course.running()
    assert (course.state, course.ticket.solved) == ("pending_handle", None)
    assert course.ticket.evidence == ("IMG7",)
    assert WHO[OTHER].account in course.ticket.handlers
    assert course.say(OTHER, "report", result="补充") == ["assist_replied"]


def test_the_lead_reports_after_the_helpers() -> None:
    course = helped(condition=3)
    refusal = course.refused("department", "report", result="已处置")
    assert (refusal.rule, refusal.missing) == ("D5", ("assist",))
    assert "平望镇" in refusal.zh
    course.say(OTHER, "report", result="已断水")
    assert course.say("department", "report", result="已处置")[-1] == "handle_confirmed"


def test_a_handler_below_the_lead_may_finish_meanwhile() -> None:
    course = helped(condition=3)
    course.say("department", "dispatch", target=COMMUNITY)
    assert course.say("grid", "report", result="已处置") == ["handle_finished"]
    assert course.refused("department", "report", result="属实").rule == "D5"


def test_a_helper_whose_time_is_over_holds_nobody_up() -> None:
    course = helped(condition=3)
    course.wait(days=1)
    assert course.say("department", "report", result="已处置")[-1] == "handle_confirmed"
    assert clocks(course) == {OTHER_TOWN: False}
    late = next(one for one in course.ticket.clocks if one.stage == "assist")
    assert late.stopped == course.now > late.due


def test_a_helper_whose_time_ends_after_the_leads_holds_nobody_up() -> None:
    course = Course().dispatched()
    course.say("department", "sign")
    course.wait(hours=3, minutes=30).say("dispatcher", "assist", target=OTHER_TOWN)
    assert course.refused("department", "report", result="已处置").rule == "D5"
    course = Course().reported()
    course.say("dispatcher", "accept", **{"class": COVER, "condition": 1})
    course.say("dispatcher", "dispatch", target=TOWN)
    course.say("department", "sign")
    course.wait(hours=1, minutes=30).say("dispatcher", "assist", target=OTHER_TOWN)
    handle, helps = course.ticket.running("handle"), course.ticket.running("assist")
    assert course.now < handle.due < helps.due
    assert course.say("department", "report", result="已处置")[-1] == "handle_confirmed"


def test_a_helper_that_replied_can_be_asked_again() -> None:
    course = helped()
    course.say(OTHER, "report", result="已断水")
    course.wait(hours=1).say("dispatcher", "assist", target=OTHER_TOWN)
    assert course.ticket.assist == (OTHER_TOWN,)
    assert "assist" in course.running()


def test_helpers_stay_through_a_rework_and_owe_again_after_a_reopening() -> None:
    course = helped()
    course.say(OTHER, "report", result="已断水")
    course.say("department", "report", result="已处置")
    course.say("checker", "verify", result="fail")
    course.say("dispatcher", "rework", reason="未好")
    assert course.ticket.assist == (OTHER_TOWN,)
    assert "assist" not in course.running()
    course.say("department", "sign")
    course.say("department", "report", result="已处置")
    course.say("checker", "verify")
    course.say("leader", "close")
    course.say("leader", "reopen", reason="又坏了")
    assert "assist" in course.running()


def test_another_unit_starts_without_the_old_helpers() -> None:
    course = Course().dispatched()
    course.say("dispatcher", "assist", target=WATER)
    course.say("department", "return", reason="不属", basis="清单")
    assert "assist" in course.running()
    course.say("dispatcher", "dispatch", target=OTHER_TOWN)
    assert (course.ticket.assist, clocks(course)) == ((), {WATER: False})


def test_a_helper_that_is_named_the_lead_helps_no_more() -> None:
    course = Course().dispatched()
    course.say("dispatcher", "assist", target=OTHER_TOWN, assist=[WATER])
    course.say("department", "return", reason="不属", basis="清单")
    course.say("leader", "rule", target=OTHER_TOWN, reason="首接负责")
    assert (course.ticket.org, course.ticket.assist) == (OTHER_TOWN, (WATER,))
    assert clocks(course) == {OTHER_TOWN: False, WATER: True}
    course.say(OTHER, "sign")

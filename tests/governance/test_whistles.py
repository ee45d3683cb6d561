"""Whistles: who may blow, whom they call, what called units and whistlers may do (H1, H3, H4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance.authority import units_of
from governance.ticket import flags, pressing_clock
from governance.timers import timers_of
from governance.whistle import Call, Whistle
from tests.governance.world import (
    BUREAU,
    COMMUNITY,
    COVER,
    OFFICE,
    OTHER_TOWN,
    PROFILE,
    TOWN,
    WHO,
    Course,
)

SECOND_OFFICE = "320509105B02"
WATER_COMPANY, POLICE = "320509D086", "320509D059"
"""Competent for manhole covers; and whom every second whistle of Wujiang calls."""


def blown(who: str = "grid", **args: object) -> Course:
    """A ticket that is with the town, and the whistle of its grid staff."""
    course = Course().dispatched()
    course.say("department", "sign")
    course.say(who, "whistle", **args)
    return course


def whistle(course: Course, number: int = -1) -> Whistle:
    assert course.ticket is not None
    return course.ticket.whistles[number]


def call(course: Course, unit: str, number: int = -1) -> Call:
    found = whistle(course, number).call(unit)
    assert found is not None
    return found


def test_a_grid_calls_the_offices_of_its_town_that_are_proposed() -> None:
    course = blown(note="三家都说不归自己管")
    one = whistle(course)
    assert (one.id, one.type, one.rung, one.state, one.unit) == (
        "W1", "enforcement", "first", "open", WHO["grid"].org,
    )  # fmt: skip
    assert [(c.unit, c.lead) for c in one.calls] == [(SECOND_OFFICE, True), (OFFICE, False)]
    clocks = [c for c in course.ticket.clocks if c.whistle == "W1"]
    assert [(c.stage, c.unit_in_charge) for c in clocks] == [
        (stage, unit) for unit in (SECOND_OFFICE, OFFICE) for stage in ("reportin", "onsite")
    ]
    assert clocks[0].due - course.now == timedelta(hours=2)
    assert "一级哨" in clocks[0].source[0]
    assert units_of(course.ticket) == (TOWN, SECOND_OFFICE, OFFICE, COMMUNITY)
    assert "whistle" in flags(course.ticket)
    assert pressing_clock(course.ticket).stage == "reportin"


def test_a_town_blows_the_second_rung_and_the_competent_department_leads() -> None:
    course = blown("department")
    assert whistle(course).rung == "second"
    assert [c.unit for c in whistle(course).calls] == [WATER_COMPANY, BUREAU, POLICE]


def test_the_centre_blows_either_rung_the_lower_first() -> None:
    course = blown("dispatcher")
    course.say("leader", "whistle")
    assert [one.rung for one in course.ticket.whistles] == ["first", "second"]
    assert course.refused("dispatcher", "whistle").rule == "H1"
    assert course.refused("dispatcher", "whistle", rung="first").rule == "H1"


def test_named_units_are_called_in_the_order_said() -> None:
    course = blown("department", called=[POLICE, BUREAU], type="key_task", playbook="防汛预案")
    assert [(c.unit, c.lead) for c in whistle(course).calls] == [(POLICE, True), (BUREAU, False)]
    assert (whistle(course).type, whistle(course).playbook) == ("key_task", "防汛预案")
    assert {c.stage for c in course.ticket.clocks if c.whistle} == {"reportin"}


@pytest.mark.parametrize(
    ("who", "args", "rule", "error"),
    [
        ("supervisor", {}, "F4", "denied"),
        ("department", {"rung": "first"}, "H1", "denied"),
        ("grid", {"rung": "second"}, "H1", "denied"),
        ("grid", {"rung": "third"}, "H1", "refused"),
        ("grid", {"type": "loud"}, "H4", "refused"),
        ("grid", {"called": [BUREAU]}, "H1", "refused"),
        ("grid", {"called": ["nowhere"]}, "D1", "refused"),
        ("grid", {"called": [OFFICE, OFFICE]}, "H1", "refused"),
        ("grid", {"playbook": "x" * 41}, "I2", "refused"),
        ("office", {}, "D10", "not_found"),
    ],
)
def test_who_and_what_cannot_be_called(who: str, args: dict, rule: str, error: str) -> None:
    course = Course().dispatched()
    refusal = course.refused(who, "whistle", **args)
    assert (refusal.rule, refusal.error) == (rule, error)


def test_only_an_emergency_comes_before_anybody_has_tried() -> None:
    course = Course().reported()
    assert course.refused("grid", "whistle").missing == ("state",)
    course.say("grid", "whistle", type="emergency")
    clocks = {c.stage: c.due - course.now for c in course.ticket.clocks if c.whistle}
    assert clocks == {"reportin": timedelta(minutes=10), "onsite": timedelta(minutes=30)}


def test_no_ladder_no_whistle() -> None:
    course = Course(PROFILE._replace(ladder=type(PROFILE.ladder)())).dispatched()
    assert "未设" in course.refused("dispatcher", "whistle").zh


def test_without_place_or_class_somebody_must_be_named() -> None:
    course = Course()
    course.say("dispatcher", "new", channel="HOTLINE_12345", text="x")
    refusal = course.refused("dispatcher", "whistle", type="emergency")
    assert (refusal.rule, refusal.missing) == ("H1", ("target",))
    course.say("dispatcher", "whistle", type="emergency", called=[OFFICE])


def test_a_called_unit_reports_in_and_comes() -> None:
    course = blown()
    course.wait(minutes=20).say("office", "reportin", person="沈军", note="已出发")
    found = call(course, OFFICE)
    assert (found.state, found.person, found.arrived_at, found.late) == (
        "arrived", "沈军", course.now, False,
    )  # fmt: skip
    assert WHO["office"].account in course.ticket.handlers
    course.wait(minutes=20).say("office", "onsite")
    found = call(course, OFFICE)
    assert (found.state, found.site_person, found.site_late) == ("onsite", "沈军", False)
    running = {(c.stage, c.unit_in_charge) for c in course.ticket.clocks if c.running and c.whistle}
    assert running == {("reportin", SECOND_OFFICE), ("onsite", SECOND_OFFICE)}
    for verb in ("reportin", "onsite"):
        assert "沈军" in course.refused("office", verb).zh


def test_who_comes_has_reported_in() -> None:
    course = blown()
    assert course.say("office", "onsite") == ["reported_in", "on_site"]
    assert course.events[-2].fact.private is None


def test_late_is_late_also_without_a_timer() -> None:
    course = blown()
    course.wait(hours=2, seconds=1).say("office", "reportin")
    assert call(course, OFFICE).late
    course.wait(hours=2).say("office", "onsite")
    assert call(course, OFFICE).site_late
    assert not whistle(course).late or call(course, SECOND_OFFICE).late


def test_the_centre_records_what_it_heard_by_telephone() -> None:
    course = blown()
    assert course.refused("dispatcher", "reportin", unit=OFFICE).missing == ("person",)
    refusal = course.refused("dispatcher", "reportin", person="沈军")
    assert (refusal.rule, refusal.missing) == ("H3", ("unit",))
    course.say("dispatcher", "reportin", person="沈军", unit=OFFICE)
    assert WHO["dispatcher"].account not in course.ticket.handlers
    course.say("dispatcher", "reportin", person="顾平")
    assert call(course, SECOND_OFFICE).person == "顾平"


def test_a_unit_above_speaks_for_its_office_but_never_the_whistler() -> None:
    course = blown("grid", called=[OFFICE])
    refusal = course.refused("grid", "reportin")
    assert (refusal.rule, refusal.error) == ("H3", "denied")
    course.say("department", "reportin", person="沈军")
    assert call(course, OFFICE).state == "arrived"


@pytest.mark.parametrize(
    ("args", "missing"),
    [
        ({"unit": BUREAU}, ("called unit",)),
        ({"whistle": "W7"}, ("open whistle",)),
        ({"person": "x" * 41}, ("person",)),
    ],
)
def test_what_is_not_called_cannot_report_in(args: dict, missing: tuple) -> None:
    assert blown().refused("office", "reportin", **args).missing == missing


def test_nothing_is_answered_where_nothing_was_blown() -> None:
    course = Course().dispatched()
    for verb, args in (
        ("reportin", {"person": "x"}),
        ("escalate", {}),
        ("conclude", {"result": "x"}),
        ("confer", {"note": "x"}),
        ("playbook", {"playbook": "x"}),
        ("rate", {"ratings": {OFFICE: 5}}),
        ("excuse", {"unit": OFFICE, "reason": "x"}),
    ):
        assert course.refused("dispatcher", verb, **args).error == "refused"


def test_a_called_unit_cannot_act_as_if_it_held_the_ticket() -> None:
    course = blown()
    for verb, args in (
        ("report", {"result": "不归我们"}),
        ("sign", {}),
        ("return", {"reason": "不归我们", "basis": "清单"}),
    ):
        refusal = course.refused("office", verb, **args)
        assert refusal.error in ("denied", "refused")
    assert course.refused("office", "report", result="x").rule == "F4"


def test_only_the_centre_lets_a_unit_off_and_the_next_one_leads() -> None:
    course = blown()
    assert course.refused("grid", "excuse", unit=SECOND_OFFICE, reason="x").error == "denied"
    assert course.refused("dispatcher", "excuse", unit=SECOND_OFFICE).missing == ("reason",)
    assert course.refused("dispatcher", "excuse", reason="x").missing == ("unit",)
    assert course.refused("dispatcher", "excuse", unit=BUREAU, reason="x").error == "refused"
    course.say("dispatcher", "excuse", unit=SECOND_OFFICE, reason="人手在防汛")
    assert call(course, SECOND_OFFICE).state == "released"
    assert call(course, OFFICE).lead
    assert units_of(course.ticket) == (TOWN, OFFICE, COMMUNITY)
    assert {c.unit_in_charge for c in course.ticket.clocks if c.running and c.whistle} == {OFFICE}
    assert "销哨" in course.refused("leader", "excuse", unit=OFFICE, reason="x").zh


def test_the_joint_work_is_noted_by_those_who_take_part() -> None:
    course = blown(called=[OFFICE])
    for who in ("grid", "office", "dispatcher", "department"):
        assert course.say(who, "confer", note="先断水") == ["conferred"]
    assert course.refused("office", "playbook", playbook="x" * 41).rule == "I2"
    course.say("office", "playbook", playbook="防汛预案")
    assert whistle(course).playbook == "防汛预案"
    assert course.refused("other", "confer", note="x").error == "not_found"


def test_an_emergency_rings_until_each_called_account_has_heard() -> None:
    course = blown(type="emergency", called=[OFFICE, SECOND_OFFICE])
    assert course.say("office", "ack") == ["whistle_acked"]
    assert call(course, OFFICE).acked == (WHO["office"].account,)
    assert call(course, SECOND_OFFICE).acked == ()
    assert "已确认过" in course.refused("office", "ack").zh
    assert course.say("department", "ack") == ["whistle_acked", "whistle_acked"]
    assert blown().refused("office", "ack").rule == "H4"


def test_the_whistler_rates_whom_it_called_once_they_came_or_were_late() -> None:
    course = blown()
    assert course.refused("grid", "rate").missing == ("ratings",)
    course.say("office", "reportin")
    assert course.refused("office", "rate", ratings={OFFICE: 5}).error == "denied"
    assert course.refused("grid", "rate", ratings={OFFICE: 6}).rule == "I2"
    assert course.refused("grid", "rate", ratings={BUREAU: 5}).rule == "H3"
    assert "时限" in course.refused("grid", "rate", ratings={SECOND_OFFICE: 1}).zh
    course.say("grid", "rate", ratings={OFFICE: 4}, note="来得快")
    assert call(course, OFFICE).rating == 4
    assert "已评过" in course.refused("grid", "rate", ratings={OFFICE: 5}).zh
    course.wait(hours=3)
    expire(course)
    course.say("grid", "rate", ratings={SECOND_OFFICE: 1}, whistle="W1")
    assert call(course, SECOND_OFFICE, 0).rating == 1


def expire(course: Course) -> list[str]:
    """Say what the timers that are due say, each as of its time; the kinds of facts made."""
    now, kinds = course.now, []
    while True:
        assert course.ticket is not None
        due = [one for one in timers_of(course.ticket, course.profile) if one.verb == "missed"]
        if not due or due[0].due > now:
            break
        course.now = due[0].due
        kinds += course.say("system", "missed", **due[0].args)
    course.now = now
    return kinds


def test_a_ticket_does_not_end_while_a_whistle_is_open() -> None:
    course = blown()
    course.say("department", "report", result="已更换")
    course.say("checker", "verify", result="pass")
    refusal = course.refused("leader", "close", solved=True)
    assert (refusal.rule, refusal.missing) == ("H3", ("conclude",))
    assert "W000001-1" in refusal.zh
    assert course.refused("office", "conclude", result="x").error == "denied"
    course.say("grid", "conclude", result="三家到场, 已处置", solved=True)
    assert (whistle(course).state, whistle(course).solved) == ("concluded", True)
    assert not [c for c in course.ticket.clocks if c.running and c.whistle]
    assert "whistle" not in flags(course.ticket)
    course.say("leader", "close", solved=True)


def test_a_merge_or_a_rejection_waits_for_the_emergency_whistle() -> None:
    course = Course().reported()
    course.say("grid", "whistle", type="emergency")
    assert course.refused("dispatcher", "reject", reason="x").rule == "H3"
    assert course.refused("dispatcher", "merge", into="20260309000002").rule == "H3"


def test_whistles_outlive_a_new_dispatch_and_a_reopening() -> None:
    course = Course().dispatched()
    course.say("grid", "whistle", type="emergency", called=[OFFICE])
    course.say("department", "return", reason="不属本镇", basis="清单")
    course.say("dispatcher", "dispatch", target=OTHER_TOWN)
    assert [c.stage for c in course.ticket.clocks if c.running and c.whistle] == [
        "reportin", "onsite",
    ]  # fmt: skip
    assert units_of(course.ticket) == (OTHER_TOWN, OFFICE, COMMUNITY)
    assert course.ticket.ticket_class == COVER

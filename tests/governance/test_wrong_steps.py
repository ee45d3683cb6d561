"""Every wrong step is refused, naming the rule and what is missing, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from governance import refusals
from governance.command import ARGUMENTS, LONGEST_FIELD, LONGEST_TEXT
from governance.decide import Context, decide
from governance.verbs import VERBS
from tests.governance.world import COVER, GRID, MONDAY, OTHER_TOWN, TOWN, WHO, Course

STAGES = {
    "none": lambda: Course(),
    "reported": lambda: Course().reported(),
    "dispatched": lambda: Course().dispatched(),
    "finished": lambda: Course().finished(),
    "closed": lambda: Course().closed(),
}


@pytest.mark.parametrize(
    ("stage", "who", "verb", "args", "rule", "missing"),
    [
        ("none", "dispatcher", "new", {"text": "井盖"}, "I1", ("channel",)),
        ("none", "dispatcher", "new", {"channel": "HOTLINE_12345"}, "I1", ("text",)),
        ("none", "dispatcher", "new", {"channel": "X", "text": "x"}, "I1", ("channel",)),
        ("reported", "dispatcher", "accept", {}, "D8", ("class",)),
        ("reported", "dispatcher", "accept", {"class": COVER}, "D8", ("condition",)),
        ("reported", "dispatcher", "accept", {"class": "XX"}, "I6", ("class",)),
        ("reported", "dispatcher", "accept", {"class": COVER, "grid": "1"}, "I7", ("grid",)),
        ("reported", "dispatcher", "accept", {"class": COVER, "urgency": "V"}, "D8", ("urgency",)),
        ("reported", "dispatcher", "reject", {"reason": "  "}, "O2", ("reason",)),
        ("reported", "dispatcher", "dispatch", {"target": TOWN}, "D2", ("state",)),
        ("reported", "leader", "close", {}, "D8", ("state",)),
        ("dispatched", "dispatcher", "dispatch", {"target": OTHER_TOWN}, "D2", ("state",)),
        ("dispatched", "department", "report", {"result": "好"}, "D4", ("signature",)),
        ("dispatched", "department", "report", {}, "D8", ("result",)),
        ("dispatched", "department", "return", {"reason": "不属"}, "D4", ("basis",)),
        ("dispatched", "department", "return", {"basis": "清单"}, "D4", ("reason",)),
        ("dispatched", "department", "dispatch", {"target": TOWN}, "D4", ("signature",)),
        ("dispatched", "leader", "rule", {"reason": "x"}, "D4", ("state",)),
        ("finished", "checker", "verify", {"result": "maybe"}, "D8", ("result",)),
        ("finished", "dispatcher", "rework", {}, "D8", ("reason",)),
        ("closed", "dispatcher", "reopen", {}, "O2", ("reason",)),
        ("closed", "dispatcher", "note", {}, "C6", ("text",)),
        ("closed", "checker", "verify", {}, "D7", ("state",)),
    ],
)
def test_wrong_step(stage: str, who: str, verb: str, args: dict, rule: str, missing: tuple) -> None:
    refusal = STAGES[stage]().refused(who, verb, **args)
    assert (refusal.rule, refusal.missing, refusal.error) == (rule, missing, "refused")


@pytest.mark.parametrize("verb", [name for name, verb in VERBS.items() if verb.kind == "command"])
def test_a_role_outside_the_table_is_denied(verb: str) -> None:
    outside = [role for role in ("dispatcher", "leader", "department", "grid", "supervisor")
               if not VERBS[verb].open_to(role)]  # fmt: skip
    for who in [*outside, "system"]:
        refusal = Course().dispatched().refused(who, verb)
        assert (refusal.rule, refusal.error) == ("F4", "denied")


def test_a_dispatcher_never_signs_reports_checks_or_closes() -> None:
    assert not any(
        VERBS[verb].open_to("dispatcher") for verb in ("sign", "report", "verify", "close")
    )


def test_a_unit_does_not_see_what_others_hold() -> None:
    assert Course().dispatched().refused("other", "sign").error == "not_found"


def test_a_grid_worker_sees_its_place_but_signs_only_what_it_holds() -> None:
    refusal = Course().dispatched().refused("grid", "sign")
    assert (refusal.rule, refusal.error) == ("F4", "denied")


def test_who_handled_does_not_check() -> None:
    course = Course().dispatched()
    course.say("department", "sign")
    course.say("department", "dispatch", target=GRID)
    course.say("grid", "report", result="已更换")
    course.say("department", "report", result="属实")
    refusal = course.refused("grid", "verify", result="pass")
    assert (refusal.rule, refusal.missing) == ("D7", ("other person",))
    course.say("checker", "verify", result="pass")


def test_who_found_does_not_close() -> None:
    course = Course()
    course.say("leader", "new", channel="GRID_WORKER", text="井盖", grid=GRID)
    course.say("dispatcher", "accept", **{"class": COVER, "condition": 1})
    course.say("dispatcher", "dispatch", target=TOWN)
    course.say("department", "sign")
    course.say("department", "report", result="好")
    course.say("checker", "verify")
    assert course.refused("leader", "close").rule == "D7"


def test_oversized_words_are_refused() -> None:
    course = Course().reported()
    long = course.refused("dispatcher", "note", text="字" * (LONGEST_TEXT + 1))
    assert (long.rule, long.missing) == ("I2", ("text",))
    name = Course().refused(
        "dispatcher",
        "new",
        channel="HOTLINE_12345",
        text="x",
        reporter={"name": "王" * (LONGEST_FIELD + 1)},
    )
    assert name.missing == ("name",)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"at": MONDAY + timedelta(minutes=10, seconds=1)}, "at"),
        ({"at": datetime.max.replace(tzinfo=UTC)}, "at"),
        ({"lng": 180.1}, "lng"),
        ({"lng": -181}, "lng"),
        ({"lng": float("nan")}, "lng"),
        ({"lat": 90.5}, "lat"),
        ({"lat": float("-inf")}, "lat"),
    ],
)
def test_a_report_from_the_future_or_from_nowhere_is_refused(said: dict, missing: str) -> None:
    refusal = Course().refused("dispatcher", "new", channel="HOTLINE_12345", text="x", **said)
    assert (refusal.rule, refusal.missing, refusal.error) == ("I2", (missing,), "refused")


def test_a_clock_a_little_fast_and_the_ends_of_the_earth_are_taken() -> None:
    course = Course()
    ahead = (MONDAY + timedelta(minutes=10)).astimezone(UTC)
    course.say("dispatcher", "new", channel="HOTLINE_12345", text="x", at=ahead, lng=180, lat=-90)
    assert course.ticket.reported_at == ahead


def test_the_late_hear_of_it_only_where_they_may() -> None:
    """A conflict is answered before the state is looked at, and after the role."""
    course = Course().dispatched()
    late = refusals.conflict("王敏", MONDAY, 3)
    for who, error in (
        ("dispatcher", "denied"),
        ("other", "not_found"),
        ("department", "conflict"),
    ):
        context = Context(MONDAY, WHO[who], course.profile, conflict=late)
        assert decide(course.ticket, "sign", ARGUMENTS["sign"](), context).error == error
    course = Course().reported()
    context = Context(MONDAY, WHO["dispatcher"], course.profile, conflict=late)
    assert decide(course.ticket, "rework", ARGUMENTS["rework"](), context) == late


def test_a_condition_needs_its_class_from_the_beginning() -> None:
    report = {"channel": "HOTLINE_12345", "text": "x", "condition": 9}
    assert Course().refused("dispatcher", "new", **report).missing == ("class",)
    assert Course().refused("dispatcher", "new", **report, **{"class": COVER}).rule == "D8"


def test_a_class_dropped_by_the_jurisdiction_is_refused_in_words() -> None:
    course = Course().closed()
    course.ticket = msgspec.structs.replace(course.ticket, ticket_class="GONE")
    assert course.refused("leader", "reopen", reason="x").rule == "I6"


@pytest.mark.parametrize("verb", ["", "why", "go", "siren", "受理"])
def test_what_is_no_command_is_refused(verb: str) -> None:
    course = Course().reported()
    context = course_context(course)
    refusal = decide(course.ticket, verb, ARGUMENTS["note"](), context)
    assert refusal.rule == "D10"


def test_arguments_of_another_verb_are_refused() -> None:
    course = Course().reported()
    refusal = decide(course.ticket, "accept", ARGUMENTS["note"](), course_context(course))
    assert refusal.rule == "F1"


def course_context(course: Course) -> Context:
    return Context(course.now, WHO["dispatcher"], course.profile)

"""Who has a ticket in hand holds colleagues off, for a while (D11)."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.governance.world import COVER, MONDAY, PROFILE, TOWN, WHO, Course

FILING = {"class": COVER, "condition": 2}


def claimed(who: str = "dispatcher") -> Course:
    course = Course().reported()
    course.say(who, "claim")
    return course


def test_a_claim_names_its_holder_and_its_end() -> None:
    course = claimed()
    claim = course.ticket.claim
    assert (claim.account, claim.name) == ("d01", "王敏")
    assert claim.until == MONDAY + timedelta(minutes=10)
    assert course.ticket.version == 2


def test_colleagues_are_held_off_and_told_who_and_until_when() -> None:
    course = claimed()
    refusal = course.refused("leader", "accept", **FILING)
    assert (refusal.rule, refusal.error, refusal.by, refusal.at) == (
        "D11", "conflict", "王敏", MONDAY,
    )  # fmt: skip
    assert "09:10:00" in refusal.zh
    assert "09:10:00" in refusal.en
    course.say("leader", "note", text="备注不受影响")
    assert course.ticket.claim is not None


def test_the_holders_next_step_lets_go() -> None:
    course = claimed()
    course.say("dispatcher", "note", text="正在核对")
    assert course.ticket.claim is not None
    course.say("dispatcher", "accept", **FILING)
    assert course.ticket.claim is None
    course.say("leader", "dispatch", target=TOWN)


def test_it_ends_by_itself_and_the_next_fact_forgets_it() -> None:
    course = claimed().wait(minutes=9, seconds=59)
    assert course.refused("leader", "accept", **FILING).rule == "D11"
    course.wait(seconds=1)
    assert course.refused("dispatcher", "release").missing == ("claim",)
    course.say("leader", "note", text="x")
    assert course.ticket.claim is None
    course.say("leader", "accept", **FILING)


def test_it_is_let_go_by_its_holder_only() -> None:
    course = claimed()
    assert course.refused("leader", "release").by == "王敏"
    course.say("dispatcher", "release")
    assert course.ticket.claim is None
    assert course.refused("dispatcher", "release").missing == ("claim",)


def test_a_colleague_takes_over_with_a_reason() -> None:
    course = claimed()
    assert course.refused("leader", "claim").by == "王敏"
    assert course.refused("leader", "claim", reason=" ").by == "王敏"
    course.say("leader", "claim", reason="王敏换班")
    assert course.events[-1].fact.private.text == "王敏换班"
    assert course.refused("dispatcher", "accept", **FILING).by == "周强"


def test_the_holder_may_claim_for_longer() -> None:
    course = claimed().wait(minutes=6)
    course.say("dispatcher", "claim")
    assert course.ticket.claim.until == MONDAY + timedelta(minutes=16)


@pytest.mark.parametrize("who", ["dispatcher", "leader"])
def test_the_sides_do_not_hold_each_other_off(who: str) -> None:
    course = Course().dispatched()
    course.say(who, "claim")
    course.say("department", "sign")
    assert course.ticket.claim is not None
    course.wait(minutes=11).say("department", "claim")
    course.say("dispatcher", "assist", target="320509D029")
    assert course.refused("leader", "close").missing == ("state",)


def test_units_hold_off_their_own_people_only() -> None:
    course = Course().dispatched()
    course.say("department", "sign")
    course.say("dispatcher", "assist", target=WHO["other"].org)
    course.say("department", "dispatch", target=WHO["grid"].org)
    course.say("department", "claim")
    assert course.refused("grid", "report", result="x").by == "赵磊"
    assert course.say("other", "report", result="已断水") == ["assist_replied"]


def test_the_platform_is_held_off_by_nobody() -> None:
    course = claimed()
    assert course.refused("system", "recompute").rule == "T1"


def test_how_long_is_the_jurisdictions() -> None:
    rules = msgspec.structs.replace(PROFILE.rules, claim_minutes=3)
    course = Course(PROFILE._replace(rules=rules)).reported()
    course.say("dispatcher", "claim")
    assert course.ticket.claim.until == MONDAY + timedelta(minutes=3)

"""Cards by hand and by the clock, their answers, and what an unanswered one holds up."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from governance.authority import units_of
from governance.calendar import CHINA
from governance.ticket import pressing_clock
from governance.timer import Timer
from governance.timers import timers_of
from tests.governance.world import OTHER_TOWN, PROFILE, TOWN, Course


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def signed() -> Course:
    """Four working hours from Monday 9:00, due at 15:00."""
    course = Course().dispatched()
    course.say("department", "sign")
    return course


def coming(course: Course) -> list[Timer]:
    return [one for one in timers_of(course.ticket, PROFILE) if one.verb == "card"]


def fire(course: Course) -> Timer:
    """The next card falls due."""
    timer = coming(course)[0]
    course.now = timer.due
    assert course.say("system", timer.verb, **timer.args) == ["supervised"]
    return timer


# -- by the clock ----------------------------------------------------------------------------


def test_the_clock_puts_each_card_once_at_its_time() -> None:
    course = signed()
    assert [(one.key, one.due) for one in coming(course)] == [
        (f"card:handle:{TOWN}:remind", at("03-09 14:12")),
        (f"card:handle:{TOWN}:yellow", at("03-09 15:00")),
        (f"card:handle:{TOWN}:red", at("03-10 15:00")),
    ]
    fired = [fire(course) for _ in range(3)]
    assert coming(course) == []
    cards = course.ticket.cards
    assert [(one.id, one.kind, one.at) for one in cards] == [
        ("C1", "remind", at("03-09 14:12")),
        ("C2", "yellow", at("03-09 15:00")),
        ("C3", "red", at("03-10 15:00")),
    ]
    assert all(one.automatic and one.unit == TOWN and one.by == "系统" for one in cards)
    assert cards[2].due == at("03-11 09:00")
    again = course.refused("system", "card", **fired[1].args)
    assert again.rule == "T4"


def test_before_its_time_no_card_is_put() -> None:
    course = signed()
    timer = coming(course)[0]
    course.now = at("03-09 14:11:59")
    assert course.refused("system", "card", **timer.args).rule == "T4"
    assert course.refused("leader", "card", **timer.args).error == "denied"


def test_an_extension_moves_the_cards_that_are_still_to_come() -> None:
    course = signed()
    course.say("department", "extend", reason="等配件")
    course.say("dispatcher", "approve")
    assert [one.due for one in coming(course)] == [
        at("03-09 17:24"), at("03-10 09:00"), at("03-11 09:00")
    ]  # fmt: skip


def test_reporting_ends_them() -> None:
    course = signed()
    course.say("department", "report", result="好")
    assert [one.key for one in coming(course)] == []


def test_a_rework_does_not_put_the_same_card_again() -> None:
    course = signed()
    fire(course)
    course.say("department", "report", result="好")
    course.say("checker", "verify", result="fail")
    course.say("dispatcher", "rework", reason="未恢复")
    kinds = [one.args["kind"] for one in coming(course) if one.args["stage"] == "handle"]
    assert kinds == ["yellow", "red"]


def test_a_clock_that_goes_on_puts_no_card_for_when_it_stood() -> None:
    """Reported in time, found wanting two days later: the cards come then, with time to answer."""
    course = signed()
    course.say("department", "report", result="好")
    course.now = at("03-11 10:00")
    course.say("checker", "verify", result="fail")
    course.say("dispatcher", "rework", reason="未恢复")
    ours = [one for one in coming(course) if one.args["stage"] == "handle"]
    assert [(one.args["kind"], one.due) for one in ours] == [
        ("red", at("03-11 10:00")), ("remind", at("03-11 10:00")), ("yellow", at("03-11 10:00")),
    ]  # fmt: skip
    fire(course)
    assert course.ticket.cards[0].due == at("03-11 16:00")


def test_the_centre_is_reminded_of_a_request_that_waits() -> None:
    course = signed()
    course.say("department", "extend", reason="等配件")
    timer = coming(course)[0]
    assert (timer.key, timer.due) == ("card:approve::remind", at("03-09 09:30"))
    fire(course)
    assert course.ticket.cards[0].unit == PROFILE.district
    course.say("department", "report", result="好")
    assert course.say("leader", "answer", text="已阅") == ["answered"]


def test_a_newer_calendar_moves_what_is_owed() -> None:
    """The notice for 2027 comes out: New Year's Day is off."""
    course = Course(now=datetime(2026, 12, 31, 17, 0, tzinfo=CHINA)).dispatched()
    course.say("leader", "supervise", kind="order", text="限时办结")
    assert course.ticket.cards[0].due == datetime(2027, 1, 1, 17, 0, tzinfo=CHINA)
    calendar = PROFILE.calendar
    later = msgspec.structs.replace(
        calendar, off=calendar.off | {date(2027, 1, 1)}, years=calendar.years | {2027}
    )
    course.profile = PROFILE._replace(calendar=later)
    course.say("system", "recompute")
    assert course.ticket.cards[0].due == datetime(2027, 1, 4, 17, 0, tzinfo=CHINA)
    assert course.ticket.running("reply").due == course.ticket.cards[0].due


def test_the_centre_is_reminded_of_its_own_clocks() -> None:
    course = Course().reported()
    (timer,) = coming(course)
    course.now = timer.due
    course.say("system", timer.verb, **timer.args)
    assert course.ticket.cards[0].unit == PROFILE.district
    assert course.say("dispatcher", "answer", text="马上受理") == ["answered"]


# -- by hand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "kind", "may"),
    [
        ("dispatcher", "", True),
        ("dispatcher", "remind", True),
        ("dispatcher", "yellow", False),
        ("supervisor", "red", True),
        ("supervisor", "order", False),
        ("leader", "order", True),
    ],
)
def test_who_may_put_which_card(who: str, kind: str, may: bool) -> None:
    course = signed()
    if may:
        assert course.say(who, "supervise", kind=kind, text="限时办结") == ["supervised"]
        assert course.ticket.cards[0].kind == (kind or "remind")
    else:
        assert course.refused(who, "supervise", kind=kind, text="x").error == "denied"


def test_a_card_by_hand_may_come_again_and_go_to_another_unit() -> None:
    course = signed()
    course.say("leader", "supervise", kind="red")
    course.say("leader", "supervise", kind="red", target=OTHER_TOWN)
    assert [one.unit for one in course.ticket.cards] == [TOWN, OTHER_TOWN]
    assert OTHER_TOWN in units_of(course.ticket)
    assert course.say("other", "answer", text="已协调") == ["answered"]
    assert OTHER_TOWN not in units_of(course.ticket)
    assert course.refused("leader", "supervise", kind="red", target="X").rule == "D1"
    assert course.refused("leader", "supervise", kind="purple").missing == ("kind",)
    assert course.refused("leader", "supervise", kind="order").missing == ("text",)


def test_a_unit_that_only_owes_an_answer_reports_nothing() -> None:
    course = signed()
    course.say("leader", "supervise", target=OTHER_TOWN)
    assert course.refused("other", "report", result="好").error == "denied"


# -- the answer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "holds"), [("remind", 0), ("yellow", 0), ("red", 1), ("order", 1)]
)
def test_what_has_to_be_answered_before_a_result_is_reported(kind: str, holds: bool) -> None:
    course = signed()
    course.say("leader", "supervise", kind=kind, text="限时办结")
    if holds:
        refusal = course.refused("department", "report", result="好")
        assert (refusal.rule, refusal.missing) == ("T4", ("answer",))
        assert "C1" in refusal.zh
        course.say("department", "answer", text="已到场")
    course.say("department", "report", result="好")
    assert course.state == "pending_check"
    assert course.ticket.cards[0].waits is not holds


def test_its_own_clock_runs_until_the_answer_and_is_no_step_of_the_ticket() -> None:
    course = signed()
    course.say("leader", "supervise", kind="red", text="限时办结")
    reply = course.ticket.running("reply")
    assert (reply.due, reply.card, reply.unit_in_charge) == (at("03-09 15:00"), "C1", TOWN)
    assert pressing_clock(course.ticket).stage == "handle"
    course.wait(hours=1).say("department", "answer", text="已到场")
    assert course.ticket.running("reply") is None
    card = course.ticket.cards[0]
    assert (card.answered_by, card.answered_at) == ("赵磊", at("03-09 10:00"))


def test_one_answer_for_all_or_for_the_one_that_is_named() -> None:
    course = signed()
    for kind in ("remind", "yellow", "red"):
        course.say("leader", "supervise", kind=kind)
    assert course.say("department", "answer", card="2", text="已到场") == ["answered"]
    assert [one.id for one in course.ticket.cards if one.waits] == ["C1", "C3"]
    assert course.say("department", "answer", text="已办") == ["answered"] * 2
    assert course.refused("department", "answer", text="再答").missing == ("card",)


def test_only_who_received_it_answers() -> None:
    course = signed()
    course.say("leader", "supervise", kind="red")
    for who in ("dispatcher", "grid"):
        refusal = course.refused(who, "answer", text="已到场")
        assert "C1" in refusal.zh
    assert course.refused("department", "answer", text=" ").missing == ("text",)


def test_it_is_owed_after_closing_too() -> None:
    course = signed()
    course.say("leader", "supervise", kind="yellow")
    course.say("department", "report", result="好")
    course.say("checker", "verify", result="pass")
    course.say("leader", "close", solved=True)
    course.say("dispatcher", "callback", solved=True, satisfied=True)
    assert course.state == "closed"
    assert course.running() == {"reply"}
    assert course.say("department", "answer", text="已整改") == ["answered"]
    assert course.running() == set()

"""Closing and the call to the reporter: closed, solved and satisfied are three facts (O2)."""

from __future__ import annotations

import msgspec
import pytest

from governance.ticket import flags
from tests.governance.world import COVER, GRID, PROFILE, TOWN, Course

REOPENING = PROFILE._replace(rules=msgspec.structs.replace(PROFILE.rules, unhappy="reopen"))


def checked(channel: str = "HOTLINE_12345", profile=PROFILE) -> Course:
    """A ticket of a channel whose result passed the check."""
    course = Course(profile)
    course.say("dispatcher", "new", channel=channel, text="井盖缺失", grid=GRID)
    course.say("dispatcher", "accept", **{"class": COVER, "condition": 2})
    course.say("dispatcher", "dispatch", target=TOWN)
    course.say("department", "sign")
    course.say("department", "report", result="已更换")
    course.say("checker", "verify")
    return course


def waiting(profile=PROFILE) -> Course:
    """… that waits for the call back."""
    course = checked(profile=profile)
    course.say("leader", "close", solved=True)
    return course


def said(course: Course) -> tuple[bool | None, ...]:
    """Whether it is solved by the centre's word, reached, solved and satisfying by the caller's."""
    ticket = course.ticket
    return ticket.solved, ticket.contacted, ticket.caller_solved, ticket.satisfied


def test_a_channel_without_a_reporter_is_closed_at_once() -> None:
    course = checked("GRID_WORKER")
    assert course.say("leader", "close", solved=True) == ["closed"]
    assert (course.state, course.running()) == ("closed", set())


def test_a_reporter_is_called_back_before_it_is_closed() -> None:
    course = waiting()
    assert (course.state, course.running()) == ("pending_close", {"callback"})
    assert said(course) == (True, None, None, None)
    early = course.refused("leader", "close")
    assert (early.rule, early.missing) == ("O2", ("callback",))
    assert course.say("supervisor", "callback", solved=True, satisfied=True, note="谢谢") == [
        "called_back",
        "closed",
    ]
    assert said(course) == (True, True, True, True)
    assert (course.running(), course.ticket.callbacks) == (set(), 1)


def test_who_is_not_reached_is_called_again() -> None:
    course = waiting()
    due = course.ticket.running("callback").due
    assert course.say("dispatcher", "callback", contacted=False) == ["called_back"]
    assert course.ticket.running("callback").due == due
    assert said(course) == (True, False, None, None)
    assert course.say("leader", "close") == ["closed"]
    assert (course.state, course.running()) == ("closed", set())


@pytest.mark.parametrize("answers", [(True, False), (False, True), (False, False)])
def test_an_unhappy_answer_is_put_before_the_centre(answers: tuple[bool, bool]) -> None:
    course = waiting()
    solved, satisfied = answers
    course.say("dispatcher", "callback", solved=solved, satisfied=satisfied)
    assert said(course) == (True, True, *answers)
    assert (course.state, course.running()) == ("pending_close", {"close"})
    assert "unhappy" in flags(course.ticket)
    course.say("dispatcher", "callback", contacted=False)
    assert said(course) == (True, True, *answers)
    course.say("dispatcher", "reopen", reason="来电人不满意")
    assert (course.state, course.running()) == ("pending_handle", {"handle", "sign"})
    assert said(course) == (None, None, None, None)
    assert "unhappy" not in flags(course.ticket)


def test_the_leader_may_close_over_an_unhappy_answer() -> None:
    course = waiting()
    course.say("dispatcher", "callback", solved=True, satisfied=False)
    course.say("leader", "close")
    assert (course.state, course.running()) == ("closed", set())
    assert "unhappy" in flags(course.ticket)


def test_where_the_jurisdiction_says_so_an_unhappy_answer_reopens() -> None:
    course = waiting(REOPENING)
    said_now = course.say("dispatcher", "callback", solved=False, satisfied=False)
    assert said_now == ["called_back", "reopened"]
    assert (course.state, course.running()) == ("pending_handle", {"handle", "sign"})
    closed = checked("GRID_WORKER", REOPENING)
    closed.say("leader", "close")
    assert closed.say("dispatcher", "callback", solved=True, satisfied=False)[-1] == "reopened"


def test_what_is_closed_can_be_asked_about_too() -> None:
    course = checked("GRID_WORKER")
    course.say("leader", "close", solved=True)
    assert course.say("dispatcher", "callback", solved=True, satisfied=False) == ["called_back"]
    assert (course.state, course.running()) == ("closed", set())
    assert said(course) == (True, True, True, False)


@pytest.mark.parametrize(
    ("args", "missing"),
    [
        ({}, ("contacted",)),
        ({"note": "通话"}, ("contacted",)),
        ({"contacted": True}, ("solved", "satisfied")),
        ({"solved": True}, ("satisfied",)),
        ({"contacted": False, "solved": True}, ("contacted",)),
    ],
)
def test_half_an_answer_is_none(args: dict, missing: tuple[str, ...]) -> None:
    refusal = waiting().refused("dispatcher", "callback", **args)
    assert (refusal.rule, refusal.missing) == ("O2", missing)

"""A duplicate goes into its head and comes out again (I5)."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from governance.calendar import CHINA
from governance.command import Refusal
from governance.event import Event, kind_of
from governance.evolve import evolve
from governance.merging import counterpart
from governance.ticket import Ticket, flags
from tests.governance.world import COVER, PROFILE, Course

HEAD = "20260309000002"


def pair() -> tuple[Course, Course]:
    """Two reports of one matter: ``(duplicate, head)``."""
    duplicate, head = Course().reported(), Course(number=HEAD).reported()
    duplicate.other = head.ticket
    return duplicate, head


def say(course: Course, head: Course, verb: str, **args: object) -> None:
    """Carry a step out on both tickets, as the platform does."""
    course.other = head.ticket
    made = course.attempt("dispatcher", verb, **args)
    assert not isinstance(made, Refusal), made
    for event in made:
        told = counterpart(course.ticket, event)
        assert told is not None
        number, fact = told
        assert number == head.number
        course.ticket = evolve(course.ticket, event)
        version = head.ticket.version + 1
        head.ticket = evolve(head.ticket, Event(fact, event.at, event.actor, version))
    course.other = head.ticket


def test_a_duplicate_is_ended_and_its_head_lists_it() -> None:
    duplicate, head = pair()
    say(duplicate, head, "merge", into=HEAD, note="同一处")
    assert (duplicate.state, duplicate.running(), duplicate.ticket.open) == ("merged", set(), False)
    assert duplicate.ticket.merge.into == HEAD
    assert head.ticket.merged == (duplicate.number,)
    assert "merges" in flags(head.ticket)
    assert (head.state, head.running()) == ("reported", {"intake"})


def test_a_split_gives_state_and_clock_back_as_if_they_had_never_stopped() -> None:
    duplicate, head = pair()
    duplicate.say("dispatcher", "accept", **{"class": COVER, "condition": 2})
    before = duplicate.ticket
    duplicate.wait(hours=5)
    say(duplicate, head, "merge", into=HEAD)
    duplicate.wait(hours=5)
    say(duplicate, head, "split")
    after = duplicate.ticket
    went_on = {clock.again for clock in after.clocks if clock.running}
    clocks = tuple(msgspec.structs.replace(clock, again=None) for clock in after.clocks)
    assert (after.state, clocks) == ("pending_dispatch", before.clocks)
    assert went_on == {duplicate.now}
    assert (after.merge, after.closed_at, head.ticket.merged) == (None, None, ())
    say(duplicate, head, "merge", into=HEAD)
    assert head.ticket.merged == (duplicate.number,)


def test_a_split_counts_on_the_newest_calendar() -> None:
    eve = datetime(2026, 12, 31, 17, 0, tzinfo=CHINA)
    limits = dict(PROFILE.stage_limits)
    limits["intake", "*"] = msgspec.structs.replace(
        limits["intake", "*"], limit=PROFILE.stage_limits["sign", "*"].limit
    )
    duplicate = Course(PROFILE._replace(stage_limits=limits), eve).reported()
    head = Course(number=HEAD).reported()
    duplicate.other = head.ticket
    assert duplicate.ticket.running("intake").provisional
    say(duplicate, head, "merge", into=HEAD)
    calendar = PROFILE.calendar
    published = msgspec.structs.replace(
        calendar, off=calendar.off | {date(2027, 1, 1)}, years=calendar.years | {2027}
    )
    duplicate.profile = duplicate.profile._replace(calendar=published)
    say(duplicate, head, "split")
    clock = duplicate.ticket.running("intake")
    assert (f"{clock.due:%m-%d %H:%M}", clock.provisional) == ("01-04 11:00", False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "closed"}, "重办"),
        ({"state": "merged"}, "20260309000009"),
    ],
)
def test_a_head_that_will_not_do(change: dict, words: str) -> None:
    duplicate, head = pair()
    if change["state"] == "merged":
        say(head, other := Course(number="20260309000009").reported(), "merge", into=other.number)
        duplicate.other = head.ticket
    else:
        duplicate.other = msgspec.structs.replace(head.ticket, **change)
    refusal = duplicate.refused("dispatcher", "merge", into=HEAD)
    assert (refusal.rule, refusal.missing) == ("I5", ("into",))
    assert words in refusal.zh


def test_not_into_itself_nor_into_what_there_is_not() -> None:
    duplicate, head = pair()
    assert duplicate.refused("dispatcher", "merge").missing == ("into",)
    duplicate.other = duplicate.ticket
    assert duplicate.refused("dispatcher", "merge", into=duplicate.number).rule == "I5"
    duplicate.other = None
    assert duplicate.refused("dispatcher", "merge", into="nowhere").error == "not_found"
    duplicate.other = head.ticket
    assert duplicate.refused("dispatcher", "merge", into="nowhere").error == "not_found"


def test_heads_do_not_nest() -> None:
    duplicate, head = pair()
    say(duplicate, head, "merge", into=HEAD)
    head.other = Course(number="20260309000003").reported().ticket
    refusal = head.refused("dispatcher", "merge", into="20260309000003")
    assert refusal.rule == "I5"
    assert "20260309000003" in refusal.en


def test_what_is_with_a_unit_is_not_taken_from_it() -> None:
    course = Course().dispatched()
    course.other = Course(number=HEAD).reported().ticket
    assert course.refused("dispatcher", "merge", into=HEAD).missing == ("state",)
    assert course.refused("dispatcher", "split").missing == ("state",)


def test_a_reporter_is_called_back_when_the_head_is_ended() -> None:
    duplicate, head = pair()
    say(duplicate, head, "merge", into=HEAD)
    early = duplicate.refused("dispatcher", "callback", solved=True, satisfied=True)
    assert (early.rule, early.missing) == ("O2", ("into",))
    duplicate.other = msgspec.structs.replace(head.ticket, state="closed")
    said = duplicate.say("dispatcher", "callback", solved=True, satisfied=False)
    assert said == ["called_back"]
    assert (duplicate.state, duplicate.ticket.unhappy) == ("merged", True)


def test_the_other_half_is_of_these_two_facts_only() -> None:
    course = Course().closed()
    assert all(counterpart(course.ticket, event) is None for event in course.events)
    assert "merged" not in {kind_of(event.fact) for event in course.events}
    assert isinstance(course.ticket, Ticket)

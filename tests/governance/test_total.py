"""Whatever is said, in whatever order: a decision is facts or a refusal, and tickets stay whole."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.clock import Clock
from governance.command import ARGUMENTS, Refusal
from governance.decide import Context, decide
from governance.event import AnyFact, Event
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import STATES, Merge, Ticket, flags, pressing_clock
from governance.timers import timers_of
from governance.whistle_timers import whistle_timers
from tests.governance.world import (
    BUREAU,
    COMMUNITY,
    COVER,
    GRID,
    MONDAY,
    OFFICE,
    OTHER_TOWN,
    PROFILE,
    TOWN,
    WHO,
    Course,
)

PLACES = st.sampled_from(["", TOWN, OTHER_TOWN, COMMUNITY, GRID, "320509D026", "nowhere"])
WORDS = st.sampled_from(["", " ", "有理由", "\u202e\x1b[2J", "x" * 600])
CLASSES = st.sampled_from(["", COVER, "BJ0181", "GONE"])
NUMBERS = st.one_of(st.none(), st.integers(0, 5), st.integers())
FIELDS = {
    "target": PLACES,
    "grid": PLACES,
    "ticket_class": CLASSES,
    "condition": NUMBERS,
    "urgency": st.sampled_from(["", "I", "II", "V"]),
    "assist": st.lists(PLACES, max_size=2).map(tuple),
    "evidence": st.lists(WORDS, max_size=2).map(tuple),
    "solved": st.sampled_from([None, True, False]),
    "contacted": st.sampled_from([None, True, False]),
    "satisfied": st.sampled_from([None, True, False]),
    "into": st.sampled_from(["", "20260309000001", "20260309000002"]),
    "type": st.sampled_from(["", "emergency", "key_task", "x"]),
    "called": st.lists(
        st.sampled_from([OFFICE, "320509105B02", BUREAU, TOWN, "nowhere"]), max_size=3
    ).map(tuple),
    "rung": st.sampled_from(["", "", "first", "second", "third"]),
    "whistle": st.sampled_from(["", "", "W1", "2", "W000001-1", "W9"]),
    "unit": st.sampled_from(["", OFFICE, "320509105B02", BUREAU, "nowhere"]),
    "stage": st.sampled_from(["reportin", "onsite", "handle", ""]),
    "ratings": st.dictionaries(
        st.sampled_from([OFFICE, BUREAU, "nowhere"]), st.integers(-1, 7), max_size=2
    ),
    "cause": st.sampled_from(["", "season", "engineering", "x"]),
    "until": st.sampled_from(["", "1天", "12-01", "2026-03-10", "4h", "never"]),
    "request": st.sampled_from(["", "", "R1", "2", "R9"]),
    "kind": st.sampled_from(["", "remind", "yellow", "red", "order", "x"]),
    "card": st.sampled_from(["", "", "C1", "2", "C9"]),
    "clock": st.none(),
    "channel": st.sampled_from(["", "HOTLINE_12345", "GRID_WORKER", "X"]),
    "result": st.sampled_from(["pass", "fail", "", "已更换"]),
    "lng": st.none(),
    "lat": st.none(),
    "at": st.none(),
    "reporter": st.none(),
}


POLICIES = st.sampled_from(
    [
        PROFILE,
        PROFILE._replace(rules=msgspec.structs.replace(PROFILE.rules, unhappy="reopen")),
    ]
)
"""What an unhappy answer does differs from place to place."""


def arguments(verb: str) -> st.SearchStrategy:
    kind = ARGUMENTS[verb]
    fields = {field.name: FIELDS.get(field.name, WORDS) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


HEAD = Ticket(
    id="20260309000002", number="20260309000002", channel="X", state="reported", version=1,
    loop="large",
)  # fmt: skip
STEPS = st.sampled_from(sorted(ARGUMENTS)).flatmap(
    lambda verb: st.tuples(st.just(verb), arguments(verb), st.sampled_from(sorted(WHO)))
)


OTHERS = st.sampled_from(
    [
        None,
        HEAD,
        msgspec.structs.replace(HEAD, state="closed"),
        msgspec.structs.replace(HEAD, state="merged", merge=Merge("9", "reported")),
    ]
)


def _whose(clock: Clock) -> tuple[str, str, str]:
    return clock.identity


def check_whistles(ticket: Ticket) -> None:
    awaited = {
        (stage, call.unit, one.id)
        for one in ticket.unended
        for call in one.active
        for stage, came in (("reportin", call.arrived_at), ("onsite", call.site_at))
        if came is None and ticket.call_clock(stage, one.id, call.unit)
    }
    running = {_whose(clock) for clock in ticket.clocks if clock.running and clock.whistle}
    assert running == awaited
    assert {timer.key for timer in whistle_timers(ticket, PROFILE)} <= {
        f"{stage}:{whistle}:{unit}" for stage, unit, whistle in awaited
    }
    for one in ticket.whistles:
        assert sum(call.lead for call in one.active) == 1
        assert (one.state == "escalated") == (bool(one.into) and not one.ended)
    rungs = Counter(one.rung for one in ticket.whistles if one.state == "open")
    assert max(rungs.values(), default=0) <= 1


def check_requests(ticket: Ticket) -> None:
    handle = ticket.running("handle")
    waiting = [one for one in ticket.requests if one.waits and one.kind != "appeal"]
    assert len(waiting) <= 1
    assert (ticket.running("approve") is not None) == bool(waiting)
    assert not waiting or (handle is not None and waiting[0].clock == handle.started)
    granted = Counter((one.kind, one.clock) for one in ticket.requests if one.state == "granted")
    assert all(times <= {"suspend": 1, "extend": 2, "appeal": 1}[kind]
               for (kind, _), times in granted.items())  # fmt: skip
    for clock in ticket.clocks:
        assert all(one.end is not None for one in clock.pauses[:-1])
        assert clock.due >= clock.started
    keys = [timer.key for timer in timers_of(ticket, PROFILE)]
    assert len(keys) == len(set(keys))
    assert sum(key.startswith("resume:") for key in keys) == ticket.suspended
    owed = {one.id for one in ticket.cards if one.waits}
    answering = {one.card for one in ticket.clocks if one.stage == "reply" and one.running}
    assert answering == owed


def check(ticket: Ticket) -> None:
    running = Counter(_whose(clock) for clock in ticket.clocks if clock.running)
    assert max(running.values(), default=0) <= 1, running
    assert {unit for stage, unit, _ in running if stage == "assist"} <= set(ticket.assist)
    check_whistles(ticket)
    check_requests(ticket)
    if ticket.state in ("pending_handle", "handling", "handle_finish", "pending_check", "closed"):
        assert ticket.org
    if ticket.open:
        assert pressing_clock(ticket) is not None
    else:
        assert {stage for stage, _, _ in running} <= {"reply"}, running
    assert flags(ticket) is not None


GOOD = [
    ("new", {"channel": "HOTLINE_12345", "text": "x", "grid": GRID}, "dispatcher"),
    ("accept", {"class": COVER, "condition": 2}, "dispatcher"),
    ("dispatch", {"target": TOWN}, "dispatcher"),
    ("sign", {}, "department"),
    ("assist", {"target": OTHER_TOWN}, "dispatcher"),
    ("report", {"result": "x"}, "other"),
    ("report", {"result": "x"}, "department"),
    ("verify", {"result": "pass"}, "checker"),
    ("close", {}, "leader"),
    ("callback", {"solved": True, "satisfied": True}, "dispatcher"),
]
WHISTLED = [
    *GOOD[:4],
    ("whistle", {"type": "emergency", "called": [OFFICE]}, "grid"),
    ("reportin", {"person": "沈军"}, "office"),
    ("whistle", {"type": "emergency"}, "department"),
    ("escalate", {"whistle": "W1"}, "grid"),
    ("note", {"text": "x"}, "grid"),
    ("missed", {"whistle": "W2", "unit": BUREAU, "stage": "reportin"}, "system"),
]
ASKED = [
    *GOOD[:4],
    ("supervise", {"kind": "red"}, "leader"),
    ("suspend", {"cause": "season", "until": "2天"}, "department"),
    ("approve", {}, "dispatcher"),
    ("resume", {}, "department"),
    ("answer", {"text": "x"}, "department"),
    ("extend", {"reason": "x"}, "department"),
    ("approve", {}, "dispatcher"),
    ("extend", {"reason": "x"}, "department"),
]


def beginnings(course: list, least: int = 0) -> list[list]:
    """The course cut short at every length."""
    steps = [(verb, msgspec.convert(args, ARGUMENTS[verb]), who) for verb, args, who in course]
    return [steps[:length] for length in range(least, len(steps) + 1)]


PREFIXES = [*beginnings(GOOD), *beginnings(WHISTLED, 5) * 2, *beginnings(ASKED, 5) * 2]


@pytest.mark.parametrize("course", [GOOD, WHISTLED])
def test_the_courses_that_others_begin_with_are_carried_out(course: list) -> None:
    said = Course()
    for verb, args, who in course:
        said.wait(minutes=7).say(who, verb, **args)
        assert said.ticket is not None
        check(said.ticket)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(PREFIXES), st.lists(STEPS, max_size=12), OTHERS, POLICIES)
def test_any_course_keeps_the_invariants(
    before: list, after: list, other: Ticket | None, profile: Profile
) -> None:
    ticket, now, log = None, MONDAY, []
    for verb, args, who in [*before, *after]:
        now += timedelta(minutes=7)
        context = Context(now, WHO[who], profile, "20260309000001", other=other)
        made = decide(ticket, verb, args, context)
        if isinstance(made, Refusal):
            assert made.rule
            assert made.zh
            assert made.en
            continue
        for event in made:
            version = ticket.version if ticket else 0
            ticket = evolve(ticket, event)
            assert ticket.version == event.version == version + 1
            log.append(event)
        check(ticket)
    replayed = None
    for event in log:
        replayed = evolve(replayed, msgspec.json.decode(msgspec.json.encode(event), type=Event))
    assert replayed == ticket


@settings(max_examples=250, deadline=None)
@given(STEPS, st.sampled_from(sorted(STATES)), CLASSES, PLACES, st.integers(0, 3), OTHERS)
def test_any_state_is_decided(
    step: tuple, state: str, code: str, org: str, returns: int, other: Ticket | None
) -> None:
    ticket = Ticket(
        id="1", number="1", channel="X", state=state, version=1, loop="large", ticket_class=code,
        org=org, returns=returns, signed=returns == 2,
    )  # fmt: skip
    verb, args, who = step
    made = decide(ticket, verb, args, Context(MONDAY, WHO[who], PROFILE, other=other))
    assert isinstance(made, Refusal) or all(isinstance(one.fact, AnyFact) for one in made)


@settings(max_examples=100, deadline=None)
@given(STEPS, st.text(max_size=8))
def test_without_a_ticket_and_with_any_verb(step: tuple, verb: str) -> None:
    known, args, who = step
    context = Context(MONDAY, WHO[who], PROFILE, "1")
    assert decide(None, verb, args, context)
    made = decide(None, known, args, context)
    assert known == "new" or isinstance(made, Refusal)

"""Whatever is said, in whatever order: a decision is facts or a refusal, and tickets stay whole."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.clock import Clock
from governance.command import ARGUMENTS, Refusal
from governance.decide import Context, decide
from governance.event import AnyFact, Event
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import STATES, Merge, Ticket, flags, pressing_clock
from tests.governance.world import COMMUNITY, COVER, GRID, MONDAY, OTHER_TOWN, PROFILE, TOWN, WHO

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


def _whose(clock: Clock) -> tuple[str, str]:
    return clock.stage, clock.unit_in_charge if clock.stage == "assist" else ""


def check(ticket: Ticket) -> None:
    running = Counter(_whose(clock) for clock in ticket.clocks if clock.running)
    assert max(running.values(), default=0) <= 1, running
    assert {unit for stage, unit in running if stage == "assist"} <= set(ticket.assist)
    if ticket.state in ("pending_handle", "handling", "handle_finish", "pending_check", "closed"):
        assert ticket.org
    if ticket.open:
        assert pressing_clock(ticket) is not None
    else:
        assert not running, running
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
PREFIXES = [
    [(verb, msgspec.convert(args, ARGUMENTS[verb]), who) for verb, args, who in GOOD[:length]]
    for length in range(len(GOOD) + 1)
]


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

"""The past of the demonstration: how some 2,200 tickets came to stand where they stand at opening.

Each ticket is built backwards from the moment of opening. Its pressing clock is given so much time
left (or overrun), and walking that much countable time back gives the instant at which the clock
began; what came before is put in front of it. The steps are then carried out by the real rules,
which compute every due time anew: nothing here writes a due time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from demo import words
from demo.cast import DEPARTMENTS, DISPATCH, GRID, INTAKE
from demo.past import Case, Deed, Past
from demo.report_text import Composer
from demo.stories import Stories
from governance.profile import Profile

CLOSED = 150
"""Tickets closed in the day before opening."""

REJECTED = 30
"""Reports refused in the day before opening."""


class Step(NamedTuple):
    """One command of the past: who (an account) does what to which ticket (a key), and when."""

    at: datetime
    actor: str
    verb: str
    ticket: str
    args: dict[str, Any]


class Target(NamedTuple):
    """How many tickets end in a state, how many of them are due at once, how many are late."""

    life: str
    total: int
    hot: int
    late: int


TARGETS = (
    Target("reported", 58, 30, 5),
    Target("pending_dispatch", 54, 28, 4),
    Target("returned", 14, 4, 1),
    Target("unsigned", 270, 10, 12),
    Target("signed", 1150, 16, 30),
    Target("reworked", 30, 0, 0),
    Target("reopened", 14, 0, 0),
    Target("handling", 300, 6, 10),
    Target("handle_finish", 20, 0, 0),
    Target("pending_check", 190, 10, 4),
    Target("check_not_pass", 14, 4, 0),
    Target("check_pass", 118, 6, 2),
    Target("pending_close", 60, 2, 1),
)
"""What stands open when the doors open: 2,292 tickets, 116 due within ten minutes, 3 % late."""


Life = Callable[[Past, Case, str], list[Deed]]


def history(
    rng: random.Random, profile: Profile, opens: datetime, composer: Composer
) -> list[Step]:
    """Every command of the past in the order of time, all of them before ``opens``."""
    past = Past(rng, profile, opens, composer)
    steps: list[Step] = []
    for number, deeds in enumerate(_lives(past)):
        steps += (Step(at, actor, verb, str(number), args) for at, actor, verb, args in deeds)
    steps.sort(key=lambda step: step.at)
    return steps


def _lives(past: Past) -> Iterator[list[Deed]]:
    """The deeds of each ticket in turn."""
    for target in TARGETS:
        moods = ["hot"] * target.hot + ["late"] * target.late
        moods += ["calm"] * (target.total - len(moods))
        for mood in moods:
            yield LIVES[target.life](past, past.case(target.life), mood)
    for _ in range(CLOSED):
        yield past.closed(past.case("closed"), past.back(past.opens, past.some(60, 8 * 3600)))
    for _ in range(REJECTED):
        yield past.rejected(past.case("rejected"), past.back(past.opens, past.some(60, 8 * 3600)))
    yield from Stories(past).told()


def _unsigned(past: Past, case: Case, mood: str) -> list[Deed]:
    """The sooner of signing and handling is what presses: the later of both beginnings."""
    sign = past.stage("sign", case.urgent)
    left = past.left(min(sign, case.limit, key=lambda limit: limit.seconds), mood)
    starts = [
        past.back(past.opens, limit.seconds - left, limit.unit.working)
        for limit in (sign, case.limit)
        if limit.seconds > left
    ]
    return past.sent(case, max(starts))


def _signed(past: Past, case: Case, mood: str) -> list[Deed]:
    elapsed = case.limit.seconds - past.left(case.limit, mood)
    return [*past.signed(case, past.opens, elapsed), *past.answered(case, elapsed)]


def _handling(past: Past, case: Case, mood: str) -> list[Deed]:
    """Passed on inside the unit some time after it was signed."""
    elapsed = case.limit.seconds - past.left(case.limit, mood)
    at = past.back(past.opens, past.some(0.05, 0.3) * elapsed, case.limit.unit.working)
    passed = {"target": case.station, "note": past.rng.choice(words.ASSIGNED)}
    work = [*past.signed(case, past.opens, elapsed), (at, DEPARTMENTS, "dispatch", passed)]
    return [*work, *past.answered(case, elapsed)]


def _handle_finish(past: Past, case: Case, mood: str) -> list[Deed]:
    """The station is done; its unit has not confirmed yet."""
    work = _handling(past, case, mood)
    last = max(at for at, *_ in work)
    at = past.opens - (past.opens - last) / 3
    result = {"result": past.rng.choice(words.RESULTS), "solved": True}
    return [*work, (at.replace(microsecond=0), GRID, "report", result)]


def _returned(past: Past, case: Case, mood: str) -> list[Deed]:
    at = past.began(past.profile.rules.rule_limit, mood)
    sent = past.back(at, past.some(600, 2 * 3600))
    reason, basis = past.rng.choice(words.RETURNED)
    refusal = {"reason": reason, "basis": basis}
    return [*past.sent(case, sent), (at, DEPARTMENTS, "return", refusal)]


def _reworked(past: Past, case: Case, mood: str) -> list[Deed]:
    """Failed a check once and is with its unit again, on its old clock."""
    elapsed = past.some(0.4, 0.85) * case.limit.seconds
    at = [past.back(past.opens, elapsed * (1 - part)) for part in (0, 0.1, 0.6, 0.64, 0.68, 0.8)]
    failed = past.rng.choice(words.CHECKED["fail"])
    return [
        *past.sent(case, at[0]),
        (at[1], DEPARTMENTS, "sign", {}),
        (at[2], DEPARTMENTS, "report", {"result": past.rng.choice(words.RESULTS)}),
        (at[3], GRID, "verify", {"result": "fail", "note": failed}),
        (at[4], DISPATCH, "rework", {"reason": failed}),
        (at[5], DEPARTMENTS, "sign", {}),
    ]


def _reopened(past: Past, case: Case, mood: str) -> list[Deed]:
    """Was closed, opened again for half of its limit, and signed."""
    elapsed = past.some(0.1, 0.9) * case.limit.seconds * past.profile.rules.reopen_fraction
    again, signed = past.back(past.opens, elapsed), past.back(past.opens, 0.6 * elapsed)
    closed = past.closed(case, past.back(again, past.some(1800, 4 * 3600)))
    reason = {"reason": past.rng.choice(words.REOPENED)}
    return [*closed, (again, INTAKE, "reopen", reason), (signed, DEPARTMENTS, "sign", {})]


LIVES: dict[str, Life] = {
    "reported": lambda past, case, mood: past.reported(
        case, past.began(past.stage("intake"), mood)
    ),
    "pending_dispatch": lambda past, case, mood: past.accepted(
        case, past.began(past.stage("dispatch"), mood)
    ),
    "returned": _returned,
    "unsigned": _unsigned,
    "signed": _signed,
    "reworked": _reworked,
    "reopened": _reopened,
    "handling": _handling,
    "handle_finish": _handle_finish,
    "pending_check": lambda past, case, mood: past.handled(
        case, past.began(past.stage("verify"), mood)
    ),
    "check_not_pass": lambda past, case, mood: past.checked(
        case, past.began(past.profile.rules.rework_limit, mood), "fail"
    ),
    "check_pass": lambda past, case, mood: past.checked(
        case, past.began(past.stage("close"), mood)
    ),
    "pending_close": lambda past, case, mood: past.ended(
        case, past.began(past.stage("callback"), mood)
    ),
}
"""How a ticket of each kind came to be where it is."""

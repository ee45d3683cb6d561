"""What simulated colleagues do next to a ticket, and when: pure, all chance from a given source.

Delays are chosen so that about as many tickets are closed in a day as come in, with between two and
three thousand open: most work takes a small part of its limit, some of it runs late.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from demo import words
from demo.acts import MINUTE, Act, District
from demo.cast import DEPARTMENTS, DISPATCH, GRID, INTAKE, LEADER
from demo.helping import reply
from demo.whistling import ANSWERS, WORKED, Whistling
from governance.card import STOPPING
from wire.rows import TicketRow

LEFT_TO_PEOPLE = timedelta(minutes=10)
"""How long a ticket that a person touched is left to that person, in the space's time."""

LEFT_SHARE = 0.12
"""Part of the reports and of the tickets to route that colleagues leave lying for a person."""

REJECTED_SHARE = 0.01
RETURNED_SHARE = 0.04
SIGNED_LATE_SHARE = 0.06
PASSED_ON_SHARE = 0.15
JUST_SIGNED = timedelta(minutes=30)
"""Work is passed on inside a unit when it has just been signed, or not at all."""

HANDLED_LATE_SHARE = 0.05
LONG_HANDLED_LATE_SHARE = 0.025
"""Part of the work that runs late: of limits up to two days, and of longer ones."""

FAILED_SHARE = 0.05
REOPENED_SHARE = 0.01
MISSED_SHARE = 0.08
UNHAPPY_SHARE = 0.005
"""Parts of the calls back that nobody answers, and that end with an unhappy answer."""

EXTENDED_SHARE = 0.01
SUSPENDED_SHARE = 0.005
DENIED_SHARE = 0.2
LEFT_REQUESTS_SHARE = 0.4
"""Parts of the work for which a unit asks for more time or a pause; of that what is denied, and
what is left lying for a person."""

HANDLED = ("pending_handle", "handling")
"""States in which a unit asks for more time."""

BY_CENTRE = frozenset({"verify", "rate", "conclude", "confer", "escalate"})
"""What the leader does where somebody else was refused."""

PAUSES = ("4时", "1天", "3天")
"""How long a unit asks to be suspended."""

WORK_PART = (1.5, 6.5)
"""Shape (beta) of the part of its limit that work takes: a fifth on average, long ones rare."""

LATEST_HOUR, EARLIEST_HOUR = 21, 7
"""Units and leaders do not work between these hours, except on what is urgent."""

LONGEST_WAIT = timedelta(hours=4)
"""Signing, checking and closing do not wait longer, over a weekend either."""

CALM = timedelta(minutes=30)
"""With more time left a unit answers a reminder that it got before it reported."""

ASKED_BEFORE = timedelta(hours=1)
"""With less time left nobody asks for more."""

LONGEST_WORK = timedelta(days=3)
LONG_LIMIT = timedelta(days=2)
LONGEST_OVERRUN = timedelta(hours=10)


class Colleagues:
    """Decides for all of them."""

    def __init__(self, rng: random.Random, district: District) -> None:
        self._rng = rng
        self._district = district
        self._whistling = Whistling(rng, district)

    def next_act(
        self, row: TicketRow, now: datetime, touched: datetime | None = None
    ) -> Act | None:
        """What is done next to the ticket as it stands; None where nothing is.

        Args:
            now: the space's time.
            touched: when a person last did something to it, None if a colleague did.
        """
        called = self._whistling.next_act(row, now)
        work = self._supervised(row, now)
        held = bool(row.whistles) and called is not None and row.state in WORKED
        if work is None and not held and "suspended" not in row.flags:
            work = self._work(row, now)
        act = min((one for one in (called, work) if one), key=lambda one: one.at, default=None)
        if act is None or touched is None or act.verb in ANSWERS:
            return act
        return act._replace(at=max(act.at, touched + LEFT_TO_PEOPLE))

    def _work(self, row: TicketRow, now: datetime) -> Act | None:
        """What its state asks for; a lead reports after those who help."""
        rule = RULES.get(row.state)
        act = rule(self, row, now) if rule else None
        helped = reply(self._rng, self._district.staff, row, now)
        if helped is None or act is None:
            return helped or act
        return act if act.verb == "sign" and act.at < helped.at else helped

    def by_another(self, row: TicketRow, now: datetime) -> Act | None:
        """What is done after a refusal: the centre does what somebody else may not."""
        act = self.next_act(row, now + 5 * MINUTE)
        return act._replace(actor=LEADER) if act and act.verb in BY_CENTRE else act

    def _supervised(self, row: TicketRow, now: datetime) -> Act | None:
        """Requests are decided and cards answered first, mild ones if time allows."""
        if row.requests and row.state in HANDLED:
            verb, text = ("deny", "reason") if self._chance(DENIED_SHARE) else ("approve", "note")
            said = self._rng.choice(words.DECIDED[verb])
            wait = (35, 120) if self._chance(LEFT_REQUESTS_SHARE) else (4, 26)
            return Act(self._soon(now, *wait), LEADER, verb, {text: said})
        calm = row.due is None or row.due - now > CALM
        mild = bool(row.cards) and calm and row.state not in HANDLED
        if mild or any(card.kind in STOPPING for card in row.cards):
            said = self._rng.choice(words.ANSWERED)
            return Act(self._soon(now, 10, 60), DEPARTMENTS, "answer", {"text": said})
        return None

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def _soon(self, now: datetime, low: float, high: float) -> datetime:
        """Some minutes from now."""
        return now + self._rng.uniform(low, high) * MINUTE

    def _within(self, row: TicketRow, now: datetime, low: float, part: float) -> datetime:
        """Some ``low`` minutes from now at least, within a part of what is left; soon if late."""
        left = min(row.due - now, LONGEST_WAIT) if row.due else timedelta()
        return max(self._soon(now, low, low + 15), now + self._rng.uniform(0, part) * left)

    def _after(self, row: TicketRow, now: datetime, low: float, high: float) -> datetime:
        """Some minutes after it is due."""
        return self._soon(max(row.due or now, now), low, high)

    def _awake(self, row: TicketRow, at: datetime) -> datetime:
        """The same instant, or the next morning if it lies in the night and can wait."""
        if row.urgency in ("I", "II") or EARLIEST_HOUR <= at.hour < LATEST_HOUR:
            return at
        day = at if at.hour < EARLIEST_HOUR else at + timedelta(days=1)
        morning = day.replace(hour=EARLIEST_HOUR, minute=0, second=0)
        return self._soon(morning, 0, 120)

    def _file(self, row: TicketRow, now: datetime) -> Act:
        at = self._soon(now, 1, 9)
        if self._chance(LEFT_SHARE):
            at = self._after(row, now, 5, 40)
        if self._chance(REJECTED_SHARE):
            return Act(at, INTAKE, "reject", {"reason": self._rng.choice(words.REJECTED)})
        args: dict[str, Any] = {}
        known = self._district.conditions.get(row.ticket_class, ())
        if row.condition is None and known:
            args = {"class": row.ticket_class, "condition": self._rng.choice(known)}
        return Act(at, INTAKE, "accept", args)

    def _route(self, row: TicketRow, now: datetime) -> Act | None:
        target = row.proposal or self._district.towns.get(row.grid, "")
        at = self._soon(now, 1, 9)
        if self._chance(LEFT_SHARE):
            at = self._after(row, now, 5, 40)
        return Act(at, DISPATCH, "dispatch", {"target": target}) if target else None

    def _decide_return(self, row: TicketRow, now: datetime) -> Act:
        """Once returned it goes to the grid's town if that is another unit, else it is upheld."""
        at = self._soon(now, 4, 26)
        town = self._district.towns.get(row.grid, "")
        if town and town != row.org and "arbiter" not in row.flags:
            return Act(at, DISPATCH, "dispatch", {"target": town})
        return Act(at, DISPATCH, "rule", {"reason": words.UPHELD})

    def _take(self, row: TicketRow, now: datetime) -> Act:
        if "signed" in row.flags:
            return self._handle(row, now)
        again = {"returned", "rework", "reopened"} & set(row.flags)
        if not again and self._chance(RETURNED_SHARE):
            reason, basis = self._rng.choice(words.RETURNED)
            args = {"reason": reason, "basis": basis}
            return Act(self._within(row, now, 5, 0.5), DEPARTMENTS, "return", args)
        at = self._within(row, now, 3, 0.5)
        if self._chance(SIGNED_LATE_SHARE):
            at = self._after(row, now, 5, 60)
        return Act(self._awake(row, at), DEPARTMENTS, "sign", {})

    def _handle(self, row: TicketRow, now: datetime) -> Act:
        station = self._district.stations.get(row.grid, "")
        fresh = row.state == "pending_handle" and now - row.since < JUST_SIGNED
        if fresh and station and self._chance(PASSED_ON_SHARE):
            args = {"target": station, "note": self._rng.choice(words.ASSIGNED)}
            at = self._awake(row, self._within(row, now, 5, 0.1))
            return Act(at, DEPARTMENTS, "dispatch", args)
        return self._ask(row, now) or self._report(row, now)

    def _ask(self, row: TicketRow, now: datetime) -> Act | None:
        """Some units see soon that their time will not do."""
        if "extended" in row.flags or row.due is None or row.due - now < ASKED_BEFORE:
            return None
        at = self._within(row, now, 5, 0.2)
        if self._chance(EXTENDED_SHARE):
            reason = self._rng.choice(words.EXTENDED)
            return Act(at, DEPARTMENTS, "extend", {"reason": reason})
        if self._chance(SUSPENDED_SHARE):
            cause, note = self._rng.choice(words.SUSPENDED)
            args = {"cause": cause, "until": self._rng.choice(PAUSES), "note": note}
            return Act(at, DEPARTMENTS, "suspend", args)
        return None

    def _report(self, row: TicketRow, now: datetime) -> Act:
        """After a part of what is left of the limit, mostly a small one; some only when late."""
        left = max(row.due - now, timedelta()) if row.due else timedelta()
        part = self._rng.betavariate(*WORK_PART)
        soonest = min(self._soon(now, 8, 60), now + 0.6 * left)
        at = max(soonest, now + part * min(left, LONGEST_WORK))
        if left <= 10 * MINUTE:
            at = self._soon(now, 8, 120)
        elif self._chance(LONG_HANDLED_LATE_SHARE if left > LONG_LIMIT else HANDLED_LATE_SHARE):
            overrun = min(self._rng.uniform(0.02, 0.2) * left, LONGEST_OVERRUN)
            at = now + left + max(overrun, 5 * MINUTE)
        args = {"result": self._rng.choice(words.RESULTS), "solved": True}
        return Act(self._awake(row, at), DEPARTMENTS, "report", args)

    def _confirm(self, row: TicketRow, now: datetime) -> Act:
        at = self._awake(row, self._soon(now, 5, 60))
        return Act(at, DEPARTMENTS, "report", {"result": self._rng.choice(words.RESULTS)})

    def _check(self, row: TicketRow, now: datetime) -> Act:
        result = "fail" if self._chance(FAILED_SHARE) else "pass"
        at = self._awake(row, self._within(row, now, 5, 0.85))
        note = self._rng.choice(words.CHECKED[result])
        return Act(at, GRID, "verify", {"result": result, "note": note})

    def _rework(self, row: TicketRow, now: datetime) -> Act:
        reason = self._rng.choice(words.CHECKED["fail"])
        return Act(self._soon(now, 3, 22), DISPATCH, "rework", {"reason": reason})

    def _close(self, row: TicketRow, now: datetime) -> Act:
        at = self._awake(row, self._within(row, now, 3, 0.8))
        return Act(at, LEADER, "close", {"solved": True})

    def _call_back(self, row: TicketRow, now: datetime) -> Act:
        """Until somebody answers; an unhappy answer is left to the leader, who closes over it."""
        at = self._awake(row, self._soon(now, 4, 90))
        if "unhappy" in row.flags:
            return Act(at, LEADER, "close", {})
        answer = {"solved": True, "satisfied": True}
        kind = "happy"
        if self._chance(MISSED_SHARE):
            answer, kind = {"contacted": False}, "missed"
        elif self._chance(UNHAPPY_SHARE):
            answer, kind = {"solved": True, "satisfied": False}, "unhappy"
        note = self._rng.choice(words.CALLED[kind])
        return Act(at, INTAKE, "callback", {**answer, "note": note})

    def _reopen(self, row: TicketRow, now: datetime) -> Act | None:
        if "reopened" in row.flags or not self._chance(REOPENED_SHARE):
            return None
        reason = self._rng.choice(words.REOPENED)
        return Act(self._soon(now, 30, 600), INTAKE, "reopen", {"reason": reason})


RULES: dict[str, Callable[[Colleagues, TicketRow, datetime], Act | None]] = {
    "reported": Colleagues._file,
    "pending_dispatch": Colleagues._route,
    "returned": Colleagues._decide_return,
    "pending_handle": Colleagues._take,
    "handling": Colleagues._report,
    "handle_finish": Colleagues._confirm,
    "pending_check": Colleagues._check,
    "check_not_pass": Colleagues._rework,
    "check_pass": Colleagues._close,
    "pending_close": Colleagues._call_back,
    "closed": Colleagues._reopen,
}
"""What is done in each state."""

"""What simulated colleagues do about whistles: blow, report in, come, confer, rate, conclude.

What is drawn for a call or a whistle depends on its name and the seed only, so it stays the same
however often the ticket changes meanwhile. What a row does not show, such as notes taken, is done
at its drawn time or not at all, and so never twice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from demo import words
from demo.acts import MINUTE, Act, District
from demo.cast import DISPATCH, LEADER
from governance.whistle import EMERGENCY
from wire.rows import TicketRow
from wire.whistle_rows import CallRow, WhistleRow

BLOWN_SHARE = 0.025
"""Part of the work for which somebody calls others; half of it is done before the time comes."""

HIGHER_SHARE = 0.2
"""Part of the whistles that are blown on the second rung at once."""

KEY_TASK_SHARE = 0.35
EMERGENCY_SHARE = 0.02
"""Parts of the whistles that are for a key task, and of the dangers to which units are called."""

LATE_SHARE = 0.14
"""Part of the calls in which a unit comes late."""

RAISED_SHARE = 0.12
"""Part of the first whistles that those who came cannot solve."""

EXCUSED_SHARE = 0.4
"""Part of the late calls at the top of the ladder in which the centre lets the unit off."""

PROMPT = (0.15, 0.9)
"""Parts of a limit between which units come that are in time."""

UNHURRIED = (0.9, 0.98)
"""The same for units at whose seat a person may sit: it is left to that person for so long."""

BLOWN_WITHIN = (0.15, 0.6)
LONGEST_TRY = timedelta(hours=5)
"""Parts of the time for work after which others are called, and how much of it counts."""

DAYTIME = range(7, 21)
"""Hours in which a whistle is blown that is no emergency."""

LEFT_TO_WHISTLER = timedelta(hours=5)
"""How much longer a whistle that a person blew is left to that person, in the space's time."""

LEFT_TO_UNIT = timedelta(minutes=45)
"""The same of one that is owed to the unit of a person's seat."""

ANSWERS = frozenset({"ack", "reportin", "onsite"})
"""What called units do, whoever touched the ticket last."""

WORKED = frozenset(
    {
        "returned", "pending_handle", "handling", "handle_finish", "pending_check",
        "check_not_pass", "check_pass", "pending_close",
    }
)  # fmt: skip
"""States in which the rest of the work waits for the end of a whistle."""

CALLED_FOR = ("SJ01", "SJ02", "SJ03", "SJ05", "SJ06", "ZX0101", "ZX0102", "ZX0103", "ZX0114")
DANGEROUS = ("SJ04", "ZX0109", "ZX0115")
"""Beginnings of the classes for which units are called, and of those that may be emergencies."""

UNSIGNED = frozenset({"pending_dispatch", "pending_handle"})
"""States in which the centre calls units to an emergency."""


class Whistling:
    """Decides for called units and for those who blow."""

    def __init__(self, rng: random.Random, district: District) -> None:
        self._rng = rng
        self._seed = rng.getrandbits(32)
        self._staff = district.staff

    def next_act(self, row: TicketRow, now: datetime) -> Act | None:
        """What is done next about the whistles of a ticket, or to blow one; None for nothing."""
        if not row.whistles:
            return self._emergency(row, now) or self._blow(row, now)
        acts: list[Act] = []
        for one in row.whistles:
            acts += self._answers(row, one, now)
            owed = self._owed(row, one, now) if one.state == "open" else None
            acts += [owed] if owed else []
        return min(acts, key=lambda act: act.at, default=None)

    def _draw(self, row: TicketRow, *names: str) -> random.Random:
        """Chance that is the same for the same names."""
        return random.Random(":".join((str(self._seed), row.id, *names)))

    def _blow(self, row: TicketRow, now: datetime) -> Act | None:
        """Who has tried for a while calls others; from the grid mostly, else from the town."""
        signed = row.state == "handling" or "signed" in row.flags
        if row.state not in ("pending_handle", "handling") or not signed or row.clock != "handle":
            return None
        if not row.ticket_class.startswith(CALLED_FOR):
            return None
        draw = self._draw(row, row.state, "blow")
        if draw.random() >= BLOWN_SHARE or row.due is None or not self._staff.rungs:
            return None
        tried = min(row.due - row.since, LONGEST_TRY)
        at = row.since + draw.uniform(*BLOWN_WITHIN) * tried
        higher = draw.random() < HIGHER_SHARE and self._lies_in_town(row)
        rung = self._staff.rungs[-1 if higher else 0]
        blower = self._blower(row, rung.levels)
        if at <= now or at.hour not in DAYTIME or not blower:
            return None
        kind = "key_task" if draw.random() < KEY_TASK_SHARE else "enforcement"
        args = {"type": kind, "rung": rung.rung, "note": draw.choice(words.WHISTLED[kind])}
        return Act(at, blower, "whistle", args)

    def _lies_in_town(self, row: TicketRow) -> bool:
        """Whether the unit that has it lies below the grid's town, so that the town sees it."""
        path = self._staff.path(row.org)
        return any(self._staff.level(code) == "town" for code in path)

    def _blower(self, row: TicketRow, levels: tuple[str, ...]) -> str:
        """The clerk of the first unit above the grid that may blow a rung."""
        fitting = [code for code in self._staff.path(row.grid) if self._staff.level(code) in levels]
        known = (self._staff.accounts[one] for one in fitting if one in self._staff.accounts)
        return next(known, "")

    def _emergency(self, row: TicketRow, now: datetime) -> Act | None:
        """The centre calls units at once to a few of the urgent tickets."""
        urgent = row.urgency in ("I", "II") and row.ticket_class.startswith(DANGEROUS)
        if row.state not in UNSIGNED or not urgent or not self._staff.rungs:
            return None
        draw = self._draw(row, row.state, EMERGENCY)
        at = row.since + draw.uniform(1, 6) * MINUTE
        if draw.random() >= EMERGENCY_SHARE or at <= now:
            return None
        args = {"type": EMERGENCY, "note": draw.choice(words.WHISTLED[EMERGENCY])}
        return Act(at, DISPATCH, "whistle", args)

    def _answers(self, row: TicketRow, one: WhistleRow, now: datetime) -> Iterator[Act]:
        """What each called unit does next."""
        for call in one.calls:
            at, verb = self._answer(row, one, call)
            if at is None or not (actor := self._staff.account(call.unit)):
                continue
            due = call.site_due if verb == "onsite" else call.due
            named = {"whistle": one.id} if verb == "ack" else {"whistle": one.id, "unit": call.unit}
            yield Act(self._from(at, due, now), actor, verb, dict(named))

    def _answer(
        self, row: TicketRow, one: WhistleRow, call: CallRow
    ) -> tuple[datetime | None, str]:
        draw = self._draw(row, one.id, call.unit)
        heard = one.at + draw.uniform(1, 3) * MINUTE
        if call.state == "called" and call.start and call.due:
            if one.type == EMERGENCY and not call.acked:
                return heard, "ack"
            return self._comes(draw, one, call, call.start, call.due), "reportin"
        if call.state == "arrived" and call.site_due and call.at:
            draw.random()
            at = self._comes(draw, one, call, call.at, call.site_due)
            return (at + LEFT_TO_UNIT if self._persons(call.person) else at), "onsite"
        return None, ""

    def _comes(
        self, draw: random.Random, one: WhistleRow, call: CallRow, start: datetime, due: datetime
    ) -> datetime:
        """Within a limit, or some time after it."""
        left = self._staff.at_a_seat(call.unit)
        late = draw.random() < LATE_SHARE and not left
        part = draw.uniform(*(UNHURRIED if left else PROMPT))
        overrun = draw.uniform(2, 15) if one.type == EMERGENCY else draw.uniform(5, 70)
        return due + overrun * MINUTE if late else start + part * (due - start)

    def _from(self, at: datetime, due: datetime | None, now: datetime) -> datetime:
        """A drawn time; one that has gone by is drawn anew within what is left, or soon."""
        if at > now:
            return at
        if due is not None and due > now:
            return now + self._rng.uniform(0.1, 0.9) * (due - now)
        return now + self._rng.uniform(3, 30) * MINUTE

    def _owed(self, row: TicketRow, one: WhistleRow, now: datetime) -> Act | None:
        """What who blew it, or the centre, does next; nothing before all have come."""
        active = [call for call in one.calls if call.state != "released"]
        if any(self._awaited(call) for call in active):
            return self._let_off(row, one, active, now)
        came = max((call.at for call in active if call.at), default=one.at)
        draw = self._draw(row, one.id, "owed")
        quick = 0.5 if one.type == EMERGENCY else 1.0
        confers, rates, ends = (
            came + self._left(one) + int(quick * draw.uniform(*part)) * MINUTE
            for part in ((8, 40), (45, 90), (100, 180))
        )
        actor = self._staff.accounts.get(one.unit, DISPATCH)
        named = {"whistle": one.id}
        if confers > now:
            notes = {**named, "note": draw.choice(words.CONFERRED)}
            return Act(confers, actor, "confer", notes)
        ratings = {call.unit: self._rating(draw, call) for call in active if not call.rating}
        if ratings:
            return Act(max(rates, now), actor, "rate", {**named, "ratings": ratings})
        ends = ends if ends > now else now + self._rng.uniform(2, 10) * MINUTE
        if draw.random() < RAISED_SHARE and self._above(one.rung):
            return Act(ends, actor, "escalate", {**named, "note": draw.choice(words.RAISED)})
        said: dict[str, Any] = {**named, "result": draw.choice(words.CONCLUDED), "solved": True}
        return Act(ends, actor, "conclude", said)

    @staticmethod
    def _awaited(call: CallRow) -> bool:
        return call.state == "called" or (call.state == "arrived" and call.site_due is not None)

    def _left(self, one: WhistleRow) -> timedelta:
        """How much longer it is left to a person: who blew it, or whose unit did."""
        if self._persons(one.by):
            return LEFT_TO_WHISTLER
        return LEFT_TO_UNIT if self._staff.at_a_seat(one.unit) else timedelta()

    def _persons(self, name: str) -> bool:
        """Whether a name is that of somebody who is not simulated."""
        known = self._staff.names
        return bool(known) and name not in known and name != words.SYSTEM

    def _above(self, rung: str) -> bool:
        return any(one.rung == rung and one.next for one in self._staff.rungs)

    @staticmethod
    def _rating(draw: random.Random, call: CallRow) -> int:
        return draw.randint(1, 3) if call.late else draw.randint(3, 5)

    def _let_off(
        self, row: TicketRow, one: WhistleRow, active: list[CallRow], now: datetime
    ) -> Act | None:
        """At the top of the ladder the centre sees to who did not come, as long as others did."""
        late = [call for call in active if call.state == "called" and call.late and call.due]
        if not one.beyond or not late or len(active) < 2:
            return None
        draw = self._draw(row, one.id, late[0].unit, "excuse")
        if draw.random() >= EXCUSED_SHARE or late[0].due is None:
            return None
        at = self._from(late[0].due + draw.uniform(15, 50) * MINUTE, None, now)
        args = {"whistle": one.id, "unit": late[0].unit, "reason": draw.choice(words.EXCUSED)}
        return Act(at, LEADER, "excuse", args)

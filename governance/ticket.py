"""A ticket: its states, the step shown for each, and what can be read off it.

States follow `domain/actions.csv`; the eight steps are derived for display only.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from governance.card import Card
from governance.clock import Clock
from governance.request import APPEAL, Request
from governance.whistle import Whistle

STEPS = {
    "discover": ("发现", "discover"),
    "intake": ("受理", "intake"),
    "route": ("分流", "route"),
    "handle": ("处置", "handle"),
    "track": ("跟踪", "track"),
    "supervise": ("督办", "supervise"),
    "report_back": ("反馈", "report back"),
    "evaluate": ("评价", "evaluate"),
}
"""The eight steps of a ticket (seed 004)."""


class State(msgspec.Struct, frozen=True):
    """A state: the step it is shown under, its words, and whether the ticket is still open."""

    step: str
    zh: str
    en: str
    open: bool = True


STATES = {
    "reported": State("discover", "待受理", "to file"),
    "pending_register": State("intake", "待立案", "to register"),
    "pending_dispatch": State("route", "待派遣", "to route"),
    "returned": State("route", "退单", "returned"),
    "pending_handle": State("handle", "待签收", "to sign"),
    "handling": State("handle", "处置中", "handling"),
    "handle_finish": State("handle", "待确认", "to confirm"),
    "pending_check": State("report_back", "待核查", "to verify"),
    "checking": State("report_back", "核查中", "checking"),
    "check_not_pass": State("report_back", "未通过", "failed"),
    "check_pass": State("evaluate", "待结案", "to close"),
    "pending_close": State("evaluate", "待回访", "callback"),
    "closed": State("evaluate", "已结案", "closed", open=False),
    "not_accepted": State("intake", "不受理", "rejected", open=False),
    "merged": State("intake", "已合并", "merged", open=False),
}
"""The states a ticket can be in from report to closing and re-opening."""

SIGNED = State("handle", "处置中", "handling")
"""How ``pending_handle`` reads once the unit has signed: the state itself does not change."""

LOOPS = {
    "large": ("大循环", "large loop"),
    "small": ("小循环", "small loop"),
    "micro": ("微循环", "micro loop"),
}
"""The three loops of seed 004."""

URGENCIES = {
    "I": ("红", "red"),
    "II": ("橙", "orange"),
    "III": ("黄", "yellow"),
    "IV": ("蓝", "blue"),
}
"""Grades of severity with the word of their colour; never confused with deadline lights."""


class Claim(msgspec.Struct, frozen=True):
    """Somebody has a ticket in hand for a while; after ``until`` it holds nobody off.

    ``at`` is when it was claimed, ``name`` what others are shown.
    """

    account: str
    name: str
    role: str
    org: str
    at: datetime
    until: datetime


class Merge(msgspec.Struct, frozen=True):
    """Where a duplicate went: ``into`` is the head's id.

    ``was`` is the state it had and ``stages`` the clocks that ran: what a split gives back.
    """

    into: str
    was: str
    stages: tuple[str, ...] = ()


class Ticket(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Everything the rules need to know of a ticket. Holds no words of people.

    Attributes:
        version: one more with every fact; commands name the version they were decided on.
        moved: the version that a person made last, or that changed its state or called units;
            what clocks record besides, such as a reminder, makes no decision stale. 0 in tickets
            from before.
        org: code of the unit that answers for it now; never empty after dispatch.
        assist: codes of the units that help it.
        handlers: accounts that signed or reported a result; they may not check or close it.
        solved: what the unit and the centre say; ``caller_solved`` is the caller's own word, and
            ``satisfied`` a third matter. All three are None while nobody has said.
        callbacks: how often the centre has called the reporter, reached or not.
        merge: where it went, if it is a duplicate; ``merged`` are the ids that came to it.
        claim: who has it in hand, expired or not.
        whistles: in the order in which they were blown, concluded ones included.
        requests / cards: in the order in which they were made, decided and answered ones included.
        closed_at / touched_at: for lists of what was ended lately.
    """

    id: str
    number: str
    channel: str
    state: str
    version: int
    loop: str
    ticket_class: str = ""
    condition: int | None = None
    urgency: str = "III"
    grid: str = ""
    lng: float | None = None
    lat: float | None = None
    external: str = ""
    category: str = ""
    org: str = ""
    assist: tuple[str, ...] = ()
    handler: str = ""
    signed: bool = False
    lead_designated: bool = False
    clocks: tuple[Clock, ...] = ()
    reported_by: str = ""
    handlers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    solved: bool | None = None
    contacted: bool | None = None
    caller_solved: bool | None = None
    satisfied: bool | None = None
    callbacks: int = 0
    merge: Merge | None = None
    merged: tuple[str, ...] = ()
    claim: Claim | None = None
    whistles: tuple[Whistle, ...] = ()
    requests: tuple[Request, ...] = ()
    cards: tuple[Card, ...] = ()
    returns: int = 0
    wrong_dispatches: int = 0
    reworks: int = 0
    reopens: int = 0
    notes: int = 0
    reported_at: datetime | None = None
    touched_at: datetime | None = None
    touched_by: str = ""
    moved: int = 0
    since: datetime | None = None
    closed_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether work on it is not ended."""
        return STATES[self.state].open

    @property
    def unhappy(self) -> bool:
        """Whether the reporter, called back, said that it is not solved or not satisfying."""
        return self.caller_solved is False or self.satisfied is False

    @property
    def unended(self) -> tuple[Whistle, ...]:
        """The whistles that are not concluded."""
        return tuple(one for one in self.whistles if not one.ended)

    def call_clock(self, stage: str, whistle: str, unit: str) -> Clock | None:
        """The clock of a called unit, running or not; None where the call has no such limit."""
        key = (stage, whistle, unit)
        found = (
            one
            for one in reversed(self.clocks)
            if (one.stage, one.whistle, one.unit_in_charge) == key
        )
        return next(found, None)

    def last(self, stage: str) -> Clock | None:
        """The newest clock of a stage, running or not; None where it never had one."""
        return next((one for one in reversed(self.clocks) if one.stage == stage), None)

    @property
    def excused(self) -> bool:
        """Whether its lateness is not counted against the unit: an appeal was upheld."""
        clock = self.last("handle")
        return clock is not None and any(
            one.kind == APPEAL and one.state == "granted" and one.clock == clock.started
            for one in self.requests
        )

    @property
    def suspended(self) -> bool:
        """Whether its handling clock stands still."""
        return any(one.paused for one in self.clocks)

    def running(self, stage: str) -> Clock | None:
        """The running clock of a stage, None where it has none."""
        return next((one for one in self.clocks if one.stage == stage and one.running), None)

    def held_at(self, now: datetime) -> Claim | None:
        """The claim that holds at a time, None where there is none or it has expired."""
        return self.claim if self.claim is not None and now < self.claim.until else None


def shown_state(state: str, signed: bool) -> State:
    """How a state is worded on a screen."""
    return SIGNED if state == "pending_handle" and signed else STATES[state]


NOT_PRESSING = frozenset({"refuse", "reply"})
"""Stages whose clocks the queue does not count down."""


def pressing_clock(ticket: Ticket) -> Clock | None:
    """The running clock that the queue counts down: the next to run out.

    The window in which a unit may return a ticket is no duty and is left out; an answer owed to a
    card is no step of the ticket.
    """
    running = [one for one in ticket.clocks if one.running and one.stage not in NOT_PRESSING]
    return min(running, key=lambda one: one.due) if running else None


def flags(ticket: Ticket) -> tuple[str, ...]:
    """Marks that a list shows beside a ticket."""
    clock, whistles = pressing_clock(ticket), ticket.unended
    marks = {
        "provisional": clock is not None and (clock.provisional or clock.paused),
        "suspended": ticket.suspended,
        "extended": any(one.extensions and one.running for one in ticket.clocks),
        "excused": bool(ticket.requests) and ticket.excused,
        "returned": ticket.returns > 0,
        "arbiter": ticket.state == "returned" and ticket.returns > 1,
        "rework": ticket.reworks > 0,
        "reopened": ticket.reopens > 0,
        "unhappy": ticket.unhappy,
        "merges": bool(ticket.merged),
        "whistle": bool(whistles),
        "late_call": any(one.late for one in whistles),
        "escalate": any(one.proposed and one.state == "open" for one in whistles),
        "beyond": any(one.beyond for one in whistles),
        "signed": ticket.signed,
    }
    return tuple(name for name, holds in marks.items() if holds)

"""Step clocks: what is granted, what pauses or extends it, and when it runs out.

A clock never ticks: it is a start, a limit and the due time computed from them. A pause holds it
from its approval until the planned day, and when it resumes the due time is computed again; an
extension grants more of the same limit. `ledger.py` explains the arithmetic.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from governance.calendar import Break, Due, Limit, WorkCalendar

STAGES = {
    "intake": ("受理", "intake"),
    "dispatch": ("派遣", "dispatch"),
    "sign": ("签收", "sign"),
    "refuse": ("退单", "return"),
    "rule": ("仲裁", "rule"),
    "handle": ("处置", "handle"),
    "assist": ("协办", "assist"),
    "reportin": ("报到", "report in"),
    "onsite": ("到场", "on site"),
    "verify": ("核查", "verify"),
    "rework": ("返工", "rework"),
    "close": ("结案", "close"),
    "callback": ("回访", "callback"),
    "approve": ("审批", "approval"),
    "reply": ("督复", "reply"),
}
"""The stages that are timed, with their Chinese and English names."""

UNIT_STAGE = "assist"
"""The stage in which several units may each have a clock of their own."""

SEVERAL = frozenset({UNIT_STAGE, "reportin", "onsite", "reply"})
"""Stages of which several clocks may run at once, told apart by unit and whistle or card."""


class Pause(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch in which a clock stands still.

    Attributes:
        start: when it was approved.
        until: the planned end.
        cause: why, a key of ``governance.request.CAUSES``.
        request / approver: the request's id, and the name of who approved it.
        end: when it really ended, None while it lasts.
    """

    start: datetime
    until: datetime
    cause: str = ""
    request: str = ""
    approver: str = ""
    end: datetime | None = None

    @property
    def span(self) -> Break:
        """From when until when nothing counts; the plan, while it lasts."""
        return self.start, self.end or self.until


class Extension(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was granted on top of a limit, when, by which request and by whom."""

    limit: Limit
    at: datetime
    request: str = ""
    approver: str = ""


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """One running or stopped clock of a ticket.

    Attributes:
        stage: a key of ``STAGES``.
        started: when it began.
        limit: what is granted.
        due: when it runs out; while it is paused, when it will if it resumes as planned.
        source: where the limit comes from, for the ledger (Chinese / English).
        unit_in_charge: code of the org whose clock it is.
        provisional: the due time rests on an unpublished year.
        stopped: when the stage ended; None while it runs.
        whistle / card: id of the one in the ticket that it is of, empty for the ticket's own.
        pauses / extensions: in order of time.
        again: when it went on after it had stopped, last; None where it never did.
    """

    stage: str
    started: datetime
    limit: Limit
    due: datetime
    source: tuple[str, str] = ("", "")
    unit_in_charge: str = ""
    provisional: bool = False
    stopped: datetime | None = None
    whistle: str = ""
    card: str = ""
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    again: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether the stage has not ended."""
        return self.stopped is None

    @property
    def paused(self) -> bool:
        """Whether it runs but stands still now."""
        return self.running and bool(self.pauses) and self.pauses[-1].end is None

    @property
    def granted(self) -> int:
        """Countable seconds granted, extensions included."""
        return self.limit.seconds + sum(one.limit.seconds for one in self.extensions)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What one running clock there may be of: a stage, or a unit's part in it."""
        if self.stage in SEVERAL:
            return self.stage, self.unit_in_charge, self.whistle or self.card
        return self.stage, "", ""


def start_clock(
    stage: str,
    at: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    source: tuple[str, str] = ("", ""),
    unit_in_charge: str = "",
    whistle: str = "",
    card: str = "",
) -> Clock:
    """A clock that starts at ``at`` and is due as the calendar says."""
    due = calendar.due(at, limit)
    clock = Clock(stage, at, limit, due.at, source, unit_in_charge, due.provisional)
    return msgspec.structs.replace(clock, whistle=whistle, card=card) if whistle or card else clock


def due_of(clock: Clock, calendar: WorkCalendar) -> Due:
    """When the clock runs out by a calendar, with pauses and extensions, and the spans counted."""
    return after(clock, clock.granted, calendar)


def share_gone(clock: Clock, share: float, calendar: WorkCalendar) -> datetime:
    """When so great a part of what is granted is gone."""
    return after(clock, max(1, round(clock.granted * share)), calendar).at


def after(clock: Clock, seconds: int, calendar: WorkCalendar) -> Due:
    """When the clock has counted so many seconds."""
    breaks = tuple(one.span for one in clock.pauses)
    return calendar.after(clock.started, seconds, clock.limit.unit, breaks)


def recompute(clock: Clock, calendar: WorkCalendar) -> Clock | None:
    """The clock on a newer calendar, or None where nothing changes."""
    anew = _due_again(clock, calendar)
    return None if anew == clock else anew


def paused(clock: Clock, pause: Pause, calendar: WorkCalendar) -> Clock:
    """The clock as it stands still from now on."""
    pauses = (*clock.pauses, pause)
    return _due_again(msgspec.structs.replace(clock, pauses=pauses), calendar)


def resumed(clock: Clock, at: datetime, calendar: WorkCalendar) -> Clock:
    """A paused clock as it counts on from ``at``; the rest of its time is what was left."""
    last = msgspec.structs.replace(clock.pauses[-1], end=at)
    return _due_again(msgspec.structs.replace(clock, pauses=(*clock.pauses[:-1], last)), calendar)


def extended(clock: Clock, extension: Extension, calendar: WorkCalendar) -> Clock:
    """The clock with more time."""
    extensions = (*clock.extensions, extension)
    return _due_again(msgspec.structs.replace(clock, extensions=extensions), calendar)


def _due_again(clock: Clock, calendar: WorkCalendar) -> Clock:
    due = due_of(clock, calendar)
    return msgspec.structs.replace(clock, due=due.at, provisional=due.provisional)

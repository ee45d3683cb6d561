"""What happens by itself to whistles: a limit that is missed is recorded when it runs out."""

from __future__ import annotations

from collections.abc import Iterator

from governance.profile import Profile
from governance.ticket import Ticket
from governance.timer import Timer
from governance.whistle import CALL_STAGES, REPORT_IN


def whistle_timers(ticket: Ticket, profile: Profile) -> Iterator[Timer]:
    """A timer for each call that is still awaited and not late yet."""
    for one in ticket.unended:
        for call in one.active:
            for stage in CALL_STAGES:
                clock = ticket.call_clock(stage, one.id, call.unit)
                late = call.late if stage == REPORT_IN else call.site_late
                if clock is not None and clock.running and not late:
                    args = {"whistle": one.id, "unit": call.unit, "stage": stage}
                    key = f"{stage}:{one.id}:{call.unit}"
                    yield Timer(key, clock.due, "missed", args)

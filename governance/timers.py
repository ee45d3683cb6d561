"""All timers of a ticket: a pure function of the ticket, so they need no record of their own.

The platform keeps a row for each and brings the rows up to date by comparing what this says before
and after a command; it never looks through tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from governance import granting, supervising
from governance.profile import Profile
from governance.ticket import Ticket
from governance.timer import Timer
from governance.whistle_timers import whistle_timers

__all__ = ["TOPICS", "Timer", "Topic", "timers_of"]

Topic = Callable[[Ticket, Profile], Iterable[Timer]]
"""What of one kind will happen by itself to a ticket."""

TOPICS: tuple[Topic, ...] = (whistle_timers, granting.timers, supervising.timers)
"""Every topic that has timers."""


def timers_of(ticket: Ticket, profile: Profile) -> tuple[Timer, ...]:
    """What will happen to the ticket by itself if nothing else does, the next to fall due first."""
    found = [timer for topic in TOPICS for timer in topic(ticket, profile)]
    if len(found) > 1:
        found.sort(key=lambda timer: (timer.due, timer.key))
    return tuple(found)

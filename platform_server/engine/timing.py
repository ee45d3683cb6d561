"""The timers of the tickets that a group of commands changes: what it adds to them and takes away.

What a ticket's timers are is said by the rules; comparing that before and after a command gives the
rows to write. Nothing is looked up for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from governance.calendar import CHINA
from governance.ticket import Ticket
from governance.timer import Timer
from governance.timers import timers_of
from platform_server.engine import statements
from platform_server.engine.place import Place

Row = dict[str, Any]


class Waiting(NamedTuple):
    """A timer as its row names it; in the order in which timers are carried out."""

    due: str
    ticket: str
    key: str

    @property
    def at(self) -> datetime:
        """When it is due."""
        return datetime.fromisoformat(self.due)


def stamp(at: datetime) -> str:
    """A time as it stands in a row, so that rows sort by it."""
    return (at if at.utcoffset() == HERE else at.astimezone(CHINA)).isoformat()


HERE = CHINA.utcoffset(None)
"""What the times of rows are written with; so are most of those that come."""


def timer_rows(place: Place, ticket: str, timers: Iterable[Timer]) -> list[Row]:
    """The rows of a ticket's timers."""
    found = []
    for timer in timers:
        due = stamp(timer.due)
        found.append({**place.key(), "ticket": ticket, "key": timer.key, "due": due, "wake": due})
    return found


class Timing:
    """The timers that a group of commands touches."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._stored: dict[str, Mapping[str, Timer]] = {}
        self._now: dict[str, dict[str, Timer]] = {}
        self._carried_out: set[Waiting] = set()
        self._anew: set[str] = set()
        self._put_off: dict[Waiting, str] = {}
        self._added: list[tuple[str, Timer]] = []

    def follow(self, before: Ticket | None, after: Ticket) -> None:
        """A command changed a ticket."""
        known = self._of(before) if before is not None else self._now.setdefault(after.id, {})
        fresh: dict[str, Timer] = {}
        for timer in timers_of(after, self._place.profile):
            if self._carried_out and _named(after.id, timer) in self._carried_out:
                continue
            fresh[timer.key] = timer
            if timer.key not in known or known[timer.key].due != timer.due:
                self._added.append((after.id, timer))
        self._now[after.id] = fresh

    def added(self) -> list[Waiting]:
        """The timers that came since this was last asked."""
        added, self._added = self._added, []
        return [_named(ticket, timer) for ticket, timer in added]

    def take(self, ticket: Ticket | None, waiting: Waiting) -> Timer | None:
        """The timer that a row names, to be carried out now; its row goes.

        Returns:
            None where the ticket has no such timer any more; its rows are then written anew.
        """
        timers = self._of(ticket) if ticket is not None else {}
        timer = timers.get(waiting.key)
        if ticket is None or timer is None or stamp(timer.due) != waiting.due:
            self._anew.add(waiting.ticket)
            self._now.setdefault(waiting.ticket, {})
            return None
        del timers[waiting.key]
        self._carried_out.add(waiting)
        return timer

    def put_off(self, waiting: Waiting, timer: Timer, wake: datetime) -> None:
        """A timer could not be carried out through a fault of ours: it is tried again then."""
        self._carried_out.discard(waiting)
        self._now[waiting.ticket][waiting.key] = timer
        self._put_off[waiting] = stamp(wake)

    def _of(self, ticket: Ticket) -> dict[str, Timer]:
        """The timers of a ticket as it stands in this group; first as it is stored."""
        if ticket.id not in self._now:
            timers = {one.key: one for one in timers_of(ticket, self._place.profile)}
            self._stored[ticket.id] = dict(timers)
            self._now[ticket.id] = timers
        return self._now[ticket.id]

    def flush(self, connection: Connection) -> None:
        """Write the rows that came, and take away those that went."""
        here = self._place.asked()
        gone: list[Row] = []
        come: list[Row] = []
        for ticket, timers in self._now.items():
            stored = {} if ticket in self._anew else self._stored.get(ticket, {})
            changed = _differing(stored, timers)
            gone += [{**here, "in_ticket": ticket, "in_key": key} for key in changed]
            come += timer_rows(self._place, ticket, _differing(timers, stored).values())
        work = (
            (
                statements.DROP_TIMERS_OF_TICKETS,
                [{**here, "in_ticket": one} for one in sorted(self._anew)],
            ),
            (statements.DROP_TIMERS, gone),
            (statements.ADD_TIMERS, come),
            (
                statements.PUT_OFF_TIMERS,
                [
                    {**here, "in_ticket": one.ticket, "in_key": one.key, "wake": wake}
                    for one, wake in self._put_off.items()
                ],
            ),
        )
        for statement, rows in work:
            if rows:
                statement.run(connection, rows)


def _named(ticket: str, timer: Timer) -> Waiting:
    return Waiting(stamp(timer.due), ticket, timer.key)


def _differing(these: Mapping[str, Timer], others: Mapping[str, Timer]) -> dict[str, Timer]:
    """Those of ``these`` that the others have not, or at another time."""
    return {
        key: timer
        for key, timer in these.items()
        if key not in others or others[key].due != timer.due
    }

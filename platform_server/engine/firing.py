"""Carrying out timers that have come due, in order, inside the transaction of the caller.

What a timer sets going may itself be due already (the platform was down for long): it takes its
place in the order. The log then says what it would say had the platform been there all the time.
"""

from __future__ import annotations

import heapq
import logging
from datetime import datetime, timedelta

from sqlalchemy import Connection

from governance.command import Actor, Command
from platform_server.engine import statements
from platform_server.engine.answers import Refused
from platform_server.engine.execute import Change, Execution
from platform_server.engine.place import Place
from platform_server.engine.timing import Waiting, stamp

SYSTEM = Actor("system", "系统", "system", "")
"""Who speaks when the platform does something by itself."""

OWN_IDS = "timer:"
"""What ids of timers' commands begin with. They can be guessed, so nobody else may use them."""

AGAIN = timedelta(minutes=1)
"""After how much of the space's time a timer that failed is tried again."""

log = logging.getLogger(__name__)


class Firing:
    """The timers due in one transaction."""

    def __init__(self, execution: Execution, until: datetime) -> None:
        self._execution = execution
        self._until = until
        self._heap: list[Waiting] = []
        self.full = False

    def load(self, connection: Connection, place: Place, most: int) -> int:
        """Fetch what is due, soonest first; returns how many. ``full`` if there may be more."""
        asked = {**place.asked(), "now": stamp(self._until), "most": most}
        rows = connection.execute(statements.FIND_DUE, asked).all()
        self._heap = [Waiting(row.due, row.ticket, row.key) for row in rows]
        heapq.heapify(self._heap)
        self.full = len(rows) == most
        if self.full:
            self._until = datetime.fromisoformat(rows[-1].due)
        self._execution.look_up(Command(timer_id(one), "", one.ticket) for one in self._heap)
        return len(rows)

    def run(self, until: datetime) -> list[Change]:
        """Carry out what is due until then, what comes to be due meanwhile included."""
        changes: list[Change] = []
        last = stamp(min(until, self._until))
        while True:
            for one in self._execution.timing.added():
                heapq.heappush(self._heap, one)
            if not self._heap or self._heap[0].due > last:
                return changes
            changes += self._fire(heapq.heappop(self._heap))

    def _fire(self, waiting: Waiting) -> tuple[Change, ...]:
        timing = self._execution.timing
        timer = timing.take(self._execution.ticket(waiting.ticket), waiting)
        if timer is None:
            return ()
        command = Command(timer_id(waiting), timer.verb, waiting.ticket, args=timer.args)
        answer, changes = self._execution.attempt(command, SYSTEM, waiting.at)
        if isinstance(answer, Exception):
            timing.put_off(waiting, timer, self._until + AGAIN)
        elif isinstance(answer, Refused):
            log.warning("timer %s was refused: %s", command.id, answer.en)
        return changes


def timer_id(waiting: Waiting) -> str:
    """The id of a timer's command: the same whenever it is carried out."""
    return f"{OWN_IDS}{waiting.ticket}:{waiting.key}:{int(waiting.at.timestamp())}"

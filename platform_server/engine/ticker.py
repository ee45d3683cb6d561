"""The one ticker of a space: knows when the next timer falls due, and sleeps until then.

It asks the database for the next row only, by index: a hundred thousand running clocks cost it
nothing. It lives in the writer's thread, so timers that are due go before commands that wait.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from platform_server.engine import statements
from platform_server.engine.execute import Change, Execution
from platform_server.engine.firing import AGAIN, Firing
from platform_server.engine.place import Place
from platform_server.engine.record import HalfDone
from platform_server.engine.space import SpaceClock, read_head, write_head
from platform_server.engine.timing import stamp
from platform_server.store.database import Database

LARGEST_GROUP = 128
"""Timers that may share one commit."""

LONGEST_SLEEP = 30.0
"""Real seconds after which the time is looked at again: this machine's clock may be set anew."""

FAULT_SECONDS = 1.0
"""Real seconds of rest after the database failed."""

log = logging.getLogger(__name__)


class Ticker:
    """Carries out what falls due in a space."""

    def __init__(self, database: Database, place: Place, clock: SpaceClock) -> None:
        self._database = database
        self._place = place
        self._clock = clock
        self._next: datetime | None = None
        self._known = False
        self._rests_until = 0.0
        self._most = LARGEST_GROUP

    def forget(self) -> None:
        """Commands were committed: an earlier timer may have come, or the next one gone."""
        self._known = False

    def overdue(self, now: datetime) -> bool:
        """Whether something may have come due; asks the database only where it is not known."""
        if time.monotonic() < self._rests_until:
            return False
        if not self._known:
            self._look()
        return self._next is not None and self._next <= now

    def seconds(self) -> float:
        """Real seconds to sleep, unless a command comes sooner."""
        rest = max(0.0, self._rests_until - time.monotonic())
        if rest or not self._known:
            return rest
        if self._next is None:
            return LONGEST_SLEEP
        return min(self._clock.seconds_until(self._next), LONGEST_SLEEP)

    def fire(self, now: datetime) -> list[Change]:
        """Carry out the next group of what is due, in one commit; call again while `overdue`.

        Where a group cannot be written its timers are tried one by one, and one that is refused
        alone is put off, so that it does not hold up the others.
        """
        self._known = False
        try:
            with self._database.writer.begin() as connection:
                changes = self._fire(connection, now)
        except (IntegrityError, HalfDone):
            log.exception("%d timers due at %s were refused by the database", self._most, now)
            alone, self._most = self._most == 1, 1
            if alone:
                self._put_off(now)
            return []
        except Exception:
            log.exception("timers due at %s were not carried out; trying again", now)
            self._rests_until = time.monotonic() + FAULT_SECONDS
            return []
        self._most = LARGEST_GROUP
        return changes

    def _fire(self, connection: Connection, now: datetime) -> list[Change]:
        head = read_head(connection, self._place.space, self._place.district)
        execution = Execution(connection, self._place, head)
        firing = Firing(execution, now)
        firing.load(connection, self._place, self._most)
        changes = firing.run(now)
        execution.flush()
        write_head(connection, self._place.space, self._place.district, head)
        return changes

    def _put_off(self, now: datetime) -> None:
        """The next timer waits: its row stays, to be tried again."""
        asked = {**self._place.asked(), "now": stamp(now), "most": 1}
        try:
            with self._database.writer.begin() as connection:
                for row in connection.execute(statements.FIND_DUE, asked).all():
                    this = {"in_ticket": row.ticket, "in_key": row.key, "wake": stamp(now + AGAIN)}
                    statements.PUT_OFF_TIMERS.run(connection, [{**self._place.asked(), **this}])
        except SQLAlchemyError:
            log.exception("a timer could not be put off; trying again")
            self._rests_until = time.monotonic() + FAULT_SECONDS

    def _look(self) -> None:
        """Read when the next timer is due."""
        try:
            with self._database.reader.connect() as connection:
                wake = connection.execute(statements.FIND_NEXT, self._place.asked()).scalar()
        except SQLAlchemyError:
            log.exception("the next timer could not be read; trying again")
            self._rests_until = time.monotonic() + FAULT_SECONDS
            return
        self._next = datetime.fromisoformat(wake) if wake else None
        self._known = True

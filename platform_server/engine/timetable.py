"""Rows of timers for a space that has none yet, or whose rules of supervision have changed.

Timers follow from tickets, calendar and rules. A mark in the space says from which calendar and
rules its rows were made; only where that differs are they made anew, from the open tickets. Due
times that a newly published calendar moves are recomputed before anything falls due by the old one.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import msgspec
from sqlalchemy import Connection, delete, insert, select

from governance.command import Command
from governance.timers import timers_of
from platform_server.engine import statements
from platform_server.engine.firing import SYSTEM
from platform_server.engine.place import Place
from platform_server.engine.projection import decode_ticket
from platform_server.engine.timing import Row, timer_rows
from platform_server.engine.writer import run_group
from platform_server.store.database import Database
from platform_server.store.schema import marks, tickets, timers

MARK = "timers"
BATCH = 5000
"""Rows written at once."""

TOGETHER = 500
"""Tickets recomputed in one commit."""

log = logging.getLogger(__name__)


def keep_up(connection: Connection, place: Place) -> int:
    """Make the rows anew if they have to be; returns how many were written."""
    here = (marks.c.space == place.space) & (marks.c.district == place.district)
    this = here & (marks.c.name == MARK)
    value = made_from(place)
    if connection.execute(select(marks.c.value).where(this)).scalar() == value:
        return 0
    connection.execute(
        delete(timers).where(timers.c.space == place.space, timers.c.district == place.district)
    )
    rows, written = _rows(connection, place), 0
    while batch := list(islice(rows, BATCH)):
        statements.ADD_TIMERS.run(connection, batch)
        written += len(batch)
    connection.execute(delete(marks).where(this))
    connection.execute(insert(marks).values({**place.key(), "name": MARK, "value": value}))
    log.info("made %d timers of the open tickets", written)
    return written


def recompute_provisional(database: Database, place: Place, now: datetime) -> int:
    """Recompute what rests on a year that was unpublished; returns how many tickets do.

    To be done while nobody writes: before timers fall due, and before anybody takes commands.
    """
    query = select(tickets.c.id).where(
        tickets.c.space == place.space, tickets.c.district == place.district, tickets.c.open,
        tickets.c.provisional,
    )  # fmt: skip
    with database.reader.connect() as connection:
        waiting = connection.execute(query).scalars().all()
    for first in range(0, len(waiting), TOGETHER):
        group = waiting[first : first + TOGETHER]
        jobs = [(Command(uuid.uuid4().hex, "recompute", one), SYSTEM, now) for one in group]
        with database.writer.begin() as connection:
            run_group(connection, place, jobs)
    if waiting:
        log.info("checked %d provisional due times", len(waiting))
    return len(waiting)


def made_from(place: Place) -> str:
    """A digest of what timers follow from besides the tickets."""
    profile = place.profile
    rules = [profile.calendar, profile.supervision.automatic]
    return hashlib.sha256(msgspec.json.encode(rules, order="sorted")).hexdigest()


def _rows(connection: Connection, place: Place) -> Iterator[Row]:
    query = select(tickets.c.body).where(
        tickets.c.space == place.space, tickets.c.district == place.district, tickets.c.open
    )
    for body in connection.execute(query).scalars():
        ticket = decode_ticket(body)
        yield from timer_rows(place, ticket.id, timers_of(ticket, place.profile))

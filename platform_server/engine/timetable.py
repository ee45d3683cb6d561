"""Rows of timers for a space that has none yet, or whose rules of supervision have changed.

Timers follow from tickets, calendar and rules. A mark in the space says from which calendar and
rules its rows were made; only where that differs are they made anew, from the open tickets.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from itertools import islice

import msgspec
from sqlalchemy import Connection, delete, insert, select

from governance.timers import timers_of
from platform_server.engine import statements
from platform_server.engine.place import Place
from platform_server.engine.projection import decode_ticket
from platform_server.engine.timing import Row, timer_rows
from platform_server.store.schema import marks, tickets, timers

MARK = "timers"
BATCH = 5000
"""Rows written at once."""

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

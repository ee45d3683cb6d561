"""The statements of the writer, built once: building them anew costs more than running them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam, delete, insert, select, update

from platform_server.store.schema import (
    answers,
    audit,
    events,
    sealed,
    ticket_keys,
    tickets,
    timers,
)


def _here(table: Table) -> Any:
    """The condition that keeps a statement inside one space and district."""
    return (table.c.space == bindparam("in_space")) & (table.c.district == bindparam("in_district"))


Row = Mapping[str, Any]


class Writing:
    """A statement run for many rows at once.

    SQLAlchemy writes it once a dialect; the rows then go to the driver as they are. Binding each of
    them through SQLAlchemy takes longer than SQLite takes to store it.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._written: dict[str, tuple[str, Callable[[Row], Any]]] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run it for each row; all rows have the same columns."""
        dialect = connection.dialect
        if dialect.name not in self._written:
            self._written[dialect.name] = self._write(dialect, rows[0])
        text, bind = self._written[dialect.name]
        connection.exec_driver_sql(text, [bind(row) for row in rows])

    def _write(self, dialect: Dialect, row: Row) -> tuple[str, Callable[[Row], Any]]:
        compiled = self._statement.compile(dialect=dialect, column_keys=list(row))
        names = compiled.positiontup
        return str(compiled), itemgetter(*names) if names else dict


ADD_EVENTS = Writing(insert(events))
ADD_SEALED = Writing(insert(sealed))
ADD_KEYS = Writing(insert(ticket_keys))
ADD_TICKETS = Writing(insert(tickets))
ADD_ANSWERS = Writing(insert(answers))
ADD_AUDIT = Writing(insert(audit))

FIXED = ("space", "district", "id", "tail", "channel", "external")
"""Columns of a ticket that are written once: an index whose columns are not set is not touched."""

CHANGE_TICKETS = Writing(
    update(tickets)
    .where(_here(tickets), tickets.c.id == bindparam("in_id"))
    .values(
        {column.name: bindparam(column.name) for column in tickets.c if column.name not in FIXED}
    )
)

ADD_TIMERS = Writing(insert(timers))

_of_ticket = _here(timers) & (timers.c.ticket == bindparam("in_ticket"))
_this_timer = _of_ticket & (timers.c.key == bindparam("in_key"))

DROP_TIMERS = Writing(delete(timers).where(_this_timer))

DROP_TIMERS_OF_TICKETS = Writing(delete(timers).where(_of_ticket))

PUT_OFF_TIMERS = Writing(update(timers).where(_this_timer).values(wake=bindparam("wake")))

FIND_DUE = (
    select(timers.c.ticket, timers.c.key, timers.c.due)
    .where(_here(timers), timers.c.wake <= bindparam("now"))
    .order_by(timers.c.wake, timers.c.due, timers.c.ticket, timers.c.key)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)

FIND_NEXT = select(timers.c.wake).where(_here(timers)).order_by(timers.c.wake).limit(1)

FIND_ANSWERS = select(answers.c.command, answers.c.body_hash, answers.c.answer).where(
    _here(answers), answers.c.command.in_(bindparam("commands", expanding=True))
)

FIND_TICKETS = select(tickets.c.id, tickets.c.body, tickets.c.row).where(
    _here(tickets), tickets.c.id.in_(bindparam("numbers", expanding=True))
)

FIND_KEY = select(ticket_keys.c.key).where(
    _here(ticket_keys), ticket_keys.c.ticket == bindparam("ticket")
)

FIND_EXTERNAL = select(tickets.c.id).where(
    _here(tickets),
    tickets.c.channel == bindparam("channel"),
    tickets.c.external == bindparam("external"),
)

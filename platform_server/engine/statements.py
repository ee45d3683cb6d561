"""The statements of the writer, built once: building them anew costs more than running them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from platform_server.store.schema import answers, audit, events, sealed, ticket_keys, tickets


def _here(table: Table) -> Any:
    """The condition that keeps a statement inside one space and district."""
    return (table.c.space == bindparam("in_space")) & (table.c.district == bindparam("in_district"))


ADD_EVENTS = insert(events)
ADD_SEALED = insert(sealed)
ADD_KEYS = insert(ticket_keys)
ADD_TICKETS = insert(tickets)
ADD_ANSWERS = insert(answers)
ADD_AUDIT = insert(audit)

CHANGE_TICKETS = (
    update(tickets)
    .where(_here(tickets), tickets.c.id == bindparam("in_id"))
    .values(
        {
            column.name: bindparam(column.name)
            for column in tickets.c
            if column.name not in ("space", "district", "id")
        }
    )
)

FIND_ANSWERS = select(answers.c.command, answers.c.body_hash, answers.c.answer).where(
    _here(answers), answers.c.command.in_(bindparam("commands", expanding=True))
)

FIND_TICKETS = select(tickets.c.id, tickets.c.body, tickets.c.row).where(
    _here(tickets), tickets.c.id.in_(bindparam("numbers", expanding=True))
)

FIND_KEY = select(ticket_keys.c.key).where(
    _here(ticket_keys), ticket_keys.c.ticket == bindparam("ticket")
)

FIND_EXTERNAL = select(tickets.c.row).where(
    _here(tickets),
    tickets.c.channel == bindparam("channel"),
    tickets.c.external == bindparam("external"),
)

"""Tickets in pages, and how many there are; everything within one account's scope."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, func, or_, select

from governance.calendar import CHINA
from platform_server.engine.projection import decode_row
from platform_server.errors import BadRequest
from platform_server.store.reading import Reading
from platform_server.store.schema import tickets
from wire.views import Page

EARLIEST = datetime(1900, 1, 1, tzinfo=CHINA)
LATEST = datetime(9000, 1, 1, tzinfo=CHINA)


class Wanted(msgspec.Struct, frozen=True):
    """What a list of tickets is narrowed to; empty means any."""

    step: str = ""
    state: str = ""
    org: str = ""
    grid: str = ""
    ticket_class: str = ""
    channel: str = ""
    q: str = ""
    due_before: str = ""
    limit: int = 100
    cursor: str = ""


def page(reading: Reading, wanted: Wanted) -> Page:
    """Tickets soonest due first, closed ones last, from the cursor on."""
    query = (
        select(
            tickets.c.row,
            tickets.c.units,
            tickets.c.grid,
            tickets.c.open,
            tickets.c.due,
            tickets.c.id,
        )
        .where(reading.here(tickets), reading.scope.condition(), *_conditions(wanted))
        .order_by(tickets.c.open.desc(), tickets.c.due, tickets.c.id)
        .limit(wanted.limit + 1)
    )
    if wanted.cursor:
        query = query.where(_beyond(wanted.cursor))
    found = reading.connection.execute(query).all()
    rows = [
        decode_row(row.row)
        for row in found[: wanted.limit]
        if reading.scope.sees(row.units.split(","), row.grid, reading.profile.tree)
    ]
    last = found[wanted.limit - 1] if len(found) > wanted.limit else None
    cursor = f"{int(last.open)}|{last.due}|{last.id}" if last else ""
    return Page(tuple(rows), cursor)


def _conditions(wanted: Wanted) -> list[Any]:
    exact = {
        tickets.c.step: wanted.step,
        tickets.c.state: wanted.state,
        tickets.c.channel: wanted.channel,
        tickets.c["class"]: wanted.ticket_class,
    }
    found = [column == value for column, value in exact.items() if value]
    found += [
        tickets.c.paths.contains(f",{code},", autoescape=True)
        for code in (wanted.org, wanted.grid)
        if code
    ]
    if wanted.q:
        in_summary = tickets.c.summary.contains(wanted.q, autoescape=True)
        found.append(or_(in_summary, tickets.c.id.endswith(wanted.q, autoescape=True)))
    if wanted.due_before:
        found += [tickets.c.due != "", tickets.c.due < _moment(wanted.due_before)]
    return found


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"时间 {text} 须为 RFC 3339", f"{text} is not an RFC 3339 time") from error
    if moment.tzinfo is None:
        raise BadRequest(f"时间 {text} 须带时区", f"{text} lacks an offset such as +08:00")
    if not EARLIEST < moment < LATEST:
        raise BadRequest(f"时间 {text} 超出范围", f"{text} is out of range")
    return moment.astimezone(CHINA).isoformat()


def _beyond(cursor: str) -> Any:
    parts = cursor.split("|")
    if len(parts) != 3 or parts[0] not in ("0", "1"):
        raise BadRequest("cursor 不对, 请用上一页给出的", "use the cursor that the last page gave")
    is_open, due, number = bool(int(parts[0])), parts[1], parts[2]
    later = or_(tickets.c.due > due, (tickets.c.due == due) & (tickets.c.id > number))
    return or_(~tickets.c.open, later) if is_open else and_(~tickets.c.open, later)


def counts(reading: Reading) -> dict[str, dict[str, int]]:
    """Open tickets of the scope by channel and by state, and how many there are in all."""
    place = (tickets.c.units, tickets.c.grid)
    query = (
        select(tickets.c.channel, tickets.c.state, *place, func.count())
        .where(reading.here(tickets), tickets.c.open, reading.scope.condition())
        .group_by(tickets.c.channel, tickets.c.state, *place)
    )
    channels: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for channel, state, units, grid, number in reading.connection.execute(query):
        if reading.scope.sees(units.split(","), grid, reading.profile.tree):
            channels[channel] += number
            states[state] += number
    return {"channels": dict(channels), "states": dict(states), "open": {"all": states.total()}}

"""Reading tickets, their ledgers, the log and the counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import QueryParameter

from platform_server.api.guard import actor_of, district_of, whole_number
from platform_server.engine.scope import Scope
from platform_server.store import listing, reading
from platform_server.store.listing import Wanted
from platform_server.store.reading import Reading
from wire.views import Ledger, Page, TicketView

Call = Request[object, object, State]
T = TypeVar("T")

LARGEST_PAGE = 1000
"""Rows or records in one page."""


async def read(request: Call, question: Callable[[Reading], T]) -> T:
    """The answer to a question, put to a consistent view of the caller's scope in a thread."""
    district, scope = district_of(request), Scope.of(actor_of(request))

    def ask() -> T:
        with district.database.reader.connect() as connection:
            return question(
                Reading(connection, district.space, district.code, district.profile, scope)
            )

    return await asyncio.to_thread(ask)


@get("/v1/tickets", name="list_tickets")
async def list_tickets(
    request: Call,
    step: str = "",
    state_name: Annotated[str, QueryParameter(name="state")] = "",
    org: str = "",
    grid: str = "",
    ticket_class: Annotated[str, QueryParameter(name="class")] = "",
    channel: str = "",
    q: str = "",
    due_before: str = "",
    limit: str = "100",
    cursor: str = "",
) -> Page:
    """Tickets soonest due first, narrowed by what is given."""
    most = whole_number(limit, "limit", 1, LARGEST_PAGE)
    wanted = Wanted(step, state_name, org, grid, ticket_class, channel, q, due_before, most, cursor)
    return await read(request, lambda view: listing.page(view, wanted))


@get("/v1/tickets/{ticket_id:str}", name="show_ticket")
async def show_ticket(ticket_id: str, request: Call) -> TicketView:
    """One ticket whole: text, history, clocks, proposal. Personal data is masked."""
    return await read(request, lambda view: reading.whole(view, ticket_id))


@get("/v1/tickets/{ticket_id:str}/why", name="why")
async def why(ticket_id: str, request: Call, clock: str = "", unit: str = "") -> Ledger:
    """The arithmetic of a due time, line by line; of a unit's own clock where one is named."""
    found, lines = await read(request, lambda view: reading.ledger(view, ticket_id, clock, unit))
    zh, en = tuple(line.zh for line in lines), tuple(line.en for line in lines)
    return Ledger(ticket_id, found.stage, zh, en, found.unit_in_charge)


@get("/v1/events", name="list_events")
async def list_events(request: Call, after: str = "0", limit: str = "500") -> dict[str, Any]:
    """The log behind ``after``, gapless; records outside the scope carry their seq only."""
    first = whole_number(after, "after", 0, 2**62)
    most = whole_number(limit, "limit", 1, LARGEST_PAGE)
    return await read(request, lambda view: reading.log_after(view, first, most))


@get("/v1/stats/counts", name="counts")
async def counts(request: Call) -> dict[str, dict[str, int]]:
    """Open tickets by channel and by state."""
    return await read(request, listing.counts)

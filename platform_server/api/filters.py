"""Named filters of the queue: each seat's own, and those shared with the whole centre."""

from __future__ import annotations

import asyncio

from litestar import Request, delete, get, put
from litestar.datastructures import State

from governance.command import Actor
from platform_server.api.guard import actor_of, district_of
from platform_server.store import filters
from wire.views import FilterBody, FilterView

Call = Request[object, object, State]


@get("/v1/filters", name="list_filters")
async def list_filters(request: Call) -> list[FilterView]:
    """The caller's own filters and the shared ones, by name."""
    shelf, actor = _shelf(request)
    return await asyncio.to_thread(shelf.all, actor.account)


@put("/v1/filters", name="keep_filter")
async def keep_filter(data: FilterBody, request: Call) -> FilterView:
    """Keep a filter under a name; one of that name is replaced if it is the caller's."""
    shelf, actor = _shelf(request)
    now = district_of(request).clock.now()
    wanted = FilterView(data.name, data.line, data.shared, _shown(actor), True)
    return await asyncio.to_thread(shelf.keep, actor.account, wanted, now)


@delete("/v1/filters", name="drop_filter")
async def drop_filter(name: str, request: Call) -> None:
    """Drop one of the caller's own filters."""
    shelf, actor = _shelf(request)
    await asyncio.to_thread(shelf.drop, actor.account, name)


def _shelf(request: Call) -> tuple[filters.Shelf, Actor]:
    district = district_of(request)
    return filters.Shelf(district.database, district.space, district.code), actor_of(request)


def _shown(actor: Actor) -> str:
    return actor.name or actor.account

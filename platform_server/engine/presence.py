"""Who looks at which ticket: gathered for a moment, told to every seat that may see the ticket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from governance.command import Actor
from governance.org import OrgTree
from platform_server.engine.hub import Hub
from platform_server.engine.scope import Scope
from platform_server.store.schema import tickets
from wire.protocol import Looker, Lookers

TELL_SECONDS = 0.5
"""Least time between two frames on who looks at what; the newest counts."""

LONGEST_ID = 32
"""Characters of a ticket's id."""

log = logging.getLogger(__name__)


class Whereabouts(NamedTuple):
    """What says who may see a ticket: the units that have it, and its grid."""

    units: tuple[str, ...]
    grid: str


def locate(
    connection: Connection, space: str, district: str, numbers: Iterable[str]
) -> dict[str, Whereabouts]:
    """Where tickets are, by their ids; what does not exist is left out."""
    query = select(tickets.c.id, tickets.c.units, tickets.c.grid).where(
        tickets.c.space == space, tickets.c.district == district, tickets.c.id.in_(list(numbers))
    )
    return {
        number: Whereabouts(tuple(units.split(",")), grid)
        for number, units, grid in connection.execute(query)
    }


class _Connection:
    """One connection: what it looks at, and what the others have been told."""

    def __init__(self, number: str, scope: Scope, actor: Actor) -> None:
        self.number = number
        self.scope = scope
        self.actor = actor
        self.wanted = ""
        self.ticket = ""
        self.place: Whereabouts | None = None
        self.told: set[Scope] = set()

    def seen_by(self, scope: Scope, tree: OrgTree) -> Looker | None:
        """What a scope is to know; None where it was told nothing and is to be told nothing."""
        visible = self.ticket and self.place is not None and scope.sees(*self.place, tree)
        if not visible and scope not in self.told:
            return None
        if visible:
            self.told.add(scope)
        else:
            self.told.discard(scope)
        ticket = self.ticket if visible else ""
        return Looker(self.number, self.actor.seat, self.actor.name, ticket)


class Presence:
    """The connections of a space. Lives on the loop; tickets are looked up in a thread."""

    def __init__(
        self,
        hub: Hub,
        tree: OrgTree,
        find: Callable[[Iterable[str]], Mapping[str, Whereabouts]],
    ) -> None:
        """Prepare.

        Args:
            find: says where tickets are; it is called in a thread.
        """
        self._hub = hub
        self._tree = tree
        self._find = find
        self._connections: dict[str, _Connection] = {}
        self._changed: dict[str, _Connection] = {}
        self._telling: asyncio.Task[None] | None = None

    def join(self, number: str, scope: Scope, actor: Actor) -> None:
        """A connection begins; it looks at nothing yet."""
        self._connections[number] = _Connection(number, scope, actor)

    def leave(self, number: str) -> None:
        """A connection ended: it looks at nothing any more and is forgotten once that is told."""
        self.look(number, "")
        self._connections.pop(number, None)

    def look(self, number: str, ticket: str) -> None:
        """A connection looks at a ticket now; empty for none."""
        one = self._connections.get(number)
        if one is None or one.wanted == ticket:
            return
        one.wanted = ticket if len(ticket) <= LONGEST_ID else ""
        self._changed[number] = one
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell())

    def whole(self, scope: Scope) -> Lookers:
        """All that look at something the scope may see, as far as it has been told."""
        seen = [one.seen_by(scope, self._tree) for one in self._connections.values()]
        return Lookers(tuple(one for one in seen if one is not None and one.ticket), True)

    def stop(self) -> None:
        """Tell nothing more."""
        if self._telling is not None:
            self._telling.cancel()

    async def _tell(self) -> None:
        """Tell what changed, and what changed meanwhile, until nothing does."""
        try:
            while self._changed:
                changed, self._changed = self._changed, {}
                await self._settle(changed.values())
                for scope in self._hub.scopes:
                    seen = [one.seen_by(scope, self._tree) for one in changed.values()]
                    lookers = tuple(one for one in seen if one is not None)
                    if lookers:
                        self._hub.tell(scope, Lookers(lookers))
                await asyncio.sleep(TELL_SECONDS)
        finally:
            self._telling = None

    async def _settle(self, changed: Iterable[_Connection]) -> None:
        """Look up where the tickets are; one outside the looker's own scope counts as none."""
        wanted = {one: one.wanted for one in changed}
        try:
            places = await asyncio.to_thread(self._find, set(wanted.values()) - {""})
        except SQLAlchemyError:
            log.exception("tickets that are looked at were not found")
            places = {}
        for one, ticket in wanted.items():
            one.place = places.get(ticket)
            seen = one.place is not None and one.scope.sees(*one.place, self._tree)
            one.ticket = ticket if seen else ""

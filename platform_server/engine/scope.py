"""Which tickets a seat may see, as a key that seats with the same view share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import true

from governance.authority import DISTRICT_ROLES, sees, units_of
from governance.command import Actor
from governance.org import OrgTree
from governance.ticket import Ticket
from platform_server.store.schema import tickets


class Scope(NamedTuple):
    """A view of the district: all of it, or a unit's share. Equal scopes share their frames."""

    role: str
    org: str

    @classmethod
    def of(cls, actor: Actor) -> Scope:
        """The scope of an account."""
        return WHOLE if actor.role in DISTRICT_ROLES else cls(actor.role, actor.org)

    @property
    def whole(self) -> bool:
        """Whether it is the whole district."""
        return self.role == "*"

    def holds(self, ticket: Ticket | None, tree: OrgTree) -> bool:
        """Whether the ticket is in it."""
        if ticket is None:
            return False
        return self.whole or self.sees(units_of(ticket), ticket.grid, tree)

    def sees(self, units: Iterable[str], grid: str, tree: OrgTree) -> bool:
        """Whether a ticket with these units and grid is in it."""
        return self.whole or sees(self.role, self.org, units, grid, tree)

    def condition(self) -> Any:
        """A condition on ``tickets`` that lets pass at least what is in it."""
        return true() if self.whole else tickets.c.paths.contains(f",{self.org},", autoescape=True)


WHOLE = Scope("*", "")
"""The whole district."""


def reach(ticket: Ticket | None, tree: OrgTree) -> frozenset[str]:
    """Every unit and grid that a ticket lies in, up to the district.

    Whatever scope holds the ticket, short of the whole district's, is of a unit in it.
    """
    if ticket is None:
        return frozenset()
    return _around((*units_of(ticket), ticket.grid), tree)


@lru_cache(maxsize=4096)
def _around(places: tuple[str, ...], tree: OrgTree) -> frozenset[str]:
    return frozenset(code for place in places for code in tree.path(place))

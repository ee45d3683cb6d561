"""Where a ticket should go: by line (条) or by block (块), with the reason in one line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from governance.profile import Profile
from governance.ticket import Ticket

ROUTED = ("reported", "pending_dispatch", "returned")
"""States in which a ticket has still to be sent somewhere."""


class Proposal(NamedTuple):
    """A unit, and why."""

    org: str
    zh: str
    en: str


def propose(ticket: Ticket, profile: Profile) -> Proposal | None:
    """The department whose duties name the class most closely, else the grid's town.

    Patrol finds of the street go to the town that manages its block (seed 004); None where
    neither a duty nor a place is known.
    """
    town = profile.tree.ancestor(ticket.grid, "town")
    if town is None or ticket.loop == "large":
        by_line = _by_line(ticket.ticket_class, profile)
        if by_line or town is None:
            return by_line
    return Proposal(town.code, "块管: 按所在网格归镇", "by block: the grid's town")


def _by_line(ticket_class: str, profile: Profile) -> Proposal | None:
    """The unit of the longest prefix of the class that a duty names."""
    if not ticket_class:
        return None
    units = _units(profile.duties)
    for length in range(len(ticket_class), -1, -1):
        prefix = ticket_class[:length]
        if prefix in units:
            return Proposal(units[prefix], f"条管: 职责清单 {prefix}", f"by line: duty {prefix}")
    return None


@lru_cache(maxsize=16)
def _units(duties: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The unit by prefix; the first where a prefix is named twice."""
    return dict(reversed(duties))

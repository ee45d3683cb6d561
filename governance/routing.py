"""Where a ticket should go: by line (条) or by block (块), with the reason in one line."""

from __future__ import annotations

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
    by_line = _by_line(ticket.ticket_class, profile)
    if by_line and (ticket.loop == "large" or town is None):
        return by_line
    if town:
        return Proposal(town.code, "块管: 按所在网格归镇", "by block: the grid's town")
    return by_line


def _by_line(ticket_class: str, profile: Profile) -> Proposal | None:
    fits = [duty for duty in profile.duties if ticket_class.startswith(duty[0])]
    if not ticket_class or not fits:
        return None
    prefix, org = max(fits, key=lambda duty: len(duty[0]))
    return Proposal(org, f"条管: 职责清单 {prefix}", f"by line: duty {prefix}")

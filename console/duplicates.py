"""Tickets that are likely the same matter as one: what its second ticket may be in a merge.

Nothing is kept for it. It looks at a bounded number of tickets around one, and only while the
second ticket of a merge is to be named.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from console.directory import BEST_MATCHES, Directory
from console.filter import open_only
from wire.rows import TicketRow


class _Likeness(NamedTuple):
    """How near a ticket is to another, the nearest first.

    Attributes:
        place: 0 in the same grid, 1 in the same town, 2 elsewhere.
        other_class: whether it is of another class.
        apart: time between the two reports.
    """

    place: int
    other_class: bool
    apart: timedelta


def duplicates(
    row: TicketRow, around: Iterable[TicketRow], directory: Directory
) -> list[TicketRow]:
    """The open tickets that are likely the same matter, the likeliest first.

    They are of its class or in its grid: same grid first, then same town, then nearest in time.

    Args:
        around: the tickets to choose from.
    """
    town = directory.town_of(row.grid)
    found = []
    for one in around:
        same_class = bool(row.ticket_class) and one.ticket_class == row.ticket_class
        same_grid = bool(row.grid) and one.grid == row.grid
        if not (same_class or same_grid) or one.id == row.id or not open_only(one):
            continue
        same_town = bool(town) and directory.town_of(one.grid) == town
        place = 0 if same_grid else 1 if same_town else 2
        found.append((_Likeness(place, not same_class, abs(one.at - row.at)), one.id, one))
    found.sort(key=lambda item: item[:2])
    return [one for _, _, one in found[:BEST_MATCHES]]

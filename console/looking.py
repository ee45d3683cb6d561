"""Presence: which ticket this seat looks at, and who looks at which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from console.outside import Outside
from wire.protocol import Looker
from wire.safe_text import safe_text

REST_TICKS = 2
"""Seconds a seat stays at a ticket before the others are told."""


class Looking:
    """What one seat tells of itself and knows of the others."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._at = ""
        self._ticks = 0
        self._told = ""
        self._others: Mapping[str, tuple[str, ...]] = {}

    def rest(self, ticket: str) -> None:
        """A second has passed at this ticket, empty for none."""
        self._ticks = self._ticks + 1 if ticket == self._at else 0
        self._at = ticket
        if ticket != self._told and (self._ticks >= REST_TICKS or not ticket):
            self._told = ticket
            self._outside.look_at(ticket)

    def take(self, lookers: Iterable[Looker]) -> None:
        """The other seats as they look now."""
        others: dict[str, tuple[str, ...]] = {}
        for one in lookers:
            shown = safe_text(f"{one.seat} {one.name}".strip())
            others[one.ticket] = (*others.get(one.ticket, ()), shown)
        self._others = others

    def at(self, ticket: str) -> tuple[str, ...]:
        """The seats that look at a ticket, besides this one."""
        return self._others.get(ticket, ())

"""A view beside the queue: a list of its own over the seat's tickets, with its own cursor and keys.

A board costs nothing until it is first opened; from then on it is kept current change by change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from console.desk import Change
from console.line import Line
from console.outside import Message
from wire.rows import TicketRow

Handler = Callable[[], Message | None]


class Board(Protocol):
    """One view.

    Attributes:
        name: the context of its keys, one of `actions.VIEWS`.
        actions: what its own actions do, by their identifiers in `actions.csv`.
    """

    name: str
    actions: Mapping[str, Handler]

    def begin(self, rows: Mapping[str, TicketRow]) -> None:
        """The board is opened for the first time, or all rows are new."""

    def opened(self) -> None:
        """The board is shown."""

    def absorb(self, changes: Iterable[tuple[str, Change]]) -> None:
        """Rows changed; the cursor stays where it is."""

    def move(self, lines: int) -> None:
        """Move the cursor, as far as there is something."""

    @property
    def length(self) -> int:
        """How many places the cursor has."""

    @property
    def page(self) -> int:
        """Places a page has, as last drawn."""

    @property
    def ticket(self) -> str:
        """The id of the ticket under the cursor, empty for none."""

    def lines(self, now: datetime | None, width: int, height: int) -> list[Line]:
        """The board in ``height`` lines, the first of them its title."""


class Boards:
    """The boards of one seat, and which of them is shown."""

    def __init__(self, boards: Iterable[Board], kept: Iterable[str] = ()) -> None:
        """Boards, of which those ``kept`` are current before they are opened."""
        self._boards = {one.name: one for one in boards}
        self._begun = set(kept)
        self.shown: Board | None = None

    def open(self, name: str, rows: Mapping[str, TicketRow]) -> None:
        """Show a board.

        Raises:
            KeyError: there is no such board.
        """
        self.shown = self._boards[name]
        if name not in self._begun:
            self._begun.add(name)
            self.shown.begin(rows)
        self.shown.opened()

    def close(self) -> None:
        """Show the queue again."""
        self.shown = None

    def reset(self, rows: Mapping[str, TicketRow]) -> None:
        """All rows are new."""
        for name in self._begun:
            self._boards[name].begin(rows)

    def absorb(self, changes: Iterable[tuple[str, Change]]) -> None:
        """Rows changed."""
        listed = list(changes) if self._begun else []
        for name in self._begun:
            self._boards[name].absorb(listed)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all boards, in their order."""
        return tuple(self._boards)

    @property
    def actions(self) -> dict[str, Handler]:
        """What the boards' own actions do."""
        return {name: do for one in self._boards.values() for name, do in one.actions.items()}

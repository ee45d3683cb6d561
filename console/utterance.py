"""What a typed line means: verb, ticket, arguments, an echo in words, and what may come next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from governance.verbs import Verb
from wire.rows import TicketRow

TAIL_FIGURES = 6
"""Figures of a ticket's number that are shown and are enough to type."""

ALL_MARKED = "*"
"""Stands in a line for all marked tickets."""

EACH_PROPOSED = "="
"""Stands in a line about marked tickets for the unit that is proposed for each of them."""

MOST_SHOWN = 5
"""How many of several fitting things a message names."""


class Tickets(Protocol):
    """Finding tickets by what was typed."""

    def by_tail(self, typed: str) -> list[TicketRow]:
        """The tickets a typed tail can mean; exactly one if it is clear."""

    @property
    def subject(self) -> TicketRow | None:
        """The ticket under the cursor."""

    def around(self, row: TicketRow) -> list[TicketRow]:
        """The ticket and those that run out shortly before and after it, a bounded number."""

    @property
    def whistled(self) -> Iterable[TicketRow]:
        """Tickets with whistles that are not over, a bounded number."""

    @property
    def marked(self) -> tuple[TicketRow, ...]:
        """The marked tickets, in the order in which they were marked."""


class Candidate(NamedTuple):
    """Something that may come next.

    Attributes:
        insert: the text to put in; ``shown`` how it is named.
        stays: whether it stays once it is put in: completing again goes on behind it, where
            others are taken out for the next one.
    """

    insert: str
    shown: str
    stays: bool = False


class Utterance(NamedTuple):
    """A line as understood.

    Attributes:
        verb: None while none is recognised.
        ticket: the ticket it is about.
        number: what to ask the platform for where the seat does not hold the ticket.
        args: arguments as the platform takes them.
        echo: in words, what Enter will do.
        problem: why Enter would do nothing, empty where it would.
        next: what may come at the end of the line.
        in_text: whether free text is being typed there.
        tickets: the marked tickets, where the line is about all of them.
    """

    verb: Verb | None = None
    ticket: TicketRow | None = None
    number: str = ""
    args: dict[str, Any] = {}
    echo: str = ""
    problem: str = ""
    next: tuple[Candidate, ...] = ()
    in_text: bool = False
    tickets: tuple[TicketRow, ...] = ()

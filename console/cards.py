"""Supervision at a seat: cards and orders that wait for an answer, requests that wait for a yes.

Three sections: requests, cards that this seat has to answer, and cards of others. A seat that
decides requests has them first, and of them those that it may decide; a unit has its own cards
first, then those of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

import msgspec

from console.board import Handler
from console.desk import Change
from console.directory import Directory
from console.entries import REPLY
from console.line import Line
from console.outline import Outline
from console.outside import Message
from console.sorted_rows import SortedRows
from console.text.i18n import Words
from console.views import cards as view
from console.views.deadlines import stage_line
from governance.authority import DISTRICT_ROLES
from governance.request import EXTEND
from governance.verbs import VERBS
from wire.rows import TicketRow
from wire.supervision_rows import CardRow, RequestRow

REQUESTS, OURS, CARDS = "requests", "ours", "cards"

DECISION = "approve"
"""The stage in which a request is decided."""

LEADER = "leader"
"""The role that decides on every extension after the first."""


class Slip(msgspec.Struct, frozen=True, gc=False):
    """A card or a request, with its ticket.

    Attributes:
        id: the ticket's, and which card or request of it.
        own: whether this seat is the one to act on it.
        due: when the answer is owed; of a request, when it was made.
    """

    id: str
    row: TicketRow
    about: CardRow | RequestRow
    own: bool
    due: datetime


def _rank(slip: Slip) -> tuple[bool, datetime, str]:
    """What this seat has to act on first, then what is owed or waits longest."""
    return not slip.own, slip.due, slip.id


class Slips:
    """All of them, in their sections."""

    def __init__(self, first: str) -> None:
        """None yet; ``first`` says whether requests come first or cards."""
        order = (REQUESTS, OURS, CARDS) if first == REQUESTS else (OURS, CARDS, REQUESTS)
        self._rows = {name: SortedRows[Slip](_rank) for name in order}

    def sections(self) -> list[tuple[str, SortedRows[Slip]]]:
        """Those that hold something."""
        return [(name, rows) for name, rows in self._rows.items() if len(rows)]

    def where(self, slip: Slip) -> str:
        """The section of a slip."""
        if isinstance(slip.about, RequestRow):
            return REQUESTS
        return OURS if slip.own else CARDS

    def add(self, slip: Slip) -> None:
        """Another waits."""
        self._rows[self.where(slip)].add(slip)

    def remove(self, slip: Slip) -> None:
        """It waits no more."""
        self._rows[self.where(slip)].remove(slip)


class CardsBoard:
    """The board of supervision."""

    name = "cards"

    def __init__(
        self,
        role: str,
        is_own: Callable[[str], bool],
        directory: Directory,
        words: Words,
        say: Callable[[str, str, str], Message | None],
    ) -> None:
        """A board for a seat of that role.

        Args:
            is_own: whether a unit is this seat's.
            say: starts a verb, with what of its line is known, on a ticket.
        """
        self._role = role
        self._is_own = is_own
        self._directory = directory
        self._words = words
        self._say = say
        self._first = REQUESTS if VERBS["approve"].open_to(role) else CARDS
        self._slips: dict[str, tuple[Slip, ...]] = {}
        self._outline = Outline[Slip]()
        self._page = 1
        self._fresh = True
        self.actions: Mapping[str, Handler] = {
            "cards.fold": self._outline.fold,
            "cards.why": self._why,
            **{f"cards.{verb}": partial(self._act, verb) for verb in SAID_OF},
        }

    # -- rows ------------------------------------------------------------------------------

    def opened(self) -> None:
        """The board is shown: its cursor stays where it was."""

    def begin(self, rows: Mapping[str, TicketRow]) -> None:
        """All rows are new."""
        slips = Slips(self._first)
        self._outline.groups = slips
        self._slips = {}
        for row in rows.values():
            if row.cards or row.requests:
                found = self._slips[row.id] = tuple(self._slips_of(row))
                for slip in found:
                    slips.add(slip)
                    self._outline.follow(slip, slip)
        if self._fresh and self._outline.length:
            self._fresh = False
            self._outline.put(1, 1)

    def absorb(self, changes: Iterable[tuple[str, Change]]) -> None:
        """Rows changed."""
        for number, change in changes:
            row = change.after
            old = self._slips.pop(number, ())
            new = tuple(self._slips_of(row)) if row is not None else ()
            if new:
                self._slips[number] = new
            self._replace(old, new)

    def _replace(self, old: tuple[Slip, ...], new: tuple[Slip, ...]) -> None:
        slips = self._outline.groups
        assert isinstance(slips, Slips)
        for slip in old:
            slips.remove(slip)
        for slip in new:
            slips.add(slip)
            self._outline.follow(slip, slip)

    def _slips_of(self, row: TicketRow) -> Iterator[Slip]:
        """What waits on a ticket."""
        for card in row.cards:
            if card.answered is None:
                own = self._answers(card)
                yield Slip(f"{row.id} {card.id}", row, card, own, card.due)
        for request in row.requests:
            if request.state == "open":
                own = self._decides(row, request)
                yield Slip(f"{row.id} {request.id}", row, request, own, request.at)

    def _answers(self, card: CardRow) -> bool:
        """Whether this seat may answer a card: its unit's, or at the centre the district's."""
        if self._role in DISTRICT_ROLES:
            return self._directory.is_root(card.unit)
        return self._is_own(card.unit)

    def _decides(self, row: TicketRow, request: RequestRow) -> bool:
        """Whether this seat may decide a request, as far as it can know."""
        if not VERBS["approve"].open_to(self._role) or self._is_own(request.unit):
            return False
        again = request.kind == EXTEND and "extended" in row.flags
        return self._role == LEADER or not again

    # -- the cursor ------------------------------------------------------------------------

    def move(self, lines: int) -> None:
        """Move the cursor, over headings and what is below them."""
        self._fresh = False
        self._outline.move(lines, self._page)

    @property
    def length(self) -> int:
        """Headings, and what is not folded away."""
        return self._outline.length

    @property
    def page(self) -> int:
        """Lines last shown at once."""
        return self._page

    @property
    def ticket(self) -> str:
        """The ticket under the cursor; none on a heading."""
        slip = self._outline.item
        return slip.row.id if slip is not None else ""

    def _act(self, verb: str) -> Message | None:
        """Say a verb of the card or request under the cursor."""
        slip, words = self._outline.item, self._words
        if slip is None:
            return Message(words("say.no_selection"))
        card = isinstance(slip.about, CardRow)
        if card is not SAID_OF[verb]:
            return Message(words("cards.not_a_card" if SAID_OF[verb] else "cards.not_a_request"))
        if card and not slip.own:
            name = self._directory.short(slip.about.unit)
            return Message(words("cards.not_ours", name=name), "bad")
        tag = words.of(("牌", "card") if card else ("请", "request"))
        return self._say(verb, f"{tag}:{slip.about.id}", slip.row.id)

    def _why(self) -> Message | None:
        """The arithmetic of the time for the answer, or for the decision."""
        slip = self._outline.item
        if slip is None:
            return Message(self._words("say.no_selection"))
        stage = REPLY if isinstance(slip.about, CardRow) else DECISION
        known = stage_line(stage, slip.about.unit, self._directory, self._words)
        return self._say("why", known, slip.row.id)

    # -- drawing ---------------------------------------------------------------------------

    def lines(self, now: datetime | None, width: int, height: int) -> list[Line]:
        """The board, the first line its title."""
        self._page = max(1, height - view.OTHER_LINES)
        sight = view.Sight(self._directory, self._words, self._is_own, now, width)
        return view.board_lines(self._outline, sight, self._page)


SAID_OF = {"answer": True, "approve": False, "deny": False}
"""Verbs that have a key of their own here; whether they are said of a card, else of a request."""

"""What lies on the seat's desk: rows in order, the cursor, the counts. No screen, no network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from console.directory import Directory
from console.filter import OPEN, Filter, Numbers, grew, joined, open_only, parse_filter
from console.marks import Marks
from console.order import Order, Tally
from console.ranking import ranking
from console.text.i18n import Words
from governance.verbs import VERBS
from wire.rows import TicketRow

INDEX_FIGURES = 3
"""Figures of the tail by which tickets are found."""

LINES_ABOVE = 3
"""Overdue tickets in sight above the cursor when a seat opens."""

MOST_AROUND = 5_000
"""Tickets that are looked through for what completion offers."""

WAITING_STATES = ("pending_dispatch", "returned")
INTAKE_STATES = ("reported", "pending_register")


class Change(NamedTuple):
    """A row before and after; None for what was or is not there."""

    before: TicketRow | None
    after: TicketRow | None


class Counts(NamedTuple):
    """The counts that matter."""

    intake: int
    waiting: int
    overdue: int
    open: int


class Desk:
    """The queue of one seat.

    The selected ticket stays selected when its row moves, and the line it is on stays the same:
    new work changes counts, never the cursor.
    """

    def __init__(self, role: str, directory: Directory, words: Words) -> None:
        self._directory = directory
        self._words = words
        self._rows: Mapping[str, TicketRow] = {}
        self._tails_kept: dict[str, list[str]] | None = None
        self._tally = Tally()
        self._numbers = Numbers(lettered=False)
        self.filter = OPEN
        self.mine = False
        self._own_states = own_states(role)
        self.order = Order(self.filter)
        self.marks = Marks()
        self.height = 10
        self.pending: dict[str, str] = {}
        self._answered: dict[str, TicketRow] = {}
        self._selected: str | None = None
        self._kept: TicketRow | None = None
        self._line = 0

    def reset(self, rows: Mapping[str, TicketRow], now: datetime | None = None) -> None:
        """All rows anew, after a snapshot; the selected ticket stays selected if it is there.

        At first the cursor stands on what runs out next; what is overdue already lies above.
        """
        first = self._selected is None
        self._rows = rows
        self._answered.clear()
        self.pending.clear()
        for gone in [number for number in self.marks if number not in rows]:
            self.marks.discard(gone)
        self._tails_kept = None
        self._numbers.refill(rows.values())
        self.order.refill(rows.values())
        self._tally.refill(row for row in self.order.soonest() if open_only(row))
        self._stay()
        if first and now is not None:
            self._select(self.order.at(self.order.first_due_from(now)) or self._selected)
            self._line = LINES_ABOVE

    def _stay(self) -> None:
        """The order was filled anew: the selected ticket stays selected if it is shown."""
        selected = self._selected
        if selected is not None and self.order.position(selected) is None:
            selected = None
        self._select(selected or self.order.at(0))

    def absorb(self, changes: Iterable[tuple[str, Change]]) -> None:
        """Take in changed rows."""
        for number, _ in changes:
            after = self._rows.get(number)
            if after is not None:
                self._numbers.take(after)
            before = self.order.change(number, after)
            if after is None:
                self.pending.pop(number, None)
                self.marks.discard(number)
            if (before is None) != (after is None):
                self._note_tail(number, after is not None)
            self._forget_answer(number, after)
            if before is not after:
                self._tally.change(_if_open(before), _if_open(after))
            if number == self._selected and after is not None:
                self._kept = after
        if self._selected is None:
            self._select(self.order.at(0))

    def answered(self, row: TicketRow) -> None:
        """The answer to a command said how the ticket stands; its event may still be on the way.

        Commands are decided on this row, the screen still waits for the stream.
        """
        held = self._rows.get(row.id)
        if held is None or held.version < row.version:
            self._answered[row.id] = row
            self._note_tail(row.id, True)

    @property
    def _tails(self) -> dict[str, list[str]]:
        """Ids by the end of their numbers; made when one is first typed."""
        if self._tails_kept is None:
            self._tails_kept = defaultdict(list)
            for number in {**self._rows, **self._answered}:
                self._tails_kept[number[-INDEX_FIGURES:]].append(number)
        return self._tails_kept

    def _note_tail(self, number: str, there: bool) -> None:
        """A ticket can be found by the end of its number, or no longer."""
        if self._tails_kept is None:
            return
        tail = self._tails_kept[number[-INDEX_FIGURES:]]
        if there and number not in tail:
            tail.append(number)
        elif not there and number in tail:
            tail.remove(number)

    def _forget_answer(self, number: str, after: TicketRow | None) -> None:
        known = self._answered.get(number)
        if known is not None and (after is None or after.version >= known.version):
            del self._answered[number]
            self.pending.pop(number, None)

    def _newest(self, row: TicketRow) -> TicketRow:
        return self._answered.get(row.id, row)

    def _select(self, number: str | None) -> None:
        row = self._rows.get(number) if number else None
        self.order.hold(number)
        self._selected, self._kept = number, row
        if number is None:
            self._line = 0

    @property
    def rows(self) -> Mapping[str, TicketRow]:
        """Every row the seat holds, by id."""
        return self._rows

    @property
    def selected(self) -> TicketRow | None:
        """The ticket under the cursor, as it stands."""
        return self._kept

    @property
    def subject(self) -> TicketRow | None:
        """The ticket under the cursor as commands must take it: the newest that is known."""
        return self._newest(self._kept) if self._kept else None

    @property
    def marks_unseen(self) -> int:
        """Marked tickets that the filter does not show."""
        return sum(1 for number in self.marks if not self.order.shows(number))

    def around(self, row: TicketRow) -> list[TicketRow]:
        """The ticket and those that run out shortly before and after it."""
        return self.order.around(row, MOST_AROUND)

    @property
    def whistled(self) -> list[TicketRow]:
        """Tickets with whistles, of those that run out before all others: calls are short."""
        return [row for row in self.order.next_due(MOST_AROUND) if row.whistles]

    @property
    def marked(self) -> tuple[TicketRow, ...]:
        """The marked tickets as commands must take them, in the order they were marked."""
        found = (self.get(number) for number in self.marks)
        return tuple(row for row in found if row is not None)

    @property
    def open(self) -> int:
        """Open tickets of the seat's scope."""
        return self._tally.open()

    def get(self, number: str) -> TicketRow | None:
        """The newest known row of an id."""
        return self._answered.get(number) or self._rows.get(number)

    def by_tail(self, typed: str) -> list[TicketRow]:
        """The tickets a typed tail can mean: the very serial if there is one, else all that fit."""
        key = typed[-INDEX_FIGURES:].zfill(INDEX_FIGURES)
        near = self._tails.get(key, [])
        exact = [n for n in near if n[-6:] == typed.zfill(6)]
        candidates = near if len(typed) >= INDEX_FIGURES else self._ending_in(typed)
        fits = exact or sorted(n for n in candidates if n.endswith(typed))
        return [row for number in fits if (row := self.get(number)) is not None]

    def _ending_in(self, typed: str) -> list[str]:
        """Ids by a tail shorter than the index's."""
        return [n for tail, some in self._tails.items() if tail.endswith(typed) for n in some]

    def move(self, lines: int, height: int) -> None:
        """Move the cursor; ``height`` is how many rows the screen shows."""
        at = self.order.position(self._selected) if self._selected else None
        if at is None:
            self._select(self.order.at(0))
            return
        wanted = min(max(0, at + lines), len(self.order) - 1)
        line = self._line + wanted - at
        self._select(self.order.at(wanted))
        self._line = min(max(0, line), max(0, height - 1))

    def go_to(self, number: str) -> bool:
        """Select a ticket; False where the filter hides it."""
        if self.order.position(number) is None:
            return False
        self._select(number)
        return True

    def window(self, height: int) -> tuple[int, list[TicketRow]]:
        """``(cursor's line, rows)`` of what the screen shows."""
        at = self.order.position(self._selected) if self._selected else None
        if at is None:
            return 0, []
        line = min(self._line, at, max(0, height - 1))
        line = max(line, height - (len(self.order) - at), 0) if height < len(self.order) else at
        line = min(line, height - 1, at)
        self._line = line
        return line, [
            self._kept if self._kept is not None and row.id == self._selected else row
            for row in self.order.rows(at - line, height)
        ]

    def position(self) -> int:
        """The cursor's place in the order, from 1; 0 where nothing is selected."""
        at = self.order.position(self._selected) if self._selected else None
        return 0 if at is None else at + 1

    def narrow(self, text: str) -> None:
        """Set the filter; a line that only grew is looked for among what it found so far."""
        before, self.filter = self.filter, self._parsed(text)
        self.order.show(self._shown(), grew(before, self.filter))
        self._stay()

    def _parsed(self, text: str) -> Filter:
        return parse_filter(text, self._directory, self._words, self._numbers)

    def show_mine(self, mine: bool) -> None:
        """Show only what this seat can take a step further, or everything."""
        self.mine = mine
        self.order.show(self._shown())
        self._stay()

    def _shown(self) -> Filter:
        """The filter, and whose work is shown."""
        return self.filter._replace(among=joined([self._own, self.filter.among]))

    def _own(self, rows: list[TicketRow]) -> list[TicketRow]:
        states = self._own_states
        return [row for row in rows if row.state in states] if self.mine else rows

    def sort_by(self, column: str, descending: bool = False) -> None:
        """Sort by a column of the queue; the selected ticket stays selected.

        Raises:
            KeyError: there is no such column.
        """
        self.order.sort(ranking(column, descending, self._directory))
        self._stay()

    @property
    def sorting(self) -> tuple[str, bool]:
        """The column that is sorted by, and whether its greatest value comes first."""
        return self.order.ranking.column, self.order.ranking.descending

    def counts(self, now: datetime | None) -> Counts:
        """The counts of the whole scope, whatever the filter."""
        overdue = self._tally.overdue(now) if now else 0
        tally = self._tally
        return Counts(
            tally.in_state(*INTAKE_STATES),
            tally.in_state(*WAITING_STATES),
            overdue,
            tally.open(),
        )


def _if_open(row: TicketRow | None) -> TicketRow | None:
    return row if row is not None and open_only(row) else None


def own_states(role: str) -> frozenset[str]:
    """The states in which that role is the one to act: those its steps start from."""
    steps = (verb for verb in VERBS.values() if verb.versioned and verb.step and verb.open_to(role))
    return frozenset(state for verb in steps for state in verb.states_for(role))

"""The whistles of a seat: rung beside rung, each with its whistles and the units they called.

Late ones stand first, then what runs out next; a unit's own calls stand before all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from console.board import Handler
from console.desk import Change
from console.directory import JOINED, Directory
from console.line import Line
from console.outside import Message
from console.text.i18n import Words
from console.views import whistles as view
from wire.rows import CallRow, TicketRow, WhistleRow

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for the due time of a call that owes nothing any more."""

STEP = 4
"""Columns that a pane becomes wider or narrower by."""

PANES = 2
"""Rungs side by side."""


class Place(NamedTuple):
    """A place the cursor can be at: a call of a whistle of a ticket."""

    ticket: str
    whistle: str
    unit: str


class Entry(NamedTuple):
    """A whistle with its ticket and its calls in the order they are shown."""

    row: TicketRow
    whistle: WhistleRow
    calls: tuple[CallRow, ...]

    @property
    def places(self) -> list[Place]:
        """The cursor's places in it."""
        return [Place(self.row.id, self.whistle.id, call.unit) for call in self.calls]


def owes(call: CallRow) -> datetime:
    """When a call must have been answered; never where nothing is owed."""
    if call.state in ("released", "onsite"):
        return NEVER
    due = call.due if call.state == "called" else call.site_due
    return due or NEVER


class WhistlesBoard:
    """The board of whistles."""

    name = "whistles"

    def __init__(
        self,
        is_own: Callable[[str], bool],
        directory: Directory,
        words: Words,
        say: Callable[[str, str, str], Message | None],
    ) -> None:
        """A board.

        Args:
            is_own: whether a unit is the seat's own.
            say: starts a verb, with what is known of its line, on the ticket of an id.
        """
        self.is_own = is_own
        self._directory = directory
        self._words = words
        self._say = say
        self._rows: dict[str, TicketRow] = {}
        self._panes: dict[str, list[Entry]] | None = None
        self._at: dict[str, Place] = {}
        self._lines: dict[str, int] = {}
        self.rungs = tuple(directory.rungs)
        self.first = 0
        self.side = 0
        self.zoomed = False
        self.shift = 0
        self._page = 1
        self.actions: Mapping[str, Handler] = {
            "whistles.side": self._turn,
            "whistles.zoom": self._zoom,
            "whistles.wider": lambda: self._resize(STEP),
            "whistles.narrower": lambda: self._resize(-STEP),
            "whistles.left": lambda: self._scroll(-1),
            "whistles.right": lambda: self._scroll(1),
            **{f"whistles.{verb}": partial(self._verb, verb) for verb in VERBS},
        }

    # -- rows ------------------------------------------------------------------------------

    def begin(self, rows: Mapping[str, TicketRow]) -> None:
        """All rows are new; those with whistles are kept."""
        self._rows = {number: row for number, row in rows.items() if row.whistles}
        self._panes = None

    def absorb(self, changes: Iterable[tuple[str, Change]]) -> None:
        """Rows changed."""
        for number, change in changes:
            row = change.after
            if row is not None and row.whistles:
                self._rows[number] = row
            elif self._rows.pop(number, None) is None:
                continue
            self._panes = None

    def panes(self) -> dict[str, list[Entry]]:
        """Whistles by rung, in the order they are shown; made anew only after a change."""
        if self._panes is None:
            self._panes = {rung: [] for rung in self.rungs}
            for row in self._rows.values():
                for whistle in row.whistles:
                    if whistle.state == "open" and whistle.rung in self._panes:
                        self._panes[whistle.rung].append(self._entry(row, whistle))
            for entries in self._panes.values():
                entries.sort(key=self._rank)
        return self._panes

    def _entry(self, row: TicketRow, whistle: WhistleRow) -> Entry:
        calls = sorted(
            whistle.calls,
            key=lambda call: (not self.is_own(call.unit), not _late(call), owes(call), call.unit),
        )
        return Entry(row, whistle, tuple(calls))

    def _rank(self, entry: Entry) -> tuple[bool, bool, datetime, str]:
        own = any(self.is_own(call.unit) for call in entry.calls)
        late = any(_late(call) for call in entry.calls)
        return (not own, not late, min(map(owes, entry.calls), default=NEVER), entry.row.id)

    @property
    def count(self) -> int:
        """Whistles that are open, in every rung."""
        return sum(map(len, self.panes().values()))

    def opened(self) -> None:
        """The board is shown: the keys go to a rung with a call of one's own, else with any."""
        panes = self.panes()
        if self.places(self.rung) and not any(map(self._has_own, panes.values())):
            return
        ranked = sorted(self.rungs, key=lambda r: (not self._has_own(panes[r]), not panes[r]))
        if ranked and panes[ranked[0]] and not self._has_own(panes.get(self.rung, [])):
            self._scroll(self.rungs.index(ranked[0]) - self.first - self.side)

    def _has_own(self, entries: Sequence[Entry]) -> bool:
        return any(self.is_own(call.unit) for entry in entries for call in entry.calls)

    # -- the cursor ------------------------------------------------------------------------

    @property
    def shown(self) -> tuple[str, ...]:
        """The rungs that are side by side now."""
        if self.zoomed:
            return (self.rung,) if self.rungs else ()
        return self.rungs[self.first : self.first + PANES]

    @property
    def rung(self) -> str:
        """The rung the cursor is in."""
        at = self.first + self.side
        return self.rungs[at] if at < len(self.rungs) else ""

    def places(self, rung: str) -> list[Place]:
        """The cursor's places in a rung."""
        return [place for entry in self.panes().get(rung, []) for place in entry.places]

    def cursor(self, rung: str) -> Place | None:
        """Where the cursor of a rung is; what it was at is kept for as long as it is there."""
        places = self.places(rung)
        if not places:
            return None
        at = self._at.get(rung)
        if at not in places:
            line = min(self._lines.get(rung, 0), len(places) - 1)
            at = self._at[rung] = places[line]
        self._lines[rung] = places.index(at)
        return at

    @property
    def place(self) -> Place | None:
        """Where the cursor is."""
        return self.cursor(self.rung)

    @property
    def ticket(self) -> str:
        """The ticket under the cursor."""
        return self.place.ticket if self.place else ""

    @property
    def length(self) -> int:
        """Places of the rung the cursor is in."""
        return len(self.places(self.rung))

    @property
    def page(self) -> int:
        """Lines last shown."""
        return self._page

    def move(self, lines: int) -> None:
        """Move the cursor in its rung."""
        places, at = self.places(self.rung), self.place
        if at is not None:
            wanted = min(max(0, places.index(at) + lines), len(places) - 1)
            self._at[self.rung] = places[wanted]

    def _turn(self) -> None:
        """To the next rung in sight, round again at the end."""
        if not self.zoomed:
            self.side = (self.side + 1) % max(1, len(self.shown))
        elif self.rungs:
            at = (self.first + self.side + 1) % len(self.rungs)
            self.first = min(at, max(0, len(self.rungs) - PANES))
            self.side = at - self.first

    def _scroll(self, by: int) -> None:
        """To the rung at the left or right, past the edge too where there are more than two."""
        at = min(max(0, self.first + self.side + by), max(0, len(self.rungs) - 1))
        if at < self.first:
            self.first = at
        elif at >= self.first + PANES:
            self.first = at - PANES + 1
        self.side = at - self.first

    def _zoom(self) -> None:
        self.zoomed = not self.zoomed

    def _resize(self, by: int) -> None:
        """Make the left pane wider, or narrower."""
        self.shift = min(max(-view.MOST_SHIFT, self.shift + by), view.MOST_SHIFT)

    def _verb(self, verb: str) -> Message | None:
        place = self.place
        if place is None:
            return Message(self._words("whistles.none_here"))
        whistle = place.whistle.removeprefix("W")
        known = [f"{self._directory.pick('哨', 'whistle')}:{whistle}"]
        if verb == "rate":
            name = self._directory.name(place.unit).replace(" ", JOINED)
            known.append(f"{name}:")
        elif verb in OF_A_UNIT and not self.is_own(place.unit):
            name = self._directory.name(place.unit).replace(" ", JOINED)
            known.append(f"{self._directory.pick('位', 'unit')}:{name}")
            if verb in OF_A_PERSON:
                known.append(f"{self._directory.pick('人', 'person')}:")
        return self._say(verb, " ".join(known), place.ticket)

    # -- drawing ---------------------------------------------------------------------------

    def lines(self, now: datetime | None, width: int, height: int) -> list[Line]:
        """The board, the first line its title."""
        self._page = max(1, height - view.HEAD_LINES)
        panes = [
            view.Pane(rung, self.panes().get(rung, []), self.cursor(rung), rung == self.rung)
            for rung in self.shown
        ]
        return view.board_lines(
            panes, view.Sight(self._directory, self._words, self.is_own, now, self.shift),
            len(self.rungs) > len(self.shown), width, height,
        )  # fmt: skip


def _late(call: CallRow) -> bool:
    """Whether a call is owed and its limit has passed."""
    return call.late and call.state in ("called", "arrived")


OF_A_UNIT = ("reportin", "onsite", "excuse")
"""Those that are about one called unit, which the centre has to name."""

OF_A_PERSON = ("reportin", "onsite")
"""Those in which the centre has to name who came."""

VERBS = ("reportin", "onsite", "escalate", "rate", "playbook", "confer", "conclude", "excuse")
"""Verbs that have a key of their own here."""

"""The deadlines of a seat: everything that runs out, next first, by light or by unit.

Sections are made when the board is first drawn and kept entry by entry after that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from console.board import Handler
from console.desk import Change
from console.directory import Directory
from console.entries import CENTRE, Entry, entries_of, in_order, row_of
from console.grouping import OVER, ByLight, ByUnit
from console.line import Line
from console.outline import Outline
from console.outside import Message
from console.text.i18n import Words
from console.text.pinyin import spelling
from console.views import deadlines as view
from wire.rows import TicketRow

LINES_ABOVE = 3
"""Lines in sight above the cursor when the board opens: a heading and what is over."""


class DeadlinesBoard:
    """The board of deadlines."""

    name = "deadlines"

    def __init__(
        self,
        directory: Directory,
        words: Words,
        say: Callable[[str, str, str], Message | None],
    ) -> None:
        """A board.

        Args:
            say: starts a verb, with what of its line is known, on a ticket.
        """
        self._directory = directory
        self._words = words
        self._say = say
        self._told: dict[str, TicketRow] = {}
        self._lights: ByLight | None = None
        self._units: ByUnit | None = None
        self._fresh = True
        self._by_unit = False
        self._page = 1
        self._outlines = {False: Outline[Entry](), True: Outline[Entry]()}
        self._now: datetime | None = None
        self.actions: Mapping[str, Handler] = {
            "deadlines.group": self._turn,
            "deadlines.fold": lambda: self._outline.fold(),
            "deadlines.fold_all": lambda: self._outline.fold_all(),
            "deadlines.why": self._why,
        }

    @property
    def _outline(self) -> Outline[Entry]:
        return self._outlines[self._by_unit]

    # -- rows ------------------------------------------------------------------------------

    def opened(self) -> None:
        """The board is shown: its cursor stays where it was."""

    def begin(self, rows: Mapping[str, TicketRow]) -> None:
        """All rows are new; they are put into sections when the time is known."""
        self._told = dict(rows)
        self._lights = self._units = None

    def _deal(self, now: datetime) -> None:
        """The sections as they are now, made where they were not."""
        if self._lights is None or self._units is None:
            listed = in_order(self._told.values())
            self._lights, self._units = ByLight(listed, now), ByUnit(listed, self._is_centre)
            self._arrange(self._units, now)
            self._outlines[False].groups = self._lights
            self._outlines[True].groups = self._units
            self._find_again(self._lights)
        self._lights.advance(now)

    def _find_again(self, lights: ByLight) -> None:
        """The cursors to where they were; at first to what runs out next, with what is over above.

        An entry is the same if it is of the same part of the same ticket.
        """
        for outline in self._outlines.values():
            held = outline.held
            row = self._told.get(row_of(held).id) if held is not None else None
            for entry in entries_of(row):
                if held is not None:
                    outline.follow(held, entry if entry.id == held.id else None)
        if self._fresh:
            self._fresh = False
            outline = self._outlines[False]
            names = [name for name, _ in lights.sections() if name != OVER]
            at = outline.start_of(names[0]) + 1 if names else 1
            outline.put(at, LINES_ABOVE)

    def _is_centre(self, code: str) -> bool:
        return code == CENTRE or self._directory.is_root(code)

    def _arrange(self, units: ByUnit, now: datetime) -> None:
        directory, words = self._directory, self._words
        units.arrange(now, lambda code: spelling(view.unit_name(code, directory, words)))

    def absorb(self, changes: Iterable[tuple[str, Change]]) -> None:
        """Rows changed."""
        for number, change in changes:
            before, after = self._told.get(number), change.after
            if after is None:
                self._told.pop(number, None)
            else:
                self._told[number] = after
            if before is not after and self._lights is not None and self._units is not None:
                self._change(before, after, self._lights, self._units)

    def _change(
        self, before: TicketRow | None, after: TicketRow | None, lights: ByLight, units: ByUnit
    ) -> None:
        """Another row of a ticket: whatever ran out on it is as the new one says."""
        old, new = entries_of(before), entries_of(after)
        for entry in old:
            lights.remove(entry)
            units.remove(entry)
        for entry in new:
            lights.add(entry)
            units.add(entry)
        there = {entry.id: entry for entry in new}
        for outline in self._outlines.values():
            for entry in old:
                outline.follow(entry, there.get(entry.id))

    # -- the cursor ------------------------------------------------------------------------

    def move(self, lines: int) -> None:
        """Move the cursor, over headings and entries."""
        self._outline.move(lines, self._page)

    @property
    def length(self) -> int:
        """Headings and entries that are not folded away."""
        return self._outline.length

    @property
    def page(self) -> int:
        """Lines last shown at once."""
        return self._page

    @property
    def ticket(self) -> str:
        """The ticket of the entry under the cursor; none on a heading."""
        entry = self._outline.item
        return row_of(entry).id if entry is not None else ""

    def _turn(self) -> None:
        """Group the other way; the cursor stays at its entry."""
        entry = self._outline.item
        self._by_unit = not self._by_unit
        if self._now is not None and self._units is not None and self._by_unit:
            self._arrange(self._units, self._now)
        if entry is not None:
            self._outline.go_to(entry)

    def _why(self) -> Message | None:
        """The arithmetic of what is under the cursor."""
        entry = self._outline.item
        if entry is None:
            return Message(self._words("say.no_selection"))
        known = view.why_line(entry, self._directory, self._words)
        return self._say("why", known, row_of(entry).id)

    # -- drawing ---------------------------------------------------------------------------

    def lines(self, now: datetime | None, width: int, height: int) -> list[Line]:
        """The board, the first line its title."""
        self._page = max(1, height - view.OTHER_LINES)
        if now is None:
            return view.waiting(self._words)
        self._deal(now)
        self._now = now
        sight = view.Sight(self._directory, self._words, now, width, self._by_unit)
        return view.board_lines(self._outline, sight, self._page)

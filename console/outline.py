"""A cursor over sections: headings and what is below them, each section folded or not.

What is under the cursor stays there, on its line, whatever comes, goes or moves; where it goes
away, the cursor is at what took its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from console.sorted_rows import Identified, SortedRows

Item = TypeVar("Item", bound=Identified)


class Groups(Protocol[Item]):
    """Items in sections."""

    def sections(self) -> Sequence[tuple[str, SortedRows[Item]]]:
        """The sections that hold something, in their order."""

    def where(self, item: Item) -> str:
        """The section that an item is in if it is in any."""


class Place(NamedTuple, Generic[Item]):
    """One line: a section's heading, or an item of it."""

    section: str
    rows: SortedRows[Item]
    item: Item | None = None


class Outline(Generic[Item]):
    """Sections with a cursor."""

    def __init__(self, groups: Groups[Item] | None = None) -> None:
        """A cursor at the first place; without groups there is none yet."""
        self.groups = groups
        self._folded: set[str] = set()
        self._section: str | None = None
        self._item: Item | None = None
        self._at = 0
        self._line = 0

    def sections(self) -> Sequence[tuple[str, SortedRows[Item]]]:
        """The sections that hold something, in their order."""
        return self.groups.sections() if self.groups else ()

    def _where(self, item: Item) -> str | None:
        return self.groups.where(item) if self.groups else None

    # -- the cursor ------------------------------------------------------------------------

    @property
    def length(self) -> int:
        """How many places there are."""
        return sum(self._size(name, rows) for name, rows in self.sections())

    def _size(self, name: str, rows: SortedRows[Item]) -> int:
        return 1 if name in self._folded else 1 + len(rows)

    @property
    def held(self) -> Item | None:
        """The item last under the cursor, whether it is still there or not."""
        return self._item

    @property
    def item(self) -> Item | None:
        """The item under the cursor, None on a heading and where there is nothing."""
        self.settle()
        return self._item

    @property
    def at(self) -> int:
        """The cursor's place, from 0."""
        self.settle()
        return self._at

    def settle(self) -> None:
        """Find the cursor again after whatever has changed."""
        at = self._position()
        if at is None:
            self.put(min(self._at, self.length - 1), self._line)
            return
        self._at = at
        if self._item is not None:
            self._section = self._where(self._item)

    def _position(self) -> int | None:
        """The place of what is under the cursor, None where it is gone or folded away."""
        wanted = self._where(self._item) if self._item is not None else self._section
        before = 0
        for name, rows in self.sections():
            if name == wanted:
                if self._item is None:
                    return before
                index = None if name in self._folded else rows.index(self._item)
                return None if index is None else before + 1 + index
            before += self._size(name, rows)
        return None

    def put(self, at: int, line: int) -> None:
        """The cursor to a place, on a line of the screen."""
        found = self._places(max(0, at), 1)
        self._at, self._line = max(0, at), line
        self._section = found[0].section if found else None
        self._item = found[0].item if found else None

    def move(self, lines: int, height: int) -> None:
        """Move the cursor as far as there is something."""
        wanted = min(max(0, self.at + lines), max(0, self.length - 1))
        line = min(max(0, self._line + wanted - self._at), max(0, height - 1))
        self.put(wanted, line)

    def follow(self, before: Item, after: Item | None) -> None:
        """Something is another now; if the cursor is at it, it stays there."""
        if self._item is not None and self._item.id == before.id and after is not None:
            self._item = after

    def go_to(self, item: Item) -> None:
        """The cursor to an item, or to the heading where it is folded away."""
        self._item, self._section = item, self._where(item)
        at = self._position()
        if at is not None:
            self._at = at
        elif self._section is not None:
            self.put(self.start_of(self._section), self._line)

    def start_of(self, section: str) -> int:
        """The place of a section's heading; the end where there is no such section."""
        before = 0
        for name, rows in self.sections():
            if name == section:
                break
            before += self._size(name, rows)
        return before

    def standing(self) -> tuple[str, int, int] | None:
        """``(section, cursor's place in it from 1, how much it holds)``; 0 is its heading."""
        self.settle()
        for name, rows in self.sections():
            if name == self._section:
                index = rows.index(self._item) if self._item is not None else None
                return name, 0 if index is None else index + 1, len(rows)
        return None

    # -- folding ---------------------------------------------------------------------------

    def is_folded(self, section: str) -> bool:
        """Whether only its heading is shown."""
        return section in self._folded

    def fold(self) -> None:
        """Fold the section the cursor is in, or unfold it; the cursor goes to its heading."""
        self.settle()
        name = self._section
        if name is None:
            return
        self._folded ^= {name}
        start = self.start_of(name)
        self.put(start, max(0, self._line + start - self._at))

    def fold_all(self) -> None:
        """Fold every section; where all are, unfold them."""
        self.settle()
        names = {name for name, _ in self.sections()}
        self._folded = set() if names <= self._folded else names
        if self._section is not None:
            start = self.start_of(self._section)
            self.put(start, min(start, self._line))

    # -- what is in sight ------------------------------------------------------------------

    def window(self, height: int) -> tuple[int, list[Place[Item]]]:
        """``(cursor's line, places)`` of what so many lines show."""
        self.settle()
        count = self.length
        line = min(self._line, self._at, max(0, height - 1))
        line = max(line, height - (count - self._at), 0) if height < count else self._at
        line = min(line, height - 1, self._at)
        self._line = line
        return line, self._places(self._at - line, height)

    def _places(self, first: int, count: int) -> list[Place[Item]]:
        """A stretch of the places."""
        out: list[Place[Item]] = []
        skip = first
        for name, rows in self.sections():
            size = self._size(name, rows)
            if skip >= size:
                skip -= size
                continue
            if skip == 0:
                out.append(Place(name, rows))
            if size > 1:
                room = count - len(out)
                out += [Place(name, rows, item) for item in rows.stretch(max(0, skip - 1), room)]
            skip = 0
            if len(out) >= count:
                break
        return out[:count]

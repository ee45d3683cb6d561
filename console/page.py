"""A page of text over the queue: a ticket, a ledger, help. Scrolls; made anew for each width."""

from __future__ import annotations

from collections.abc import Callable

from console.line import Line

Builder = Callable[[int], list[Line]]


class Page:
    """Lines to read, and how far they are scrolled."""

    def __init__(
        self, kind: str, number: str, title: str, build: Builder, below: Page | None = None
    ) -> None:
        """A page.

        Args:
            kind: ``ticket``, ``why`` or ``help``.
            number: the ticket it is about, empty for none.
            title: its first line.
            build: makes the lines for a width in cells.
            below: the page that comes back when this one is left.
        """
        self.kind = kind
        self.number = number
        self.title = title
        self.build = build
        self.below = below
        self.version = 0
        self._top = 0
        self._height = 1

    def window(self, width: int, height: int) -> tuple[str, list[Line]]:
        """``(where, lines)``: how far one has read, and what is in sight."""
        lines = self.build(width)
        self._height = max(1, height)
        last = max(0, len(lines) - height)
        self._top = min(self._top, last)
        shown = lines[self._top : self._top + height]
        where = f"{min(self._top + height, len(lines))}/{len(lines)}"
        return where, shown

    def scroll(self, lines: int) -> None:
        """Scroll by so many lines; the end is found when the page is drawn."""
        self._top = max(0, self._top + lines)

    def to_start(self) -> None:
        """Scroll to the beginning."""
        self._top = 0

    def to_end(self) -> None:
        """Scroll to the end."""
        self._top = 1 << 30

    @property
    def height(self) -> int:
        """Lines last shown at once."""
        return self._height

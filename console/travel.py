"""Where a seat is: the queue, a board or a page; moving there, opening, and going back."""

from __future__ import annotations

from functools import partial

from console.board import Boards, Handler
from console.desk import Desk
from console.outside import Message
from console.page import Page
from console.reading import Reading
from console.text.i18n import Words
from console.trail import Trail
from wire.rows import TicketRow

FAR = 1 << 30
"""More lines than any page has."""


class Travel:
    """One seat's ways."""

    def __init__(
        self, desk: Desk, reading: Reading, boards: Boards, trail: Trail, words: Words
    ) -> None:
        self._desk = desk
        self._reading = reading
        self._boards = boards
        self._trail = trail
        self._words = words
        self.actions: dict[str, Handler] = {
            **{name: partial(self._open_board, name) for name in boards.names},
            "down": lambda: self.move(1),
            "up": lambda: self.move(-1),
            "page_down": lambda: self.move(self._page_height()),
            "page_up": lambda: self.move(-self._page_height()),
            "first": lambda: self.move(-self._length()),
            "last": self._last,
            "open": self._open,
            "back": self._back,
            "queue": self.to_queue,
        }

    @property
    def page(self) -> Page | None:
        """The page that lies over everything, if any."""
        return self._reading.page

    @property
    def view(self) -> str:
        """The context keys are pressed in while no line is typed."""
        if self.page:
            return "text"
        return self._boards.shown.name if self._boards.shown else "queue"

    @property
    def subject(self) -> TicketRow | None:
        """The ticket that keys act on: the one on the page, else the one under the cursor.

        A page that is about no ticket has none, whatever lies below it.
        """
        if self.page:
            return self._desk.get(self.page.number) if self.page.number else None
        board = self._boards.shown
        if board is None:
            return self._desk.subject
        return self._desk.get(board.ticket) if board.ticket else None

    def move(self, lines: int) -> None:
        """Move by so many lines where one is."""
        if self.page:
            self.page.scroll(lines)
        elif self._boards.shown:
            self._boards.shown.move(lines)
        else:
            self._desk.move(lines, self._desk.height)

    def to_queue(self) -> None:
        """Back to the queue from wherever."""
        self._reading.page = None
        self._boards.close()

    def open_ticket(self, number: str) -> None:
        """Open a ticket; one can come back to it later."""
        self._trail.visit(number)
        self._reading.open_ticket(number)

    def _last(self) -> None:
        if self.page:
            self.page.to_end()
        else:
            self.move(self._length())

    def _length(self) -> int:
        """At least as many lines as there are."""
        if self.page:
            return FAR
        return self._boards.shown.length if self._boards.shown else len(self._desk.order)

    def _page_height(self) -> int:
        board = self._boards.shown
        here = self.page.height if self.page else board.page if board else self._desk.height
        return max(1, here - 1)

    def _open(self) -> Message | None:
        row = self.subject
        if row is None:
            return Message(self._words("say.no_selection"))
        self.open_ticket(row.number)
        return None

    def _open_board(self, name: str) -> None:
        self._reading.page = None
        self._boards.open(name, self._desk.rows)

    def _back(self) -> None:
        """From a page to what lies below it, from a board to the queue."""
        if self.page:
            self._reading.back()
        else:
            self._boards.close()

"""What the seat asks of the world around it, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from wire.rows import TicketRow


class Sending(NamedTuple):
    """A command on its way; its ``key`` is empty until it is sent for the first time."""

    key: str
    verb: str
    ticket: str
    version: int | None
    args: dict[str, Any]

    def same_as(self, other: Sending) -> bool:
        """Whether both say the same, so that one id may stand for both."""
        mine = (self.verb, self.ticket, self.args)
        return mine == (other.verb, other.ticket, other.args)


class Answer(NamedTuple):
    """What became of a command.

    Attributes:
        outcome: ``applied``, ``duplicate``, ``refused``, ``conflict`` or ``unreachable``.
        zh / en: why it was not carried out; ``rule`` by which rule.
        row: the ticket after it; ``newest`` as it stands where somebody was faster.
        line: what was typed.
        seq: where in the log its last fact stands.
    """

    sending: Sending
    outcome: str
    zh: str = ""
    en: str = ""
    rule: str = ""
    row: TicketRow | None = None
    line: str = ""
    seq: int = 0
    newest: TicketRow | None = None


class Table(NamedTuple):
    """A table to write: headings, and the cells of each row as plain text."""

    head: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]


class Outside(Protocol):
    """What the seat asks for."""

    def send(self, sending: Sending, line: str) -> str:
        """Send a command that was said by this line; returns its id."""

    def send_many(self, sendings: Sequence[Sending], line: str) -> list[str]:
        """Send commands said by one line in one request; returns their ids."""

    def bell(self) -> None:
        """Ring the terminal's bell."""

    def copy(self, text: str) -> None:
        """Copy a text to the terminal's clipboard, or to a file where it has none."""

    def export(self, name: str, table: Table) -> None:
        """Write a table to a file of that name; empty leaves the name to the console."""

    def fetch_filters(self) -> None:
        """Fetch the named filters that the platform keeps."""

    def keep_filter(self, name: str, line: str, shared: bool) -> None:
        """Keep a filter on the platform."""

    def drop_filter(self, name: str) -> None:
        """Drop one of this seat's filters."""

    def look_at(self, ticket: str) -> None:
        """Tell the other seats which ticket this one looks at, empty for none."""

    def fetch(self, number: str) -> None:
        """Fetch a whole ticket."""

    def explain(self, number: str, stage: str, unit: str) -> None:
        """Fetch the ledger of a due time, of a unit's own clock where one is named."""

    def leave(self) -> None:
        """Leave the seat."""

    def redraw(self) -> None:
        """Paint everything again."""


class Message(NamedTuple):
    """The last thing worth telling."""

    text: str = ""
    look: str = ""

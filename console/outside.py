"""What the seat asks of the world around it, and what comes back."""

from __future__ import annotations

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
    """What became of a command: ``outcome`` is ``applied``, ``duplicate``, ``refused``,
    or ``unreachable``; ``zh``/``en`` say why it was not carried out; ``line`` is what was typed."""

    sending: Sending
    outcome: str
    zh: str = ""
    en: str = ""
    rule: str = ""
    row: TicketRow | None = None
    line: str = ""


class Outside(Protocol):
    """What the seat asks for."""

    def send(self, sending: Sending, line: str) -> str:
        """Send a command that was said by this line; returns its id."""

    def fetch(self, number: str) -> None:
        """Fetch a whole ticket."""

    def explain(self, number: str, stage: str) -> None:
        """Fetch the ledger of a due time."""

    def leave(self) -> None:
        """Leave the seat."""

    def redraw(self) -> None:
        """Paint everything again."""


class Message(NamedTuple):
    """The last thing worth telling."""

    text: str = ""
    look: str = ""

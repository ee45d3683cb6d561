"""What the seat asks of the world around it, and what comes back."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from wire.rows import TicketRow


class Sending(NamedTuple):
    """A command on its way."""

    key: str
    verb: str
    ticket: str
    version: int | None
    args: dict[str, Any]


class Answer(NamedTuple):
    """What became of a command: ``outcome`` is ``applied``, ``duplicate``, ``refused``,
    ``denied`` or ``unreachable``; ``zh``/``en`` say why it was not carried out."""

    sending: Sending
    outcome: str
    zh: str = ""
    en: str = ""
    rule: str = ""
    row: TicketRow | None = None


class Outside(Protocol):
    """What the seat asks for."""

    def send(self, verb: str, ticket: str, version: int | None, args: dict[str, Any]) -> str:
        """Send a command; returns its id."""

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

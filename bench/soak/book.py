"""What was sent and what was answered: the soak's own memory, by which the platform is judged."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from api_client.http import Answer, Applied
from bench.soak.verdict import Entry, Finding
from wire.rows import TicketRow

Body = dict[str, Any]


class Sent(NamedTuple):
    """A command as it was sent, and by whom; to be sent again word by word."""

    account: str
    body: Body


class Book:
    """Every command with a definite answer, in the order in which the answers came."""

    def __init__(self) -> None:
        self.sent: dict[str, Sent] = {}
        self.accepted: dict[str, Entry] = {}
        self.refused: dict[str, str] = {}
        self.newest: dict[str, TicketRow] = {}
        self.findings: list[Finding] = []
        self.tally: Counter[str] = Counter()
        self._applied: set[str] = set()

    def note(self, account: str, body: Body, answer: Answer) -> None:
        """Take in one definite answer."""
        key = body["id"]
        self.sent[key] = Sent(account, body)
        if not isinstance(answer, Applied):
            if key in self.accepted:
                self._find("loss", key, f"was accepted, then refused: {answer}")
            self.refused[key] = f"{type(answer).__name__}: {answer}"
            self.tally["refused"] += 1
            return
        self.refused.pop(key, None)
        if answer.id != key:
            self._find("divergence", key, f"was answered as {answer.id}")
        self._outcome(key, answer)
        entry = Entry(answer.seq, answer.ticket, body["verb"] == "new")
        known = self.accepted.setdefault(key, entry)
        if known != entry:
            self._find("divergence", key, f"answered as {known}, then as {entry}")
        newest = self.newest.get(answer.ticket.id)
        if newest is None or newest.version < answer.ticket.version:
            self.newest[answer.ticket.id] = answer.ticket

    def _outcome(self, key: str, answer: Applied) -> None:
        """A command is applied once, however often it is sent."""
        if answer.outcome == "applied":
            self.tally["applied"] += 1
            if key in self._applied:
                self._find("doubling", key, "was answered `applied` twice")
            self._applied.add(key)
        elif key not in self.accepted:
            self.tally["applied, answer lost"] += 1

    def repeated(self, key: str, answer: Answer) -> None:
        """Take in the answer to a command sent once more at a checkpoint."""
        self.tally["repeated"] += 1
        if not isinstance(answer, Applied):
            self._find("loss", key, f"repeated and not known any more: {answer}")
        elif answer.outcome != "duplicate":
            self._find("doubling", key, f"repeated and {answer.outcome}")
        else:
            self.note(*self.sent[key], answer)

    def _find(self, kind: str, key: str, detail: str) -> None:
        self.findings.append(Finding(kind, key, detail))

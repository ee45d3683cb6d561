"""What a command is answered with."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from governance.command import Refusal
from wire.rows import TicketRow

STATUS = {"refused": 422, "denied": 403, "conflict": 409, "not_found": 404}
"""HTTP status of each kind of refusal."""


class Applied(msgspec.Struct, frozen=True):
    """Carried out, now or the first time it was sent."""

    id: str
    outcome: Literal["applied", "duplicate"]
    seq: int
    ticket: TicketRow


class Refused(msgspec.Struct, frozen=True, omit_defaults=True):
    """Not carried out, and why."""

    id: str
    error: str
    zh: str
    en: str
    rule: str = ""
    missing: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None
    ticket: TicketRow | None = None

    @property
    def status(self) -> int:
        """The HTTP status that goes with it."""
        return STATUS.get(self.error, 422)


Answer = Applied | Refused


def refused(command: str, why: Refusal, row: TicketRow | None = None) -> Refused:
    """The answer for a refusal of the rules; ``row`` is the ticket as it stands."""
    return Refused(command, why.error, why.zh, why.en, why.rule, why.missing, why.by, why.at, row)

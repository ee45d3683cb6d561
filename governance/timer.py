"""What will have to happen to a ticket by itself, and when. A leaf that every topic may import."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Timer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that the platform will say by itself if nothing else happens to the ticket.

    Attributes:
        key: stable and unique in the ticket, such as ``reportin:W1:320505D01``.
        due: when; the command is carried out as of then, however late the platform is.
        verb: a verb of kind ``system``.
        args: its arguments, as a command carries them.
    """

    key: str
    due: datetime
    verb: str
    args: dict[str, Any] = {}

"""The client's one tree of errors.

ClientError               has ``zh`` and ``en``
├── Unreachable           no answer from the platform: the link or the platform is down
├── NotSignedIn           wrong password, or the session has ended
├── Denied                the role may not do this; carries the rule
├── NotThere              there is no such thing in this account's scope
├── Refused               the rules refuse, or the request cannot be read; carries rule, what is
│   │                     missing, and the ticket as it is
│   └── Conflict          somebody was faster; ``by`` and ``at`` say who and when
├── PlatformFault         the platform failed; it is in its log
└── StreamBroken          the stream said something that cannot follow what was said before
"""

from __future__ import annotations

from datetime import datetime

from wire.rows import TicketRow


class ClientError(Exception):
    """Root of all errors of the client; worded for the user in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Unreachable(ClientError):
    """No answer from the platform."""


class NotSignedIn(ClientError):
    """Wrong account or password, or the session has ended."""


class Denied(ClientError):
    """The role may not do this."""

    def __init__(self, zh: str, en: str, rule: str = "") -> None:
        super().__init__(zh, en)
        self.rule = rule


class NotThere(ClientError):
    """There is no such thing in this account's scope."""


class PlatformFault(ClientError):
    """The platform failed."""


class StreamBroken(ClientError):
    """A frame cannot follow the ones before it."""


class Refused(ClientError):
    """The rules refuse a command, or the platform a request (``F1``)."""

    def __init__(
        self, zh: str, en: str, rule: str, missing: tuple[str, ...], ticket: TicketRow | None
    ) -> None:
        super().__init__(zh, en)
        self.rule = rule
        self.missing = missing
        self.ticket = ticket


class Conflict(Refused):
    """Somebody changed the ticket first."""

    def __init__(self, refused: Refused, by: str, at: datetime | None) -> None:
        super().__init__(refused.zh, refused.en, refused.rule, refused.missing, refused.ticket)
        self.by = by
        self.at = at

"""The facts of requests and cards: what was asked for, who decided, what was put before whom."""

from __future__ import annotations

from datetime import datetime

from governance.fact import Fact


class RequestFact(Fact, frozen=True):
    """Base of what happens to one request of the ticket."""

    request: str


class SuspensionAsked(RequestFact, frozen=True, tag="suspension_asked"):
    """A unit asks that the clock stand still until a day; ``clock`` is when that clock began."""

    unit: str
    clock: datetime
    cause: str
    until: datetime


class ExtensionAsked(RequestFact, frozen=True, tag="extension_asked"):
    """A unit asks for one more of the original limit."""

    unit: str
    clock: datetime


class Appealed(RequestFact, frozen=True, tag="appealed"):
    """A unit says that its lateness is not its own."""

    unit: str
    clock: datetime


class Approved(RequestFact, frozen=True, tag="approved"):
    """One of those who have to approve it did; it waits for another."""


class Denied(RequestFact, frozen=True, tag="denied"):
    """It was denied."""


class Suspended(RequestFact, frozen=True, tag="suspended"):
    """The clock stands still until then."""

    until: datetime


class Extended(RequestFact, frozen=True, tag="extended"):
    """The clock has more time."""


class AppealUpheld(RequestFact, frozen=True, tag="appeal_upheld"):
    """The lateness stays on record and is not counted against the unit."""


class Resumed(RequestFact, frozen=True, tag="resumed"):
    """The clock counts on, by hand or because the day has come."""


class CardFact(Fact, frozen=True):
    """Base of what happens to one card of the ticket."""

    card: str


class Supervised(CardFact, frozen=True, tag="supervised"):
    """A card was put before a unit. An automatic one names the clock: its stage and beginning."""

    card_kind: str
    target: str
    due: datetime
    automatic: bool = False
    stage: str = ""
    clock: datetime | None = None
    told: tuple[str, ...] = ()


class Answered(CardFact, frozen=True, tag="answered"):
    """The unit answered a card."""


AnySupervisionFact = (
    SuspensionAsked
    | ExtensionAsked
    | Appealed
    | Approved
    | Denied
    | Suspended
    | Extended
    | AppealUpheld
    | Resumed
    | Supervised
    | Answered
)

SUPERVISION_FACT_NAMES: dict[str, tuple[str, str]] = {
    "suspension_asked": ("申请挂账", "suspension asked for"),
    "extension_asked": ("申请延期", "extension asked for"),
    "appealed": ("申诉", "appealed"),
    "approved": ("同意, 待另一人复核", "approved; another has to"),
    "denied": ("驳回", "denied"),
    "suspended": ("挂账", "suspended"),
    "extended": ("延期", "extended"),
    "appeal_upheld": ("申诉成立", "appeal upheld"),
    "resumed": ("复账", "resumed"),
    "supervised": ("督办", "supervised"),
    "answered": ("督复", "answered"),
}
"""Each fact's Chinese and English name."""

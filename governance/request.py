"""A request: that a clock be paused or extended, or that a late handling be excused.

A leaf: what the ticket remembers of it. `asking.py` and `granting.py` hold the rules.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

SUSPEND, EXTEND, APPEAL = "suspend", "extend", "appeal"

KINDS = {
    SUSPEND: ("挂账", "suspension"),
    EXTEND: ("延期", "extension"),
    APPEAL: ("申诉", "appeal"),
}
"""What may be asked for."""

CAUSES = {
    "season": ("季节", "season"),
    "engineering": ("工程", "engineering"),
    "disputed": ("权属争议", "disputed ownership"),
}
"""Why a ticket may be suspended (`domain/rules.md` §2)."""

REQUEST_STATES = {
    "open": ("待批", "open"),
    "granted": ("已批准", "approved"),
    "denied": ("已驳回", "denied"),
    "lapsed": ("已失效", "lapsed"),
}
"""How a request stands; it lapses when what it was about has ended."""


class Approval(msgspec.Struct, frozen=True):
    """Somebody said yes: who, and when."""

    account: str
    name: str
    at: datetime


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request.

    Attributes:
        id: ``R1``, ``R2`` and so on, unique in the ticket.
        kind: a key of ``KINDS``.
        account / by / unit: who asked, the name shown, and the unit it was asked for.
        clock: when the clock started that it is about.
        cause / until: of a suspension, a key of ``CAUSES`` and the day on which it ends.
        approvals: who said yes so far; an appeal needs two.
        decided_at / decided_by: when and by whom (name shown) it was granted or denied.
    """

    id: str
    kind: str
    account: str
    by: str
    unit: str
    at: datetime
    clock: datetime
    cause: str = ""
    until: datetime | None = None
    state: str = "open"
    approvals: tuple[Approval, ...] = ()
    decided_at: datetime | None = None
    decided_by: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is to be decided."""
        return self.state == "open"


def open_request(requests: tuple[Request, ...], name: str = "") -> Request | None:
    """The request of that id that is to be decided; without a name the only one there is."""
    wanted = name.strip().upper()
    waiting = [one for one in requests if one.waits and wanted in ("", one.id, one.id[1:])]
    return waiting[0] if len(waiting) == 1 else None

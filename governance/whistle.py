"""A whistle: units called to a ticket that whoever has it cannot solve alone, and what each did.

A called unit cannot refuse; it reports in and comes on site, each within a limit of its own. The
clocks of both stand with the ticket's other clocks, named by whistle and unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

TYPES = {
    "enforcement": ("综合执法", "enforcement"),
    "key_task": ("重点工作", "key task"),
    "emergency": ("应急处置", "emergency"),
}
"""The kinds of whistle (`domain/rules.md` §5)."""

EMERGENCY = "emergency"
"""The kind that may be blown whatever the state of the ticket, and that rings until heard."""

WHISTLE_STATES = {
    "open": ("哨中", "open"),
    "escalated": ("已升级", "escalated"),
    "concluded": ("已销哨", "concluded"),
}
"""The states of a whistle; one that was escalated ends with the one it led to."""

CALL_STATES = {
    "called": ("待报到", "called"),
    "arrived": ("已报到", "reported in"),
    "onsite": ("已到场", "on site"),
    "released": ("免到", "released"),
}
"""What a called unit has done so far."""

REPORT_IN, ON_SITE = "reportin", "onsite"

CALL_STAGES = (REPORT_IN, ON_SITE)
"""Stages in which every called unit has a clock of its own."""

LONGEST_NAME = 40
"""Characters of a person's name or of a playbook's."""

RATINGS = range(1, 6)
"""What a whistler may give a called unit."""


class Call(msgspec.Struct, frozen=True, omit_defaults=True):
    """One unit called by a whistle.

    Attributes:
        person / site_person: who reported in, and who came.
        late / site_late: whether it missed the limit, be it that it came after all.
        released_at: when the centre let it off.
        rating: what the whistler gave it, 0 for nothing yet.
        acked: accounts that have heard an emergency whistle.
    """

    unit: str
    lead: bool = False
    arrived_at: datetime | None = None
    person: str = ""
    site_at: datetime | None = None
    site_person: str = ""
    released_at: datetime | None = None
    late: bool = False
    site_late: bool = False
    rating: int = 0
    acked: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether it is still called."""
        return self.released_at is None

    @property
    def state(self) -> str:
        """A key of ``CALL_STATES``."""
        if not self.active:
            return "released"
        if self.site_at is not None:
            return "onsite"
        return "called" if self.arrived_at is None else "arrived"


class Whistle(msgspec.Struct, frozen=True, omit_defaults=True):
    """One whistle of a ticket.

    Attributes:
        id: ``W1``, ``W2`` and so on, unique in the ticket.
        rung: of the jurisdiction's ladder.
        account / by / unit: who blew it, the name shown, and the unit that rates and ends it.
        parent: the whistle that was escalated to this one; ``into`` is the one this led to.
        proposed: a limit was missed and the jurisdiction proposes to escalate.
        beyond: a limit was missed and there is no rung above: the district's centre must see to it.
        solved: what was said when it was concluded.
    """

    id: str
    type: str
    rung: str
    at: datetime
    account: str
    by: str
    unit: str
    calls: tuple[Call, ...]
    state: str = "open"
    playbook: str = ""
    concluded_at: datetime | None = None
    solved: bool | None = None
    parent: str = ""
    into: str = ""
    proposed: bool = False
    beyond: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing is owed on it any more."""
        return self.state == "concluded"

    @property
    def emergency(self) -> bool:
        """Whether it rings until heard."""
        return self.type == EMERGENCY

    def call(self, unit: str) -> Call | None:
        """The call of a unit, None where it was not called."""
        return next((one for one in self.calls if one.unit == unit), None)

    @property
    def active(self) -> tuple[Call, ...]:
        """The calls that the centre has not let off."""
        return tuple(one for one in self.calls if one.active)

    @property
    def late(self) -> bool:
        """Whether a called unit missed a limit and has not come since."""
        if self.ended:
            return False
        return any(
            (one.late and one.arrived_at is None) or (one.site_late and one.site_at is None)
            for one in self.active
        )


def whistle_named(whistles: Iterable[Whistle], name: str) -> Whistle | None:
    """The whistle of a name: ``W2``, ``2`` or ``W000501-2`` as shown; None where there is none."""
    wanted = "W" + name.strip().upper().rpartition("-")[2].removeprefix("W")
    return next((one for one in whistles if one.id == wanted), None)


def shown_id(number: str, whistle: str) -> str:
    """How a whistle is shown: ``W000501-2`` for ``W2`` of a ticket whose number ends so."""
    return f"W{number[-6:]}-{whistle.removeprefix('W')}"


def called_units(whistles: Iterable[Whistle]) -> tuple[str, ...]:
    """Every unit that is called and was not let off, each once."""
    return tuple(dict.fromkeys(call.unit for one in whistles for call in one.active))

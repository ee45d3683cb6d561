"""What a row says of whistles: small, and only those that are not over."""

from __future__ import annotations

from datetime import datetime

import msgspec


class CallRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One unit called by a whistle.

    Attributes:
        state: a key of `governance.whistle.CALL_STATES`.
        start / due: of its limit to report in; ``site_due`` of that to come on site.
        person: who reported in or came last; ``at`` when.
        late: whether it missed the limit it is in, or the last it met.
        rating: 1 to 5, 0 for none yet.
        acked: whether an emergency whistle was heard there; ``heard`` by which accounts.
    """

    unit: str
    lead: bool = False
    state: str = "called"
    start: datetime | None = None
    due: datetime | None = None
    site_due: datetime | None = None
    person: str = ""
    at: datetime | None = None
    late: bool = False
    rating: int = 0
    acked: bool = False
    heard: tuple[str, ...] = ()


class WhistleRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One whistle that is not over.

    Attributes:
        type / rung / state: keys of `governance.whistle.TYPES`, of the ladder, and of
            `governance.whistle.WHISTLE_STATES`.
        by / unit: who blew it, and for which unit.
        proposed: a limit was missed and the next rung is proposed.
        beyond: a limit was missed and there is no rung above.
        playbook: the name of the plan to act by, empty for none.
    """

    id: str
    type: str
    rung: str
    state: str
    at: datetime
    by: str
    unit: str
    calls: tuple[CallRow, ...] = ()
    proposed: bool = False
    beyond: bool = False
    playbook: str = ""

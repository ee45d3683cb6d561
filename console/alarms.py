"""Alarms: what needs this seat now, and one policy for the bell.

Few alarms are good ones: only what this very seat has to act on raises one, many that come together
ring once, and whatever was heard is silent until it is something new. How often the bell rang is a
figure that is shown. Time here is the person's: seconds at the seat, whatever a space's clock does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from console.desk import Change
from governance.whistle import EMERGENCY
from wire.rows import CallRow, TicketRow, WhistleRow

QUIET_SECONDS = 10
"""Least time between two rings, however much comes."""

REPEAT_SECONDS = 20
"""How often an emergency rings again until it is heard."""

SNOOZE_SECONDS = 300
"""How long alarms that are put off stay silent."""

RATE_SECONDS = 600
"""The time over which alarms are counted: ten minutes, as EEMUA 191 has it."""

MOST_REMEMBERED = 1000
"""Rings that are remembered for the rate."""

CENTRE = ("dispatcher", "leader")
"""Roles that whistles without an answer are put before."""

RINGING_CARDS = ("red", "order")
"""Kinds of cards that raise an alarm; the others are listed among the supervision only."""

URGENT_FIRST = ("emergency", "beyond", "late", "card", "proposed", "called")
"""Kinds of alarms, the most urgent first."""

Key = tuple[str, str, str, str]
"""Kind, ticket, whistle or card, unit."""


class Alarm(NamedTuple):
    """Something that needs this seat.

    Attributes:
        kind: ``emergency``, ``called``, ``late``, ``card``, ``proposed`` or ``beyond``.
        ticket: its id.
        part: the whistle or card it is about.
        unit: whose it is.
        at: since when.
        word: for a card, its kind.
    """

    kind: str
    ticket: str
    part: str
    unit: str
    at: datetime
    word: str = ""

    @property
    def key(self) -> Key:
        """What makes it the same alarm when it is seen again: an emergency that was heard is a
        call like any other."""
        kind = "called" if self.kind == "emergency" else self.kind
        return (kind, self.ticket, self.part, self.unit)

    @property
    def insists(self) -> bool:
        """Whether it rings until it is acknowledged."""
        return self.kind == "emergency"


class Alarms:
    """The alarms of one seat."""

    def __init__(self, role: str, account: str, is_own: Callable[[str], bool]) -> None:
        """Alarms of an account's seat; ``is_own`` says whether a unit is this seat's."""
        self._role = role
        self._account = account
        self._is_own = is_own
        self._by_ticket: dict[str, dict[Key, Alarm]] = {}
        self._heard: set[Key] = set()
        self._put_off: dict[Key, int] = {}
        self._rung: set[Key] = set()
        self._second = 0
        self._last_ring = -REPEAT_SECONDS
        self._rings: deque[int] = deque(maxlen=MOST_REMEMBERED)

    def reset(self, rows: Mapping[str, TicketRow]) -> None:
        """All rows are new; what was heard before stays heard."""
        self._by_ticket.clear()
        for row in rows.values():
            self._note(row.id, row)
        self._forget()

    def absorb(self, changes: Iterable[tuple[str, Change]]) -> None:
        """Rows changed."""
        touched = False
        for number, change in changes:
            touched = self._note(number, change.after) or touched
        if touched:
            self._forget()

    def _note(self, number: str, row: TicketRow | None) -> bool:
        """The alarms of a ticket as it is now; whether it had or has any."""
        had = self._by_ticket.pop(number, None)
        if row is None or not (row.whistles or row.cards):
            return had is not None
        found = {one.key: one for one in self._alarms_of(row)}
        if found:
            self._by_ticket[number] = found
        return True

    def _alarms_of(self, row: TicketRow) -> Iterator[Alarm]:
        for whistle in row.whistles:
            if whistle.state == "open":
                yield from self._of_whistle(row, whistle)
        for card in row.cards:
            if card.kind in RINGING_CARDS and card.answered is None and self._is_own(card.unit):
                yield Alarm("card", row.id, card.id, card.unit, card.at, card.kind)

    def _of_whistle(self, row: TicketRow, whistle: WhistleRow) -> Iterator[Alarm]:
        for call in whistle.calls:
            kind = self._of_call(whistle, call)
            if kind and self._is_own(call.unit):
                at = _missed(call) if kind == "late" else call.start
                yield Alarm(kind, row.id, whistle.id, call.unit, at or whistle.at)
        if self._role in CENTRE:
            missed = max(filter(None, map(_missed, whistle.calls)), default=whistle.at)
            for kind in ("beyond", "proposed"):
                if getattr(whistle, kind):
                    yield Alarm(kind, row.id, whistle.id, whistle.unit, missed)

    def _of_call(self, whistle: WhistleRow, call: CallRow) -> str:
        """What a call asks of its unit now."""
        if call.state not in ("called", "arrived"):
            return ""
        if call.late:
            return "late"
        if call.state == "arrived":
            return ""
        if whistle.type == EMERGENCY and self._account not in call.heard:
            return "emergency"
        return "called"

    def _forget(self) -> None:
        """What is no longer there need not be remembered."""
        there = {key for some in self._by_ticket.values() for key in some}
        self._heard &= there
        self._rung &= there
        self._put_off = {key: until for key, until in self._put_off.items() if key in there}

    def all(self) -> list[Alarm]:
        """Every alarm, heard or not; the most urgent first, of these the newest."""
        found = [one for some in self._by_ticket.values() for one in some.values()]
        found.sort(key=lambda one: (one.at, one.key), reverse=True)
        return sorted(found, key=lambda one: URGENT_FIRST.index(one.kind))

    def waiting(self) -> list[Alarm]:
        """Alarms that nobody at this seat has acknowledged or put off."""
        return [one for one in self.all() if self._waits(one.key)]

    def _waits(self, key: Key) -> bool:
        return key not in self._heard and self._second >= self._put_off.get(key, 0)

    def acknowledge(self) -> list[Alarm]:
        """Everything that waits was heard; what it was."""
        waiting = self.waiting()
        self._heard |= {one.key for one in waiting}
        return waiting

    def put_off(self, seconds: int = SNOOZE_SECONDS) -> list[Alarm]:
        """Everything that waits stays silent for so long, and waits again then."""
        waiting = self.waiting()
        for one in waiting:
            self._put_off[one.key] = self._second + seconds
            self._rung.discard(one.key)
        return waiting

    def tick(self) -> bool:
        """A second has passed; whether the bell is to ring now."""
        self._second += 1
        if not self._by_ticket:
            return False
        waiting = self.waiting()
        since = self._second - self._last_ring
        fresh = [one for one in waiting if one.key not in self._rung]
        again = any(one.insists for one in waiting) and since >= REPEAT_SECONDS
        if not (fresh or again) or since < QUIET_SECONDS:
            return False
        self._rung |= {one.key for one in fresh}
        self._rings += [self._second] * max(1, len(fresh))
        self._last_ring = self._second
        return True

    def rate(self) -> int:
        """Alarms that rang at this seat in the last ten minutes."""
        return sum(1 for at in self._rings if at > self._second - RATE_SECONDS)


def _missed(call: CallRow) -> datetime | None:
    """When the limit passed that a call missed; None where it missed none."""
    if not call.late:
        return None
    return call.due if call.state == "called" else call.site_due or call.due

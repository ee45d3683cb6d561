"""The seat's copy of what it may see, kept current frame by frame.

A snapshot is gathered in a shadow and swapped in when it is whole: the old picture stays until
then. A change applies to the version it names; anything else means something was missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from api_client.errors import StreamBroken
from api_client.sharing import Sharing
from api_client.sums import Tally
from wire.protocol import Change, Changes, Snapshot, Synced
from wire.rows import TicketRow, apply_difference


class ChangeSet(msgspec.Struct):
    """What a frame did to the copy.

    Attributes:
        reset: the whole copy is new; nothing else is listed.
        rows: id to ``(before, after)``; None for what was or is not there.
        events: the changes as they came, for words on a screen.
        seq: where the copy stands then.
    """

    reset: bool = False
    rows: dict[str, tuple[TicketRow | None, TicketRow | None]] = {}
    events: list[Change] = []
    seq: int = 0

    def merge(self, later: ChangeSet) -> None:
        """Take in what a later frame did."""
        self.seq = later.seq
        if later.reset:
            self.reset, self.rows, self.events = True, {}, later.events
            return
        for number, (before, after) in later.rows.items():
            first = self.rows[number][0] if number in self.rows else before
            self.rows[number] = (first, after)
        self.events = self.events + later.events

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.reset or self.rows)


class Replica:
    """Rows by id."""

    def __init__(self) -> None:
        self._rows: dict[str, TicketRow] = {}
        self._shadow: dict[str, TicketRow] = {}
        self._shadow_sums = Tally()
        self._sharing = Sharing()
        self.sums = Tally()
        self.seq = 0
        self.expected = 0

    @property
    def rows(self) -> Mapping[str, TicketRow]:
        """The rows, read-only."""
        return MappingProxyType(self._rows)

    @property
    def gathered(self) -> int:
        """Rows of a snapshot that have come so far; ``expected`` says of how many."""
        return len(self._shadow)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[TicketRow]:
        return iter(self._rows.values())

    def get(self, number: str) -> TicketRow | None:
        """The row of that id, None where the seat does not hold it."""
        return self._rows.get(number)

    def begin_snapshot(self) -> None:
        """Forget a snapshot that did not become whole."""
        self._shadow = {}
        self._shadow_sums = Tally()
        self.expected = 0

    def apply(self, frame: Snapshot | Synced | Changes) -> ChangeSet:
        """Apply a frame.

        Raises:
            StreamBroken: a change is not valid on the row as it stands; resync.
        """
        if isinstance(frame, Snapshot):
            for row in map(self._sharing.row, frame.rows):
                self._shadow_sums.take(self._shadow.get(row.id), row)
                self._shadow[row.id] = row
            self.expected = frame.total
            return ChangeSet()
        if isinstance(frame, Synced):
            self._rows, self.sums, self.seq = self._shadow, self._shadow_sums, frame.seq
            self.begin_snapshot()
            return ChangeSet(reset=True, seq=self.seq)
        self.seq = frame.end
        return self._apply_changes(frame)

    def mend(self, rows: Iterable[TicketRow], lost: Iterable[str]) -> ChangeSet:
        """Take over rows as the platform has them, and drop those it does not have."""
        done = ChangeSet(seq=self.seq)
        for row in rows:
            self._put(row, done)
        for number in lost:
            self._drop(number, done)
        return done

    def _apply_changes(self, frame: Changes) -> ChangeSet:
        done = ChangeSet(seq=frame.end)
        for change in frame.events:
            before = self._rows.get(change.id)
            if before is not None and before.version >= change.v:
                continue
            self._put(_changed(before, change), done)
            done.events.append(change)
        for number in frame.gone:
            self._drop(number, done)
        return done

    def _put(self, row: TicketRow, done: ChangeSet) -> None:
        row = self._sharing.row(row)
        before = self._rows.get(row.id)
        self.sums.take(before, row)
        self._rows[row.id] = row
        _note(done, row.id, before, row)

    def _drop(self, number: str, done: ChangeSet) -> None:
        before = self._rows.pop(number, None)
        if before is not None:
            self.sums.take(before, None)
            _note(done, number, before, None)


def _note(done: ChangeSet, number: str, before: TicketRow | None, after: TicketRow | None) -> None:
    first = done.rows[number][0] if number in done.rows else before
    done.rows[number] = (first, after)


def _changed(before: TicketRow | None, change: Change) -> TicketRow:
    known = before.version if before else 0
    if change.set is None or (change.base and change.base != known):
        raise StreamBroken(
            f"工单 {change.id} 第 {known} 版之后的改动未收到", f"changes to {change.id} were missed"
        )
    try:
        return apply_difference(before, change.set)
    except KeyError as error:
        raise StreamBroken(
            f"工单 {change.id} 的全貌未收到", f"ticket {change.id} was never received whole"
        ) from error

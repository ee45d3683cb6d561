"""Finding and mending what a copy lost without anybody noticing.

`Tally` keeps the checksums of the rows held, a step per change. `Mending` compares them with the
platform's and says what to fetch again; what came while the answer was under way is left to the
stream, which knows it better. Neither does any I/O.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from governance.ticket import STATES
from wire.protocol import MOST_BUCKETS, Bookmark, Changes, Refetch, Refetched
from wire.rows import TicketRow
from wire.sums import Key, Sums, bucket_of

CLOSED = frozenset(name for name, state in STATES.items() if not state.open)
"""States of tickets that are in no checksum."""


class Tally(Sums):
    """The checksums of the rows held."""

    __slots__ = ()

    def take(self, before: TicketRow | None, after: TicketRow | None) -> None:
        """A row became another; None where there is none."""
        self.move(_key(before), _key(after))


def _key(row: TicketRow | None) -> Key | None:
    return None if row is None or row.state in CLOSED else (row.id, row.version)


class Mended(NamedTuple):
    """What to put into a copy, and what to take out of it."""

    rows: list[TicketRow]
    lost: list[str]


class Mending:
    """What was asked for again and has not been taken over yet."""

    def __init__(self) -> None:
        self._no = 0
        self._open: set[int] = set()
        self._touched: set[str] = set()
        self._came: list[Refetched] = []
        self.found = 0

    @property
    def asking(self) -> bool:
        """Whether buckets that were asked for have not all come and been taken over."""
        return bool(self._open or self._came)

    def forget(self) -> None:
        """The link was cut or the copy is new: what was asked for is of no use any more."""
        self._open.clear()
        self._touched.clear()
        self._came.clear()

    def compare(self, frame: Bookmark, seq: int | None, held: Sums) -> Refetch | None:
        """What to fetch again, if anything; nothing while an answer is under way.

        Args:
            seq: where the copy stands; None before it is whole.
        """
        if seq != frame.seq or self.asking:
            return None
        differing = held.differing(frame.sums)[:MOST_BUCKETS]
        if not differing:
            return None
        self._no += 1
        self._open.update(differing)
        self.found += len(differing)
        return Refetch(self._no, differing)

    def touch(self, frame: Changes) -> None:
        """Note what the stream says meanwhile."""
        if self.asking:
            self._touched.update(change.id for change in frame.events)
            self._touched.update(frame.gone)

    def take(self, frame: Refetched) -> None:
        """A bucket came; an answer to an older question is dropped."""
        if frame.no == self._no and frame.bucket in self._open:
            self._open.discard(frame.bucket)
            self._came.append(frame)

    def ready(self, seq: int, held: Iterable[TicketRow]) -> Iterator[Mended]:
        """The buckets that can be taken over by a copy that stands at ``seq``."""
        due = [frame for frame in self._came if frame.seq <= seq]
        if not due:
            return
        self._came = [frame for frame in self._came if frame.seq > seq]
        mine = _by_bucket(held, {frame.bucket for frame in due})
        for frame in due:
            yield _mended(frame, mine[frame.bucket], self._touched)
        if not self.asking:
            self._touched.clear()


def _by_bucket(held: Iterable[TicketRow], wanted: set[int]) -> dict[int, list[TicketRow]]:
    """The rows of some buckets; looks at every row, which only a loss makes necessary."""
    found: dict[int, list[TicketRow]] = {bucket: [] for bucket in wanted}
    for row in held:
        rows = found.get(bucket_of(row.id))
        if rows is not None:
            rows.append(row)
    return found


def _mended(frame: Refetched, mine: list[TicketRow], touched: Container[str]) -> Mended:
    """A closed ticket that the platform no longer sends is kept: it only grew old."""
    theirs = {row.id for row in frame.rows}
    held = {row.id: row for row in mine}
    rows = [row for row in frame.rows if row.id not in touched and held.get(row.id) != row]
    lost = [
        row.id
        for row in mine
        if row.id not in theirs and row.id not in touched and row.state not in CLOSED
    ]
    return Mended(rows, lost)

"""A space: its log's counter, its own clock, its mark."""

from __future__ import annotations

import time
import uuid
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from governance.calendar import CHINA
from platform_server.store.chain import FIRST
from platform_server.store.schema import spaces


class SpaceClock(msgspec.Struct, frozen=True):
    """Maps real time to the space's: ``rate`` seconds pass there in a real one."""

    origin_real: float
    origin_space: float
    rate: float = 1.0

    def now(self, real: float | None = None) -> datetime:
        """The space's time at a real time in seconds since 1970; now if none is given."""
        real = time.time() if real is None else real
        return datetime.fromtimestamp(
            self.origin_space + (real - self.origin_real) * self.rate, CHINA
        )

    def seconds_until(self, at: datetime) -> float:
        """Real seconds until the space's time is ``at``, 0 if it is over, endless if it stands."""
        left = (at - self.now()).total_seconds()
        if left <= 0:
            return 0.0
        return left / self.rate if self.rate > 0 else float("inf")


REAL_TIME = SpaceClock(0.0, 0.0)
"""The clock of the live space."""


class Head(msgspec.Struct):
    """Where a space's log stands: read at the start of a transaction, written at its end."""

    epoch: str
    seq: int
    head: str
    numbers: int


def create_space(
    connection: Connection,
    space: str,
    district: str,
    clock: SpaceClock = REAL_TIME,
    mark: str = "",
) -> None:
    """Create the space's row unless it exists; its clock and mark are set anew either way."""
    where = (spaces.c.space == space) & (spaces.c.district == district)
    timing = {
        "origin_real": clock.origin_real,
        "origin_space": clock.origin_space,
        "rate": clock.rate,
        "mark": mark,
    }
    if connection.execute(select(spaces.c.seq).where(where)).first():
        connection.execute(update(spaces).where(where).values(timing))
        return
    row = {
        "space": space, "district": district, "epoch": uuid.uuid4().hex[:12], "seq": 0,
        "head": FIRST, "numbers": 0, **timing,
    }  # fmt: skip
    connection.execute(insert(spaces).values(row))


def read_clock(connection: Connection, space: str, district: str) -> tuple[SpaceClock, str] | None:
    """``(clock, mark)`` of a space, None where it does not exist."""
    where = (spaces.c.space == space) & (spaces.c.district == district)
    columns = (spaces.c.origin_real, spaces.c.origin_space, spaces.c.rate, spaces.c.mark)
    row = connection.execute(select(*columns).where(where)).first()
    return (SpaceClock(row[0], row[1], row[2]), row[3]) if row else None


_HERE = (spaces.c.space == bindparam("in_space")) & (spaces.c.district == bindparam("in_district"))
_READ_HEAD = select(spaces.c.epoch, spaces.c.seq, spaces.c.head, spaces.c.numbers).where(_HERE)
_WRITE_HEAD = (
    update(spaces)
    .where(_HERE)
    .values({name: bindparam(name) for name in ("seq", "head", "numbers")})
)
"""Built once: every group of commands reads and writes the counter."""


def read_head(connection: Connection, space: str, district: str) -> Head:
    """Where the space's log stands."""
    here = {"in_space": space, "in_district": district}
    return Head(*connection.execute(_READ_HEAD, here).one())


def write_head(connection: Connection, space: str, district: str, head: Head) -> None:
    """Write the counter, last in the transaction that used it."""
    here = {"in_space": space, "in_district": district}
    values = {"seq": head.seq, "head": head.head, "numbers": head.numbers}
    connection.execute(_WRITE_HEAD, here | values)

"""Walking the hash chain of a log: is every record there, unchanged and in its place?"""

from __future__ import annotations

from sqlalchemy import Connection, select

from platform_server.store.chain import FIRST, record_hash
from platform_server.store.schema import events, spaces

ROWS_AT_ONCE = 1000
"""Records held in memory at a time."""


def verify_chain(connection: Connection, space: str, district: str) -> int | None:
    """The first position at which the log does not hold, None if all of it does.

    A changed record is bad itself; one that is missing or out of place is bad at its own number.
    Records cut off at the end, or added behind it, show against the space's counter.
    """
    query = (
        select(events)
        .where(events.c.space == space, events.c.district == district)
        .order_by(events.c.seq)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    seq, head = 0, FIRST
    for found in connection.execute(query).mappings():
        row = dict(found)
        seq += 1
        whole = row["seq"] == seq and row["prev_hash"] == head
        if not whole or row["hash"] != record_hash(row):
            return seq
        head = row["hash"]
    where = (spaces.c.space == space) & (spaces.c.district == district)
    counter = connection.execute(select(spaces.c.seq, spaces.c.head).where(where)).first()
    if counter is None:
        return None if seq == 0 else 1
    if counter.seq != seq:
        return int(min(counter.seq, seq)) + 1
    return None if counter.head == head else seq

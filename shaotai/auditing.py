"""``shaotai audit verify``: whether the chain of records holds."""

from __future__ import annotations

from argparse import Namespace

from sqlalchemy import select

from platform_server.store.schema import spaces
from platform_server.store.verify import verify_chain
from shaotai.failure import DONE, FOUND_WANTING, Failure
from shaotai.language import emit, say
from shaotai.local import opened
from shaotai.places import existing_database_url


def verify(options: Namespace) -> int:
    """Walk every space's chain.

    Raises:
        Failure: one does not hold; its first bad record is named.
    """
    url = existing_database_url(options.database, options.data)
    with opened(url) as database, database.reader.connect() as connection:
        columns = (spaces.c.space, spaces.c.district, spaces.c.seq)
        for space, district, last in connection.execute(select(*columns)).all():
            bad = verify_chain(connection, space, district)
            if bad is not None:
                raise Failure(
                    FOUND_WANTING,
                    f"{space} {district} 的记录链在第 {bad} 条断裂, 请停用此库并与备份核对",
                    f"{space} {district}: the chain breaks at record {bad}; "
                    "stop using this database and compare it with a backup",
                )
            held = say(f"{last} 条记录完整", f"{last} records hold")
            emit(f"{space} {district}: {held}")
    return DONE

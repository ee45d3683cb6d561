"""What a snapshot costs does not grow with all that was ever closed; ids fit their columns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Select, text

from governance.card import CARDS
from governance.clock import STAGES
from platform_server.engine.firing import timer_id
from platform_server.engine.scope import WHOLE, Scope
from platform_server.engine.snapshots import read_snapshot
from platform_server.engine.timing import Waiting
from platform_server.store.database import Database
from platform_server.store.schema import answers, events, tickets, timers
from tests.governance.world import TOWN
from tests.platform.inside import NEW, say


def plan(connection: Connection, query: Select) -> str:
    """How the database means to answer a question."""
    dialect = connection.dialect
    written = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}")
    return "; ".join(step.detail for step in steps)


@pytest.mark.parametrize("scope", [WHOLE, Scope("department", TOWN)])
async def test_open_and_ended_tickets_are_found_by_an_index_each(database, district, scope) -> None:
    with database.reader.connect() as connection:
        still, ended = district.view(scope).queries(tickets.c.row)
        assert "tickets_open (space=? AND district=? AND open=?)" in plan(connection, still)
        assert "TEMP" not in plan(connection, still)
        assert "tickets_ended (space=? AND district=? AND closed_at>?)" in plan(connection, ended)


async def test_a_database_from_before_gets_the_index(database: Database) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("DROP INDEX tickets_ended"))
    again = Database(database.url)
    names = text("SELECT count(*) FROM sqlite_master WHERE name = 'tickets_ended'")
    with again.reader.connect() as connection:
        assert connection.execute(names).scalar() == 1
    again.close()


async def test_a_snapshot_has_what_is_open_and_what_ended_lately(database, district) -> None:
    now = district.clock.now()
    for days in (0, 2):
        at = now - timedelta(days=days, hours=1)
        number = (await say(district, "dispatcher", "new", at=at, **NEW)).id
        await say(district, "dispatcher", "reject", number, at, reason="不属受理范围")
    await say(district, "dispatcher", "new", **NEW)
    with database.reader.connect() as connection:
        assert read_snapshot(connection, district.view(WHOLE)).total == 2


def test_the_longest_id_of_a_timer_fits_where_it_is_kept() -> None:
    """SQLite takes any length; the next database does not."""
    stage, kind = max(STAGES, key=len), max(CARDS, key=len)
    key = f"card:{stage}:{'3' * 16}:{kind}"
    longest = timer_id(Waiting("9999-12-31T23:59:59+08:00", "2" * 16, key))
    assert len(key) <= timers.c.key.type.length
    for column in (events.c.command, answers.c.command):
        assert len(longest) <= column.type.length

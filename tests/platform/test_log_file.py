"""What goes wrong is told in the log file without what people said, and without keys."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from platform_server.store.database import Database
from tests.governance.world import WHO
from tests.platform.inside import NEW, command


@pytest.mark.parametrize("table", ["ticket_keys", "tickets", "answers"])
async def test_a_write_that_fails_shows_no_values(database: Database, district, caplog, table):
    with database.writer.begin() as connection:
        connection.execute(
            text(
                f"CREATE TRIGGER broken BEFORE INSERT ON {table} "
                "BEGIN SELECT RAISE(FAIL, 'broken on purpose'); END"
            )
        )
    spoken = command("new", **NEW | {"text": "张三家门口井盖缺失", "external": "13911112222"})
    with pytest.raises(IntegrityError):
        await district.writer.submit(spoken, WHO["dispatcher"])
    assert "broken on purpose" in caplog.text
    for secret in ("13911112222", "张三", "b'\\x", PLACE):
        assert secret not in caplog.text


PLACE = "('live', "
"""How the values of a row begin."""

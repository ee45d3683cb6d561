"""The platform was down while the days off of a year were published and clocks ran out."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from governance.calendar import CHINA
from platform_server.engine.district import District
from platform_server.store.database import Database
from tests.governance.world import PROFILE
from tests.platform.inside import say
from tests.platform.test_timers import by_itself, sent, set_clock, standing


async def test_nothing_falls_due_by_a_calendar_that_holds_no_more(database: Database) -> None:
    """Due on New Year's Day by the weekdays, on the first working day of the year by the notice."""
    set_clock(database, standing(datetime(2026, 12, 31, 16, 0, tzinfo=CHINA)))
    before = District(database, "live", PROFILE)
    await before.start()
    number = await sent(before)
    before.stop()

    calendar = msgspec.structs.replace(
        PROFILE.calendar,
        off=PROFILE.calendar.off | {date(2027, 1, 1)},
        years=PROFILE.calendar.years | {2027},
    )
    set_clock(database, standing(datetime(2027, 1, 1, 20, 0, tzinfo=CHINA)))
    after = District(database, "live", PROFILE._replace(calendar=calendar))
    await after.start()
    row = await say(after, "dispatcher", "note", number, text="看")
    after.stop()
    assert [one["kind"] for one in by_itself(database)] == ["clocks_recomputed"]
    assert f"{row.due:%m-%d %H:%M}" == "01-04 10:00"
    assert row.cards == ()

"""Loading a jurisdiction from its packaged tables and the national calendar."""

from __future__ import annotations

import tomllib

from chinese_calendar import constants

from governance import ladder
from governance.calendar import WorkCalendar
from governance.profile import Profile, build_profile, calendar_of
from jurisdictions import has, profiles, read_shared, read_table
from platform_server.errors import NotFound

OWN_TABLES = ("orgs.csv", "grids.csv", "duties.csv")
OPTIONAL_TABLES = ladder.TABLES
"""A jurisdiction without them has no whistles."""
SHARED_TABLES = (
    "classes.csv", "conditions.csv", "channels.csv", "stage_limits.csv", "supervision.csv",
)  # fmt: skip


def published_calendar() -> WorkCalendar:
    """Holidays and make-up days of all years whose notice the calendar package holds."""
    years = {day.year for day in constants.holidays}
    return calendar_of(constants.holidays, constants.workdays, years)


def load_profile(name: str, calendar: WorkCalendar | None = None) -> Profile:
    """A packaged jurisdiction.

    Raises:
        NotFound: there is none of that name.
        ProfileError: one of its tables is wrong.
    """
    if name not in profiles():
        known = ", ".join(profiles())
        raise NotFound(
            f"没有辖区 {name}, 有: {known}", f"there is no profile {name}; known: {known}"
        )
    tables = {table: read_table(name, table) for table in OWN_TABLES}
    tables |= {table: read_shared(name, table) for table in SHARED_TABLES}
    tables |= {table: read_table(name, table) for table in OPTIONAL_TABLES if has(name, table)}
    description = tomllib.loads(read_table(name, "profile.toml"))
    return build_profile(description, tables, calendar or published_calendar())

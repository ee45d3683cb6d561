"""What the feed asks the platform about the district before the day begins."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from api_client.http import Platform
from demo.acts import District, Rung, Staff, staff_of
from demo.cast import staff, units_of_seats
from demo.report_text import Composer, Place
from demo.reports import Reports, Spot
from governance.tables import rows
from jurisdictions import read_table
from wire.views import GridView, OrgView
from wire.whistle_views import LadderView

PROFILED = ("citizen", "patrol")
"""Kinds of channel that have a daily profile of their own."""


class Surroundings(NamedTuple):
    """The district for colleagues and reports; shares in per cent by channel, kinds likewise."""

    district: District
    reports: Reports
    shares: Mapping[str, float]
    kinds: Mapping[str, str]


async def survey(platform: Platform) -> Surroundings:
    """Ask for units, grids, classes, channels and the ladder of whistles.

    Raises:
        ClientError: the platform does not answer, or not this account.
    """
    orgs, grids, classes, channels, ladder = await asyncio.gather(
        platform.orgs(), platform.grids(), platform.classes(), platform.channels(),
        platform.ladder(),
    )  # fmt: skip
    known = {channel.code for channel in channels}
    shares = {code: share for code, share in channel_shares().items() if code in known}
    kinds = {channel.code: channel.kind for channel in channels}
    patrols = frozenset(code for code, kind in kinds.items() if kind == "patrol")
    units = {org.code: org for org in orgs}
    reports = Reports(Composer.load(), [_spot(grid, units) for grid in grids], shares, patrols)
    stations = {org.parent: org.code for org in orgs if org.level == "station"}
    district = District(
        {one.code: tuple(condition.no for condition in one.conditions) for one in classes},
        {grid.code: _above(units, grid.parent, "town").code for grid in grids},
        {grid.code: stations.get(grid.parent, grid.parent) for grid in grids},
        _staff(orgs, grids, ladder),
    )
    profiled = {code: kind for code, kind in kinds.items() if kind in PROFILED}
    return Surroundings(district, reports, shares, profiled)


def _staff(orgs: list[OrgView], grids: list[GridView], ladder: LadderView) -> Staff:
    units = {org.code: (org.level, org.parent) for org in orgs}
    return staff_of(
        staff((org.code, org.level) for org in orgs),
        units | {grid.code: ("grid", grid.parent) for grid in grids},
        units_of_seats((org.code, org.level, org.zh) for org in orgs),
        (Rung(one.rung, one.levels, one.next) for one in ladder.rungs),
    )


def channel_shares() -> dict[str, float]:
    """Per cent of a day's reports by channel, of the channels that have any."""
    table = rows("channels.csv", read_table("common", "channels.csv"), ("code", "share"))
    shares = {row["code"]: float(row["share"] or 0) for _, row in table}
    return {code: share for code, share in shares.items() if share > 0}


_NOWHERE = OrgView("", "", "", "", "", "", "")


def _above(units: Mapping[str, OrgView], code: str, level: str) -> OrgView:
    """The unit of a level on the way up."""
    while code in units:
        if units[code].level == level:
            return units[code]
        code = units[code].parent
    return _NOWHERE


def _spot(grid: GridView, units: Mapping[str, OrgView]) -> Spot:
    town, community = (_above(units, grid.parent, level).zh for level in ("town", "community"))
    return Spot(grid.code, grid.lng, grid.lat, Place(town, community, grid.zh))

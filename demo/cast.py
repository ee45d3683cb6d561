"""Who plays in the demonstration: seats for people, and the accounts of simulated colleagues."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from demo.report_text import read_table
from governance.org import OrgTree

INTAKE = "demo-intake"
DISPATCH = "demo-dispatch"
DEPARTMENTS = "demo-departments"
GRID = "demo-grid"
LEADER = "demo-leader"

MARK = "演示"
"""The word that every screen of the demonstration shows."""


class Part(NamedTuple):
    """An account: its unit is found by level and, where it is named, by Chinese name.

    ``level`` is ``district``, ``department``, ``town`` or ``community``.
    """

    account: str
    name: str
    role: str
    seat: str
    level: str = "district"
    unit: str = ""


SEATS = (
    Part("dispatcher", "王敏", "dispatcher", "派遣席03"),
    Part("leader", "陈立", "leader", "值班长席"),
    Part("department", "李强", "department", "住建席", "department", "住房和城乡建设局"),
    Part("town", "赵磊", "department", "平望席", "town", "平望镇"),
    Part("grid", "沈芳", "grid", "网格席", "community"),
    Part("supervisor", "顾远", "supervisor", "督查席"),
)
"""Seats that a person can take."""

COLLEAGUES = (
    Part(INTAKE, "孙洁", "dispatcher", "受理席01"),
    Part(DISPATCH, "周岚", "dispatcher", "派遣席02"),
    Part(DEPARTMENTS, "承办单位", "department", "各承办单位"),
    Part(GRID, "网格核查员", "grid", "网格"),
    Part(LEADER, "吴斌", "leader", "值班长席2"),
)
"""Who works beside that person; their units are the district, so that they hold all below it."""

STAFFED: Mapping[str, str] = MappingProxyType(
    {"town": "department", "department": "department", "office": "department", "community": "grid"}
)
"""Role of the account that speaks for a unit, by the unit's level."""


class Clerk(NamedTuple):
    """An account that speaks for one unit alone, and that no password opens."""

    account: str
    name: str
    role: str
    unit: str


def staff(units: Iterable[tuple[str, str]]) -> tuple[Clerk, ...]:
    """A clerk for each unit that is staffed; none has the name of a seat or of a colleague.

    Args:
        units: code and level of each.
    """
    words = read_table("words.csv")
    surnames = [row["word"] for row in words if row["slot"] == "surname"]
    given = [row["word"] for row in words if row["slot"] == "given"]
    taken = {part.name for part in (*SEATS, *COLLEAGUES)}
    free = [one + two for one in surnames for two in given if one + two not in taken]
    random.Random(0).shuffle(free)
    listed = [(unit, STAFFED[level]) for unit, level in units if level in STAFFED]
    return tuple(
        Clerk(f"demo-{unit}", free[n % len(free)], role, unit)
        for n, (unit, role) in enumerate(listed)
    )


def unit_of(part: Part, tree: OrgTree, district: str) -> str:
    """Code of the part's unit: the one named, else the first of its level, else the district."""
    units = ((org.code, org.level, org.name_zh) for org in tree.orgs.values())
    return _unit(part, units) or district


def units_of_seats(units: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """Units below the district at whose seat a person may sit.

    Args:
        units: code, level and Chinese name of each.
    """
    listed = list(units)
    return frozenset(unit for part in SEATS if (unit := _unit(part, listed)))


def _unit(part: Part, units: Iterable[tuple[str, str, str]]) -> str:
    """The unit named, else the first of the part's level; empty where that is the district."""
    if part.level == "district":
        return ""
    level = [(code, name) for code, at, name in units if at == part.level]
    named = [code for code, name in level if part.unit and part.unit in name]
    return next((code for code in (*named, *(code for code, _ in level))), "")

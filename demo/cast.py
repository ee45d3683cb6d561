"""Who plays in the demonstration: seats for people, and the accounts of simulated colleagues."""

from __future__ import annotations

from typing import NamedTuple

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


def unit_of(part: Part, tree: OrgTree, district: str) -> str:
    """Code of the part's unit: the one named, else the first of its level, else the district."""
    if part.level == "district":
        return district
    level = [org for org in tree.orgs.values() if org.level == part.level]
    named = [org for org in level if part.unit and part.unit in org.name_zh]
    return next((org.code for org in (*named, *level)), district)

"""The org tree of any depth and the grids at its leaves."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


class Org(msgspec.Struct, frozen=True):
    """A unit that can hold work: district, town, community, station or department.

    ``initials`` are the lower-case pinyin initials of the Chinese name; ``synthetic`` marks
    places whose position or code is invented (`geo/README.md`).
    """

    code: str
    parent: str
    level: str
    name_zh: str
    name_en: str
    short_zh: str
    initials: str
    kind: str = ""
    synthetic: bool = False


class Grid(msgspec.Struct, frozen=True):
    """A base grid; ``lng``/``lat`` in degrees CGCS2000, a point inside it."""

    code: str
    parent: str
    name_zh: str
    lng: float
    lat: float
    synthetic: bool = False


class OrgTree:
    """Orgs and grids of one district, with the way from any of them to the top."""

    def __init__(self, orgs: dict[str, Org], grids: dict[str, Grid]) -> None:
        self.orgs = orgs
        self.grids = grids
        self._paths: dict[str, tuple[str, ...]] = {}

    def __contains__(self, code: str) -> bool:
        return code in self.orgs or code in self.grids

    def parent(self, code: str) -> str:
        """Code of the unit above, empty at the top or for an unknown code."""
        if code in self.grids:
            return self.grids[code].parent
        return self.orgs[code].parent if code in self.orgs else ""

    def path(self, code: str) -> tuple[str, ...]:
        """Codes from ``code`` up to the district, ``code`` first; empty for an unknown code."""
        if code not in self._paths:
            self._paths[code] = tuple(self._climb(code))
        return self._paths[code]

    def _climb(self, code: str) -> Iterator[str]:
        while code in self:
            yield code
            code = self.parent(code)

    def within(self, code: str, top: str) -> bool:
        """Whether ``code`` is ``top`` or lies below it."""
        return top in self.path(code)

    def ancestor(self, code: str, level: str) -> Org | None:
        """The unit of the given level on the way up, such as a grid's town."""
        for step in self.path(code):
            if step in self.orgs and self.orgs[step].level == level:
                return self.orgs[step]
        return None

    def level(self, code: str) -> str:
        """The level of a unit, ``grid`` for a grid, empty for an unknown code."""
        if code in self.orgs:
            return self.orgs[code].level
        return "grid" if code in self.grids else ""

    def name(self, code: str) -> tuple[str, str]:
        """Chinese and English name of an org or grid; the code itself where it is unknown."""
        if code in self.orgs:
            return self.orgs[code].name_zh, self.orgs[code].name_en
        if code in self.grids:
            grid = self.grids[code]
            community = self.orgs.get(grid.parent)
            return (
                grid.name_zh,
                f"{community.name_en if community else ''} grid {code[-3:]}".strip(),
            )
        return code, code

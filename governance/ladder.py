"""The ladder of whistles: its rungs, who may blow each, whom each calls, and how fast they come.

A ladder is data: ``ladder.csv``, ``ladder_limits.csv`` and ``callees.csv`` of a jurisdiction. Whom
a rung proposes is worked out when the tables are loaded, for every place and class at once, so
that asking is a look-up that a seat can do as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from governance.calendar import Limit
from governance.errors import ProfileError
from governance.limits import limit, number
from governance.org import OrgTree
from governance.refusals import ROLES
from governance.tables import names, rows
from governance.whistle import TYPES

TABLES = ("ladder.csv", "ladder_limits.csv", "callees.csv")
"""The tables of a ladder; a jurisdiction without the first has none."""

ON_EXPIRY = ("escalate", "propose", "none")
"""What a missed limit does: blow the next rung, propose it, or nothing but be recorded."""

ANY = "*"
"""Any type of whistle, any class."""

DUTY = "@duty"
"""Stands for the department whose duty the ticket's class is."""

Callees = Mapping[tuple[str, str, str], tuple[str, ...]]
"""Units by rung, place (empty for any) and prefix of the class (empty for any); first leads."""


class Rung(msgspec.Struct, frozen=True):
    """One rung.

    Attributes:
        roles / levels: of the accounts that may blow it; roles of the district need no level.
        called: levels of the units that it calls.
        on_expiry: one of ``ON_EXPIRY``.
        next: the rung above, empty at the top.
    """

    rung: str
    zh: str
    en: str
    order: int
    roles: tuple[str, ...]
    levels: tuple[str, ...]
    called: tuple[str, ...]
    on_expiry: str
    next: str


class CallLimit(msgspec.Struct, frozen=True):
    """How long called units have for a type of whistle, with where it comes from (zh, en)."""

    rung: str
    type: str
    report_in: Limit
    on_site: Limit | None
    source: tuple[str, str]


class Ladder(NamedTuple):
    """A jurisdiction's ladder; without rungs nobody may whistle."""

    rungs: Mapping[str, Rung] = {}
    limits: Mapping[tuple[str, str], CallLimit] = {}
    callees: Callees = {}

    def limit(self, rung: str, kind: str) -> CallLimit:
        """The limits of a rung for one type of whistle, or those for any.

        Raises:
            KeyError: there is no such rung.
        """
        return self.limits.get((rung, kind)) or self.limits[rung, ANY]

    def above(self, rung: str) -> Rung | None:
        """The next rung, None at the top."""
        return self.rungs.get(self.rungs[rung].next) if rung in self.rungs else None


def proposed_callees(
    callees: Callees, rung: str, places: Iterable[str], ticket_class: str
) -> tuple[str, ...]:
    """Whom a rung proposes to call; the first leads. Empty where the tables name nobody.

    What is said of the class counts for more than what is said of any class at a nearer place.

    Args:
        callees: the ladder's.
        rung: which.
        places: codes from the ticket's grid upwards.
        ticket_class: its code, empty where it has none.
    """
    around = (*places, "")
    for length in range(len(ticket_class), -1, -1):
        for place in around:
            found = callees.get((rung, place, ticket_class[:length]))
            if found:
                return found
    return ()


def build_ladder(
    tables: Mapping[str, str], tree: OrgTree, duties: tuple[tuple[str, str], ...]
) -> Ladder:
    """The ladder in a jurisdiction's tables; empty where it has no ``ladder.csv``.

    Raises:
        ProfileError: names the table, the line and the remedy.
    """
    if TABLES[0] not in tables:
        return Ladder()
    for table in TABLES[1:]:
        if table not in tables:
            raise ProfileError(table, 0, f"add it: {TABLES[0]} needs it")
    rungs = _rungs(tables[TABLES[0]], {org.level for org in tree.orgs.values()})
    limits = _limits(tables[TABLES[1]], rungs)
    return Ladder(rungs, limits, _callees(tables[TABLES[2]], rungs, tree, duties))


def _rungs(text: str, levels: set[str]) -> dict[str, Rung]:
    columns = (
        "rung", "zh", "en", "order", "blown_by_roles", "blown_by_levels", "called_levels",
        "on_expiry", "next",
    )  # fmt: skip
    found: dict[str, tuple[int, Rung]] = {}
    for line, row in rows(TABLES[0], text, columns):
        one = Rung(
            row["rung"], row["zh"], row["en"], int(number(TABLES[0], line, row, "order")),
            names(row["blown_by_roles"]), names(row["blown_by_levels"]),
            names(row["called_levels"]), row["on_expiry"], row["next"],
        )  # fmt: skip
        _check_rung(one, line, levels)
        found[one.rung] = (line, one)
    for line, one in found.values():
        above = found.get(one.next)
        if one.next and (above is None or above[1].order <= one.order):
            problem = f"next: {one.next!r} must be a rung of a greater order"
            raise ProfileError(TABLES[0], line, problem)
    ordered = sorted((one for _, one in found.values()), key=lambda one: one.order)
    return {one.rung: one for one in ordered}


def _check_rung(one: Rung, line: int, levels: set[str]) -> None:
    known = (
        ("blown_by_roles", one.roles, set(ROLES) - {"system"}),
        ("blown_by_levels", one.levels, levels | {"grid"}),
        ("called_levels", one.called, levels),
        ("on_expiry", (one.on_expiry,), set(ON_EXPIRY)),
    )
    for column, values, allowed in known:
        wrong = [value for value in values if value not in allowed]
        if wrong or not values:
            problem = f"{column}: {'|'.join(wrong)!r} is not among {', '.join(sorted(allowed))}"
            raise ProfileError(TABLES[0], line, problem)


def _limits(text: str, rungs: Mapping[str, Rung]) -> dict[tuple[str, str], CallLimit]:
    table = TABLES[1]
    columns = (
        "rung", "type", "report_in_value", "report_in_unit", "on_site_value", "on_site_unit",
        "source_zh", "source_en",
    )  # fmt: skip
    found = {}
    for line, row in rows(table, text, columns):
        if row["rung"] not in rungs:
            raise ProfileError(table, line, f"{row['rung']!r} is not in {TABLES[0]}")
        if row["type"] not in (*TYPES, ANY):
            raise ProfileError(table, line, f"type: use one of {', '.join((*TYPES, ANY))}")
        report_in = limit(table, line, row, "report_in")
        on_site = limit(table, line, row, "on_site") if row["on_site_value"] else None
        source = (row["source_zh"], row["source_en"])
        key = (row["rung"], row["type"])
        found[key] = CallLimit(*key, report_in, on_site, source)
    for rung in rungs:
        if (rung, ANY) not in found:
            raise ProfileError(table, 0, f"add a row {rung},{ANY} for any type")
    return found


class _Row(NamedTuple):
    """A row of ``callees.csv``; ``prefix`` is empty for any class."""

    line: int
    rung: Rung
    prefix: str
    units: tuple[str, ...]


def _callees(
    text: str, rungs: Mapping[str, Rung], tree: OrgTree, duties: tuple[tuple[str, str], ...]
) -> Callees:
    by_rung: dict[str, dict[str, _Row]] = {}
    for line, row in rows(TABLES[2], text, ("rung", "class", "units")):
        if row["rung"] not in rungs:
            raise ProfileError(TABLES[2], line, f"{row['rung']!r} is not in {TABLES[0]}")
        prefix = "" if row["class"] == ANY else row["class"]
        one = _Row(line, rungs[row["rung"]], prefix, names(row["units"]))
        by_rung.setdefault(one.rung.rung, {})[prefix] = one
    # Of two departments with one duty the first is meant, as when a ticket is routed.
    competent = dict(reversed(duties))
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for rung, listed in by_rung.items():
        with_duty = any(DUTY in row.units for row in listed.values())
        for prefix in {*listed, *(competent if with_duty else ())}:
            chosen = _longest(listed, prefix)
            if chosen is not None:
                duty = _longest(competent, prefix) or ""
                found |= {
                    (rung, place, prefix): units
                    for place, units in _placed(chosen, duty, tree).items()
                }
    return found


def _longest(table: Mapping[str, Any], prefix: str) -> Any:
    """What a table says of the longest beginning of a class, None where it says nothing."""
    for length in range(len(prefix), -1, -1):
        if prefix[:length] in table:
            return table[prefix[:length]]
    return None


def _placed(row: _Row, duty: str, tree: OrgTree) -> dict[str, tuple[str, ...]]:
    """The units of a row by the place that they serve; empty for any place."""
    kinds = [unit for unit in row.units if unit.startswith("@") and unit != DUTY]
    places = _places(row, kinds, tree) if kinds else {"": {}}
    out = {}
    for place, by_kind in places.items():
        units: list[str] = []
        for unit in row.units:
            if unit == DUTY:
                units += [duty] if duty and tree.level(duty) in row.rung.called else []
            elif unit.startswith("@"):
                units += by_kind.get(unit[1:], ())
            else:
                _check_unit(row, unit, tree)
                units.append(unit)
        out[place] = tuple(dict.fromkeys(units))
    return out


def _places(row: _Row, kinds: list[str], tree: OrgTree) -> dict[str, dict[str, list[str]]]:
    """By each place that has them, the units of some kinds that a rung calls."""
    wanted = {kind[1:] for kind in kinds}
    found: dict[str, dict[str, list[str]]] = {}
    for org in tree.orgs.values():
        if org.kind in wanted and org.level in row.rung.called:
            found.setdefault(org.parent, {}).setdefault(org.kind, []).append(org.code)
    for kind in wanted:
        if not any(kind in by_kind for by_kind in found.values()):
            levels = ", ".join(row.rung.called)
            raise ProfileError(
                TABLES[2], row.line, f"@{kind}: orgs.csv has no unit of that type at {levels}"
            )
    return found


def _check_unit(row: _Row, unit: str, tree: OrgTree) -> None:
    if tree.level(unit) not in row.rung.called:
        problem = f"{unit} is not a unit of orgs.csv at {', '.join(row.rung.called)}"
        raise ProfileError(TABLES[2], row.line, problem)

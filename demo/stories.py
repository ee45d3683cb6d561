"""Whistles and requests of the demonstration's past, told in ``texts/stories.csv``.

Each story is a ticket: it came in, was sent and signed, its unit tried, and then somebody called
others or asked for time. A line says how many minutes before opening (negative) which verb was used
by whom; what came of a limit that was missed is left to the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from demo.cast import DEPARTMENTS, DISPATCH, LEADER, staff, units_of_seats
from demo.past import Case, Deed, Past
from demo.report_text import read_table
from governance.ladder import proposed_callees
from governance.whistle import EMERGENCY

Line = Mapping[str, str]
"""A row of the table.

Its columns: ``by`` is ``grid``, ``town``, ``centre``, ``unit`` (the one that has it),
``whistler``, ``called`` or ``called2`` (a unit called by the whistle above); ``of`` is the rung of
a whistle, else which called unit; ``value`` the type of a whistle, the cause of a suspension, or
ratings in the order of the units; ``seat`` the seat that it concerns; ``classes`` beginnings of
those that fit.
"""

REQUESTED = ("extend", "suspend", "approve")

PAUSE = "3天"
"""How long a suspension of the past is asked for."""

MOST_DRAWS = 50_000
"""Tickets drawn for a story before it is given up."""

TRIED_SECONDS = (3600, 5 * 3600)
"""Working time for which the unit had tried before others were called."""


class Place(NamedTuple):
    """Where a story takes place: who speaks there, and the units called by W1 and W2."""

    grid: str
    town: str
    called: tuple[str, ...]
    called2: tuple[str, ...]


class Stories:
    """Tells the stories of the table in a jurisdiction."""

    def __init__(self, past: Past) -> None:
        self._past = past
        orgs = past.profile.tree.orgs.values()
        self._clerks = {one.unit: one.account for one in staff((o.code, o.level) for o in orgs)}
        self._seats = units_of_seats((one.code, one.level, one.name_zh) for one in orgs)

    def told(self) -> list[list[Deed]]:
        """The deeds of each story; none where the jurisdiction lacks a rung of the table."""
        stories: dict[str, list[Line]] = defaultdict(list)
        for line in read_table("stories.csv"):
            stories[line["story"]].append(line)
        rungs = self._past.profile.ladder.rungs
        known = (lines for lines in stories.values() if lines[0]["of"] in (*rungs, ""))
        return [self._story(lines) for lines in known]

    def _story(self, lines: list[Line]) -> list[Deed]:
        begins = lines[0]
        urgent = begins["value"] == EMERGENCY
        case, place = self._fitting(lines, urgent)
        at = self._past.opens + timedelta(minutes=int(begins["minute"]))
        deeds = self._before(case, at, urgent)
        whistler = self._account(begins, place, "")
        for line in lines:
            shift = timedelta(minutes=int(line["minute"]), seconds=int(self._past.some(0, 50)))
            actor = self._account(line, place, whistler)
            deeds.append((self._past.opens + shift, actor, line["verb"], _args(line, place)))
        return deeds

    def _before(self, case: Case, at: datetime, urgent: bool) -> list[Deed]:
        """What there was of the ticket when units were called to it."""
        if urgent:
            sent = at - timedelta(seconds=int(self._past.some(50, 200)))
            return self._past.sent(case, sent)
        return self._past.signed(case, at, self._past.some(*TRIED_SECONDS))

    def _fitting(self, lines: list[Line], urgent: bool) -> tuple[Case, Place]:
        """A draw that fits: of the right haste, of the seat that it concerns, enough units.

        Raises:
            ValueError: none does.
        """
        begins = lines[0]
        classes = tuple(begins["classes"].split("|"))
        for _ in range(MOST_DRAWS):
            case = self._past.case("any" if urgent else "reworked")
            if case.urgent is not urgent or not case.klass.startswith(classes):
                continue
            place = self._place(case, begins["of"], begins["seat"])
            if self._fits(case, place, begins) and _enough(lines, place):
                return case, place
        raise ValueError(f"no ticket fits the story {begins['story']}")

    def _place(self, case: Case, rung: str, seat: str) -> Place:
        tree, ladder = self._past.profile.tree, self._past.profile.ladder
        path = tree.path(case.new["grid"])
        community, town = (tree.ancestor(case.new["grid"], one) for one in ("community", "town"))
        above = ladder.above(rung)
        called, called2 = (
            proposed_callees(ladder.callees, one, path, case.klass) if one else ()
            for one in (rung, above.rung if above else "")
        )
        if seat == "department":
            mine = tuple(unit for unit in self._seats if tree.level(unit) == seat)
            called = tuple(dict.fromkeys((*mine, *called)))
        return Place(
            community.code if community else "", town.code if town else "", called, called2
        )

    def _fits(self, case: Case, place: Place, begins: Line) -> bool:
        """Whether a story is one of its seat, and its town has the ticket if the town blows."""
        there = {"grid": place.grid, "town": place.town}.get(begins["seat"])
        if there is not None and there not in self._seats:
            return False
        return begins["by"] != "town" or self._past.profile.tree.within(case.org, place.town)

    def _account(self, line: Line, place: Place, whistler: str) -> str:
        if line["by"] == "centre":
            return DISPATCH if line["verb"] == "whistle" else LEADER
        if line["by"] == "unit":
            return DEPARTMENTS
        if line["by"] == "whistler":
            return whistler
        if line["by"] in ("grid", "town"):
            return self._clerks[getattr(place, line["by"])]
        return self._clerks[_unit(line, place)]


def _enough(lines: list[Line], place: Place) -> bool:
    """Whether as many units are called as the story speaks of."""
    speaking = [line for line in lines if line["of"].isdecimal()]
    most = {"called2": len(place.called2)}
    return (bool(place.called) or not lines[0]["of"]) and all(
        int(line["of"]) <= most.get(line["by"], len(place.called)) for line in speaking
    )


def _unit(line: Line, place: Place) -> str:
    called = place.called2 if line["by"] == "called2" else place.called
    return called[int(line["of"]) - 1]


def _args(line: Line, place: Place) -> dict[str, Any]:
    """The arguments of a line's verb."""
    verb, say = line["verb"], line["say"]
    if verb == "whistle":
        return {"type": line["value"], "rung": line["of"], "called": place.called, "note": say}
    if verb in REQUESTED:
        return _request(line)
    args: dict[str, Any] = {"whistle": "W2" if line["by"] == "called2" else "W1"}
    if verb == "rate":
        ratings = [int(one) for one in line["value"].split("|")]
        return {**args, "ratings": dict(zip(place.called, ratings, strict=False))}
    if verb == "excuse":
        return {**args, "unit": _unit(line, place), "reason": say}
    if verb == "conclude":
        return {**args, "result": say, "solved": True}
    return {**args, "note": say} if say else args


def _request(line: Line) -> dict[str, Any]:
    verb, say = line["verb"], line["say"]
    if verb == "suspend":
        return {"cause": line["value"], "until": PAUSE, "note": say}
    return {"reason" if verb == "extend" else "note": say}

"""Building the life of a ticket backwards from one moment, in countable time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from demo import words
from demo.cast import DEPARTMENTS, DISPATCH, GRID, INTAKE, LEADER
from demo.report_text import Composer, Place
from demo.reports import Reports, Spot
from demo.worktime import before
from governance import routing
from governance.calendar import Limit, Unit
from governance.profile import Profile
from governance.ticket import Ticket

HOT_SECONDS = (25, 590)
"""Time left of a ticket that is due within the first ten minutes."""

CALM_SECONDS = 640
"""The least time left of any other."""

LONGEST_OVERRUN_SECONDS = 7 * 3600
"""Countable time by which work may be late: later, it would first have to answer a red card."""

ANSWERED_SHARE = 0.9
"""Part of the reminders of the past that were answered."""

SHORT_LIMIT_KEPT = 0.3
"""Part of the cases with limits of hours that are taken: such tickets are seldom still open."""


class Case(NamedTuple):
    """A ticket's draw: what its commands need."""

    klass: str
    condition: int
    limit: Limit
    urgent: bool
    org: str
    station: str
    new: dict[str, Any]


Deed = tuple[datetime, str, str, dict[str, Any]]
"""When, which account, which verb, with what."""


class Past:
    """Draws the lives of tickets, backwards from one moment."""

    def __init__(
        self, rng: random.Random, profile: Profile, opens: datetime, composer: Composer
    ) -> None:
        self.rng = rng
        self.opens = opens
        self.profile = profile
        self._reports = reports_of(profile, composer)
        self._stations = {
            org.parent: org.code for org in profile.tree.orgs.values() if org.level == "station"
        }

    def some(self, low: float, high: float) -> float:
        """A number of seconds between two."""
        return self.rng.uniform(low, high)

    def back(self, moment: datetime, seconds: float, working: bool = True) -> datetime:
        """So much countable time earlier."""
        return before(self.profile.calendar, moment, seconds, working)

    def stage(self, name: str, urgent: bool = False) -> Limit:
        """The limit of a stage."""
        return self.profile.stage_limit(name, "II" if urgent else "III").limit

    def left(self, limit: Limit, mood: str) -> float:
        """Countable seconds left of a limit; below 0 for a ticket that is late."""
        if mood == "hot":
            return self.some(*HOT_SECONDS)
        if mood == "calm":
            return self.some(min(CALM_SECONDS, 0.8 * limit.seconds), 0.97 * limit.seconds)
        if limit.seconds <= 1800:
            return -self.some(30, 1500)
        overrun = self.rng.choices(((60, 3000), (3600, 4 * 3600), (8 * 3600, 24 * 3600)), (5, 3, 2))
        return -self.some(*overrun[0])

    def began(self, limit: Limit, mood: str) -> datetime:
        """When a clock of that limit began which now has the time left that the mood says."""
        return self.back(self.opens, limit.seconds - self.left(limit, mood), limit.unit.working)

    def case(self, life: str) -> Case:
        """A draw that fits the life: some need a limit of days, some a station to pass it on to."""
        while True:
            case = self._any_case()
            short = case.limit.seconds < 8 * 3600 or case.limit.unit is not Unit.WORK_DAY
            if life in ("returned", "reworked", "reopened") and (short or case.urgent):
                continue
            if life == "pending_close" and not self.owes_callback(case):
                continue
            if life in ("signed", "handling") and short and self.rng.random() > SHORT_LIMIT_KEPT:
                continue
            return case

    def _any_case(self) -> Case:
        profile, tree = self.profile, self.profile.tree
        report = self._reports.draw(self.rng)
        known = profile.classes[report.klass]
        condition = self.rng.choice(known.conditions)
        loop = "small" if report.args["channel"] in ("PATROL_TOWN", "GRID_WORKER") else "large"
        ticket = Ticket(
            id="", number="", channel="", state="reported", version=0, loop=loop,
            ticket_class=report.klass, grid=report.grid,
        )  # fmt: skip
        proposal = routing.propose(ticket, profile)
        community = tree.parent(report.grid)
        org = proposal.org if proposal else profile.district
        station = self._stations.get(community, community)
        urgent = known.urgency in ("I", "II")
        limit = condition.limit
        return Case(report.klass, condition.no, limit, urgent, org, station, report.args)

    def reported(self, case: Case, at: datetime) -> list[Deed]:
        """It comes in."""
        return [(at, INTAKE, "new", case.new)]

    def accepted(self, case: Case, at: datetime) -> list[Deed]:
        """It comes in and is filed."""
        args = {"class": case.klass, "condition": case.condition}
        came = at - timedelta(seconds=int(self.some(40, 700)))
        return [*self.reported(case, came), (at, INTAKE, "accept", args)]

    def sent(self, case: Case, at: datetime) -> list[Deed]:
        """It is filed and sent to its unit."""
        filed = at - timedelta(seconds=int(self.some(60, 720)))
        return [*self.accepted(case, filed), (at, DISPATCH, "dispatch", {"target": case.org})]

    def signed(self, case: Case, until: datetime, elapsed: float) -> list[Deed]:
        """It was sent so many countable seconds before ``until`` and signed in between."""
        working = case.limit.unit.working
        wait = min(self.some(120, 3000 if case.urgent else 9000), 0.7 * elapsed)
        at = self.back(until, elapsed - wait, working)
        sent = self.back(until, elapsed, working)
        return [*self.sent(case, sent), (at, DEPARTMENTS, "sign", {})]

    def answered(self, case: Case, elapsed: float) -> list[Deed]:
        """Most units answered the reminder that their clock put, if that was some time ago."""
        rules = self.profile.supervision.automatic.get("handle", ())
        shares = [one.share for one in rules if one.after is None and one.share < 1]
        if not shares or self.rng.random() >= ANSWERED_SHARE:
            return []
        ago = elapsed - shares[0] * case.limit.seconds - self.some(900, 4 * 3600)
        if ago <= 0:
            return []
        at = self.back(self.opens, ago, case.limit.unit.working)
        return [(at, DEPARTMENTS, "answer", {"text": self.rng.choice(words.ANSWERED)})]

    def handled(self, case: Case, at: datetime) -> list[Deed]:
        """It was worked on for a part of its limit and reported."""
        part = self.some(1.02, 1.3) if self.rng.random() < 0.07 else self.some(0.05, 0.9)
        most = case.limit.seconds + LONGEST_OVERRUN_SECONDS
        work = self.signed(case, at, max(600.0, min(part * case.limit.seconds, most)))
        result = {"result": self.rng.choice(words.RESULTS), "solved": True}
        return [*work, (at, DEPARTMENTS, "report", result)]

    def checked(self, case: Case, at: datetime, result: str = "pass") -> list[Deed]:
        """It was handled, and the check came to this result."""
        done = at - timedelta(seconds=int(self.some(600, 6600)))
        note = self.rng.choice(words.CHECKED[result])
        args = {"result": result, "note": note}
        return [*self.handled(case, done), (at, GRID, "verify", args)]

    def ended(self, case: Case, at: datetime) -> list[Deed]:
        """It was checked, and the leader closed it: it is closed, or waits for the call back."""
        passed = at - timedelta(seconds=int(self.some(180, 3000)))
        return [*self.checked(case, passed), (at, LEADER, "close", {"solved": True})]

    def closed(self, case: Case, at: datetime) -> list[Deed]:
        """It was checked and closed, and who waited for an answer was called back."""
        if not self.owes_callback(case):
            return self.ended(case, at)
        closed = at - timedelta(seconds=int(self.some(300, 5400)))
        answer = {"solved": True, "satisfied": True, "note": self.rng.choice(words.CALLED["happy"])}
        return [*self.ended(case, closed), (at, INTAKE, "callback", answer)]

    def owes_callback(self, case: Case) -> bool:
        """Whether the reporter waits for an answer."""
        return self.profile.channels[case.new["channel"]].needs_callback

    def rejected(self, case: Case, at: datetime) -> list[Deed]:
        """It was not filed."""
        came = at - timedelta(seconds=int(self.some(60, 800)))
        reason = {"reason": self.rng.choice(words.REJECTED)}
        return [*self.reported(case, came), (at, INTAKE, "reject", reason)]


def reports_of(profile: Profile, composer: Composer) -> Reports:
    """Reports over the jurisdiction's own grids and channels."""
    tree = profile.tree
    spots = []
    for grid in tree.grids.values():
        names = []
        for level in ("town", "community"):
            org = tree.ancestor(grid.code, level)
            names.append(org.name_zh if org else "")
        place = Place(names[0], names[1], grid.name_zh)
        spots.append(Spot(grid.code, grid.lng, grid.lat, place))
    shares = {code: one.share for code, one in profile.channels.items() if one.share > 0}
    patrols = frozenset(code for code, one in profile.channels.items() if one.kind == "patrol")
    return Reports(composer, spots, shares, patrols)

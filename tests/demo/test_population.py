"""Two days of the feed's colleagues against the rules alone, without a platform in between."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from demo import plan
from demo.cast import COLLEAGUES, INTAKE
from demo.colleagues import Act, Colleagues, District
from demo.day import arrivals
from demo.district import channel_shares
from demo.past import reports_of
from demo.report_text import Composer
from governance.command import ARGUMENTS, Refusal
from governance.decide import Context, decide
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import Ticket
from platform_server.engine.projection import row_of
from shaotai.demo import actor_of
from wire.rows import TicketRow

DAYS = 2


class Model:
    """The district's tickets in memory, worked on in the order of time."""

    def __init__(self, profile: Profile, opens: datetime) -> None:
        self.profile = profile
        self.actors = {part.account: actor_of(part, profile) for part in COLLEAGUES}
        self.tickets: dict[str, Ticket] = {}
        self.refused: Counter[str] = Counter()
        self.applied: Counter[str] = Counter()
        self.late: Counter[tuple[str, bool]] = Counter()
        self.open: list[int] = []
        self.now = opens
        self._rng = random.Random(7)
        self._queue: list[tuple[datetime, int, str, int, Act]] = []
        self._numbers = itertools.count()
        composer = Composer.load()
        for step in plan.history(self._rng, profile, opens, composer):
            self.carry_out(step.ticket, step.at, step.actor, step.verb, step.args)
        assert not self.refused
        self.applied.clear()
        self.late.clear()
        self._reports = reports_of(profile, composer)
        grids = profile.tree.grids
        towns = {code: profile.tree.path(code)[-2] for code in grids}
        stations = {code: grid.parent for code, grid in grids.items()}
        conditions = {
            code: tuple(one.no for one in known.conditions)
            for code, known in profile.classes.items()
        }
        self._colleagues = Colleagues(self._rng, District(conditions, towns, stations))
        for key in list(self.tickets):
            self._plan(key)

    def carry_out(self, key: str, at: datetime, actor: str, verb: str, args: Any) -> bool:
        ticket = self.tickets.get(key)
        context = Context(at, self.actors[actor], self.profile, key)
        made = decide(ticket, verb, msgspec.convert(args, ARGUMENTS[verb]), context)
        if isinstance(made, Refusal):
            self.refused[f"{verb} {made.en}"] += 1
            return False
        for event in made:
            for clock in ticket.clocks if ticket else ():
                if clock.running and clock.stage in event.fact.stops:
                    self.late[clock.stage, at > clock.due] += 1
            ticket = evolve(ticket, event)
        assert ticket is not None
        self.tickets[key] = ticket
        self.applied[verb] += 1
        return True

    def row(self, key: str) -> TicketRow:
        return row_of(self.tickets[key], "", "", self.profile)

    def _plan(self, key: str, refused: bool = False) -> None:
        row = self.row(key)
        choose = self._colleagues.by_another if refused else self._colleagues.next_act
        act = choose(row, self.now)
        if act:
            entry = (act.at, next(self._numbers), key, row.version, act)
            heapq.heappush(self._queue, entry)

    def run(self, days: int) -> None:
        end, hour = self.now + timedelta(days=days), self.now
        midnight = self.now.replace(hour=0)
        for day in range(days + 1):
            start = midnight + timedelta(days=day)
            for arrival in arrivals(self._rng, start, shares=channel_shares()):
                if arrival.at >= self.now:
                    new = Act(arrival.at, INTAKE, "new", {"channel": arrival.channel})
                    entry = (arrival.at, next(self._numbers), "", 0, new)
                    heapq.heappush(self._queue, entry)
        while self._queue[0][0] < end:
            at, number, key, version, act = heapq.heappop(self._queue)
            self.now = at.replace(microsecond=0)
            if self.now >= hour:
                self.open.append(sum(ticket.open for ticket in self.tickets.values()))
                hour += timedelta(hours=1)
            self._step(f"n{number}" if act.verb == "new" else key, version, act)

    def _step(self, key: str, version: int, act: Act) -> None:
        args = act.args
        if act.verb == "new":
            args = self._reports.draw(self._rng, act.args["channel"]).args
        elif self.tickets[key].version != version:
            return
        done = self.carry_out(key, self.now, act.actor, act.verb, args)
        self._plan(key, refused=not done)


@pytest.fixture(scope="module")
def model(profile: Profile, opens: datetime) -> Model:
    made = Model(profile, opens)
    made.run(DAYS)
    return made


def test_the_number_of_open_tickets_stays(model: Model) -> None:
    assert len(model.open) == 24 * DAYS
    assert min(model.open) >= 1500
    assert max(model.open) <= 3200


def test_a_days_reports_come_in(model: Model) -> None:
    assert abs(model.applied["new"] / DAYS - 3978) < 60
    assert abs(model.applied["close"] / DAYS - 3978) < 450


def test_shares_are_of_an_ordinary_district(model: Model) -> None:
    def late(stage: str) -> float:
        behind, ahead = model.late[stage, True], model.late[stage, False]
        return behind / (behind + ahead)

    assert 0.04 < late("handle") < 0.11
    assert 0.02 < late("sign") < 0.08
    assert 0.02 < model.applied["return"] / model.applied["sign"] < 0.06
    assert 0.03 < model.applied["rework"] / model.applied["verify"] < 0.08
    assert 0 < model.applied["reopen"] / model.applied["close"] < 0.02
    assert model.applied["reject"] > 10


def test_refusals_are_rare(model: Model) -> None:
    assert model.refused.total() < 0.005 * model.applied.total()


def test_what_a_person_touched_is_left_to_that_person(profile: Profile, opens: datetime) -> None:
    colleagues = Colleagues(random.Random(1), District({}, {}, {}))
    model = Model.__new__(Model)
    model.profile, model.tickets = profile, {}
    model.actors = {part.account: actor_of(part, profile) for part in COLLEAGUES}
    model.refused, model.applied, model.late = Counter(), Counter(), Counter()
    model.carry_out("1", opens, INTAKE, "new", {"channel": "WECHAT", "text": "路灯不亮"})
    row = model.row("1")
    acts = [colleagues.next_act(row, opens, opens) for _ in range(50)]
    assert all(act and act.at >= opens + timedelta(minutes=10) for act in acts)
    free = [colleagues.next_act(row, opens) for _ in range(50)]
    assert any(act and act.at < opens + timedelta(minutes=5) for act in free)

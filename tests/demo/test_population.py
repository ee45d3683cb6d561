"""Two days of the feed's colleagues against the rules alone, without a platform in between."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from demo import plan
from demo.acts import Act, District, Rung, Staff, staff_of
from demo.cast import INTAKE, staff, units_of_seats
from demo.colleagues import Colleagues
from demo.day import arrivals
from demo.district import channel_shares
from demo.past import reports_of
from demo.report_text import Composer
from governance.command import ARGUMENTS, Refusal
from governance.decide import Context, decide
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import Ticket
from governance.timer import Timer
from governance.timers import timers_of
from platform_server.engine.firing import SYSTEM
from platform_server.engine.projection import row_of
from shaotai.demo import colleagues
from wire.rows import TicketRow

DAYS = 2


def staff_in(profile: Profile) -> Staff:
    """The clerks of a jurisdiction, as the feed learns of them."""
    tree = profile.tree
    orgs = tree.orgs.values()
    units = {one.code: (one.level, one.parent) for one in orgs}
    return staff_of(
        staff((one.code, one.level) for one in orgs),
        units | {grid.code: ("grid", grid.parent) for grid in tree.grids.values()},
        units_of_seats((one.code, one.level, one.name_zh) for one in orgs),
        (Rung(one.rung, one.levels, one.next) for one in profile.ladder.rungs.values()),
    )


class Model:
    """The district's tickets in memory, worked on in the order of time."""

    def __init__(self, profile: Profile, opens: datetime) -> None:
        self.profile = profile
        self.actors = {**colleagues(profile), "system": SYSTEM}
        self.tickets: dict[str, Ticket] = {}
        self._numbers = itertools.count()
        self.timers: list[tuple[datetime, int, str, Timer]] = []
        self.blown: list[tuple[str, str, datetime]] = []
        self.refused: Counter[str] = Counter()
        self.applied: Counter[str] = Counter()
        self.late: Counter[tuple[str, bool]] = Counter()
        self.open: list[int] = []
        self.now = opens
        self._rng = random.Random(7)
        self._queue: list[tuple[datetime, int, str, int, Act]] = []
        composer = Composer.load()
        for step in plan.history(self._rng, profile, opens, composer):
            self.fire(step.at)
            self.carry_out(step.ticket, step.at, step.actor, step.verb, step.args)
        self.fire(opens)
        assert not self.refused
        self.applied.clear()
        self.late.clear()
        self.blown.clear()
        self._reports = reports_of(profile, composer)
        grids = profile.tree.grids
        towns = {code: profile.tree.path(code)[-2] for code in grids}
        stations = {code: grid.parent for code, grid in grids.items()}
        conditions = {
            code: tuple(one.no for one in known.conditions)
            for code, known in profile.classes.items()
        }
        there = District(conditions, towns, stations, staff_in(profile))
        self._colleagues = Colleagues(self._rng, there)
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
        for one in ticket.whistles[len(self.tickets[key].whistles) if key in self.tickets else 0 :]:
            self.blown.append((one.rung, one.type, at))
        self.tickets[key] = ticket
        self.applied[verb] += 1
        for timer in timers_of(ticket, self.profile):
            heapq.heappush(self.timers, (timer.due, next(self._numbers), key, timer))
        return True

    def fire(self, until: datetime, plan: Callable[[str], None] = lambda key: None) -> None:
        """What falls due by itself, in order, each at its time."""
        while self.timers and self.timers[0][0] <= until:
            due, _, key, timer = heapq.heappop(self.timers)
            known = {one.key: one for one in timers_of(self.tickets[key], self.profile)}
            now = known.get(timer.key)
            if now is None or now.due != due:
                continue
            self.now = max(self.now, due)
            if self.carry_out(key, due, "system", now.verb, now.args):
                plan(key)

    def row(self, key: str) -> TicketRow:
        return row_of(self.tickets[key], "", "", self.profile)

    def _plan(self, key: str, refused: bool = False) -> None:
        row = self.row(key)
        choose = self._colleagues.by_another if refused else self._colleagues.next_act
        act = choose(row, self.now)
        if act:
            entry = (act.at, next(self._numbers), key, row.version, act)
            heapq.heappush(self._queue, entry)

    def clerks(self, units: tuple[str, ...]) -> list[str]:
        return [f"demo-{unit}" for unit in units]

    def ask_for_help(self, key: str, lead: str, helpers: tuple[str, ...]) -> None:
        """A person sends a ticket to a unit with others to help."""
        new = {"channel": "WECHAT", "text": "道路破损", "class": "SJ0113", "grid": ""}
        self.carry_out(key, self.now, "demo-dispatch", "new", new)
        condition = self.profile.classes["SJ0113"].conditions[-1].no
        self.carry_out(key, self.now, "demo-dispatch", "accept", {"condition": condition})
        sent = {"target": lead, "assist": helpers}
        assert self.carry_out(key, self.now, "demo-dispatch", "dispatch", sent), self.refused
        self._plan(key)

    def run(self, days: int) -> None:
        self.run_for(timedelta(days=days))

    def run_for(self, time: timedelta) -> None:
        end, hour, days = self.now + time, self.now, time.days
        midnight = self.now.replace(hour=0)
        for day in range(days + 1):
            start = midnight + timedelta(days=day)
            for arrival in arrivals(self._rng, start, shares=channel_shares()):
                if arrival.at >= self.now:
                    new = Act(arrival.at, INTAKE, "new", {"channel": arrival.channel})
                    entry = (arrival.at, next(self._numbers), "", 0, new)
                    heapq.heappush(self._queue, entry)
        while self._queue[0][0] < end:
            self.fire(self._queue[0][0], self._plan)
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


def test_whistles_are_blown_at_an_ordinary_rate(model: Model) -> None:
    by_hand = model.applied["whistle"] / DAYS
    assert 30 <= by_hand <= 60
    kinds = Counter(kind for _, kind, _ in model.blown)
    rungs = Counter(rung for rung, _, _ in model.blown)
    assert 1 <= kinds["emergency"] / DAYS <= 12
    assert kinds["enforcement"] > kinds["key_task"] > kinds["emergency"]
    assert rungs["first"] > rungs["second"] >= 10
    hours = {at.hour for _, kind, at in model.blown if kind != "emergency"}
    assert len(hours) > 8


def test_most_come_in_time_and_some_late_goes_up_by_itself(model: Model) -> None:
    behind, ahead = model.late["reportin", True], model.late["reportin", False]
    assert 0.05 < behind / (behind + ahead) < 0.3
    assert model.applied["missed"] > 10
    assert len(model.blown) > model.applied["whistle"] + model.applied["escalate"]
    for verb in ("onsite", "confer", "rate", "conclude", "ack", "escalate", "excuse"):
        assert model.applied[verb] > 0, verb


def test_nothing_is_pending_for_ever(model: Model) -> None:
    for ticket in model.tickets.values():
        for one in ticket.unended:
            assert model.now - one.at < timedelta(hours=16), (ticket.number, one)
        for request in ticket.requests:
            assert not request.waits or model.now - request.at < timedelta(hours=16)
        owing = (one for one in ticket.clocks if one.running and one.stage == "assist")
        assert all(one.due > model.now - timedelta(hours=4) for one in owing)


def test_one_seed_gives_one_course(profile: Profile, opens: datetime, model: Model) -> None:
    """And units asked to help reply, each by its own clerk, before the lead reports."""
    first, second = (Model(profile, opens) for _ in range(2))
    for one in (first, second):
        one.ask_for_help("h1", "320509D059", ("320509D027", "320509104000", "320509104B02"))
        one.ask_for_help("h2", "320509104000", ("320509104B02", "320509100001"))
        one.run_for(timedelta(hours=7))
    assert first.blown == second.blown
    assert first.applied == second.applied
    assert first.tickets == second.tickets
    for key, most in (("h1", 3), ("h2", 2)):
        ticket = first.tickets[key]
        clocks = [one for one in ticket.clocks if one.stage == "assist"]
        assert len(clocks) == most
        assert not any(one.running for one in clocks)
        assert all(clerk in ticket.handlers for clerk in first.clerks(ticket.assist))


def test_refusals_are_rare(model: Model) -> None:
    assert model.refused.total() < 0.005 * model.applied.total()


def test_what_a_person_touched_is_left_to_that_person(profile: Profile, opens: datetime) -> None:
    others = Colleagues(random.Random(1), District({}, {}, {}))
    model = Model.__new__(Model)
    model.profile, model.tickets, model.timers, model.blown = profile, {}, [], []
    model._numbers = itertools.count()
    model.actors = dict(colleagues(profile))
    model.refused, model.applied, model.late = Counter(), Counter(), Counter()
    model.carry_out("1", opens, INTAKE, "new", {"channel": "WECHAT", "text": "路灯不亮"})
    row = model.row("1")
    acts = [others.next_act(row, opens, opens) for _ in range(50)]
    assert all(act and act.at >= opens + timedelta(minutes=10) for act in acts)
    free = [others.next_act(row, opens) for _ in range(50)]
    assert any(act and act.at < opens + timedelta(minutes=5) for act in free)

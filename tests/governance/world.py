"""A district for tests of the rules: the packaged one, its accounts, and a ticket's course."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from governance.calendar import CHINA
from governance.command import ARGUMENTS, Actor, Refusal
from governance.decide import Context, decide
from governance.event import Event, kind_of
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import Ticket
from platform_server.jurisdiction import load_profile

PROFILE = load_profile("wujiang")
TOWN = "320509105000"
OTHER_TOWN = "320509104000"
GRID = next(code for code in PROFILE.tree.grids if PROFILE.tree.within(code, TOWN))
COMMUNITY = PROFILE.tree.grids[GRID].parent
OFFICE, BUREAU = "320509105B01", "320509D027"
"""An office of the town and a bureau of the district, which whistles call."""
COVER = "BJ0101"
"""Manhole cover: condition 1 has two running hours, condition 2 four working hours."""

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=CHINA)

WHO = {
    "dispatcher": Actor("d01", "王敏", "dispatcher", "320509000000", "派遣席03"),
    "leader": Actor("l01", "周强", "leader", "320509000000"),
    "supervisor": Actor("s01", "孙立", "supervisor", "320509000000"),
    "department": Actor("p01", "赵磊", "department", TOWN),
    "other": Actor("p02", "钱进", "department", OTHER_TOWN),
    "grid": Actor("g01", "李娟", "grid", COMMUNITY),
    "checker": Actor("g02", "吴芳", "grid", COMMUNITY),
    "office": Actor("o01", "沈军", "department", OFFICE),
    "bureau": Actor("b01", "陆平", "department", BUREAU),
    "system": Actor("system", "系统", "system", ""),
}


class Course:
    """One ticket on its way; time passes as told."""

    def __init__(
        self, profile: Profile = PROFILE, now: datetime = MONDAY, number: str = "20260309000001"
    ) -> None:
        self.profile = profile
        self.now = now
        self.number = number
        self.ticket: Ticket | None = None
        self.other: Ticket | None = None
        self.events: list[Event] = []

    def attempt(self, who: str, verb: str, **args: object) -> tuple[Event, ...] | Refusal:
        """What would come of it; nothing changes."""
        given = msgspec.convert(args, ARGUMENTS[verb])
        context = Context(self.now, WHO[who], self.profile, self.number, other=self.other)
        return decide(self.ticket, verb, given, context)

    def say(self, who: str, verb: str, **args: object) -> list[str]:
        """Carry it out; the kinds of the facts it made."""
        made = self.attempt(who, verb, **args)
        assert not isinstance(made, Refusal), made
        for event in made:
            self.ticket = evolve(self.ticket, event)
            self.events.append(event)
        return [kind_of(event.fact) for event in made]

    def refused(self, who: str, verb: str, **args: object) -> Refusal:
        """It must be refused, with a rule and words in both languages."""
        made = self.attempt(who, verb, **args)
        assert isinstance(made, Refusal), made
        assert made.rule
        assert any("\u4e00" <= char <= "\u9fff" for char in made.zh)
        assert made.en.isascii() or not any("a" <= char <= "z" for char in made.zh)
        return made

    def wait(self, **span: float) -> Course:
        """Let time pass."""
        self.now += timedelta(**span)
        return self

    @property
    def state(self) -> str:
        assert self.ticket is not None
        return self.ticket.state

    def running(self) -> set[str]:
        """The stages whose clocks run."""
        assert self.ticket is not None
        return {clock.stage for clock in self.ticket.clocks if clock.running}

    def reported(self) -> Course:
        """A report of a manhole cover comes in."""
        self.say("dispatcher", "new", channel="HOTLINE_12345", text="井盖缺失", grid=GRID)
        return self

    def dispatched(self) -> Course:
        """… is filed and sent to the town."""
        self.reported()
        self.say("dispatcher", "accept", **{"class": COVER, "condition": 2})
        self.say("dispatcher", "dispatch", target=TOWN)
        return self

    def finished(self) -> Course:
        """… is signed and reported as done."""
        self.dispatched()
        self.say("department", "sign")
        self.say("department", "report", result="已更换")
        return self

    def closed(self) -> Course:
        """… is checked, closed once the caller was called back."""
        self.finished()
        self.say("checker", "verify", result="pass")
        self.say("leader", "close", solved=True)
        self.say("dispatcher", "callback", solved=True, satisfied=True)
        return self

"""Seats for tests: a directory of real tables, rows made by the real rules, a recorded outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from console.desk import Change
from console.directory import Directory, Tables
from console.link_state import LinkState
from console.outside import Sending, Table
from console.seat import Seat
from console.text.i18n import Lang, Words
from governance.calendar import CHINA
from governance.command import ARGUMENTS, Actor
from governance.decide import Context, decide
from governance.event import Event
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import Ticket
from platform_server.api.ladder import ladder_view
from platform_server.engine.projection import place_of, row_of
from platform_server.jurisdiction import load_profile
from wire.rows import TicketRow
from wire.views import (
    ChannelView,
    ClassView,
    ConditionView,
    GridView,
    OrgView,
    ProfileView,
)

PROFILE: Profile = load_profile("wujiang")
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=CHINA)
DISPATCHER = Actor("d1", "王敏", "dispatcher", PROFILE.district, "派遣席03")
DISTRICT_SEAT = "派遣席03 王敏"
WATER = "320509D086"


def tables(mark: str = "演示") -> Tables:
    """The district's tables as the platform sends them."""
    about = PROFILE.description
    names = (about.name_zh, about.name_en, about.centre_zh, about.centre_en)
    return Tables(
        ProfileView(about.code, *names, "live", mark, 1.0),
        tuple(
            OrgView(o.code, o.parent, o.level, o.name_zh, o.name_en, o.short_zh, o.initials)
            for o in PROFILE.tree.orgs.values()
        ),
        tuple(
            GridView(g.code, g.parent, g.name_zh, g.lng, g.lat)
            for g in PROFILE.tree.grids.values()
        ),
        tuple(
            ClassView(
                c.code, c.kind, c.name_zh, c.name_en, c.group_zh, c.group_en, c.urgency,
                tuple(
                    ConditionView(p.no, p.label_zh, p.label_en, p.limit.words())
                    for p in c.conditions
                ),
            )
            for c in PROFILE.classes.values()
        ),
        tuple(
            ChannelView(c.code, c.name_zh, c.name_en, c.short_zh, c.short_en, c.kind)
            for c in PROFILE.channels.values()
        ),
        ladder_view(PROFILE.ladder),
    )  # fmt: skip


class Outside:
    """Remembers what a seat asked for."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, int | None, dict[str, Any]]] = []
        self.lines: list[str] = []
        self.keys: list[str] = []
        self.fetched: list[str] = []
        self.explained: list[tuple[str, str]] = []
        self.units_explained: list[str] = []
        self.left = 0
        self.redrawn = 0
        self.filters_asked = 0
        self.bells = 0
        self.copied: list[str] = []
        self.tables: list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]] = []
        self.kept: list[tuple[str, str, bool]] = []
        self.dropped: list[str] = []
        self.looked: list[str] = []

    def send(self, sending: Sending, line: str) -> str:
        """Remember a command."""
        self.sent.append(sending[1:])
        self.lines.append(line)
        self.keys.append(sending.key or f"c{len(self.sent)}")
        return self.keys[-1]

    def send_many(self, sendings: Sequence[Sending], line: str) -> list[str]:
        """Remember commands."""
        return [self.send(one, line) for one in sendings]

    def bell(self) -> None:
        """Remember a bell."""
        self.bells += 1

    def copy(self, text: str) -> None:
        """Remember a copy."""
        self.copied.append(text)

    def export(self, name: str, table: Table) -> None:
        """Remember a table."""
        self.tables.append((name, table.head, list(table.rows)))

    def fetch_filters(self) -> None:
        """Remember a wish for filters."""
        self.filters_asked += 1

    def keep_filter(self, name: str, line: str, shared: bool) -> None:
        """Remember a filter."""
        self.kept.append((name, line, shared))

    def drop_filter(self, name: str) -> None:
        """Remember a filter that is dropped."""
        self.dropped.append(name)

    def look_at(self, ticket: str) -> None:
        """Remember what is looked at."""
        self.looked.append(ticket)

    def fetch(self, number: str) -> None:
        """Remember a wish for a ticket."""
        self.fetched.append(number)

    def explain(self, number: str, stage: str, unit: str) -> None:
        """Remember a wish for a ledger."""
        self.explained.append((number, stage))
        self.units_explained.append(unit)

    def leave(self) -> None:
        """Remember that the seat was left."""
        self.left += 1

    def redraw(self) -> None:
        """Remember a wish to repaint."""
        self.redrawn += 1


class Room:
    """A seat with tickets that live by the real rules."""

    def __init__(
        self,
        role: str = "dispatcher",
        lang: Lang = "zh",
        outside: Outside | None = None,
        org: str = "",
    ) -> None:
        self.outside = outside or Outside()
        self.words = Words(lang)
        self.seat = Seat(
            role,
            Directory(tables(), lang),
            self.words,
            self.outside,
            org=org or PROFILE.district,
            account="me",
        )
        self.seat.link = LinkState("live", 0.048, 0, 0, NOW)
        self.tickets: dict[str, Ticket] = {}
        self.rows: dict[str, TicketRow] = {}
        self._texts: dict[str, str] = {}
        self.now = NOW

    def report(self, ticket_class: str = "BJ0101", text: str = "路口井盖缺失", **args: Any) -> str:
        """A new ticket, filed through the rules; returns its number."""
        number = f"20260310{len(self.tickets) + 1:06d}"
        grid = args.pop("grid", "320509105006001")
        values = {"channel": "HOTLINE_12345", "text": text, "class": ticket_class, "grid": grid}
        self._texts[number] = text
        self._do(None, "new", number, DISPATCHER, values | args)
        return number

    def act(self, number: str, verb: str, actor: Actor = DISPATCHER, **args: Any) -> None:
        """Something happens to a ticket."""
        self._do(self.tickets[number], verb, number, actor, args)

    def _do(
        self, ticket: Ticket | None, verb: str, number: str, actor: Actor, args: dict[str, Any]
    ) -> None:
        import msgspec

        said = msgspec.convert(args, ARGUMENTS[verb])
        made = decide(ticket, verb, said, Context(self.now, actor, PROFILE, number))
        assert isinstance(made, tuple), made
        for event in made:
            assert isinstance(event, Event)
            ticket = evolve(ticket, event)
        assert ticket is not None
        before = self.rows.get(number)
        self.tickets[number] = ticket
        place = place_of(ticket, PROFILE.tree, "")
        after = row_of(ticket, self._texts[number], place, PROFILE)
        self.rows = {**self.rows, number: after}
        self.seat.desk._rows = self.rows
        self.seat.absorb([(number, Change(before, after))], 1)

    def later(self, **time: float) -> None:
        """Time passes."""
        self.now += timedelta(**time)
        self.seat.link = self.seat.link._replace(now=self.now)

    def type(self, keys: str) -> None:
        """Press keys: characters, and names in angle brackets."""
        left = keys
        while left:
            if left[0] == "<":
                name, _, left = left[1:].partition(">")
                self.seat.key(name, None)
            else:
                self.seat.key(left[0], left[0])
                left = left[1:]

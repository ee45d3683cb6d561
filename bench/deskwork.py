"""Rows of a district for measuring the desk: drawn as the demonstration draws its reports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import msgspec

from bench.scene import OPENS
from demo.past import reports_of
from demo.report_text import Composer
from demo.reports import Report
from governance.profile import Profile
from governance.ticket import STATES, Ticket
from platform_server.engine.projection import place_of, summary_of
from wire.rows import TicketRow

STATES_DRAWN = ("reported", "pending_dispatch", "pending_handle", "handling", "pending_check")
"""States of the rows, in equal parts."""

LONGEST_LEFT = 5 * 86_400
"""Seconds within which a row is due; some are late already."""


class Draw(NamedTuple):
    """A state and how long ago it was come into; seconds left and the whole limit."""

    state: str
    stayed: int
    left: int


def drawn(rng: random.Random) -> Draw:
    """How a ticket stands."""
    left = rng.randrange(-3600, LONGEST_LEFT)
    return Draw(rng.choice(STATES_DRAWN), rng.randrange(86_400), left)


def rows(profile: Profile, count: int) -> Iterator[TicketRow]:
    """So many rows of open tickets."""
    rng = random.Random(11)
    reports = reports_of(profile, Composer.load())
    towns = [org.code for org in profile.tree.orgs.values() if org.level == "town"]
    for number in range(1, count + 1):
        yield _row(f"{OPENS:%Y%m%d}{number:06d}", reports.draw(rng), rng, profile, towns)


def _row(
    number: str, report: Report, rng: random.Random, profile: Profile, towns: list[str]
) -> TicketRow:
    draw = drawn(rng)
    known = profile.classes[report.klass]
    ticket = Ticket(
        id=number, number=number, channel=report.args["channel"], state=draw.state, version=1,
        loop="large", ticket_class=report.klass, grid=report.grid,
    )  # fmt: skip
    return TicketRow(
        id=number,
        number=number,
        channel=ticket.channel,
        ticket_class=report.klass,
        condition=1,
        urgency=known.urgency,
        state=draw.state,
        step=STATES[draw.state].step,
        loop=ticket.loop,
        grid=report.grid,
        org="" if draw.state in ("reported", "pending_dispatch") else rng.choice(towns),
        assignees=(),
        summary=summary_of(report.args["text"]),
        place=place_of(ticket, profile.tree, ""),
        due=OPENS + timedelta(seconds=draw.left),
        start=OPENS - timedelta(seconds=draw.stayed),
        clock="handle",
        version=1,
        flags=(),
        at=OPENS - timedelta(seconds=draw.stayed),
        since=OPENS - timedelta(seconds=draw.stayed),
        by="王敏",
    )


def changed(row: TicketRow, rng: random.Random) -> TicketRow:
    """The row after its next step: another state, due at another time, and so in another place."""
    draw = drawn(rng)
    return msgspec.structs.replace(
        row,
        state=draw.state,
        step=STATES[draw.state].step,
        due=OPENS + timedelta(seconds=draw.left),
        since=OPENS,
        version=row.version + 1,
    )

"""Rows and changes drawn at random, for comparing indexes with what they stand for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from governance.ticket import STATES, URGENCIES
from tests.console.seats import NOW, PROFILE
from wire.rows import TicketRow

CLASSES = (*sorted(PROFILE.classes)[:12], "")
CHANNELS = tuple(sorted(PROFILE.channels)[:5])
UNITS = tuple(sorted(PROFILE.tree.orgs)[:12])
GRIDS = (*sorted(PROFILE.tree.grids)[:6], "")
SIGNS = "盛泽镇平望目澜重长乐行单朝办路口井盖缺失女绿西安sz01 '’xn"
"""Characters of summaries and places: several readings, Latin, figures, apostrophes."""

TEXTS = st.text(SIGNS, max_size=8)
NUMBERS = st.sampled_from(("{0}", "{0}", "{0}", "W{0}"))
TIMES = st.none() | st.builds(
    lambda seconds, zone: (NOW + timedelta(seconds=seconds)).astimezone(zone),
    st.integers(-20, 20),
    st.sampled_from((NOW.tzinfo, UTC)),
)


@st.composite
def rows(draw: st.DrawFn, number: str | None = None, version: int = 1) -> TicketRow:
    """Any row; of a given ticket if there is a number."""
    given: dict[str, Any] = dict.fromkeys(TicketRow.__struct_fields__, "")
    number = number or draw(st.sampled_from([f"20260310{at:06d}" for at in range(30)]))
    given |= {
        "id": number,
        "number": draw(NUMBERS).format(number),
        "channel": draw(st.sampled_from(CHANNELS)),
        "ticket_class": draw(st.sampled_from(CLASSES)),
        "condition": None,
        "urgency": draw(st.sampled_from(tuple(URGENCIES))),
        "state": draw(st.sampled_from(tuple(STATES))),
        "grid": draw(st.sampled_from(GRIDS)),
        "org": draw(st.sampled_from(UNITS)),
        "assignees": tuple(draw(st.lists(st.sampled_from(UNITS), max_size=2))),
        "summary": draw(TEXTS),
        "place": draw(TEXTS),
        "due": draw(TIMES),
        "start": None,
        "version": version,
        "flags": draw(st.sampled_from(((), ("signed",), ("returned", "signed")))),
        "at": NOW,
        "since": draw(TIMES) or NOW,
        "held_until": None,
    }
    return TicketRow(**given)


def many(most: int) -> st.SearchStrategy[dict[str, TicketRow]]:
    """Rows of different tickets, by id."""
    return st.lists(rows(), max_size=most).map(lambda made: {row.id: row for row in made})


def instant(row: TicketRow) -> datetime:
    """When a row is due, far away where at no time."""
    return row.due or datetime(9998, 1, 1, tzinfo=UTC)

"""Rows of tickets on which things run out, drawn at random around a moment."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import strategies as st

from governance.card import CARDS
from governance.clock import STAGES
from governance.whistle import CALL_STATES
from tests.console.row_draws import UNITS
from tests.console.row_draws import rows as any_rows
from tests.console.seats import NOW, PROFILE
from wire.rows import TicketRow
from wire.supervision_rows import CardRow, RequestRow
from wire.whistle_rows import CallRow, WhistleRow

FEW_UNITS = (PROFILE.district, *(unit for unit in UNITS if unit != PROFILE.district))[:3]
SECONDS = st.integers(-1500, 4000)
MOMENTS = st.builds(
    lambda seconds, parts: NOW + timedelta(seconds=seconds, microseconds=parts),
    SECONDS,
    st.sampled_from((0, 0, 1, 500_000)),
)
FLAGS = ((), ("extended",), ("provisional",), ("provisional", "suspended"), ("suspended", "x"))


@st.composite
def calls(draw: st.DrawFn, unit: str) -> CallRow:
    """What a called unit has done, and by when it has to do more."""
    return CallRow(
        unit,
        state=draw(st.sampled_from(tuple(CALL_STATES))),
        start=draw(st.none() | MOMENTS),
        due=draw(st.none() | MOMENTS),
        site_due=draw(st.none() | MOMENTS),
    )


@st.composite
def whistles(draw: st.DrawFn) -> tuple[WhistleRow, ...]:
    """No whistle, or one or two."""
    found = []
    for at in range(draw(st.integers(0, 2))):
        units = draw(st.lists(st.sampled_from(FEW_UNITS), unique=True, max_size=2))
        state = draw(st.sampled_from(("open", "escalated", "concluded")))
        called = tuple(draw(calls(unit)) for unit in units)
        found.append(
            WhistleRow(f"W{at + 1}", "key_task", "first", state, NOW, "王敏", UNITS[0], called)
        )
    return tuple(found)


@st.composite
def cards(draw: st.DrawFn) -> tuple[CardRow, ...]:
    """No card, or one or two."""
    return tuple(
        CardRow(
            f"C{at + 1}", draw(st.sampled_from(tuple(CARDS))), draw(st.sampled_from(FEW_UNITS)),
            draw(MOMENTS), draw(MOMENTS), "王敏", answered=draw(st.none() | st.just(NOW)),
        )
        for at in range(draw(st.integers(0, 2)))
    )  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> tuple[RequestRow, ...]:
    """No request, or one or two."""
    return tuple(
        RequestRow(
            f"R{at + 1}", draw(st.sampled_from(("suspend", "extend"))), "李强",
            draw(st.sampled_from(FEW_UNITS)), draw(MOMENTS),
            state=draw(st.sampled_from(("open", "open", "denied"))),
        )
        for at in range(draw(st.integers(0, 2)))
    )  # fmt: skip


@st.composite
def running(draw: st.DrawFn, number: str | None = None) -> TicketRow:
    """Any row, of a given ticket if there is a number, with whatever may run out on it."""
    return msgspec.structs.replace(
        draw(any_rows(number)),
        due=draw(st.none() | MOMENTS),
        start=draw(st.none() | MOMENTS),
        clock=draw(st.sampled_from(tuple(STAGES))),
        org=draw(st.sampled_from(FEW_UNITS)),
        flags=draw(st.sampled_from(FLAGS)),
        whistles=draw(whistles()),
        cards=draw(cards()),
        requests=draw(requests()),
    )


def several(most: int) -> st.SearchStrategy[dict[str, TicketRow]]:
    """Rows of different tickets, by id."""
    return st.lists(running(), max_size=most).map(lambda made: {row.id: row for row in made})

"""Thirty clocks calculated by hand, with the notes of the calculation, and what `why` says.

The due times and the lines were worked out on paper from the calendar, not taken from the program.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import CHINA, Limit, Unit
from governance.clock import (
    Clock,
    Extension,
    Pause,
    due_of,
    extended,
    paused,
    recompute,
    resumed,
    share_gone,
    start_clock,
)
from governance.ledger import explain
from platform_server.jurisdiction import published_calendar

CALENDAR = published_calendar()
TABLE = Path(__file__).with_name("thirty_tickets.csv")
TICKETS = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def clock_of(row: dict[str, str]) -> Clock:
    """The clock as the rules make it, step by step."""
    limit = Limit(float(row["value"]), Unit(row["unit"]))
    clock = start_clock(row["stage"], moment(row["start"]), limit, CALENDAR, ("手算", "by hand"))
    for number in range(int(row["extensions"])):
        more = Extension(limit, clock.started, f"R{number + 1}", "周强")
        clock = extended(clock, more, CALENDAR)
    for number, pause in enumerate(filter(None, row["pauses"].split("|"))):
        start, end = pause.rstrip("*").split(">")
        planned = Pause(moment(start), moment(end), row["cause"], f"R{number + 1}", "王敏")
        clock = paused(clock, planned, CALENDAR)
        if not pause.endswith("*"):
            clock = resumed(clock, moment(end), CALENDAR)
    stop = moment(row["stop"]) if row["stop"] else None
    return msgspec.structs.replace(clock, stopped=stop)


def test_there_are_thirty_and_they_vary() -> None:
    assert len(TICKETS) == 30
    assert len({row["stage"] for row in TICKETS}) >= 9
    assert {row["unit"] for row in TICKETS} == set(Unit)
    assert sum(bool(row["pauses"]) for row in TICKETS) >= 8
    assert sum(row["extensions"] != "0" for row in TICKETS) >= 4


@pytest.mark.parametrize("row", TICKETS, ids=[f"{row['no']} {row['note']}" for row in TICKETS])
def test_due_time_and_ledger_by_hand(row: dict[str, str]) -> None:
    clock = clock_of(row)
    assert clock.due == moment(row["due"])
    lines = explain(clock, CALENDAR)
    assert row["key_zh"] in [line.zh for line in lines]
    assert row["key_en"] in [line.en for line in lines]
    assert f"起算 {row['start']}" in lines[0].zh
    assert f"到期 {row['due']}" in [line.zh for line in lines]
    assert f"due {row['due']}" in [line.en for line in lines]


# -- any clock -------------------------------------------------------------------------------

WORKED = (("08:00", "12:00"), ("14:00", "18:00"))


def worked_seconds(start: datetime, end: datetime) -> int:
    """Working time between two moments, counted day by day: another way than the calendar's."""
    total, day = 0, start.replace(hour=0, minute=0, second=0)
    while day < end:
        if CALENDAR.kind(day.date()) == "work":
            for opens, closes in WORKED:
                first = max(start, day + timedelta(hours=int(opens[:2])))
                last = min(end, day + timedelta(hours=int(closes[:2])))
                total += max(0, int((last - first).total_seconds()))
        day += timedelta(days=1)
    return total


def counted(clock: Clock) -> int:
    """Countable seconds from start to due time outside the pauses."""
    count = worked_seconds if clock.limit.unit.working else _elapsed
    total = count(clock.started, clock.due)
    for pause in clock.pauses:
        start, end = pause.span
        total -= count(min(start, clock.due), min(end, clock.due))
    return total


def _elapsed(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


LIMITS = st.builds(
    Limit,
    st.integers(1, 30),
    st.sampled_from([Unit.WORK_HOUR, Unit.WORK_DAY, Unit.URGENT_HOUR, Unit.URGENT_MINUTE]),
)
STEPS = st.lists(
    st.one_of(
        st.just("extend"),
        st.tuples(st.floats(0, 1.2), st.integers(1, 20 * 86400), st.booleans()),
    ),
    max_size=5,
)


@given(st.datetimes(datetime(2019, 1, 1), datetime(2027, 3, 1)), LIMITS, STEPS)
def test_pauses_and_extensions_count_exactly(start: datetime, limit: Limit, steps: list) -> None:
    """Whatever is paused or extended, exactly what is granted is counted until the due time."""
    clock = start_clock("handle", start.replace(tzinfo=CHINA, microsecond=0), limit, CALENDAR)
    for step in steps:
        if step == "extend":
            clock = extended(clock, Extension(limit, clock.started), CALENDAR)
            continue
        part, seconds, early = step
        since = clock.pauses[-1].end if clock.pauses else clock.started
        left = max(0.0, (clock.due - since).total_seconds())
        at = since + timedelta(seconds=int(part * left))
        until = at + timedelta(seconds=seconds)
        clock = paused(clock, Pause(at, until), CALENDAR)
        assert counted(clock) == clock.granted
        end = at + timedelta(seconds=seconds // 3) if early else until
        clock = resumed(clock, end, CALENDAR)
    assert counted(clock) == clock.granted
    spans = due_of(clock, CALENDAR).spans
    assert sum(span.counted for span in spans) == clock.granted
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert recompute(clock, CALENDAR) is None
    assert clock.started < share_gone(clock, 0.8, CALENDAR) <= clock.due
    assert share_gone(clock, 1, CALENDAR) == clock.due
    assert explain(clock, CALENDAR)[-1]

"""Due times and the ledgers that explain them: worked examples, line by line."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import CHINA, Limit, Unit
from governance.clock import recompute, start_clock
from governance.ledger import explain
from platform_server.jurisdiction import published_calendar

CALENDAR = published_calendar()
LATER = msgspec.structs.replace(
    CALENDAR, off=CALENDAR.off | {date(2027, 1, 1)}, years=CALENDAR.years | {2027}
)
VECTORS = list(
    csv.DictReader((Path(__file__).with_name("deadline_vectors.csv")).open(encoding="utf-8"))
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def clock_of(row: dict[str, str]):
    limit = Limit(float(row["value"]), Unit(row["unit"]))
    return start_clock("handle", moment(row["start"]), limit, CALENDAR, ("井盖 / 破口", "cover"))


@pytest.mark.parametrize("row", VECTORS, ids=[row["note"] for row in VECTORS])
def test_worked_example(row: dict[str, str]) -> None:
    clock = clock_of(row)
    assert clock.due == moment(row["due"])
    assert clock.provisional is (row["provisional"] == "yes")


def ledger(number: int, calendar=CALENDAR) -> tuple[list[str], list[str]]:
    lines = explain(clock_of(VECTORS[number]), calendar)
    return [line.zh for line in lines], [line.en for line in lines]


def test_ledger_over_a_weekend_adds_up() -> None:
    zh, en = ledger(0)
    assert zh == [
        "起算 2026-03-06 17:30:00  处置",
        "时限 4 工作时  (井盖 / 破口)",
        "  03-06 周五 17:30:00-18:00:00 计 0:30:00 余 3:30:00",
        "  03-07..03-08 周末 不计",
        "  03-09 周一 08:00:00-11:30:00 计 3:30:00 余 0:00:00",
        "到期 2026-03-09 11:30:00",
    ]
    assert en == [
        "start 2026-03-06 17:30:00  handle",
        "limit 4 working hours  (cover)",
        "  03-06 Fri 17:30:00-18:00:00 counts 0:30:00 left 3:30:00",
        "  03-07..03-08 weekend, not counted",
        "  03-09 Mon 08:00:00-11:30:00 counts 3:30:00 left 0:00:00",
        "due 2026-03-09 11:30:00",
    ]


def test_ledger_over_the_national_holiday() -> None:
    zh, en = ledger(3)
    assert zh[2:5] == [
        "  09-30 周二 16:00:00-18:00:00 计 2:00:00 余 6:00:00",
        "  10-01..10-08 法定假日 不计",
        "  10-09 周四 08:00:00-12:00:00 计 4:00:00 余 2:00:00",
    ]
    assert en[1] == "limit 1 working day  (cover)"
    assert en[3] == "  10-01..10-08 public holiday, not counted"


def test_ledger_of_a_running_limit() -> None:
    zh, en = ledger(5)
    assert zh[1:] == [
        "时限 1 紧急工作日  (井盖 / 破口)",
        "  02-20 周五 03:00:00-02-21 03:00:00 计 24:00:00 余 0:00:00",
        "到期 2026-02-21 03:00:00",
    ]
    assert en[2] == "  02-20 Fri 03:00:00-02-21 03:00:00 counts 24:00:00 left 0:00:00"


def test_unpublished_year_is_provisional_and_recomputed() -> None:
    zh, en = ledger(6)
    assert zh[-1].startswith("暂定: ")
    assert en[-1].startswith("provisional: ")
    clock = clock_of(VECTORS[6])
    moved = recompute(clock, LATER)
    assert moved is not None
    assert moved.due == moment("2027-01-04 17:00")
    assert not moved.provisional
    assert recompute(moved, LATER) is None


def test_ledger_says_where_a_newer_calendar_disagrees() -> None:
    zh, en = ledger(6, LATER)
    assert zh[-1] == "到期 2027-01-04 17:00:00  (记录为 2027-01-01 17:00:00, 待重算)"
    assert en[-1] == "due 2027-01-04 17:00:00  (on record 2027-01-01 17:00:00, to be recomputed)"


@pytest.mark.parametrize(
    ("stop", "zh", "en"),
    [
        ("2026-03-09 11:00", "提前 0:30:00", "early by 0:30:00"),
        ("2026-03-09 12:30", "超期 1:00:00", "late by 1:00:00"),
    ],
)
def test_ledger_of_a_stopped_clock(stop: str, zh: str, en: str) -> None:
    clock = msgspec.structs.replace(clock_of(VECTORS[0]), stopped=moment(stop))
    last = explain(clock, CALENDAR)[-1]
    assert last.zh == f"停止 {moment(stop):%Y-%m-%d %H:%M:%S}  {zh}"
    assert last.en.endswith(en)


@given(
    st.datetimes(datetime(2019, 1, 1), datetime(2027, 6, 1)),
    st.integers(1, 80),
    st.sampled_from([Unit.WORK_HOUR, Unit.WORK_DAY, Unit.URGENT_HOUR]),
)
def test_spans_add_up_to_the_limit(start: datetime, value: int, unit: Unit) -> None:
    limit = Limit(value, unit)
    start = start.replace(tzinfo=CHINA, microsecond=0)
    due = CALENDAR.due(start, limit)
    assert sum(span.counted for span in due.spans) == limit.seconds
    assert due.at >= start
    assert all(one.end <= two.start for one, two in zip(due.spans, due.spans[1:], strict=False))


def test_a_calendar_without_working_time_gives_up() -> None:
    with pytest.raises(OverflowError, match="ten years"):
        msgspec.structs.replace(CALENDAR, periods=()).due(
            moment("2026-03-09 09:00"), Limit(1, Unit.WORK_HOUR)
        )

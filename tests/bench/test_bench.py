"""The arithmetic of the bench's tables. No test here measures anything."""

from __future__ import annotations

import json
import math

import pytest

from bench.measure import (
    Figure,
    compared,
    json_line,
    median,
    percentile,
    ratio,
    short,
    spread,
    table,
)


@pytest.mark.parametrize(
    ("values", "part", "found"),
    [
        ([5.0], 50, 5.0),
        ([5.0], 99, 5.0),
        ([1.0, 2.0], 50, 1.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        (list(range(1, 101)), 99, 99),
        (list(range(1, 151)), 99, 149),
        (list(range(1, 101)), 100, 100),
        (list(range(1, 101)), 0, 1),
    ],
)
def test_a_percentile_is_a_value_that_was_seen(
    values: list[float], part: float, found: float
) -> None:
    assert percentile(values, part) == found


def test_of_nothing_there_is_no_percentile() -> None:
    assert math.isnan(percentile([], 99))
    assert math.isnan(median([]))


def test_a_ratio_of_what_could_not_be_had_means_nothing() -> None:
    assert ratio(6, 3) == 2
    assert math.isnan(ratio(1, 0))
    assert math.isnan(ratio(1, math.nan))
    assert math.isnan(ratio(math.nan, 1))


def test_spread_gives_two_figures_with_their_count() -> None:
    p50, p99 = spread("console", "key", [1.0, 2.0, 3.0, 40.0], "ms")
    assert (p50.name, p50.value, p50.n) == ("key p50", 2.0, 4)
    assert (p99.name, p99.value, p99.unit) == ("key p99", 40.0, "ms")


def test_a_json_line_reads_back_and_is_one_line() -> None:
    text = json_line(Figure("console 80x24", "写出\n", 1.23456, "B/s", 3, "备注"))
    assert "\n" not in text
    body = {"subject": "console 80x24", "name": "写出\n", "value": 1.235, "unit": "B/s"}
    assert json.loads(text) == {**body, "n": 3, "note": "备注"}


def test_what_could_not_be_had_is_null_and_an_empty_note_is_left_out() -> None:
    body = json.loads(json_line(Figure("a", "b", math.nan, "ms", 0)))
    assert body["value"] is None
    assert "note" not in body


def test_compared_divides_the_base_by_the_subject() -> None:
    figures = [
        Figure("ours", "bytes", 10, "B"),
        Figure("theirs", "bytes", 40, "B"),
        Figure("ours", "alone", 1, "B"),
    ]
    assert compared(figures, "ours", "theirs") == {"bytes": 4.0}


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (0.214, "0.21"), (3.0, "3"), (12.34, "12.3"), (100.4, "100"), (76348.9, "76,349")],
)
def test_numbers_have_as_many_digits_as_can_be_meant(value: float, shown: str) -> None:
    assert short(value) == shown


def test_the_table_has_a_line_a_measure_and_a_column_a_subject() -> None:
    figures = [
        Figure("ours", "bytes", 10, "B"),
        Figure("theirs", "bytes", 40, "B"),
        Figure("ours", "unseen", 0, "count"),
        Figure("theirs", "unseen", 0, "count"),
        Figure("other", "time", 1, "ms"),
    ]
    head, rule, *lines = table(figures, ["ours", "theirs"], "theirs/ours")
    assert head.split() == ["unit", "ours", "theirs", "theirs/ours"]
    assert set(rule) == {"-"}
    assert [line.split() for line in lines] == [
        ["bytes", "B", "10.0", "40.0", "4x"],
        ["unseen", "count", "0", "0"],
    ]
    assert len({len(head), len(lines[0])}) == 1


def test_the_table_counts_wide_characters_twice() -> None:
    lines = table([Figure("控制台", "按键", 1, "ms"), Figure("控制台", "a", 1, "ms")], ["控制台"])
    assert lines[2].index("ms") + 2 == lines[3].index("ms")

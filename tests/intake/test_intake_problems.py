"""Every reason a row is not taken; the rows around it are."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import IntakeError, Report, RowProblem, read
from tests.intake.intake_lookalikes import (
    LABELLED,
    PINGSHAN,
    labelled_row,
    pingshan_row,
    saved,
    split,
    table,
)

BEFORE, AFTER = labelled_row("8001", body="文"), labelled_row("9001", body="文")


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        (labelled_row(""), "missing_number", "留言编号"),
        (labelled_row("\u00a0\t"), "missing_number", "留言编号"),
        (labelled_row("1", title="", body="\n\t"), "missing_text", "留言详情"),
        (labelled_row("1", title="\u200b", body="\x07 \u202e"), "missing_text", "留言详情"),
        (labelled_row("1", at="昨天下午"), "bad_time", "留言时间"),
        (labelled_row("1", at="2020/2/30 12:00:00"), "bad_time", "留言时间"),
        (labelled_row("1", at="2020/1/6"), "bad_time", "留言时间"),
        (labelled_row("1", body="长" * 20_001), "too_long", "留言详情"),
        (labelled_row("1", body="长" * 140_000), "too_long", "留言详情"),
        (labelled_row("1", user="名" * 1_001), "too_long", "留言用户"),
        (labelled_row("1" * 101), "too_long", "留言编号"),
        (labelled_row("1")[:4], "wrong_column_count", "留言详情"),
        ([*labelled_row("1"), "多出"], "wrong_column_count", "#7"),
        (labelled_row("8001", body="文"), "repeated", "留言编号"),
        (labelled_row("8001", body="另一件事"), "repeated_number_other_text", "留言编号"),
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_reason_line_and_column(
    tmp_path: Path, row: list[str], reason: str, column: str, end: str
) -> None:
    reading = read(saved(tmp_path, table(LABELLED, [BEFORE, row, AFTER], end)))
    reports, (found,) = split(reading)
    assert [report.external for report in reports] == ["8001", "9001"]
    assert (found.line, found.column, found.reason) == (3, column, reason)
    assert len(found.value) <= 40
    counts = reading.counts
    assert counts.repeated == (reason == "repeated")
    assert counts.refused == ({} if reason == "repeated" else {reason: 1})
    assert msgspec.json.decode(msgspec.json.encode(found), type=RowProblem) == found


def test_nine_thousand_and_twenty_thousand_characters_pass(tmp_path: Path) -> None:
    rows = [labelled_row(str(n), title="", body="长" * n) for n in (9_000, 20_000)]
    reports, problems = split(read(saved(tmp_path, table(LABELLED, rows))))
    assert [len(report.text) for report in reports] == [9_000, 20_000]
    assert not problems


def test_pingshan_without_any_class_has_no_text(tmp_path: Path) -> None:
    none = dict.fromkeys(["EVENT_TYPE_NAME", "MAIN_TYPE_NAME", "SUB_TYPE_NAME"], "-")
    rows = [pingshan_row("1", **none), pingshan_row("-"), pingshan_row("3")]
    reports, problems = split(read(saved(tmp_path, table(PINGSHAN, rows))))
    assert [found.reason for found in problems] == ["missing_text", "missing_number"]
    assert [report.external for report in reports] == ["3"]


def test_a_refused_row_does_not_hold_its_number(tmp_path: Path) -> None:
    rows = [labelled_row("1", at="?"), labelled_row("1"), labelled_row("1")]
    reports, problems = split(read(saved(tmp_path, table(LABELLED, rows))))
    assert len(reports) == 1
    assert [found.reason for found in problems] == ["bad_time", "repeated"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_undecodable_bytes_cost_one_row(tmp_path: Path, encoding: str) -> None:
    rows = [BEFORE, labelled_row("1", user="@@"), AFTER]
    data = table(LABELLED, rows).encode(encoding).replace(b"@@", b"U\xff")
    reading = read(saved(tmp_path, data))
    reports, (found,) = split(reading)
    assert [report.external for report in reports] == ["8001", "9001"]
    assert (found.line, found.column, found.reason) == (3, "留言用户", "undecodable")
    assert found.value == "U\\xff"


@pytest.mark.parametrize(
    ("broken", "column", "last"),
    [
        ('1,U,"题,2020/1/6 12:09:38,文,类', "留言主题", 4),
        ('1,U,题,2020/1/6 12:09:38,"他说"好"然后走了",类', "留言详情", 3),
        ('1,U,题,2020/1/6 12:09:38,"一\n二 "好" 三\n四",类', "留言详情", 5),
    ],
)
def test_misplaced_quote_costs_one_row(tmp_path: Path, broken: str, column: str, last: int) -> None:
    quoted = '2,U,"题","2020/1/6 12:09:38","文",类\n3,U,"题",,"文",类\n'
    reading = read(saved(tmp_path, f"{','.join(LABELLED)}\n{','.join(BEFORE)}\n{broken}\n{quoted}"))
    reports, (found,) = split(reading)
    assert [report.external for report in reports] == ["8001", "2", "3"]
    assert (found.line, found.column, found.reason) == (3, column, "bad_quote")
    assert f"{last}" in found.en


def test_forgotten_quote_in_a_large_file_costs_one_row(tmp_path: Path) -> None:
    rows = [labelled_row(str(n), body="文" * 50) for n in range(3_000)]
    text = table(LABELLED, rows, "\n").replace("\n10,U001,", '\n10,"U001,')
    reports, (found,) = split(read(saved(tmp_path, text)))
    assert len(reports) == 2_999
    assert (found.line, found.column, found.reason) == (12, "留言用户", "too_long")


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    text = table(LABELLED, [BEFORE, [""] * 6, ["\u3000"] * 6, AFTER], "\n") + "\n\n,,,\n"
    reading = read(saved(tmp_path, "\n\n" + text))
    reports, problems = split(reading)
    assert [report.line for report in reports] == [4, 7]
    assert not problems
    assert reading.counts.blank == 5


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tail=st.text(alphabet='12,"\n\r 文a\0\u202e', max_size=120))
def test_any_tail_leaves_the_rows_before_it_and_counts_add_up(tmp_path: Path, tail: str) -> None:
    path = saved(tmp_path, table(LABELLED, [BEFORE, AFTER]) + tail)
    reading = read(path)
    items: list[Report | RowProblem] = []
    ended: str | None = None
    try:
        items.extend(reading)
    except IntakeError as error:
        ended = type(error).__name__
    assert ended in (None, "UnterminatedQuote")
    counts = reading.counts
    assert counts.taken + counts.repeated + sum(counts.refused.values()) == counts.records
    if ended is None:
        assert [item.line for item in items[:2]] == [2, 3]
        assert all(isinstance(item, Report) for item in items[:2])
        assert split(reading)[0]

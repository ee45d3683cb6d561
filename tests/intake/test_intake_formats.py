"""Every kind of file, encoding, packing and line end gives the same reports."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake import load_map, read
from tests.intake.intake_lookalikes import (
    HOT,
    LABELLED,
    PINGSHAN,
    REPLY,
    labelled_row,
    pingshan_row,
    saved,
    split,
    table,
)

ROWS = [labelled_row(str(number)) for number in range(1, 6)]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_same_reports_however_written(
    tmp_path: Path, encoding: str, end: str, packed: bool
) -> None:
    reading = read(saved(tmp_path, table(LABELLED, ROWS, end), encoding, packed=packed))
    reports, problems = split(reading)
    assert not problems
    assert not reading.notices
    assert [report.external for report in reports] == ["1", "2", "3", "4", "5"]
    assert reports[1].text == "桥下路灯不亮\n第2盏灯已坏三天，请派人查看。"
    assert reports[0].category == "城乡建设"
    assert reports[0].reporter == "U001"
    assert reading.encoding == ("gb18030" if encoding == "gb18030" else "utf-8-sig")


def test_lines_are_physical_lines(tmp_path: Path) -> None:
    text = table(LABELLED, ROWS)
    path = saved(tmp_path, text)
    reports, _ = split(read(path))
    physical = text.replace("\r\n", "\n").split("\n")
    assert [physical[report.line - 1].split(",")[0] for report in reports] == list("12345")
    assert [report.line for report in reports] == [2, 6, 10, 14, 18]


def test_second_reading_is_the_same(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, table(LABELLED, [*ROWS, labelled_row(""), ROWS[0]])))
    first, counts = list(reading), reading.counts
    assert list(reading) == first
    assert reading.counts == counts
    assert reading.counts is not counts
    assert list(read(reading.path)) == first


def test_reading_is_lazy(tmp_path: Path) -> None:
    rows = (labelled_row(str(number)) for number in range(1000))
    reading = read(saved(tmp_path, table(LABELLED, rows)))
    assert reading.counts.records == 0
    items = iter(reading)
    next(items)
    next(items)
    assert reading.counts.records == 2


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        (LABELLED, labelled_row("1"), "tipdm_labelled"),
        (HOT, [*labelled_row("1")[:5], "0", "3"], "tipdm_hot"),
        (REPLY, [*labelled_row("1")[:5], "已派人修好。", "2020/1/9"], "tipdm_reply"),
        (PINGSHAN, pingshan_row("1"), "pingshan_2018"),
    ],
)
def test_map_by_header_in_any_column_order(
    tmp_path: Path, header: list[str], row: list[str], name: str
) -> None:
    reading = read(saved(tmp_path, table(header[::-1], [row[::-1]])))
    reports, _ = split(reading)
    assert reading.column_map.name == name
    assert [report.external for report in reports] == ["1"]
    assert "已派人修好" not in reports[0].text
    named = read(reading.path, name)
    assert split(named)[0] == reports
    assert list(read(reading.path, load_map(name))) == reports


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("2020/1/6 12:09:38", (2020, 1, 6, 12, 9, 38)),
        ("2019/12/26 9:05:00", (2019, 12, 26, 9, 5, 0)),
        ("\t2019-08-01 00:00:00 ", (2019, 8, 1, 0, 0, 0)),
        ("2020/1/6\u00a012:09", (2020, 1, 6, 12, 9, 0)),
        ("", None),
    ],
)
def test_times(tmp_path: Path, cell: str, wanted: tuple[int, ...] | None) -> None:
    (report,), _ = split(read(saved(tmp_path, table(LABELLED, [labelled_row("1", at=cell)]))))
    if wanted is None:
        assert report.at is None
    else:
        assert report.at is not None
        assert report.at.utcoffset() == timedelta(hours=8)
        assert report.at.replace(tzinfo=None) == datetime(*wanted)  # type: ignore[arg-type]


def test_pingshan_text_is_built_and_dash_means_missing(tmp_path: Path) -> None:
    bare = {"EVENT_PROPERTY_NAME": "-", "COMMUNITY_NAME": "-", "EVENT_SRC_NAME": "-"}
    rows = [pingshan_row("7"), pingshan_row("8", OCCUR_PLACE="3号门"), pingshan_row("9", **bare)]
    reports, problems = split(read(saved(tmp_path, table(PINGSHAN, rows))))
    assert not problems
    assert [report.text for report in reports] == [
        "【投诉】市政设施：公用部件，井盖缺失。地点：东区河西街道柳树社区。来源：热线。",
        "【投诉】市政设施：公用部件，井盖缺失。地点：东区河西街道柳树社区，3号门。来源：热线。",
        "市政设施：公用部件，井盖缺失。",
    ]
    assert reports[0].category == "市政设施/公用部件/井盖缺失"
    assert [report.address for report in reports] == [
        "东区河西街道柳树社区",
        "东区河西街道柳树社区3号门",
        "东区河西街道",
    ]


def test_braces_in_cells_are_plain_text(tmp_path: Path) -> None:
    row = pingshan_row("1", SUB_TYPE_NAME="{REC_ID} {0.__class__} %s")
    (report,), _ = split(read(saved(tmp_path, table(PINGSHAN, [row]))))
    assert "，{REC_ID} {0.__class__} %s。" in report.text


def test_cleaning_changes_only_what_the_format_put_there(tmp_path: Path) -> None:
    raw = "\u3000\t甲_x000D_\n乙_x000D_丙\u00a0丁\0戊\x1b[31m\u202e<b>[red]\u200b\r\n己\t\n"
    row = labelled_row("\u00a0 12\t", title=" 题 ", body=raw)
    (report,), _ = split(read(saved(tmp_path, table(LABELLED, [row]))))
    assert report.external == "12"
    assert report.text == "题\n甲\n乙\n丙 丁戊\x1b[31m\u202e<b>[red]\u200b\r\n己"


@pytest.mark.parametrize("title", ["", "题"])
def test_title_or_body_is_enough(tmp_path: Path, title: str) -> None:
    body = "" if title else "文"
    row = labelled_row("1", title=title, body=body)
    (report,), _ = split(read(saved(tmp_path, table(LABELLED, [row]))))
    assert report.text == title + body


def test_unknown_column_is_noticed_once(tmp_path: Path) -> None:
    rows = [[*row, "急"] for row in ROWS]
    reading = read(saved(tmp_path, table([*LABELLED, "紧急程度"], rows)))
    assert [notice.column for notice in reading.notices] == ["紧急程度"]
    assert "紧急程度" in reading.notices[0].zh
    assert "紧急程度" in reading.notices[0].en
    reports, problems = split(reading)
    assert len(reports) == len(ROWS)
    assert not problems


def test_parser_settings_of_the_process_stay(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    split(read(saved(tmp_path, table(LABELLED, [labelled_row("1", body="长" * 9000)]))))
    assert csv.field_size_limit() == before

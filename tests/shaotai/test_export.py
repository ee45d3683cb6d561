"""Exporting with the real command from a real platform; formulas stay text."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shaotai.export_file import export_to
from shaotai.export_rows import KINDS, columns
from shaotai.failure import Failure
from tests.intake.intake_lookalikes import LABELLED, labelled_row, saved, table
from tests.shaotai.command_runs import Ran, complained, shaotai
from tests.shaotai.conftest import Living
from tests.shaotai.test_import import NOWHERE, bring
from wire.rows import TicketRow
from wire.spreadsheet import FORMULA_STARTS

CHANNEL = "CIVIL_AFFAIRS_HOTLINE"
TITLES = ["=1+1", "+86 1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=9", "路灯 \x1b[31m不亮"]
"""What somebody wrote over seven reports."""


def export(living: Living, home: Path, *arguments: str | Path, **env: str) -> Ran:
    more = {"SHAOTAI_TOKEN_FILE": str(living.dispatcher), "LANG": "en_GB.UTF-8", **env}
    return shaotai(home, "export", *arguments, "--server", living.url, **more)


@pytest.fixture(scope="module")
def filed(living: Living, tmp_path_factory: pytest.TempPathFactory) -> Living:
    """Tickets of these titles in a channel of their own."""
    home = tmp_path_factory.mktemp("filed")
    rows = [labelled_row(f"{number}", title=title) for number, title in enumerate(TITLES)]
    assert bring(living, home, saved(home, table(LABELLED, rows)), "--channel", CHANNEL).code == 0
    return living


def test_csv(filed: Living, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    ran = export(filed, tmp_path, "--channel", CHANNEL, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert "7 tickets written" in ran.out
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 8
    assert out.stat().st_mode & 0o077 == 0
    headings, *lines = csv.reader(data.decode("utf-8-sig").splitlines())
    assert headings[:3] == ["Number", "Channel", "Class code"]
    assert not any(cell[:1] in FORMULA_STARTS for line in lines for cell in line if cell)
    summaries = {line[headings.index("Summary")] for line in lines}
    assert {text[:4] for text in summaries} >= {"'=1+", "'+86", "'-2+", "'@SU", "'=cm"}
    assert "\x1b" not in data.decode()
    assert {line[headings.index("Reported (UTC+8)")] for line in lines} == {"2020-01-06 12:09:38"}
    assert {line[headings.index("Step")] for line in lines} == {"discover"}


def test_xlsx(filed: Living, tmp_path: Path) -> None:
    out = tmp_path / "out.XLSX"
    ran = export(filed, tmp_path, "--channel", CHANNEL, "--out", out, LANG="zh_CN.UTF-8")
    assert (ran.code, ran.err) == (0, "")
    sheet = load_workbook(out).active
    headings = [cell.value for cell in sheet[1]]
    assert headings[:3] == ["编号", "渠道", "类别编码"]
    assert sheet.max_row == 8
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    summaries = [row[headings.index("摘要")] for row in sheet.iter_rows(min_row=2)]
    formulas = [cell for cell in summaries if cell.value[0] in FORMULA_STARTS]
    assert {cell.value[:4] for cell in formulas} >= {"=1+1", "+86 ", "-2+3", "@SUM", "=cmd"}
    assert all(cell.quotePrefix for cell in formulas)
    reported = sheet.cell(2, headings.index("上报时间 (UTC+8)") + 1)
    assert reported.value == datetime(2020, 1, 6, 12, 9, 38)
    assert reported.is_date


def test_filters(filed: Living, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run = ("--channel", CHANNEL, "--out", out)
    for filters, count in (
        (("--q", "路灯"), 1),
        (("--q", "86"), 1),
        (("--step", "handle"), 0),
        (("--state", "reported", "--step", "discover"), 7),
        (("--class", "SJ0110"), 0),
        (("--due-before", "2020-01-01T00:00:00+08:00"), 0),
        (("--due-before", "2199-01-01T00:00:00+08:00"), 7),
    ):
        ran = export(filed, tmp_path, *run, *filters)
        assert f"{count} tickets" in ran.out, (filters, ran)
        assert len(out.read_text("utf-8-sig").splitlines()) == count + 1


def test_more_than_one_page_and_everything_once(living: Living, tmp_path: Path) -> None:
    rows = [labelled_row(f"{number}") for number in range(1_203)]
    path = saved(tmp_path, table(LABELLED, rows))
    assert bring(living, tmp_path, path, "--channel", "HOTLINE_12319").code == 0
    out = tmp_path / "out.csv"
    ran = export(living, tmp_path, "--channel", "HOTLINE_12319", "--out", out)
    assert "1203 tickets" in ran.out
    numbers = [line[0] for line in csv.reader(out.read_text("utf-8-sig").splitlines()[1:])]
    assert len(numbers) == len(set(numbers)) == 1_203


def test_what_goes_wrong_leaves_the_old_file(filed: Living, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old", "utf-8")
    complained(export(filed, tmp_path, "--out", out, "--due-before", "soon"), 1)
    complained(export(filed, tmp_path, "--out", out, SHAOTAI_TOKEN_FILE=str(tmp_path / "no")), 2)
    nobody = shaotai(
        tmp_path, "export", "--out", out, "--server", NOWHERE,
        SHAOTAI_TOKEN_FILE=str(filed.dispatcher),
    )  # fmt: skip
    complained(nobody, 3)
    assert out.read_text("utf-8") == "old"
    for name in ("out.ods", "out", "none/out.csv"):
        complained(export(filed, tmp_path, "--out", tmp_path / name), 2)
    (tmp_path / "folder.csv").mkdir()
    complained(export(filed, tmp_path, "--out", tmp_path / "folder.csv"), 2)
    assert {entry.name for entry in tmp_path.iterdir()} <= {"out.csv", "folder.csv", ".local"}


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_file_takes_its_place_only_when_complete(name: str, tmp_path: Path) -> None:
    with pytest.raises(Failure, match="half"):
        write_half(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def write_half(path: Path) -> None:
    with export_to(path) as lines:
        lines.add(["one"])
        raise Failure(1, "half", "half")


def test_every_column_can_be_shown() -> None:
    fields = {"class", *TicketRow.__struct_fields__}
    for column in columns():
        assert column.field in fields
        assert column.kind in KINDS
        assert column.heading


@pytest.mark.parametrize(
    ("option", "given", "near"),
    [
        ("--step", "blah", "discover"),
        ("--state", "pending_handel", "pending_handle"),
        ("--class", "SJ011", "SJ0110"),
        ("--channel", "HOTLINE_1234", "HOTLINE_12345"),
        ("--org", "32050910400", "320509104000"),
        ("--grid", "nowhere", ""),
    ],
)
def test_a_filter_that_names_nothing_is_a_wrong_call(
    option: str, given: str, near: str, living: Living, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    for lang in ("en", "zh"):
        line = complained(export(living, tmp_path, "--out", out, option, given, "--lang", lang), 2)
        assert option in line
        assert given in line
        assert near in line
    assert not out.exists()


def test_what_the_system_says_is_said_in_the_language_of_the_user(
    living: Living, tmp_path: Path
) -> None:
    out = tmp_path / "no" / "out.csv"
    assert "没有这个文件或目录" in complained(
        export(living, tmp_path, "--out", out, "--lang", "zh"), 2
    )
    assert "no such file" in complained(export(living, tmp_path, "--out", out), 2)

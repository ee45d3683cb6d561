"""Workbooks give the reports a CSV of the same rows gives; what cannot be read is said."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from intake import IntakeError, Report, RowProblem, read
from intake import errors as e
from intake.sheet_cells import cell_text, number_text
from tests.intake.intake_lookalikes import (
    LABELLED,
    SF311,
    labelled_row,
    saved,
    sf311_row,
    split,
    table,
    workbook,
)

ROWS = [labelled_row(str(number)) for number in range(1, 6)]
TEXT_OF_CELLS = [
    (7, "General", "7"),
    (7.0, "General", "7"),
    (510401000006, "General", "510401000006"),
    (0.1 + 0.2, "General", "0.3"),
    (1.5e-7, "General", "0.00000015"),
    (42, "000000", "000042"),
    (-42, "0000", "-0042"),
    (42, "0_ ", "42"),
    (1234567, "#,##0", "1,234,567"),
    (2.5, "0.00", "2.50"),
    (37.734498, "0.00", "37.734498"),
    (0.25, "0%", "25%"),
    (True, "General", "TRUE"),
    (None, "General", ""),
    ("00123", "General", "00123"),
    (datetime(2020, 1, 6, 12, 9, 38), "yyyy/m/d h:mm", "2020-01-06 12:09:38"),
    (datetime(2020, 1, 6, 12, 9, 37, 999000), "yyyy/m/d h:mm", "2020-01-06 12:09:38"),
    (datetime(2020, 1, 6), "yyyy/m/d h:mm", "2020-01-06 00:00:00"),
    (datetime(2020, 1, 6), "yyyy/m/d", "2020-01-06"),
    (date(2020, 1, 6), "General", "2020-01-06"),
    (time(9, 5), "h:mm", "09:05:00"),
]


@pytest.mark.parametrize(("value", "form", "text"), TEXT_OF_CELLS)
def test_the_text_of_a_cell(value: object, form: str, text: str) -> None:
    assert cell_text(value, form) == text


@given(
    st.floats(-1e14, 1e14, allow_nan=False).map(lambda value: float(f"{value:.15g}")),
    st.sampled_from(["General", "0", "0.00", "#,##0.0", "00000", "@", "0.00E+00"]),
)
def test_no_digit_of_a_number_is_lost(value: float, form: str) -> None:
    text = number_text(value, form)
    assert float(text.replace(",", "")) == value
    assert "E" not in text.upper()


def test_a_workbook_is_read_like_the_csv_of_its_rows(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path, [LABELLED, *ROWS]))
    reports, problems = split(reading)
    expected, _ = split(read(saved(tmp_path, table(LABELLED, ROWS))))
    assert not problems
    assert [report.line for report in reports] == [2, 3, 4, 5, 6]
    assert [(r.external, r.text, r.at) for r in reports] == [
        (r.external, r.text, r.at) for r in expected
    ]
    assert list(reading) == reports
    assert "sheet Sheet" in reading.table.form_en


def test_numbers_and_times_of_cells(tmp_path: Path) -> None:
    row: list[object] = [*sf311_row("0")]
    row[SF311.index("unique_key")] = 11511140
    row[SF311.index("created_date")] = datetime(2019, 10, 6, 0, 5, 55)
    row[SF311.index("latitude")] = 37.734498815723
    row[SF311.index("longitude")] = -122.45468055632
    (report,), _ = split(read(workbook(tmp_path, [SF311, row])))
    assert report.external == "11511140"
    assert report.at is not None
    assert report.at.isoformat() == "2019-10-06T00:05:55+00:00"
    assert (report.lng, report.lat) == (-122.45468055632, 37.734498815723)


def test_leading_noughts_of_a_number_stay(tmp_path: Path) -> None:
    row = [17, *labelled_row("")[1:]]
    (report,), _ = split(read(workbook(tmp_path, [LABELLED, row], A2="00000")))
    assert report.external == "00017"


def test_rows_not_taken_are_named_by_their_row(tmp_path: Path) -> None:
    rows = [
        [],
        LABELLED,
        labelled_row("1"),
        [],
        labelled_row("2", at="昨天"),
        labelled_row("3")[:4],
        [*labelled_row("4"), None, ""],
        [*labelled_row("5"), None, "多出"],
        labelled_row("1"),
        labelled_row(""),
    ]
    reading = read(workbook(tmp_path, rows))
    reports, problems = split(reading)
    assert [(r.line, r.external) for r in reports] == [(3, "1"), (6, "3"), (7, "4")]
    assert reports[1].category == ""
    assert [(p.line, p.column, p.reason) for p in problems] == [
        (5, "留言时间", "bad_time"),
        (8, "#7", "wrong_column_count"),
        (9, "留言编号", "repeated"),
        (10, "留言编号", "missing_number"),
    ]
    assert problems[0].en.startswith("row 5, column")
    assert "row 3" in problems[2].en
    assert reading.counts.blank == 1


def test_the_sheet_named_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, [LABELLED, *ROWS])
    with pytest.raises(e.UnknownHeader):
        read(path, sheet="other")
    assert len(list(read(path, sheet="Sheet"))) == 5
    with pytest.raises(e.SheetMissing) as missing:
        read(path, sheet="第三张")
    assert "Sheet, other" in missing.value.en
    with pytest.raises(e.NoSheets):
        read(saved(tmp_path, table(LABELLED, ROWS)), sheet="Sheet")


def test_a_hidden_sheet_is_not_the_first(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["secret"]])
    book = load_workbook(path)
    book["Sheet"].sheet_state = "hidden"
    del book["other"]
    last = book.create_sheet("last")
    for row in (LABELLED, ROWS[0]):
        last.append(row)
    book.save(path)
    assert len(list(read(path))) == 1


def test_a_sheet_that_states_a_wrong_size_is_read_whole(tmp_path: Path) -> None:
    path = workbook(tmp_path, [LABELLED, *ROWS])
    changed = repacked(path, "xl/worksheets/sheet1.xml", b'ref="A1:F6"', b'ref="A1:A1"')
    assert len(split(read(changed))[0]) == 5


def repacked(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The workbook with a part changed."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new)
            made.writestr(name, data)
    return target


def test_a_sheet_that_breaks_off_gives_the_rows_before(tmp_path: Path) -> None:
    path = repacked(
        workbook(tmp_path, [LABELLED, *ROWS]), "xl/worksheets/sheet1.xml", b'<row r="5"', b"<row <"
    )
    reading = read(path)
    taken: list[Report | RowProblem] = []
    with pytest.raises(e.WorkbookDamaged):
        taken.extend(reading)
    assert 0 < len(taken) < 5


def zipped(**parts: bytes) -> bytes:
    """A zip of these parts; two underscores in a name are a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return made.getvalue()


OTHERS: dict[str, tuple[bytes, type[IntakeError], str]] = {
    "no archive": (b"PK\x03\x04rest", e.WorkbookDamaged, "damaged"),
    "another archive": (zipped(readme=b"x"), e.NotATable, "without a workbook"),
    "ods": (zipped(**{"content.xml": b"<x/>"}), e.NotATable, "OpenDocument"),
    "xlsb": (zipped(**{"xl__workbook.bin": b""}), e.NotATable, ".xlsb"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), e.NotATable, "with a password"),
    "empty workbook": (zipped(**{"xl__workbook.xml": b""}), e.WorkbookDamaged, "damaged"),
    "texts beyond bounds": (
        zipped(**{"xl__workbook.xml": b"<x/>", "xl__sharedStrings.xml": bytes(130 * 2**20)}),
        e.WorkbookTooLarge,
        "128 MB",
    ),
    "a cell that explodes": (
        zipped(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": bytes(130 * 2**20)}),
        e.WorkbookTooLarge,
        "128 MB",
    ),
}


@pytest.mark.parametrize(("data", "kind", "words"), OTHERS.values(), ids=OTHERS.keys())
def test_other_files_are_refused_clearly(
    tmp_path: Path, data: bytes, kind: type[IntakeError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        read(saved(tmp_path, data))
    assert words in caught.value.en
    assert caught.value.zh


def test_an_empty_sheet_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(e.FileEmpty):
        read(workbook(tmp_path, [[], [None, " "]]))

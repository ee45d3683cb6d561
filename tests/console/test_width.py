"""Widths in cells: nothing is ever a cell too wide, and nothing readable is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from console.text.width import cells, fit, flow, wrap
from wire.safe_text import FILLER

MIXED = st.text(st.sampled_from("盛泽镇井盖，。（）《》“”、！abcXYZ 0189-./…　é"), max_size=60)
WILD = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\u200d\ufe0f\u0301👩🔥🏽❤☎#1盛 \t\x1b\n"),
    ),
    max_size=40,
)
PLAIN = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60)
NEVER_FIRST = "，。、；：？！）》」』】〕〉”’"
NEVER_LAST = "（《「『【〔〈“‘"


def bare(text: str) -> str:
    """The characters of a text that leave ink."""
    return "".join(text.split())


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("盛泽", 4), ("盛a泽", 5), ("ａ１", 4), ("é…", 2), ("e\u0301", 1)],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("盛泽镇", 6, "盛泽镇"),
        ("盛泽镇", 8, "盛泽镇  "),
        ("盛泽镇", 5, "盛.. "),
        ("盛泽镇井盖", 6, "盛泽.."),
        ("a盛泽镇井盖", 6, "a盛.. "),
        ("abcdef", 5, "abc.."),
        ("盛泽镇", 1, "."),
        ("盛泽镇", 0, ""),
    ],
)
def test_fit(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_fit_without_padding_and_with_another_mark() -> None:
    assert fit("盛泽", 9, pad=False) == "盛泽"
    assert fit("盛泽镇", 5, pad=False) == "盛.."
    assert fit("盛泽镇", 5, mark="~") == "盛泽~"
    assert fit("盛泽镇", 5, mark="") == "盛泽 "


@given(WILD, st.integers(0, 30))
def test_fit_is_exact(text: str, width: int) -> None:
    assert cells(fit(text, width)) == width
    assert cells(fit(text, width, pad=False)) <= width


@given(WILD)
def test_cells_are_those_textual_lays_out_with(text: str) -> None:
    assert cells(text) == cell_len(text)


@given(PLAIN, st.integers(0, 30))
def test_fit_keeps_a_beginning(text: str, width: int) -> None:
    if cells(text) <= width:
        assert fit(text, width) == text + " " * (width - cells(text))
    else:
        shown = fit(text, width, pad=False)
        assert text.startswith(shown.removesuffix("..")) or len(shown) < 2


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("烧烤店夜间油烟噪音", 8, ["烧烤店夜", "间油烟噪", "音"]),
        ("烧烤店夜，间油烟", 8, ["烧烤店", "夜，间油", "烟"]),
        ("到《意见》后", 8, ["到《意", "见》后"]),
        ("部件P-0101主管住建局", 10, ["部件P-0101", "主管住建局"]),
        ("到达处《意见》", 8, ["到达处", "《意见》"]),
        ("编号 000501 井盖", 9, ["编号", "000501 井", "盖"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("一\n\n二", 4, ["一", "", "二"]),
        ("  首行", 6, ["  首行"]),
        ("盛泽", 1, ["盛", "泽"]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(WILD, st.integers(2, 30))
def test_wrap_keeps_to_the_width_and_loses_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert bare("".join(lines)) == bare(text)


@given(MIXED, st.integers(2, 30))
def test_wrap_keeps_words_together(text: str, width: int) -> None:
    whole = {word for line in wrap(text, width) for word in line.split()}
    for word in text.split():
        if word.isascii() and len(word) <= width:
            assert word in whole


@given(
    st.lists(st.sampled_from(["盛", "井盖", "路灯，", "《办法》", "“哨”", "到。", "A1", "（急）"])),
    st.integers(8, 30),
)
def test_wrap_leaves_no_sign_on_the_wrong_side(parts: list[str], width: int) -> None:
    lines = [line for line in wrap("".join(parts), width) if line]
    assert not [line for line in lines if line[0] in NEVER_FIRST or line[-1] in NEVER_LAST]


def test_an_ambiguous_character_drawn_wide_is_never_cut_from_its_second_cell() -> None:
    wide = f"好…{FILLER}b“{FILLER}好”{FILLER}"
    assert cells(wide) == 11
    for width in range(12):
        cut = fit(wide, width, mark="")
        assert cells(cut) == width
        assert cut.count(FILLER) == sum(cut.count(char) for char in "…“”")
    for width in range(2, 8):
        lines = wrap(wide, width)
        assert all(cells(one) <= width for one in lines)
        assert not any(one.startswith(FILLER) for one in lines)
        assert "".join(lines) == wide


@given(st.lists(PLAIN.map(str.strip), max_size=6), st.integers(4, 40))
def test_facts_that_fit_on_a_line_are_never_cut(parts: list[str], width: int) -> None:
    lines = flow(parts, width)
    assert all(cells(line) <= width for line in lines)
    for part in parts:
        if part and cells(part) <= width:
            assert any(part in line for line in lines)
    assert bare("".join(lines)) == bare("".join(parts))


def test_a_label_keeps_its_value() -> None:
    assert flow(["到 03-10 09:12", "人:李四", "剩 4:40"], 20) == [
        "到 03-10 09:12",
        "人:李四  剩 4:40",
    ]

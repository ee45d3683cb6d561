"""Pinyin: what is typed finds what is meant, whichever way it is typed."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.text import pinyin
from console.text.pinyin import answers_to, initials, matcher, rank

unhurried = settings(deadline=None)  # the first query reads the table
HANZI = st.text(
    st.sampled_from("盛泽镇平望目澜鲈乡黎里重办长桥女绿略西安区行调解单中"), min_size=1, max_size=8
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize(
    "query",
    [
        "", "  ", "盛泽", "sz", "SZ", "szz", "shengze", "shengz", "shz", "she", "sheng",
        "szzhen", "盛z", "s泽", "shengzezhen", "ShengZe", "jg", "jinggai", "jgqs", "w031",
        "Ｗ０３１", "0817", "p-01", "盛泽 井盖", "jg sz", "jg　sz", "mulan03", "ml03", "泽镇/",
        "sheng'ze",
    ],
)  # fmt: skip
def test_a_row_answers(query: str) -> None:
    assert matcher(query)("W031 盛泽镇/目澜03 井盖缺失 P-0101-0817")


@pytest.mark.parametrize(
    "query",
    ["zs", "shenz", "泽盛", "szx", "xx", "盛泽 xx", "w032", "w 9", ".", "sz镇镇", "shengzhe", "iu"],
)
def test_a_row_does_not_answer(query: str) -> None:
    assert not matcher(query)("W031 盛泽镇/目澜03 井盖缺失 P-0101-0817")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("cb", "重办"), ("zb", "重办"), ("chongban", "重办"), ("zhongb", "重办"),
        ("lv", "绿化"), ("lue", "侵略"), ("lve", "侵略"), ("nü", "女"), ("xi'an", "西安"),
        ("xian", "西安"), ("xian", "县"), ("beishe", "北厍"), ("dashilan", "大栅栏"),
        ("wujiangqulianhezhihui", "吴江区联合指挥中心"), ("wjqlhzhzx", "吴江区联合指挥中心"),
        ("wjqlianhezhhzx", "吴江区联合指挥中心"), ("pw", "ＰＷ-1"), ("pw1", "平望１"),
        ("a1.b", "Ａ１．Ｂ"), ("[x]+", "x[X]+"), ("quickbrown" * 6, "QuickBrown" * 6),
        ("〇8", "二〇８"),
    ],
)  # fmt: skip
def test_readings_spellings_and_widths(query: str, text: str) -> None:
    assert matcher(query)(text)
    assert matcher(query)(f"前{text}后")


@unhurried
@given(HANZI, st.data())
def test_any_reading_of_a_row_finds_it(text: str, data: st.DataObject) -> None:
    readings = pinyin._readings()
    typed = [data.draw(st.sampled_from(readings[character])) for character in text]
    short = "".join(reading[0] for reading in typed)
    assert matcher(short)(f"在{text}。")
    assert answers_to(text, short)
    assert matcher("".join(typed[:4]))(f"在{text}。")
    assert answers_to(text, "".join(typed))
    assert answers_to(text, "".join(typed)[: data.draw(st.integers(0, 9))])


@unhurried
@given(HANZI, st.data())
def test_mixtures_complete(text: str, data: st.DataObject) -> None:
    readings = pinyin._readings()
    ways = [(character, *readings[character], readings[character][0][0]) for character in text]
    assert answers_to(text, "".join(data.draw(st.sampled_from(way)) for way in ways))


@unhurried
@given(ANYTHING, ANYTHING)
def test_nothing_typed_breaks_it(text: str, typed: str) -> None:
    matcher(typed)(text)
    assert (rank(text, typed) in (0, 1, 2, 3, 4)) == answers_to(text, typed)
    assert rank(text, text) == 0
    assert answers_to(text, "")
    assert matcher("")(text)


@unhurried
@given(st.text("szhengiaou'v13 ", max_size=80))
def test_patterns_are_bounded(typed: str) -> None:
    for term in typed.split():
        assert len(pinyin._pattern(term)) < 150_000


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("盛泽镇", "szz"), ("重办", "zb"), ("目澜03", "ml03"), ("Ｐ－0101 主管", "p0101zg"),
        ("七都", "qd"), ("长桥", "cq"), ("〇号", "lh"), ("", ""), ("…，é", ""),
    ],
)  # fmt: skip
def test_initials(text: str, letters: str) -> None:
    assert initials(text) == letters


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("平望镇", "平望镇", 0), ("W031", "w031", 0), ("平望镇", "平", 1), ("P-0101", "p-01", 1),
        ("平望镇", "pwz", 2), ("盛泽(镇)", "szz", 2), ("重办", "cb", 2), ("目澜03", "ml03", 2),
        ("平望镇", "pw", 3), ("平望镇", "平w", 3), ("平望镇", "pingw", 4), ("平望镇", "pin", 4),
        ("盛泽镇", "shz", 4), ("平望镇", "pingwangzhen", 4), ("平望镇", "wz", 5),
        ("平望镇", "望", 5), ("平望镇", "zhen", 5), ("平望镇", "x", None), ("平望镇", "pwzx", None),
        ("平望镇", "-", None), ("", "p", None), ("", "", 0), ("平望镇", "", 1),
    ],
)  # fmt: skip
def test_rank(text: str, typed: str, expected: int | None) -> None:
    assert rank(text, typed) == expected
    assert answers_to(text, typed) == (expected is not None and expected < 5)


def test_completions_sort_by_rank() -> None:
    names = ["城管中队(平望)", "平望派出所", "平望", "平安办", "普旺村", "盛泽镇"]
    found = [(order, name) for name in names if (order := rank(name, "pw")) is not None]
    found.sort(key=lambda one: (one[0], len(one[1])))
    assert [name for _, name in found] == ["平望", "普旺村", "平望派出所", "城管中队(平望)"]


def test_every_character_in_daily_use_is_known() -> None:
    known = pinyin._readings()
    assert len(known) > 26_000
    rows = (bytes([0xA1 + row]) for row in range(15, 87))  # all the characters of GB 2312
    daily = "".join(
        (row + bytes([cell])).decode("gb2312", "ignore")
        for row in rows
        for cell in range(0xA1, 0xFF)
    )
    assert len(daily) == 6763
    assert [character for character in daily if character not in known] == []
    assert set("".join(pinyin._syllables())) <= set("abcdefghijklmnopqrstuvwxyz")


def test_the_table_is_what_the_tool_writes() -> None:
    done = subprocess.run(
        [sys.executable, "tools/make_syllables.py", "--check"],
        cwd=pinyin._TABLE.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_reads_no_table_and_no_pypinyin() -> None:
    code = (
        "import sys; from console.text import pinyin\n"
        "assert 'pypinyin' not in sys.modules\n"
        "assert pinyin._syllables.cache_info().currsize == 0\n"
        "assert pinyin.rank('盛泽', 'sz') == 2 and 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=pinyin._TABLE.parents[2], check=True)

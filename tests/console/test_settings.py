"""`console.toml`: every mistake has its line and its remedy, and spoils nothing but itself."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.actions import ACTIONS
from console.directory import Directory
from console.keymap import SHIPPED
from console.options import ConsoleOptions
from console.seating import in_force
from console.settings.loading import MOST_BYTES, load, read
from console.settings.queries import judged
from console.settings.statements import Broken, Entry
from console.settings.statements import read as statements
from console.settings.values import SavedFilter, Settings
from console.terminal.capability import Capabilities
from console.text.i18n import Words
from console.views.settings import settings_lines
from tests.console.seats import Room, tables

TEN = """\
lang = "cn"
theme = "drak"
colour = "blue"

[keys]
dwon = "x"
up = ["k", "ctr+x"]
"verb.dispatch" = "ctrl+b"
down = "n"
quit = []
page_up = "u

[filters]
late = "twon:shengze"

[columns]
queue = ["left", "tickets"]
"""
"""Ten mistakes and one more, each in its own line."""


def settings(text: str, **environ: str) -> Settings:
    """The settings of a text."""
    return read("console.toml", text.encode(), environ)


def codes(text: str) -> list[tuple[int, str]]:
    """Line and code of every problem."""
    return [(one.line, one.code) for one in settings(text).problems]


def test_ten_mistakes_give_a_message_each_with_line_and_remedy() -> None:
    found = settings(TEN)
    places = [(one.line, one.column) for one in found.mistakes]
    assert places == [
        (1, 8), (2, 9), (3, 1), (6, 1), (7, 12), (8, 19), (9, 8), (10, 1), (11, 1), (14, 8),
        (17, 18),
    ]  # fmt: skip
    for lang in ("zh", "en"):
        said = [one.said_in("console.toml", lang) for one in found.mistakes]
        assert len(set(said)) == len(said)
        for one, text in zip(found.mistakes, said, strict=True):
            assert text.startswith(f"console.toml:{one.line}:{one.column}: ")
            what, _, remedy = text.partition("; ")
            assert what
            assert remedy
            assert "{" not in text


def test_what_is_right_beside_mistakes_is_in_force() -> None:
    found = settings(TEN)
    assert found.keymap.keys_of("up") == ("k",)
    assert found.keymap.keys_of("down") == ("j", "down")
    assert found.keymap.keys_of("page_up") == ("pageup",)
    assert found.keymap.keys_of("verb.dispatch") == ("d",)
    assert found.keymap.keys_of("quit") == ("ctrl+c",)
    assert found.columns == ()
    assert (found.lang, found.theme, found.filters) == ("", "", {})
    assert found.keymap.conflicts == ()


def test_the_nearest_name_is_suggested() -> None:
    said = {one.line: one.say("en") for one in settings(TEN).mistakes}
    for line, close in ((2, "dark"), (6, "down"), (7, "ctrl+x"), (14, "town"), (17, "ticket")):
        assert f"did you mean {close}?" in said[line]
    assert "是否 down?" in settings(TEN).mistakes[3].say("zh")


def test_settings_that_are_right() -> None:
    text = """
lang = "en"
theme = "dark"
mode = "thin"
encoding = "gb18030"
[keys]
down = "J"                    # a comment
up = [ "U",  # another
  "up",
]
"verb.dispatch" = "Esc"
back = "x"
verb.assist = []
clear = ""
line.word = "F5"
[filters]
"盛泽" = "镇:盛泽 步:待派"
late = '步:处置'
[columns]
queue = ["ticket", "left"]
sort = "-left"
"""
    found = settings(text)
    assert found.problems == ()
    assert (found.lang, found.theme, found.mode, found.encoding) == (
        "en", "dark", "thin", "gb18030",
    )  # fmt: skip
    keys = found.keymap.keys_of
    assert (keys("down"), keys("up")) == (("J",), ("U", "up"))
    assert (keys("verb.dispatch"), keys("back")) == (("escape",), ("x",))
    assert (keys("verb.assist"), keys("clear"), keys("line.word")) == ((), (), ("f5",))
    assert found.filters["盛泽"].text == "镇:盛泽 步:待派"
    assert found.filters["late"] == SavedFilter("步:处置", 18, 8)
    assert (found.columns, found.sort) == (("ticket", "left"), "-left")


def test_a_list_with_a_mistake_leaves_the_columns_as_shipped() -> None:
    for listed in ('["left", "tikcet", "state"]', '["left", "left"]', '["left", 3]'):
        assert settings(f"[columns]\nqueue = {listed}").columns == ()
    assert settings('[columns]\nqueue = ["left", "state"]').columns == ("left", "state")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_the_values_in_force(lang: str) -> None:
    found = settings('theme = "dark"\nlang = "zh"')
    options = ConsoleOptions("", "", "", lang=lang, theme=found.theme, settings=found)
    held = in_force(options, Capabilities(term="xterm", encoding="gb18030"))
    words = Words("en" if lang == "en" else "zh")
    page = settings_lines(held, Directory(tables(), words.lang), words, 80)
    shown = ["".join(span.text for span in one).split() for one in page]
    for pair in (["lang", lang], ["theme", "dark"], ["mode", "auto"], ["encoding", "gb18030"]):
        assert pair in shown
    bare = in_force(ConsoleOptions("", "", ""), Capabilities(term="xterm"))
    assert (bare.lang, bare.theme, bare.encoding) == ("zh", "ansi", "utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lang = zh", [(1, "syntax")]),
        ("[keys\nj = 'x'", [(1, "syntax"), (2, "unknown_action")]),
        ("x = [1,\n2", [(1, "syntax"), (2, "syntax")]),
        ('lang = "zh"\nlang = "en"', [(2, "duplicate")]),
        ("[keys]\n[filters]\n[keys]", [(3, "duplicate")]),
        ("keys = 3", [(1, "no_table")]),
        ("lang.x = 3", [(1, "unknown_table")]),
        ("[[keys]]\ndown = 'f9'", [(1, "array_table")]),
        ("[bell]\non = true\nloud = 1", [(1, "unknown_table")]),
        ("lang = 1", [(1, "not_text")]),
        ('mode = "fat"', [(1, "unknown_value")]),
        ('encoding = "big5"', [(1, "unknown_value")]),
        ("[keys]\ndown = 1", [(2, "not_keys")]),
        ("[keys]\ndown = ['x', 1]", [(2, "not_keys")]),
        ("[keys]\ndown = 'alt+x'", [(2, "alt_key")]),
        ("[keys]\ndown = 'ctrl+c'", [(2, "kept_key")]),
        ("[keys]\ndown = 'ctrl+i'", [(2, "same_key")]),
        ("[keys]\ndown = 'ctrl+z'", [(2, "reserved_key")]),
        ("[keys]\ndown = ['f9', 'F9']", [(2, "key_twice")]),
        ("[keys]\ndown = 'f9'\nup = 'f9'", [(3, "clash")]),
        ("[keys]\ndown = 'k'", [(2, "clash_shipped")]),
        ("[keys]\ndown = 'k'\nup = 'j'", []),
        ("[keys]\nmine = 'f9'\nback = 'f9'", [(2, "shadow"), (3, "shadow")]),
        ("[keys]\nopen = 'f9'\nback = 'f9'", [(3, "clash")]),
        ("[keys]\n'line.word' = 'w'", [(2, "typed_key")]),
        ("[keys]\n'line.list' = 'f9'", [(2, "fixed_action")]),
        ("[filters]\na = 1", [(2, "filter_text")]),
        ("[filters]\na = ' '", [(2, "filter_empty")]),
        ("[filters]\n'' = 'x'", [(2, "filter_name")]),
        ("[filters]\n盛泽 = 'x'", [(2, "bare_name")]),
        ("[filters]\na = '急:V'", [(2, "unknown_value")]),
        ("[filters]\na = '10:30 路口'", []),
        ("[columns]\nqueue = 'left'", [(2, "not_list")]),
        ("[columns]\nqueue = ['left', 'left']", [(2, "column_twice")]),
        ("[columns]\nsort = 'due'", [(2, "unknown_column")]),
        ("[columns]\nsorted = 'due'", [(2, "unknown_key")]),
    ],
)
def test_mistakes_by_kind(text: str, expected: list[tuple[int, str]]) -> None:
    assert codes(text) == expected
    for lang in ("zh", "en"):
        assert all("; " in one.say(lang) for one in settings(text).problems)


def test_a_mistaken_action_keeps_its_keys_unless_they_were_given_away() -> None:
    found = settings("[keys]\ndown = 'ctrl+b'\nup = ['k', 'down']")
    assert found.keymap.keys_of("up") == ("k", "down")
    assert found.keymap.keys_of("down") == ("j",)
    assert found.keymap.conflicts == ()


def test_leaving_has_its_key_whatever_the_file_says() -> None:
    found = settings("[keys]\nquit = 'Q'")
    assert found.problems == ()
    assert found.keymap.keys_of("quit") == ("ctrl+c", "Q")


def test_a_file_that_cannot_be_read_is_one_mistake(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert [one.code for one in load({"SHAOTAI_CONFIG": str(missing)}).problems] == ["unreadable"]
    assert load({"XDG_CONFIG_HOME": str(tmp_path)}).problems == ()
    assert [one.code for one in load({"SHAOTAI_CONFIG": str(tmp_path)}).problems] == ["unreadable"]
    assert [(one.line, one.code) for one in read("f", b"a = 1\n\xff", {}).problems] == [
        (2, "not_utf8")
    ]
    assert [one.code for one in read("f", b"#" * (MOST_BYTES + 1), {}).problems] == ["too_long"]


def test_the_file_is_found_where_it_should_be(tmp_path: Path) -> None:
    folder = tmp_path / "shaotai"
    folder.mkdir()
    (folder / "console.toml").write_bytes(b"\xef\xbb\xbflang = 'en'\r\nmode = 'thin'\r\n")
    found = load({"XDG_CONFIG_HOME": str(tmp_path)})
    assert (found.lang, found.mode, found.problems) == ("en", "thin", ())
    other = tmp_path / "mine.toml"
    other.write_text("lang = 'zh'", "utf-8")
    found = load({"XDG_CONFIG_HOME": str(tmp_path), "SHAOTAI_CONFIG": str(other)})
    assert (found.path, found.lang) == (str(other), "zh")


def test_an_own_theme_with_faults_is_said_once(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[ordinary]\nfg = 'rde'\n", "utf-8")
    found = settings(f"theme = {str(mine)!r}")
    assert [one.code for one in found.problems] == ["theme"]
    assert "mine.toml" in found.problems[0].say("zh")
    assert found.theme == ""


def test_filters_are_judged_by_the_districts_tables() -> None:
    room = Room()
    found = settings("[filters]\na = '镇:盛泽'\nb = '镇:没有 井盖'\nc = '步:待派'")
    assert found.problems == ()
    after = judged(found, room.seat.directory, room.words)
    assert [(one.line, one.code) for one in after.problems] == [(3, "filter_value")]
    assert "镇:没有" in after.problems[0].say("zh")
    assert list(after.filters) == ["a", "c"]


def test_nothing_from_the_file_reaches_the_terminal_raw() -> None:
    found = settings('[keys]\n"\\u001b[2J" = "x"\n[filters]\n"a\\u202e" = "x"')
    assert len(found.problems) == 2
    for one in found.problems:
        assert all(sign.isprintable() for sign in one.say("zh") + one.say("en"))
        assert "\u202e" not in one.say("zh")


NAMES = st.sampled_from([*(action.id for action in ACTIONS), "x y", "盛泽", "q'uote"])
SCALARS = st.one_of(
    st.text(max_size=8),
    st.integers(-9, 9),
    st.booleans(),
    st.lists(st.text(max_size=4), max_size=4),
)


def basic(text: str) -> str:
    """A TOML string."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def written(value: object, spread: bool) -> str:
    """A value as TOML, lists over several lines if wanted."""
    if isinstance(value, list):
        joint = ",\n  # a comment ]\n " if spread else ", "
        return f"[{joint.join(basic(one) for one in value)}{',' if value else ''}]"
    return basic(value) if isinstance(value, str) else str(value).lower()


@given(st.dictionaries(NAMES, SCALARS, max_size=6), st.dictionaries(NAMES, SCALARS), st.booleans())
def test_statements_are_what_toml_says_and_stand_where_they_say(
    top: dict[str, object], inner: dict[str, object], spread: bool
) -> None:
    lines = [f"{basic(name)} = {written(value, spread)}  # c" for name, value in top.items()]
    lines += ["", "[ keys . sub ]"]
    lines += [f"  {basic(name)}={written(value, not spread)}" for name, value in inner.items()]
    text = "\n".join(lines)
    whole = tomllib.loads(text)
    found = list(statements(text))
    assert all(isinstance(one, Entry) for one in found)
    values = [one for one in found if isinstance(one, Entry) and one.kind == "value"]
    assert {one.path: one.value for one in values} == {
        **{(name,): value for name, value in whole.items() if name != "keys"},
        **{("keys", "sub", name): value for name, value in whole["keys"]["sub"].items()},
    }
    source = text.split("\n")
    for one in values:
        beginning = source[one.place.line - 1][one.place.column - 1 :]
        assert beginning.startswith(basic(one.path[-1]))
        if isinstance(one.value, list):
            assert len(one.strings) == len(one.value)
            for place, item in zip(one.strings, one.value, strict=True):
                assert source[place.line - 1][place.column - 1 :].startswith(basic(item))


@given(st.text(alphabet="ab=\"[]{}.,#\n \\'", max_size=60))
def test_any_text_is_read_to_its_end(text: str) -> None:
    found = list(statements(text))
    assert all(1 <= one.place.line <= text.count("\n") + 1 for one in found)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert settings(text).mistakes
    else:
        assert not any(isinstance(one, Broken) for one in found)


@given(st.binary(max_size=200))
def test_no_file_keeps_a_seat_from_opening(data: bytes) -> None:
    found = read("console.toml", data, dict(os.environ))
    assert found.keymap.conflicts == ()
    assert found.keymap.keys_of("quit") == SHIPPED.keys_of("quit")
    for one in found.problems:
        assert one.say("zh")
        assert one.say("en")

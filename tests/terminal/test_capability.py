"""What is concluded from the name of a terminal and the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from console.terminal.capability import Capabilities, detect, encoding_of
from console.terminal.terms import FIELDS, TRUECOLOR, Entry, entry_of, from_terminfo, terms

BASIC = "cup el bold rev u7"
XTERM = "cup cuf hpa vpa el ech csr bce bold dim smul rev rmso rmam smcup civis BE u7"

TERMINALS = {
    "vt100": (0, "cup cuf el csr bold smul rev rmam u7"),
    "vt102": (0, "cup cuf el csr bold smul rev rmam u7"),
    "vt220": (0, "cup cuf el ech csr bold smul rev rmso rmam civis u7"),
    "vt320": (0, "cup cuf el ech csr bold smul rev rmam civis u7"),
    "linux": (8, "cup cuf hpa vpa el ech csr bce bold dim smul rev rmso rmam civis u7"),
    "ansi": (8, "cup cuf el bold smul rev u7"),
    "sun": (0, "cup el rev"),
    "scoansi": (8, "cup cuf el bce bold smul rev rmam"),
    "cygwin": (8, "cup cuf hpa vpa el bold smul rev rmso u7"),
    "xterm": (8, XTERM + " Ms"),
    "xterm-256color": (256, XTERM + " Ms"),
    "xterm-direct": (TRUECOLOR, XTERM + " rep Ms"),
    "rxvt": (8, "cup cuf hpa vpa el csr bce bold smul rev rmso rmam civis u7"),
    "rxvt-unicode-256color": (256, XTERM.replace("dim ", "")),
    "screen": (8, "cup cuf hpa vpa el csr bold dim smul rev rmso rmam smcup civis u7"),
    "screen-256color": (256, "cup cuf hpa vpa el csr bold dim smul rev rmso rmam smcup civis u7"),
    "tmux": (8, XTERM.replace("bce ", "") + " Ms"),
    "tmux-256color": (256, XTERM.replace("bce ", "") + " Ms"),
    "putty": (8, XTERM.replace("dim ", "") + " rep"),
    "putty-256color": (256, XTERM.replace("dim ", "") + " rep"),
    "konsole": (8, XTERM.replace("smcup ", "")),
    "kitty": (256, XTERM.replace("bce ", "") + " rep Ms"),
    "xterm-kitty": (256, XTERM.replace("bce ", "") + " rep Ms"),
    "alacritty": (256, XTERM + " rep Ms"),
    "foot": (256, XTERM + " Ms"),
    "wezterm": (256, XTERM + " rep Ms"),
    "st": (8, XTERM + " Ms"),
    "st-256color": (256, XTERM + " Ms"),
    "dumb": (0, ""),
    "unknown": (0, BASIC),
    "": (0, BASIC),
    "nonsense": (0, BASIC),
    "../../etc/passwd": (0, BASIC),
}
"""Colours, and terminfo's names of what the terminal has."""


def nothing(term: str) -> Entry | None:
    """A machine without terminfo."""
    return None


def found(mode: str = "auto", encoding: str = "", **environ: str) -> Capabilities:
    """What is detected where there is no terminfo."""
    return detect({"TERM": "xterm-256color"} | environ, mode, encoding, terminfo=nothing)[0]


def test_who_calls_itself_xterm_and_takes_no_clipboard() -> None:
    assert found().clipboard
    assert not found(VTE_VERSION="6800").clipboard
    assert not found(STY="1.pts-0.host").clipboard


@pytest.mark.parametrize("term", TERMINALS)
def test_every_terminal(term: str) -> None:
    can = found(TERM=term)
    colours, has = TERMINALS[term]
    assert can.colours == colours
    assert {name for name, field in FIELDS.items() if getattr(can, field)} == {*has.split()}
    assert can.thin is (colours == 0)


def test_the_table_holds_nothing_but_words_of_terminfo() -> None:
    for term, entry in terms().items():
        assert entry.has <= set(FIELDS), term
        assert entry.colours in (0, 8, 16, 256, TRUECOLOR), term
        assert "cup" in entry.has or not entry.has


def test_dumb_gets_no_colours_and_no_modes_whatever_else_is_said() -> None:
    can = found(TERM="dumb", COLORTERM="truecolor", mode="rich")
    assert can.colours == 0
    assert not can.thin
    assert not any(getattr(can, field) for field in FIELDS.values())


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"COLORTERM": "truecolor"}, TRUECOLOR),
        ({"COLORTERM": "24bit"}, TRUECOLOR),
        ({"COLORTERM": "yes"}, 256),
        ({"COLORTERM": "truecolor", "TERM": "screen-256color"}, 256),
        ({"COLORTERM": "truecolor", "TERM": "linux"}, 8),
        ({"COLORTERM": "truecolor", "TERM": "vt100"}, 0),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, 0),
        ({"NO_COLOR": ""}, 256),
    ],
)
def test_colours(environ: Mapping[str, str], colours: int) -> None:
    assert found(**environ).colours == colours


@pytest.mark.parametrize(
    ("mode", "environ", "thin"),
    [
        ("auto", {}, False),
        ("auto", {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, True),
        ("auto", {"SSH_TTY": "/dev/pts/1"}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"TERM": "vt220"}, True),
        ("auto", {"TERM": "nonsense"}, True),
        ("rich", {"SSH_TTY": "/dev/pts/1", "TERM": "vt100"}, False),
        ("thin", {}, True),
    ],
)
def test_thin_is_chosen_by_itself_and_the_option_wins(
    mode: str, environ: Mapping[str, str], thin: bool
) -> None:
    assert found(mode, **environ).thin is thin


@pytest.mark.parametrize(
    ("option", "environ", "encoding"),
    [
        ("", {}, "utf-8"),
        ("", {"LANG": "zh_CN.GB18030"}, "gb18030"),
        ("", {"LANG": "zh_CN.gbk"}, "gb18030"),
        ("", {"LANG": "zh_CN.GB2312"}, "gb18030"),
        ("", {"LANG": "zh_CN.eucCN"}, "gb18030"),
        ("", {"LANG": "zh_CN.UTF-8@pinyin"}, "utf-8"),
        ("", {"LANG": "zh_CN"}, "utf-8"),
        ("", {"LANG": "de_DE.ISO-8859-1"}, "utf-8"),
        ("", {"LC_ALL": "zh_CN.GBK", "LANG": "en_US.UTF-8"}, "gb18030"),
        ("", {"LC_CTYPE": "zh_CN.GBK", "LANG": "en_US.UTF-8"}, "gb18030"),
        ("", {"LC_CTYPE": "C.UTF-8", "LANG": "zh_CN.GBK"}, "gb18030"),
        ("", {"LC_CTYPE": "en_US.UTF-8", "LANG": "zh_CN.GBK"}, "utf-8"),
        ("utf8", {"LANG": "zh_CN.GBK"}, "utf-8"),
        ("cp936", {"LANG": "zh_CN.UTF-8"}, "gb18030"),
        ("nonsense", {"LANG": "zh_CN.GBK"}, "gb18030"),
    ],
)
def test_encoding(option: str, environ: Mapping[str, str], encoding: str) -> None:
    assert found("auto", option, **environ).encoding == encoding


def test_names_of_encodings() -> None:
    assert encoding_of("GBK") == encoding_of("gb2312") == encoding_of("GB18030") == "gb18030"
    assert encoding_of("UTF8") == "utf-8"
    for other in ("latin-1", "big5", "", "no such", "a\0b", "rot13"):
        assert encoding_of(other) is None


@pytest.mark.parametrize(
    ("environ", "parents", "answerer"),
    [
        ({}, (), ""),
        ({"TMUX": "/tmp/tmux-0/default,1,0"}, (), "tmux"),
        ({"STY": "1.pts-0.host"}, (), "screen"),
        ({"MOSH_KEY": "x"}, (), "mosh"),
        ({"MOSH_TITLE_NOPREFIX": "1"}, (), ""),
        ({}, ("bash", "mosh-server"), "mosh"),
        ({"TMUX": "x"}, ("bash", "mosh-server"), "tmux"),
        ({"TERM": "screen-256color"}, (), "screen"),
        ({"TERM": "tmux-256color"}, (), "tmux"),
        ({"TERM": "screen.xterm-256color"}, (), "screen"),
        ({"TERM": "tmux-256color", "SSH_TTY": "/dev/pts/0"}, (), ""),
        ({"TERM": "tmux-256color", "SSH_TTY": "/dev/pts/0", "TMUX": "x"}, (), "tmux"),
    ],
)
def test_who_answers(environ: Mapping[str, str], parents: tuple[str, ...], answerer: str) -> None:
    can, _ = detect({"TERM": "xterm", **environ}, parents=parents, terminfo=nothing)
    assert can.multiplexer == answerer
    assert can.thin is (answerer == "mosh" or "SSH_TTY" in environ)


def test_families_stand_in_for_their_members() -> None:
    assert entry_of("st-meta-256color", nothing) == (terms()["st"]._replace(colours=256), "family")
    assert entry_of("xterm-something-mono", nothing)[0].colours == 0
    assert entry_of("konsole-direct", nothing)[0].colours == TRUECOLOR
    assert entry_of("screen.linux", nothing)[0] == terms()["screen"]


STRINGS = {
    "cup": b"\x1b[%i%p1%d;%p2%dH$<5>", "el": b"\x1b[K$<3>", "cuf": b"\x1b[%p1%dC",
    "cub": b"\x1b[%p1%dD", "cuu": b"\x1b[%p1%dA", "cud": b"\x1b[%p1%dB",
    "csr": b"\x1b[%i%p1%d;%p2%dr", "ri": b"\x1bM$<5>", "rep": b"%p1%c\x1b[%p2%{1}%-%db",
}  # fmt: skip


def test_terminfo_is_believed_where_it_names_the_sequences_that_are_sent() -> None:
    assert from_terminfo(256, True, STRINGS).has == {"cup", "el", "cuf", "csr", "rep", "bce"}
    assert from_terminfo(88, False, STRINGS).colours == 16
    assert from_terminfo(-1, False, STRINGS).colours == 0
    assert "cuf" not in from_terminfo(8, False, STRINGS | {"cud": b""}).has
    assert "csr" not in from_terminfo(8, False, STRINGS | {"ri": b"\x1bI"}).has


def test_a_terminal_that_is_not_ansi_gets_nothing() -> None:
    wyse = {"cup": b"\x1b=%p1%' '%+%c%p2%' '%+%c", "el": b"\x1bT", "bold": b"\x1b[1m"}
    assert from_terminfo(8, False, wyse) == Entry(0, False, frozenset())


def test_a_real_terminfo_entry_and_only_one_a_process() -> None:
    """In a process of its own, for curses sets up one terminal only."""
    code = (
        "from console.terminal.terms import read_terminfo as r, terms\n"
        "e = r('vt220'); print(e is None or e.has - {'u7'} == terms()['vt220'].has - {'u7'})\n"
        "print(r('linux') is None, r('no-such-terminal') is None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 3 or done.stdout.startswith("True\nFalse")


def test_reasons_are_given_in_both_languages_and_cannot_act_on_the_terminal() -> None:
    environ = {"TERM": "x\x1b[2J" * 20, "LANG": "\x07.\x1b[31m", "COLORTERM": "\x1b"}
    _, reasons = detect(environ, terminfo=nothing)
    assert [what for what, _, _ in reasons] == ["term", "colours", "encoding", "mode"]
    for _, zh, en in reasons:
        assert en.isascii()
        assert zh.isprintable()
        assert en.isprintable()
        assert len(en) < 100


def test_the_environment_of_this_process_will_do() -> None:
    can, reasons = detect(os.environ)
    assert can.encoding in ("utf-8", "gb18030")
    assert reasons

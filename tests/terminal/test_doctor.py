"""`shaotai doctor` in a real pty: it measures, gives the terminal back, and leaves no answers."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import termios
from unicodedata import east_asian_width

import pytest

from tests.terminal.pty_seat import PtySeat

DOCTOR = f"{sys.executable} -m shaotai doctor"

AFTERWARDS = (
    "; echo code=$?; stty -a | grep -o -- '-\\?\\(icanon\\|echo\\|isig\\)\\b' | xargs echo modes; "
    "python3 -c \"import select,sys; print('left', bool(select.select([0],[],[],0.7)[0]))\""
)
"""Prints the exit code, the terminal's modes, and whether input is left for the shell."""


def seat(options: str = "", answers: bool = True, **more: object) -> PtySeat:
    """Doctor under a shell that then looks at what it left."""
    line = f"{DOCTOR} {options} {AFTERWARDS}"
    return PtySeat(["sh", "-c", line], rows=40, answers=answers, **more)  # type: ignore[arg-type]


def said(one: PtySeat, timeout: float = 20.0) -> str:
    """The whole screen at the end."""
    one.wait_exit(timeout)
    return "\n".join(line.rstrip() for line in one.screen())


def given_back(text: str) -> bool:
    """Whether doctor ended well and the terminal is as a shell wants it."""
    return all(words in text for words in ("code=0", "modes isig icanon echo", "left False"))


def test_what_a_terminal_answers_is_measured() -> None:
    with seat("--lang en") as one:
        text = said(one)
    assert given_back(text), text
    assert re.search(r"answers    CSI 5 n by the terminal, \d+\.\d ms", text)
    assert "two cells each; the encoding fits" in text
    assert "ambiguous  1 cell\n" in text
    assert "colours    256 (as TERM says)" in text
    assert "pace by answers" in text


def test_a_terminal_that_never_answers() -> None:
    with seat("--lang en", answers=False) as one:
        text = said(one)
    assert given_back(text), text
    assert "none within a second" in text
    assert "pace by time, since nothing answers" in text


def test_chinese_and_only_certain_widths() -> None:
    with seat("--lang zh --thin") as one:
        text = said(one)
    assert given_back(text), text
    assert "只发 ASCII 与全宽字符" in text
    assert {east_asian_width(c) for c in text if not c.isascii()} <= {"W", "F"}


def test_gb18030_and_a_terminal_that_speaks_something_else() -> None:
    with seat(env={"LANG": "zh_CN.GB18030"}, encoding="gb18030") as one:
        text = said(one)
    assert "每字两格, 编码相符" in text
    with seat("--encoding gb18030 --lang zh") as one:
        text = said(one)
    assert "try --encoding utf-8" in text
    assert given_back(text)


@pytest.mark.parametrize("term", ["vt100", "dumb", "linux", "nonsense", "screen"])
def test_other_terminals(term: str) -> None:
    with seat("--lang en", term=term) as one:
        text = said(one)
    assert given_back(text), text
    assert f"terminal   {term} " in text
    assert ("not work: change the terminal" in text) is (term == "dumb")


def test_tmux_is_named_as_the_one_who_answers() -> None:
    with seat("--lang en", env={"TMUX": "/tmp/x,1,0"}) as one:
        text = said(one)
    assert "CSI 5 n by tmux" in text
    assert "the delay shown is that to tmux" in text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_end_it_still_gives_the_terminal_back(number: int) -> None:
    argv = [sys.executable, "-m", "shaotai", "doctor"]
    with PtySeat(argv, answers=False) as one:
        one.wait_raw(b"\x1b[c")
        one.kill(number)
        assert one.wait_exit() in (128 + number, 130)
        flags = termios.tcgetattr(one._master)[3]
    assert flags & termios.ECHO
    assert flags & termios.ICANON


def test_keys_that_stop_a_program_do_not_leave_it_raw() -> None:
    with PtySeat([sys.executable, "-m", "shaotai", "doctor"], answers=False) as one:
        one.wait_raw(b"\x1b[c")
        one.send("<ctrl+z><ctrl+\\>abc")
        assert one.wait_exit() == 0
        assert termios.tcgetattr(one._master)[3] & termios.ECHO
        assert "abc" not in "".join(one.screen())


def test_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shaotai", "doctor", "--lang", "en"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no terminal" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stdout
    assert "terminal" in done.stdout


def test_an_encoding_nobody_speaks_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shaotai", "doctor", "--encoding", "big5"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 2
    assert "gb18030" in done.stderr

"""The first picture: there before anything slow is loaded, and gone without a trace."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.opening import Opening
from console.terminal.capability import Capabilities, detect
from console.terminal.screen import Screen
from console.terminal.tty import Device
from console.text.i18n import Words
from tests.terminal.pty_seat import PtySeat

ROOT = Path(__file__).parents[2]
XTERM, _ = detect({"TERM": "xterm-256color", "LANG": "zh_CN.UTF-8"})


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Both ends of a terminal: the glass, and where a program stands."""
    glass, program = pty.openpty()
    yield glass, program
    os.close(glass)
    os.close(program)


def opened(program: int, can: Capabilities = XTERM) -> Opening:
    """The first picture on that terminal."""
    return Opening(Device(program), can, Words("zh"))


def test_it_paints_and_reads_keys_as_they_are(ends: tuple[int, int]) -> None:
    glass, program = ends
    opening = opened(program)
    painted = os.read(glass, 4096).decode()
    assert "哨台 Shaotai" in painted
    assert Words("zh")("queue.waiting") in painted
    assert not termios.tcgetattr(program)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)
    os.write(glass, b"jj\x03")
    device = opening.hand_over()
    assert device is not None
    assert device.wait(1.0)
    assert device.read() == b"jj\x03"
    assert opening.hand_over() is None
    device.leave_raw()
    device.close()


def test_where_nobody_takes_it_over_the_terminal_is_as_it_was(ends: tuple[int, int]) -> None:
    glass, program = ends
    before = termios.tcgetattr(program)
    opening = opened(program)
    opening.give_back()
    assert termios.tcgetattr(program) == before
    assert os.read(glass, 4096).endswith(b"\x1b[?1049l")
    opening.give_back()


def test_what_was_handed_over_is_not_given_back(ends: tuple[int, int]) -> None:
    glass, program = ends
    opening = opened(program)
    device = opening.hand_over()
    assert device is not None
    os.read(glass, 4096)
    opening.give_back()
    assert not termios.tcgetattr(program)[3] & termios.ECHO
    device.leave_raw()
    device.close()


def test_a_terminal_that_speaks_gb18030_gets_gb18030(ends: tuple[int, int]) -> None:
    glass, program = ends
    can, _ = detect({"TERM": "vt100"}, "auto", "gb18030")
    opening = opened(program, can)
    assert "哨台".encode("gb18030") in os.read(glass, 4096)
    opening.give_back()


def test_the_picture_stays_until_there_is_another() -> None:
    screen = Screen(XTERM, 20, 4)
    screen.keep_picture(True)
    screen.began(0.0)
    assert screen.take(0.0) == b""
    screen.feed("\x1b[1;1H\x1b[7m哨台\x1b[0m")
    assert screen.take(0.1).startswith(b"\x1b[m\x1b[H\x1b[2J")
    screen.feed("\x1b[1;1H    ")
    assert screen.take(0.2) != b""


def test_nothing_slow_is_loaded_before_it() -> None:
    code = (
        "import sys, console.opening; "
        "slow = {'textual', 'rich', 'httpx', 'websockets', 'asyncio', 'zstandard'}; "
        "sys.exit(' '.join(slow & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == ""


def test_a_seat_opens_without_a_platform_and_takes_what_was_typed() -> None:
    code = (
        "from console.opening import open_seat; from console.options import ConsoleOptions; "
        "raise SystemExit(open_seat(ConsoleOptions('http://127.0.0.1:9', 'token', 'seat')))"
    )
    with PtySeat([sys.executable, "-c", code], rows=24, cols=80, cwd=str(ROOT)) as seat:
        seat.wait_for("哨台 Shaotai")
        seat.send("<ctrl+c>")
        assert seat.wait_exit() == 0
        assert seat.raw.rstrip().endswith(b"\x1b[?1049l")

"""The harness itself: keys arrive, the screen is what a terminal shows, questions are answered."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .pty_seat import PtySeat, key_text

APP = """
import os
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

class Seat(App[None]):
    CSS = "Static { height: 1; } Input { border: none; height: 1; }"
    def compose(self) -> ComposeResult:
        yield Static("吴江区联动指挥中心 [b]派遣席[/b]", id="top")
        yield Static("-", id="key")
        yield Static("-", id="size")
        yield Input(id="line")
    def on_key(self, event: events.Key) -> None:
        self.query_one("#key", Static).update(f"key={event.key};")
    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#size", Static).update(f"size={event.size.width}x{event.size.height};")
    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value == ":quit":
            self.exit(return_code=7, message="已离席")
        self.query_one("#top", Static).update(f"收到 {event.value}。")

app = Seat()
app.run()
raise SystemExit(app.return_code)
"""

ASK = r"""
import os, sys, termios, tty
fd = sys.stdin.fileno()
tty.setraw(fd)
def ask(question, last):
    os.write(1, question)
    answer = b""
    while not answer.endswith(last):
        answer += os.read(fd, 1)
    return answer
"""


def python(code: str, **options: object) -> PtySeat:
    """A seat at which Python runs this code."""
    return PtySeat([sys.executable, "-c", code], **options)  # type: ignore[arg-type]


def starting(text: str) -> Callable[[list[str]], bool]:
    """Does any line begin so?"""
    return lambda lines: any(line.startswith(text) for line in lines)


@pytest.fixture
def app(tmp_path: Path) -> list[str]:
    """The command line of a small real Textual app."""
    path = tmp_path / "seat.py"
    path.write_text(APP, encoding="utf-8")
    return [sys.executable, str(path)]


def test_a_textual_app_is_seen_typed_into_resized_and_left(app: list[str]) -> None:
    with PtySeat(app, rows=12, cols=60) as seat:
        lines = seat.wait_for("吴江区联动指挥中心 派遣席")
        assert len(lines) == 12
        seat.wait_for("size=60x12;")
        seat.send("盛泽 <lt>szz<backspace><enter>")
        seat.wait_for("收到 盛泽 <sz。")
        seat.resize(20, 100)
        assert len(seat.wait_for("size=100x20;")) == 20
        seat.wait_for("收到 盛泽 <sz。")
        seat.send("<ctrl+u>")
        seat.wait_for(lambda lines: not lines[3].strip())
        seat.send(":quit<enter>")
        assert seat.wait_exit() == 7
        assert seat.returncode == 7
        assert any("已离席" in line for line in seat.screen())
        assert not any("size=" in line for line in seat.screen())
        assert seat.faults == []
        assert seat.bytes_read == len(seat.raw) > 1000


@pytest.mark.parametrize(
    ("keys", "name"),
    [("<f1>", "f1"), ("<down>", "down"), ("<esc>", "escape"), ("<shift+tab>", "shift+tab"),
     ("<f8>", "f8"), ("<pgdn>", "pagedown"), ("<ctrl+l>", "ctrl+l")],
)  # fmt: skip
def test_keys_have_the_names_textual_gives_them(app: list[str], keys: str, name: str) -> None:
    with PtySeat(app) as seat:
        seat.wait_for("size=80x24;")
        seat.send(keys)
        seat.wait_for(f"key={name};")


def test_key_text() -> None:
    assert key_text(":pq 501<tab><enter>") == ":pq 501\t\r"
    assert key_text("<ctrl+c><ctrl+[><alt+x><alt+up>") == "\x03\x1b\x1bx\x1b\x1b[A"
    assert key_text("1 < 2 <lt>f1>") == "1 < 2 <f1>"
    with pytest.raises(KeyError, match="no key is called <entre>"):
        key_text("<entre>")


def test_questions_are_answered_where_the_cursor_is() -> None:
    code = ASK + (
        "a = ask(b'\\x1b[3;5H\\x1b[6n', b'R'); b = ask(b'\\x1b[5n', b'n')\n"
        "c = ask(b'\\x1b[c', b'c'); d = ask(b'\\x1b[>c', b'c')\n"
        "print('\\x1b[H', a, b, c, d, flush=True)"
    )
    with python(code) as seat:
        assert seat.wait_exit() == 0
        said = r"b'\x1b[3;5R' b'\x1b[0n' b'\x1b[?1;2c' b'\x1b[>0;379;0c'"
        assert said in seat.screen()[0]


def test_a_terminal_that_does_not_answer_can_answer_later() -> None:
    code = ASK + "print('\\x1b[2J', ask(b'asked\\x1b[5n', b'n'), flush=True)"
    with python(code, answers=False) as seat:
        seat.wait_for(lambda _: bool(seat.unanswered))
        assert seat.unanswered == [b"\x1b[0n"]
        seat.answer_now()
        seat.wait_for(r"b'\x1b[0n'")


def test_sequences_pyte_stumbles_over_leave_no_trace() -> None:
    odd = (
        "\x1b[>4;1m\x1b[>25u\x1b[?25u\x1b[<u\x1b[=1;1u\x1b[?2026$p\x1b[!p\x1b[2 q\x1b[4:3m"
        "\x1b]22;default\x07\x1b]52;c;eA==\x1b\\\x1bP+q544e\x1b\\\x1b_Ga=q;AAAA\x1b\\\x1b[?2004h"
    )
    code = f"import sys; sys.stdout.write({odd!r} + 'end\\n'); sys.stdout.flush()"
    with python(code) as seat:
        assert seat.wait_exit() == 0
        assert [line.rstrip() for line in seat.screen() if line.strip()] == ["end"]
        assert seat.faults == []
        assert not seat.terminal.buffer[0][0].italics


def test_sequences_and_characters_split_between_writes() -> None:
    text = "\x1b[2;3H盛泽\x1b]0;哨台\x07\x1b[1m镇\x1b[0m\x1bPq\x1b\\."
    code = (
        f"import os, termios\nfor byte in {text!r}.encode():\n"
        "    os.write(1, bytes([byte])); termios.tcdrain(1)"
    )
    with python(code, rows=4, cols=12) as seat:
        assert seat.wait_exit() == 0
        assert seat.screen() == [" " * 12, "  盛泽镇.   ", " " * 12, " " * 12]
        assert seat.terminal.title == "哨台"
        assert seat.terminal.buffer[1][6].bold
        assert seat.cursor == (1, 9)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("盛泽\x1b[1;2Hx", " x泽  "),
        ("盛泽\x1b[1;3Hx", "盛x   "),
        ("盛泽\x1b[1;1Hx", "x 泽  "),
        ("a\u200bb盛\ufeffc", "ab盛c "),
        ("e\u0301x\xff\x9cy", "éxÿy  "),
    ],
)
def test_wide_characters_and_their_halves(written: str, shown: str) -> None:
    code = f"import os; os.write(1, {written!r}.encode())"
    with python(code, rows=1, cols=6) as seat:
        assert seat.wait_exit() == 0
        assert seat.screen() == [shown]


def test_bytes_that_are_no_text_do_not_stop_the_reader() -> None:
    with python(r"import os; os.write(1, b'\xff\xfe\x9b1mA\x1b[99999999;1HB\x1b[zC')") as seat:
        assert seat.wait_exit() == 0
        assert "C" in "".join(seat.screen())


def test_another_encoding_both_ways() -> None:
    code = "import os; os.write(1, '收到'.encode('gb18030') + os.read(0, 99))"
    with python(code, encoding="gb18030") as seat:
        seat.send("盛泽<enter>")
        seat.wait_for("收到盛泽")


def test_waiting_fails_with_the_screen() -> None:
    with python("print('停在这里', flush=True); input()") as seat:
        seat.wait_for(starting("停"))
        with pytest.raises(AssertionError, match=r"0\.05 s passed without '不来'(?s:.*)停在这里"):
            seat.wait_for("不来", timeout=0.05)
        with pytest.raises(AssertionError, match="still running"):
            seat.wait_exit(timeout=0.05)
        seat.send("<enter>")
        with pytest.raises(AssertionError, match="the program ended without"):
            seat.wait_for("不来")


def test_raw_bytes_are_waited_for_from_a_place() -> None:
    with python("print('a1', flush=True); input(); print('a2', flush=True); input()") as seat:
        place = seat.wait_raw(b"a")
        seat.send("<enter>")
        second = seat.wait_raw(b"a2", after=place)
        assert seat.raw[second - 2 : second] == b"a2"


def test_the_program_has_a_terminal_of_its_own() -> None:
    code = (
        "import os; tty = open('/dev/tty', 'w'); size = os.get_terminal_size()\n"
        "print(os.environ['TERM'], os.environ['LANG'], os.environ.get('HOME'), file=tty)\n"
        "print(size.columns, size.lines, os.getpgrp() == os.tcgetpgrp(0), file=tty)"
    )
    with python(code, rows=30, cols=90, term="vt100", env={"HOME": None}) as seat:
        assert seat.wait_exit() == 0
        assert [line.rstrip() for line in seat.screen()[:2]] == [
            "vt100 C.UTF-8 None",
            "90 30 True",
        ]


def test_ctrl_c_kill_and_hang_up_end_a_program() -> None:
    loop = "import signal; print('ready', flush=True); signal.pause()"
    with python(loop) as seat:
        seat.wait_for("ready")
        seat.send("<ctrl+c>")
        assert seat.wait_exit() == -signal.SIGINT
    with python(loop) as seat:
        seat.wait_for("ready")
        seat.kill()
        assert seat.wait_exit() == -signal.SIGKILL
    with python(loop) as seat:
        seat.wait_for("ready")
        seat.hang_up()
        assert seat.wait_exit() == -signal.SIGHUP


def test_close_ends_a_program_that_ignores_the_hang_up() -> None:
    code = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "print('ready', flush=True)\nwhile True: signal.pause()"
    )
    seat = python(code)
    seat.wait_for("ready")
    seat.close()
    seat.close()
    assert seat.returncode == -signal.SIGKILL
    assert "ready" in seat.screen()[0]


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        PtySeat(["/nonexistent/program"])

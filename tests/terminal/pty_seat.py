"""A seat at a real terminal, for tests: a program in a pty, keys in, a screen out.

    with PtySeat([sys.executable, "-m", "shaotai", "demo"], rows=24, cols=80) as seat:
        seat.wait_for("待派")
        seat.send("<down><enter>")
        seat.wait_for(lambda lines: "000501" in lines[16])

One thread reads the pty, feeds a pyte screen, answers what a terminal is asked, and wakes whoever
waits; nothing polls. `raw` keeps every byte the program wrote.
"""

from __future__ import annotations

import codecs
import copy
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self
from unicodedata import combining

import pyte
from wcwidth import wcwidth  # what pyte itself measures with

__all__ = ["PtySeat", "key_text"]

Predicate = Callable[[list[str]], bool]

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "lt": "<",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "insert": "\x1b[2~", "delete": "\x1b[3~",
    "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "shift+tab": "\x1b[Z", "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B",
    "shift+right": "\x1b[1;2C", "shift+left": "\x1b[1;2D",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
    "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
    "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip

_NAME = re.compile(r"<([a-z0-9]+(?:\+[a-z0-9@\[\]\\^_]+)*)>")

# Of one control sequence: what it starts with, its numbers, its middle, and the final letter.
_CSI = r"\x1b\[(?P<sign>[<=>?]*)(?P<numbers>[0-9:;]*)(?P<middle>[ -/]*)(?P<final>[@-~])"
_OSC = r"\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
_STRING = r"\x1b[PX^_][^\x1b]*(?:\x1b(?!\\)[^\x1b]*)*\x1b\\"
# The end of a read that may be the beginning of one.
_OPEN = r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][\s\S]*|[ -/]?)?\Z"
_SEQUENCE = re.compile(f"{_CSI}|{_OSC}|{_STRING}|(?P<open>{_OPEN})")

_PYTE_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_ALTERNATE = {47, 1047, 1049}
_INHERITED_NOT = ("COLUMNS", "LINES", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TMUX", "STY")


def key_text(keys: str) -> str:
    """What the keys of a readable text send: `:pq 501<enter>`, `<ctrl+c>`, `<alt+x>`, `<lt>`."""

    def one(found: re.Match[str]) -> str:
        name = found[1]
        if name in KEYS:
            return KEYS[name]
        modifier, _, rest = name.partition("+")
        if modifier == "alt" and rest:
            return "\x1b" + (rest if len(rest) == 1 else KEYS[rest])
        if modifier == "ctrl" and len(rest) == 1:
            return chr(ord(rest.upper()) & 0x1F)
        raise KeyError(f"no key is called <{name}>; write <lt> for the sign itself")

    return _NAME.sub(one, keys)


class SeatScreen(pyte.Screen):
    """A pyte screen with the second screen of xterm and without pyte's two traps in drawing.

    pyte stops at the first unprintable character of a text, and leaves half a wide character
    behind where the other half was overwritten; a terminal does neither.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self._primary: tuple[Any, Any] | None = None
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        if not data.isascii():
            data = "".join(c for c in data if wcwidth(c) > 0 or combining(c))
        super().draw(data)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        if kwargs.get("private") and _ALTERNATE & {*modes} and self._primary is None:
            self._primary = (copy.deepcopy(self.buffer), copy.copy(self.cursor))
            self.erase_in_display(2)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and _ALTERNATE & {*modes} and self._primary is not None:
            (self.buffer, self.cursor), self._primary = self._primary, None
            self.cursor.hidden = False
            self.ensure_hbounds()
            self.ensure_vbounds()

    def row(self, number: int) -> str:
        """One line as shown, exactly as many cells as the screen is wide."""
        signs = [self.buffer[number][x].data for x in range(self.columns)]
        shown: list[str] = []
        for x, sign in enumerate(signs):
            wide = bool(sign) and wcwidth(sign[0]) == 2
            if wide and (x + 1 == len(signs) or signs[x + 1] != ""):
                shown.append(" ")
            elif sign or not (x and signs[x - 1] and wcwidth(signs[x - 1][0]) == 2):
                shown.append(sign or " ")
        return "".join(shown)


def _own_terminal() -> None:
    """Runs in the child after setsid: standard input becomes its controlling terminal."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _size(rows: int, cols: int) -> bytes:
    return struct.pack("HHHH", rows, cols, 0, 0)


def _environment(term: str, changes: Mapping[str, str | None] | None) -> dict[str, str]:
    """This process's environment without what describes its own terminal."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _INHERITED_NOT and not name.startswith(("LC_", "SSH_", "TEXTUAL"))
    }
    wanted: dict[str, str | None] = {**kept, "TERM": term, "LANG": "C.UTF-8", **(changes or {})}
    return {name: value for name, value in wanted.items() if value is not None}


class PtySeat:
    """A program in a terminal of its own.

    `env` adds to the environment, or takes out with None. `answers=False` is a terminal that
    answers no question; `unanswered` then holds what it would have said, `answer_now()` says it.
    `encoding` is what the terminal speaks both ways. `faults` holds what pyte could not take.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        rows: int = 24,
        cols: int = 80,
        env: Mapping[str, str | None] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        term: str = "xterm-256color",
        encoding: str = "utf-8",
        answers: bool = True,
    ) -> None:
        self.answers = answers
        self.unanswered: list[bytes] = []
        self.faults: list[str] = []
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._screen = SeatScreen(cols, rows)
        self._stream = pyte.Stream(self._screen)
        self._rest = ""
        self._raw = bytearray()
        self._ended = False
        self._changed = threading.Condition()
        self._master, slave = os.openpty()
        self._wake_read, self._wake_write = os.pipe()
        self._closed = False
        fcntl.ioctl(slave, termios.TIOCSWINSZ, _size(rows, cols))
        try:
            self.process = subprocess.Popen(
                list(argv), stdin=slave, stdout=slave, stderr=slave, cwd=cwd,
                env=_environment(term, env), start_new_session=True, preexec_fn=_own_terminal,
            )  # fmt: skip
        except OSError:
            self._close_descriptors()
            raise
        finally:
            os.close(slave)
        self._reader = threading.Thread(target=self._read, name="pty-seat", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What the seat sees

    def screen(self) -> list[str]:
        """The lines as shown, a wide character once, each line as wide as the screen."""
        with self._changed:
            return [self._screen.row(number) for number in range(self._screen.lines)]

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, from 0."""
        with self._changed:
            return self._screen.cursor.y, min(self._screen.cursor.x, self._screen.columns - 1)

    @property
    def terminal(self) -> SeatScreen:
        """The pyte screen itself, for attributes: `terminal.buffer[row][col].reverse`."""
        return self._screen

    @property
    def raw(self) -> bytes:
        """Every byte the program wrote."""
        with self._changed:
            return bytes(self._raw)

    @property
    def bytes_read(self) -> int:
        """How many bytes the program wrote."""
        with self._changed:
            return len(self._raw)

    @property
    def returncode(self) -> int | None:
        """The exit code, minus the signal if one ended it, None while it runs."""
        return self.process.poll()

    # What the seat does

    def send(self, keys: str) -> None:
        """Presses keys: text as it is, names in angle brackets (see `key_text`)."""
        self.send_bytes(key_text(keys).encode(self._encoding))

    def send_bytes(self, data: bytes) -> None:
        """Sends bytes as they are: pastes, split sequences, broken input."""
        while data:
            data = data[os.write(self._master, data) :]

    def resize(self, rows: int, cols: int) -> None:
        """Changes the size of the terminal; the program gets SIGWINCH."""
        with self._changed:
            self._screen.resize(rows, cols)
            fcntl.ioctl(self._master, termios.TIOCSWINSZ, _size(rows, cols))

    def answer_now(self) -> None:
        """Gives the answers held back so far."""
        with self._changed:
            held, self.unanswered = self.unanswered, []
        self.send_bytes(b"".join(held))

    def wait_for(self, wanted: str | Predicate, timeout: float = 10.0) -> list[str]:
        """Waits until the screen shows a text or meets a predicate; the screen then.

        AssertionError with the screen when time is up, or at once when the program has ended.
        """
        met: Predicate
        if callable(wanted):
            met, name = wanted, "the predicate"
        else:
            text = wanted
            met, name = (lambda lines: any(text in line for line in lines)), repr(wanted)
        deadline = time.monotonic() + timeout
        with self._changed:
            while not met(lines := self.screen()):
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    why = "the program ended" if self._ended else f"{timeout} s passed"
                    raise AssertionError(f"{why} without {name}\n{self.dump()}")
                self._changed.wait(left)
        return lines

    def wait_raw(self, wanted: bytes, after: int = 0, timeout: float = 10.0) -> int:
        """Waits until the program has written these bytes after a place; the place behind them."""
        self.wait_for(lambda _: self._raw.find(wanted, after) >= 0, timeout)
        with self._changed:
            return self._raw.find(wanted, after) + len(wanted)

    def wait_exit(self, timeout: float = 10.0) -> int:
        """Waits for the end of the program and of its output; the exit code."""
        deadline = time.monotonic() + timeout
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {timeout} s\n{self.dump()}") from None
        with self._changed:
            self._changed.wait_for(lambda: self._ended, max(deadline - time.monotonic(), 0))
        return code

    def dump(self) -> str:
        """The screen in a frame, and how the program is: what a failed test shows."""
        lines = self.screen()
        edge = "+" + "-" * self._screen.columns + "+"
        state = "running" if self.returncode is None else f"ended with {self.returncode}"
        facts = f"{state}, {self.bytes_read} bytes, cursor {self.cursor}"
        faults = [f"pyte: {fault}" for fault in self.faults[:3]]
        return "\n".join([edge, *(f"|{line}|" for line in lines), edge, facts, *faults])

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Sends a signal to the program and whatever it started in its group."""
        if self.returncode is None:
            os.killpg(self.process.pid, number)

    def hang_up(self) -> None:
        """Takes the terminal away, as a closed window or a cut ssh line does."""
        if not self._closed:
            os.write(self._wake_write, b"x")
            self._reader.join()
            self._close_descriptors()

    def close(self) -> None:
        """Takes the terminal away and makes sure that the program is gone."""
        self.hang_up()
        try:
            self.process.wait(1.0)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()

    # The reader's thread

    def _close_descriptors(self) -> None:
        self._closed = True
        for descriptor in (self._master, self._wake_read, self._wake_write):
            os.close(descriptor)

    def _read(self) -> None:
        """Reads until the program has gone or the terminal is taken away."""
        while True:
            ready, _, _ = select.select([self._master, self._wake_read], [], [])
            try:
                data = b"" if self._wake_read in ready else os.read(self._master, 65536)
            except OSError:  # Linux says EIO when nobody holds the other side any more
                data = b""
            with self._changed:
                self._raw += data
                replies = self._feed(self._decoder.decode(data))
                self._ended = not data
                self._changed.notify_all()
            if not data:
                return
            self._reply(replies)

    def _reply(self, replies: list[bytes]) -> None:
        if not self.answers:
            with self._changed:
                self.unanswered += replies
            return
        try:
            self.send_bytes(b"".join(replies))
        except OSError:  # the program ended after it had asked
            return

    def _feed(self, text: str) -> list[bytes]:
        """Shows a text of the program; the answers to its questions, in order."""
        text, self._rest = self._rest + text, ""
        replies: list[bytes] = []
        done = 0
        for found in _SEQUENCE.finditer(text):
            self._show(text[done : found.start()])
            if found["open"] is not None:
                self._rest = found[0]
            elif self._is_for_pyte(found):
                self._show(found[0])
            replies += self._answers_to(found)
            done = found.end()
        self._show(text[done:])
        return replies

    def _show(self, text: str) -> None:
        try:
            self._stream.feed(text)
        except _PYTE_FAULTS as fault:  # a terminal shrugs; a test may look at `faults`
            self.faults.append(f"{fault!r} at {text[:80]!r}")

    @staticmethod
    def _is_for_pyte(found: re.Match[str]) -> bool:
        """Is this a sequence pyte 0.8 understands? It takes many others for text or for colours."""
        if found["final"] is None:
            return found["osc"] is not None and found["osc"][:2] in ("0;", "1;", "2;")
        if found["middle"] or ":" in found["numbers"] or found["final"] in "cn":
            return False
        return not found["sign"] or (found["sign"] == "?" and found["final"] in "hlJK")

    def _answers_to(self, found: re.Match[str]) -> Iterator[bytes]:
        """What an xterm says to a question; nothing to anything else."""
        question = (found["sign"], found["numbers"], found["middle"], found["final"])
        match question:
            case ("", "5", "", "n"):
                yield b"\x1b[0n"
            case ("", "6", "", "n"):
                row, column = self.cursor
                yield f"\x1b[{row + 1};{column + 1}R".encode()
            case ("", "" | "0", "", "c"):
                yield b"\x1b[?1;2c"
            case (">", "" | "0", "", "c"):
                yield b"\x1b[>0;379;0c"

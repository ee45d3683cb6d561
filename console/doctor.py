"""Measures the terminal for `shaotai doctor`: the probe of `terminal/probe.py` on a real device.

The terminal is given back as it was whatever happens, and nothing it answered is left for the
shell to read.
"""

from __future__ import annotations

import os
import re
import select
import signal
import termios
import time
import tty
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NamedTuple, NoReturn

from console.terminal.capability import Capabilities, Reason, ancestors, detect
from console.terminal.input_answers import cursor_report, report
from console.terminal.probe import Probe

MOST_SECONDS = 1.5
"""The longest the terminal is held; answers later than that find nobody."""

DISABLED = b"\0"
"""A control character that no key sends."""

SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""What would end the program without giving the terminal back."""

SEQUENCE = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~])")
"""A control sequence, without the ESC."""

UNREAD_KEPT = 64
"""Bytes of a sequence whose end has not come."""


class Examination(NamedTuple):
    """What was found.

    Attributes:
        measurable: both descriptors are a terminal.
        heard: whether anything was answered, None where nothing was asked.
        size: columns and rows, where the terminal says.
    """

    capabilities: Capabilities
    reasons: list[Reason]
    measurable: bool
    heard: bool | None = None
    size: tuple[int, int] | None = None


def examine(
    environ: Mapping[str, str], mode: str, encoding: str, reads: int, writes: int
) -> Examination:
    """Look at the environment and ask the terminal behind two descriptors.

    Args:
        environ: the environment.
        mode: ``auto``, ``thin`` or ``rich``.
        encoding: name of an encoding, or empty.
        reads: descriptor the keys come from.
        writes: descriptor the text goes to.
    """
    known, reasons = detect(environ, mode, encoding, parents=ancestors())
    if not (os.isatty(reads) and os.isatty(writes)):
        return Examination(known, reasons, False)
    size = _size(writes)
    probe = Probe(known, auto=mode == "auto", in_place=True)
    if not probe.asks:
        return Examination(known, reasons, True, None, size)
    with borrowed(reads):
        _converse(probe, reads, writes)
    found = probe.result()
    if found.thin and not known.thin:
        slow = ("mode", "线路慢", "the line is slow")
        reasons = [slow if reason[0] == "mode" else reason for reason in reasons]
    return Examination(found, reasons, True, probe.heard, size)


def _size(fd: int) -> tuple[int, int] | None:
    try:
        columns, rows = os.get_terminal_size(fd)
    except OSError:
        return None
    return (columns, rows) if columns and rows else None


@contextmanager
def borrowed(fd: int) -> Iterator[None]:
    """The terminal without echo, lines and keys that stop the program; then as it was.

    Control-C still works. What was typed or answered meanwhile is thrown away.
    """
    before = termios.tcgetattr(fd)
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        for number in SIGNALS:
            signal.signal(number, _told_to_end)
        termios.tcsetattr(fd, termios.TCSADRAIN, _quiet(fd))
        yield
    finally:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcflush(fd, termios.TCIFLUSH)
            termios.tcsetattr(fd, termios.TCSANOW, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _quiet(fd: int) -> list[Any]:
    mode = termios.tcgetattr(fd)
    mode[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON)
    mode[tty.IFLAG] &= ~(termios.ICRNL | termios.ISTRIP)
    for key, value in (
        (termios.VMIN, 1), (termios.VTIME, 0), (termios.VSUSP, DISABLED), (termios.VQUIT, DISABLED)
    ):  # fmt: skip
        mode[tty.CC][key] = value
    return mode


def _told_to_end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _converse(probe: Probe, reads: int, writes: int) -> None:
    """Ask, and read until all answers are there or the time is up."""
    began = time.monotonic()
    until = began + MOST_SECONDS
    if not _sent(probe.question(began), writes, until):
        return
    unread = b""
    while (now := time.monotonic()) < until and probe.owed:
        if probe.finished(now) and not probe.heard:
            return
        if not select.select([reads], [], [], min(until - now, 0.1))[0]:
            continue
        data = os.read(reads, 4096)
        if not data:
            return
        unread = _answers(probe, unread + data)


def _sent(data: bytes, writes: int, until: float) -> bool:
    """Send it all; False if the terminal does not take it in time."""
    while data:
        if not select.select([], [writes], [], max(0.0, until - time.monotonic()))[1]:
            return False
        data = data[os.write(writes, data) :]
    return True


def _answers(probe: Probe, data: bytes) -> bytes:
    """Hand every whole answer to the probe; what is left may be the beginning of one."""
    end = 0
    for found in SEQUENCE.finditer(data):
        end = found.end()
        code = found[1].decode("ascii")
        answer = cursor_report(code) or report(code)
        if answer is not None:
            probe.answered(answer, time.monotonic())
    return data[end:][-UNREAD_KEPT:]

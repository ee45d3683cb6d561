"""Child processes and what the kernel says of them. Every child ends when its parent does."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
"""The repository."""

TICKS = os.sysconf("SC_CLK_TCK")
"""Units of processor time in a second."""

END_SECONDS = 5.0
"""How long a child may take to end by itself."""


class Usage(NamedTuple):
    """A process at an instant: seconds (monotonic), processor seconds used, MB (10^6) held."""

    at: float
    cpu: float
    rss: float


def usage(pid: int) -> Usage:
    """What a process has used and holds.

    Raises:
        OSError: it is gone.
    """
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    pages = int(fields[21])
    cpu = (int(fields[11]) + int(fields[12])) / TICKS
    cpu = _by_threads(pid) or cpu
    return Usage(time.perf_counter(), cpu, pages * os.sysconf("SC_PAGESIZE") / 1e6)


def _by_threads(pid: int) -> float:
    """Processor seconds of the threads there are, by the nanosecond; 0 where that is not told."""
    told = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in told) / 1e9


def cpu_percent(before: Usage, after: Usage) -> float:
    """Processor time between two instants in per cent of one core."""
    return 100 * (after.cpu - before.cpu) / max(1e-9, after.at - before.at)


class Child:
    """A program of ours whose standard input is a pipe: it ends when that pipe does."""

    def __init__(self, argv: Sequence[str], output: Path) -> None:
        """Start ``python`` with these arguments.

        Args:
            output: file for standard output; errors go to the same name with ``.err``.
        """
        self.output = output
        self.errors = output.with_suffix(".err")
        with output.open("wb") as out, self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, *argv], stdin=subprocess.PIPE, stdout=out, stderr=errors,
                cwd=ROOT, start_new_session=True,
            )  # fmt: skip
        assert self.process.stdin is not None
        self._stdin = self.process.stdin

    def end(self) -> str:
        """Let it end, by force if it must be; returns what it printed."""
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return self.output.read_text("utf-8")

    def wait_for(self, file: Path, seconds: float) -> None:
        """Wait until the child has made a file.

        Raises:
            RuntimeError: it ended or took too long.
        """
        until = time.monotonic() + seconds
        while not file.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"a child failed: {self.errors.read_text('utf-8')[-2000:]}")
            time.sleep(0.01)


@contextmanager
def running(argv: Sequence[str], output: Path) -> Iterator[Child]:
    """A child for as long as the block runs."""
    child = Child(argv, output)
    try:
        yield child
    finally:
        child.end()


def end_on_signals() -> None:
    """Ctrl+C, SIGTERM and SIGHUP leave through every ``finally``, which nothing then cuts short."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        for one in numbers:
            signal.signal(one, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for number in numbers:
        signal.signal(number, leave)

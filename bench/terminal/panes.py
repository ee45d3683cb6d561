"""The same console in three terminals: on its own driver, on Textual's, and that inside tmux."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.proc import ROOT
from bench.terminal.grid import Grid, grid_of
from tests.terminal.emulators import GlassSeat

QUIET_SECONDS = 0.25
"""After so long without a byte a change has been painted."""

LONGEST_SECONDS = 8.0
"""The longest a change may take."""

START_SECONDS = 40.0
"""The longest a program may take until it shows its rows."""

QUESTION = b"\x1b[5n"
"""What the console's driver asks after a frame; no part of the picture."""

SHOWN = "共160"
"""What is on the screen once the rows are."""


class Scene(NamedTuple):
    """Something that changes the screen.

    Attributes:
        keys: what is pressed; empty for a second that passes.
        counted: whether it is measured, or only leads to the next.
    """

    name: str
    keys: str
    counted: bool = True


class Painted(NamedTuple):
    """What a scene cost, and what is on the screen after it."""

    scene: Scene
    data: bytes
    grid: Grid

    @property
    def picture(self) -> int:
        """Bytes without the questions to the terminal."""
        return len(self.data.replace(QUESTION, b""))


def scenes(height: int) -> list[Scene]:
    """What a seat does at a window of so many rows."""
    rows = height - 10
    return [
        *[Scene("tick", "")] * 3,
        *[Scene("cursor down", "j")] * 5,
        Scene("to the bottom", "j" * (rows - 6), counted=False),
        *[Scene("scroll by one", "j")] * 3,
        *[Scene("page", "<pgdn>")] * 2,
        *[Scene("queue to ticket", "<enter>"), Scene("ticket to queue", "<esc>")] * 2,
    ]


class Pane:
    """One of the terminals."""

    def __init__(self, seat: GlassSeat, pid_file: Path) -> None:
        self.seat = seat
        seat.wait_for(SHOWN, START_SECONDS)
        self._quiet()
        self.pid = int(pid_file.read_text("utf-8"))
        self._read = len(seat.raw)
        self.start = Painted(Scene("start", ""), seat.raw, self._grid())

    def play(self, scene: Scene) -> Painted:
        """Make a scene happen."""
        if scene.keys:
            self.seat.send(scene.keys)
        else:
            os.kill(self.pid, signal.SIGUSR1)
        self._quiet(first=LONGEST_SECONDS)
        raw = self.seat.raw
        data, self._read = raw[self._read :], len(raw)
        return Painted(scene, data, self._grid())

    def idle(self, seconds: float) -> int:
        """Bytes in so many seconds in which nothing happens."""
        before = self.seat.bytes_read
        time.sleep(seconds)
        return self.seat.bytes_read - before

    def _quiet(self, first: float = QUIET_SECONDS) -> None:
        """Wait for the first byte, then until nothing has come for a while."""
        seat, until = self.seat, time.monotonic() + LONGEST_SECONDS
        size, wait = seat.bytes_read, first
        with seat._changed:
            while time.monotonic() < until:
                if not seat._changed.wait_for(lambda: seat.bytes_read != size, wait):  # noqa: B023
                    return
                size, wait = seat.bytes_read, QUIET_SECONDS

    def _grid(self) -> Grid:
        with self.seat._changed:
            return grid_of(self.seat.terminal)


@contextmanager
def pane(kind: str, size: tuple[int, int], folder: Path) -> Iterator[Pane]:
    """A pane with the console: ``thin``, ``stock`` or ``tmux``."""
    pid_file = folder / f"{kind}{size[0]}.pid"
    driver = "thin" if kind == "thin" else "stock"
    argv = [sys.executable, "-m", "bench.terminal.stage", driver, str(pid_file)]
    socket = f"shaotai-bench-{os.getpid()}"
    if kind == "tmux":
        configuration = folder / "tmux.conf"
        configuration.write_text("set -g status off\nset -g default-terminal tmux-256color\n")
        argv = ["tmux", "-L", socket, "-f", str(configuration), "new-session", *argv]
    environment = {"COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    with GlassSeat(argv, rows=size[1], cols=size[0], env=environment, cwd=ROOT) as seat:
        try:
            yield Pane(seat, pid_file)
        finally:
            if kind == "tmux":
                subprocess.run(["tmux", "-L", socket, "kill-server"], check=False)
            with contextlib.suppress(OSError):
                seat.kill()

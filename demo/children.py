"""Child processes that never outlive their parent.

Each gets a pipe as its standard input and ends when that pipe does, however the parent ended; each
runs in a session of its own, so that keys pressed in the parent's terminal do not reach it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

STOP_SECONDS = 5.0
"""How long children may take to end by themselves before they are killed."""


class Child:
    """One running child; what it says goes to its log."""

    def __init__(
        self, argv: Sequence[str], log: Path, first: bytes = b"", env: Mapping[str, str] = {}
    ) -> None:
        """Start it.

        Args:
            argv: program and arguments; nothing secret, since others can read them.
            log: file for both of its outputs, begun anew, readable by its owner only.
            first: what it reads first; the pipe then stays open and silent.
            env: added to the environment.

        Raises:
            OSError: it cannot be started, or the log not written.
        """
        self.log = log
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(log, flags, 0o600), "wb") as output:
            self._process = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **env},
            )
        self.pid = self._process.pid
        assert self._process.stdin is not None
        self._stdin = self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            self._stdin.write(first)
            self._stdin.flush()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def let_go(self) -> None:
        """Tell it to end."""
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()

    def wait(self, seconds: float) -> None:
        """Wait for its end, kill it after so many seconds."""
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def stop(children: Sequence[Child], seconds: float = STOP_SECONDS) -> None:
    """End them all; returns when none is left."""
    for child in children:
        child.let_go()
    until = time.monotonic() + seconds
    for child in children:
        child.wait(until - time.monotonic())

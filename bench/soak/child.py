"""The soak's platform: a real process that is killed and comes back on the same port.

Run as a module it is that process. It differs from one in service in its buffers only: they are
small, so that a seat that reads slowly falls behind within seconds and not within minutes.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from pathlib import Path
from random import Random
from unittest import mock

from bench.proc import Child
from platform_server import serve as serving
from platform_server.engine import subscriber

READY_SECONDS = 40.0
"""How long a start may take on a machine that is busy."""

PORTS = (20_000, 32_000)
"""Below the ports that the kernel gives to clients: none of them may sit on it meanwhile."""

BACKLOG = 16 * 1024
"""Bytes that may wait for one seat."""

BUFFER = 4096
"""Bytes of a connection's kernel buffer, where a seat is to be slow."""


class DidNotComeBack(Exception):
    """The platform did not start, or did not accept requests in time."""


def free_port(rng: Random) -> int:
    """A port that nobody has."""
    while True:
        port = rng.randrange(*PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


class Server:
    """The platform from the outside: started, killed, started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.database = f"sqlite:///{folder / 'shaotai.db'}"
        self.lives = 0
        self._child: Child | None = None

    def start(self) -> None:
        """Begin to start; `until_ready` waits for it."""
        self.lives += 1
        argv = ["-m", "bench.soak.child", self.database, str(self._ready), str(self.port)]
        self._child = Child(argv, self.folder / f"life{self.lives}.out")

    async def until_ready(self) -> float:
        """Wait until requests are accepted; how many seconds that took.

        Raises:
            DidNotComeBack: it ended or took too long.
        """
        began = time.monotonic()
        while not self._ready.exists():
            assert self._child is not None
            ended = self._child.process.poll() is not None
            if ended or time.monotonic() - began > READY_SECONDS:
                raise DidNotComeBack(self._child.errors.read_text("utf-8")[-2000:])
            await asyncio.sleep(0.02)
        return time.monotonic() - began

    def kill(self) -> None:
        """As kill -9 does."""
        if self._child is not None:
            self._child.process.kill()
            self._child.end()

    def stop(self) -> None:
        """As an operator does."""
        if self._child is not None:
            self._child.end()

    def complaints(self) -> list[str]:
        """Tracebacks that the platform wrote in all its lives, by their last lines."""
        found = []
        for file in sorted(self.folder.glob("life*.err")):
            parts = file.read_text("utf-8", "replace").split("Traceback (most recent call last)")
            found += [part.strip().splitlines()[-1] for part in parts[1:]]
        return found

    @property
    def _ready(self) -> Path:
        return self.folder / f"ready{self.lives}.json"


def main() -> None:
    """The child's entry point."""
    listen = serving._listen

    def listen_with_small_buffers(host: str, port: int) -> socket.socket:
        listener = listen(host, port)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        return listener

    database, ready, port = sys.argv[1:]
    subscriber.LARGEST_BACKLOG = BACKLOG
    settings = serving.Settings(database, port=int(port), ready_file=ready, follow_stdin=True)
    with mock.patch.object(serving, "_listen", listen_with_small_buffers):
        serving.serve(settings)


if __name__ == "__main__":
    main()

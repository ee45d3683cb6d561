"""What waits for one seat: encoded frames in order, never more than it can be expected to read."""

from __future__ import annotations

import asyncio

import zstandard

from platform_server.engine.scope import Scope

LARGEST_BACKLOG = 1024 * 1024
"""Bytes that may wait for one seat."""

LEVEL = 9
"""How hard zstd tries: a frame of a hundred changes takes it 0.15 ms, and a fifth fewer bytes."""

Waiting = tuple[int | None, "Body"]
"""The position a frame ends at, and the frame; None for one that moves no position."""


class Body:
    """An encoded frame, compressed at most once however many seats take it."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._packed: bytes | None = None

    @property
    def packed(self) -> bytes:
        """The frame under zstd."""
        if self._packed is None:
            self._packed = zstandard.ZstdCompressor(level=LEVEL).compress(self.plain)
        return self._packed


class Subscriber:
    """What waits for one seat. ``behind`` says it lost its place and must be caught up."""

    def __init__(self, scope: Scope, after: int, cmds: bool = True) -> None:
        self.scope = scope
        self.sent = after
        self.cmds = cmds
        self.behind = False
        self._waiting: list[Waiting] = []
        self._bytes = 0
        self._ready = asyncio.Event()

    def offer(self, end: int | None, body: Body) -> None:
        """Queue a frame, or drop all that waits if the seat is too slow."""
        if self.behind:
            return
        self._bytes += len(body.plain)
        if self._bytes > LARGEST_BACKLOG:
            self._waiting.clear()
            self.behind = True
        else:
            self._waiting.append((end, body))
        self._ready.set()

    async def take(self) -> list[Waiting]:
        """What waits, once something does; empty if the seat fell behind."""
        await self._ready.wait()
        self._ready.clear()
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        return waiting

    def restart(self) -> None:
        """Take frames again: to be said *before* the log is read for what was missed.

        What is offered while the log is read overlaps with it at most; nothing falls between.
        """
        self._waiting, self._bytes, self.behind = [], 0, False

    def caught_up(self, seq: int) -> None:
        """The seat has been sent everything up to ``seq``."""
        self.sent = seq

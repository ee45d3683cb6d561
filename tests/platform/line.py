"""A seat's line to the stream, frame by frame, with the seat's own state machine behind it."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import TypeVar

import zstandard
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from api_client.replica import Replica
from api_client.session import Session
from wire.protocol import (
    COMPRESSED,
    PLAIN,
    Bookmark,
    Changes,
    Frame,
    Ping,
    Pong,
    Position,
    ServerFrame,
    Snapshot,
    Subscribe,
    Synced,
    Welcome,
    decode_server,
    encode,
)

T = TypeVar("T", bound=Frame)
PATIENCE_SECONDS = 10


class Line:
    """One connection. Frames pass through ``session`` and ``replica`` as on a real seat."""

    def __init__(
        self, url: str, token: str, packed: bool = False, resume: Position | None = None,
        replica: Replica | None = None,
    ) -> None:  # fmt: skip
        self._connect = connect(
            "ws" + url.removeprefix("http") + "/v1/stream",
            subprotocols=[Subprotocol(COMPRESSED if packed else PLAIN)],
            additional_headers={"Authorization": f"Bearer {token}"},
            compression=None,
            proxy=None,
        )
        self.session = Session()
        self.session.position = resume
        self.replica = replica or Replica()
        self.frames: list[ServerFrame] = []

    async def __aenter__(self) -> Line:
        self.socket = await self._connect
        await self.say(self.session.opened(time.monotonic()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self.socket.close()

    async def say(self, frame: Subscribe | Ping) -> None:
        await self.socket.send(encode(frame), text=True)

    async def hear(self) -> ServerFrame:
        """The next frame, applied if it is to be."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            data = await self.socket.recv()
        body = data if isinstance(data, str) else zstandard.decompress(data)
        frame = decode_server(body)
        if self.session.received(frame, time.monotonic()):
            assert isinstance(frame, Snapshot | Synced | Changes)
            self.replica.apply(frame)
        self.frames.append(frame)
        return frame

    async def until(self, kind: type[T]) -> T:
        """The next frame of a kind; heartbeats and others pass by."""
        while True:
            frame = await self.hear()
            if isinstance(frame, kind):
                return frame

    async def begun(self) -> Welcome:
        """What the platform greets with; up to the end of a snapshot where one follows."""
        welcome = await self.until(Welcome)
        if not welcome.resumed:
            await self.until(Synced)
        return welcome

    async def reach(self, seq: int) -> None:
        """Hear until the copy stands at ``seq``."""
        while self.session.position is None or self.session.position.seq < seq:
            await self.hear()

    async def ping(self) -> Pong:
        await self.say(Ping(time.monotonic()))
        return await self.until(Pong)

    async def beat(self) -> Bookmark:
        return await self.until(Bookmark)

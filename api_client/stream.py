"""The websocket loop over `session.py`: connects, subscribes, delivers, comes back after cuts."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec
import zstandard

from api_client.clock import ServerClock
from api_client.errors import StreamBroken
from api_client.replica import ChangeSet, Replica
from api_client.session import Link, Session
from api_client.sums import Mending
from wire.protocol import (
    COMPRESSED,
    LARGEST_FRAME,
    Bookmark,
    Bye,
    Changes,
    Looker,
    Lookers,
    Ping,
    Pong,
    Presence,
    Refetched,
    ServerFrame,
    Snapshot,
    Synced,
    Welcome,
    decode_server,
    encode,
)

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

PING_SECONDS = 2.0
"""How often the round trip is measured."""

PRESENCE_SECONDS = 0.5
"""Least time between two words on what this seat looks at; the newest counts."""

CONNECT_SECONDS = 10.0
"""How long an attempt to connect may take."""

Deliver = Callable[[ChangeSet], None]

log = logging.getLogger(__name__)


class Stream:
    """Keeps a replica current for as long as ``run`` runs."""

    def __init__(
        self,
        url: str,
        token: str,
        session: Session,
        replica: Replica,
        clock: ServerClock,
        on_link: Callable[[], None],
        on_presence: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            url: the platform's address, ``http://…`` or ``https://…``.
            token: bearer token.
            on_link: called whenever the state of the link may have changed.
            on_presence: called whenever ``presence`` has changed.
        """
        self._url = "ws" + url.removeprefix("http") + "/v1/stream"
        self._token = token
        self._on_link = on_link
        self._on_presence = on_presence
        self._looks_at = ""
        self._looks_anew = asyncio.Event()
        self._unpack = zstandard.ZstdDecompressor()
        self._retry_after = 0.0
        self.session = session
        self.replica = replica
        self.clock = clock
        self.mending = Mending()
        self.mark = ""
        self.cut_since: float | None = None

    @property
    def presence(self) -> Mapping[str, Looker]:
        """Every other connection that looks at a ticket of this seat's scope, by its id."""
        return MappingProxyType(self.session.presence)

    def say_presence(self, ticket: str) -> None:
        """Tell the others which ticket this seat looks at, empty for none.

        Sent now if connected, and again after every cut.
        """
        if ticket != self._looks_at:
            self._looks_at = ticket
            self._looks_anew.set()

    async def run(self, deliver: Deliver) -> None:
        """Connect and deliver changes until the platform ends the session for good."""
        while await self._once(deliver):
            delay = self.session.lost(time.monotonic(), random.random, self._retry_after)
            self._retry_after = 0.0
            if self.cut_since is None:
                self.cut_since = time.monotonic()
            self._on_presence()
            self._on_link()
            await asyncio.sleep(delay)
        self._on_link()

    async def _once(self, deliver: Deliver) -> bool:
        """One connection from beginning to end; whether to come back."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus, WebSocketException
        from websockets.typing import Subprotocol

        try:
            async with connect(
                self._url,
                subprotocols=[Subprotocol(COMPRESSED)],
                additional_headers={"Authorization": f"Bearer {self._token}"},
                compression=None,
                proxy=None,
                open_timeout=CONNECT_SECONDS,
                close_timeout=1,
                ping_interval=None,
                max_size=LARGEST_FRAME,
            ) as socket:
                await self._converse(socket, deliver)
        except InvalidStatus as error:
            if error.response.status_code in (401, 403):
                self.session.link = Link.ENDED
        except StreamBroken as error:
            log.info("connecting again: %s", error)
            self.session.distrust()
        except (WebSocketException, OSError, TimeoutError) as error:
            log.info("the link is cut: %s", error)
        except (msgspec.MsgspecError, zstandard.ZstdError) as error:
            log.info("the link is cut: %s", error)
        return self.session.link is not Link.ENDED

    async def _converse(self, socket: ClientConnection, deliver: Deliver) -> None:
        subscribe = self.session.opened(time.monotonic())
        self.replica.begin_snapshot()
        self.mending.forget()
        await socket.send(encode(subscribe), text=True)
        if self._looks_at:
            self._looks_anew.set()
        talk = [asyncio.create_task(one) for one in (self._ping(socket), self._look(socket))]
        try:
            while True:
                await self._hear(socket, deliver)
                await asyncio.sleep(0)  # frames that are here already come without a pause
        finally:
            for task in talk:
                task.cancel()
            await asyncio.gather(*talk, return_exceptions=True)
            code = socket.close_code
            if code is not None and 3500 <= code < 4000:
                self.session.link = Link.ENDED

    async def _hear(self, socket: ClientConnection, deliver: Deliver) -> None:
        wait = self.session.heartbeat * 2
        async with asyncio.timeout(wait):
            data = await socket.recv()
        body = data if isinstance(data, str) else self._unpack.decompress(data, LARGEST_FRAME)
        frame = decode_server(body)
        before = self.session.link
        if self.session.received(frame, time.monotonic()):
            self._apply(frame, deliver)
        await self._mend(frame, socket, deliver)
        self._note(frame)
        if self.session.link is Link.LIVE:
            self.cut_since = None
        if before is not self.session.link or isinstance(frame, Pong | Snapshot):
            self._on_link()

    def _apply(self, frame: ServerFrame, deliver: Deliver) -> None:
        if isinstance(frame, Snapshot | Synced | Changes):
            changes = self.replica.apply(frame)
            if not changes.empty:
                deliver(changes)

    async def _mend(self, frame: ServerFrame, socket: ClientConnection, deliver: Deliver) -> None:
        """Compare checksums, ask for what differs, take over what came."""
        replica, mending = self.replica, self.mending
        position = self.session.position
        if isinstance(frame, Bookmark) and frame.sums and position is not None:
            wanted = mending.compare(frame, position.seq, replica.sums)
            if wanted is not None:
                log.warning("%d buckets are not as the platform's", len(wanted.buckets))
                await socket.send(encode(wanted), text=True)
        elif isinstance(frame, Synced):
            mending.forget()
        elif isinstance(frame, Changes):
            mending.touch(frame)
        elif isinstance(frame, Refetched):
            mending.take(frame)
        if position is not None and isinstance(frame, Changes | Refetched):
            for mended in mending.ready(position.seq, replica):
                changes = replica.mend(mended.rows, mended.lost)
                if not changes.empty:
                    deliver(changes)

    def _note(self, frame: ServerFrame) -> None:
        if isinstance(frame, Welcome):
            self.clock.welcome(frame.server_time, frame.clock_rate)
            self.mark = frame.mark
        elif isinstance(frame, Pong):
            self.clock.answered(frame.t0, frame.t1, frame.t2, frame.rate)
        elif isinstance(frame, Bye):
            self._retry_after = frame.retry_after
        elif isinstance(frame, Lookers):
            self._on_presence()

    async def _ping(self, socket: ClientConnection) -> None:
        while True:
            await socket.send(encode(Ping(time.monotonic())), text=True)
            await asyncio.sleep(PING_SECONDS)

    async def _look(self, socket: ClientConnection) -> None:
        """Say what the seat looks at, whenever that changes, the newest after a while."""
        while True:
            await self._looks_anew.wait()
            self._looks_anew.clear()
            await socket.send(encode(Presence(self._looks_at)), text=True)
            await asyncio.sleep(PRESENCE_SECONDS)

"""The soak's replicas: seats' own streams behind relays, and a slow reader."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from random import Random

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from api_client.clock import ServerClock
from api_client.errors import StreamBroken
from api_client.replica import ChangeSet, Replica
from api_client.session import Session
from api_client.stream import Stream
from bench.soak.line import SILENCE_SECONDS, line
from bench.soak.relay import Relay
from wire.protocol import (
    Bye,
    Changes,
    ServerFrame,
    Snapshot,
    Synced,
    Welcome,
    decode_server,
    encode,
)
from wire.rows import TicketRow


class Eager(Session):
    """A seat's session that comes back within a second: a soak has a cut every other second."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: list[str] = []
        self.denied: list[str] = []

    def received(self, frame: ServerFrame, now: float) -> bool:
        """As any seat's. A position that the platform gave must still be on its log."""
        if isinstance(frame, Welcome) and not frame.resumed and self.position is not None:
            self.denied.append(f"at {self.position.seq}, the platform at {frame.seq}")
        return super().received(frame, now)

    def lost(self, now: float, random: Callable[[], float], retry_after: float = 0.0) -> float:
        """As any seat's, with a lower ceiling."""
        return min(super().lost(now, random, retry_after), random())

    def distrust(self) -> None:
        """Noted: what came cannot follow what came before, and that costs a snapshot."""
        self.broken.append(f"at {self.position.seq if self.position else 0}")
        super().distrust()


class Watcher:
    """A seat: its stream, its replica, and the picture that a screen makes of what is delivered."""

    def __init__(self, name: str, account: str, relay: Relay) -> None:
        self.name = name
        self.account = account
        self.relay = relay
        self.session = Eager()
        self.replica = Replica()
        self.picture: dict[str, TicketRow] = {}
        self._task: asyncio.Task[None] | None = None

    async def open(self, token: str) -> Watcher:
        """Begin to follow the platform."""
        url = await self.relay.open()
        stream = Stream(url, token, self.session, self.replica, ServerClock(), lambda: None)
        self._task = asyncio.create_task(stream.run(self._deliver))
        return self

    async def close(self) -> None:
        """Stop following."""
        await _ended(self._task)
        await self.relay.close()

    @property
    def over(self) -> str:
        """Why it no longer follows; empty as long as it does."""
        if self._task is None or not self._task.done():
            return ""
        error = None if self._task.cancelled() else self._task.exception()
        return repr(error) if error else "the platform ended the stream for good"

    def _deliver(self, changes: ChangeSet) -> None:
        if changes.reset:
            self.picture = dict(self.replica.rows)
        for number, (_, after) in changes.rows.items():
            if after is None:
                self.picture.pop(number, None)
            else:
                self.picture[number] = after


class SlowReader(Watcher):
    """A seat with plain frames and small buffers that at times does not read."""

    def __init__(self, name: str, account: str, port: int, rng: Random) -> None:
        super().__init__(name, account, Relay(port))
        self._port = port
        self._rng = rng
        self._reading = asyncio.Event()
        self._reading.set()
        self._begun_at = 0
        self.merged = 0

    async def open(self, token: str) -> SlowReader:
        """Begin to follow the platform, without a relay: its buffers would hide the slowness."""
        self._task = asyncio.create_task(self._run(token))
        return self

    def pause(self, seconds: float) -> None:
        """Stop reading for a while."""
        self._reading.clear()
        asyncio.get_running_loop().call_later(seconds, self._reading.set)

    @property
    def paused(self) -> bool:
        """Whether it does not read at the moment."""
        return not self._reading.is_set()

    def go_on(self) -> None:
        """Read again."""
        self._reading.set()

    async def _run(self, token: str) -> None:
        while True:
            try:
                async with await line(self._port, token) as seat:
                    await self._converse(seat)
            except StreamBroken:
                self.session.distrust()
            except (OSError, TimeoutError, WebSocketException, msgspec.MsgspecError):
                self.session.lost(time.monotonic(), self._rng.random)
            await asyncio.sleep(self._rng.random() * 0.5)

    async def _converse(self, seat: ClientConnection) -> None:
        self.replica.begin_snapshot()
        await seat.send(encode(self.session.opened(time.monotonic())), text=True)
        while True:
            await self._reading.wait()
            async with asyncio.timeout(SILENCE_SECONDS):
                frame = decode_server(await seat.recv())
            if isinstance(frame, Bye):
                return
            if isinstance(frame, Welcome):
                self._begun_at = frame.seq
            applies = self.session.received(frame, time.monotonic())
            if applies and isinstance(frame, Snapshot | Synced | Changes):
                if isinstance(frame, Changes):
                    self.merged += self._is_merged(frame)
                self._deliver(self.replica.apply(frame))

    def _is_merged(self, frame: Changes) -> bool:
        """Whether the platform caught the seat up: whole rows of tickets that are held and open."""
        if frame.start <= self._begun_at:
            return False
        rows = (self.replica.get(change.id) for change in frame.events if not change.base)
        return any(row is not None and row.state not in ("closed", "not_accepted") for row in rows)


async def _ended(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

"""``GET /v1/stream``: snapshot or resume, then changes as they are committed."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets

import msgspec
import zstandard
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from platform_server.api.guard import actor_of, find_district
from platform_server.engine import catch_up
from platform_server.engine.district import District
from platform_server.engine.scope import Scope
from platform_server.engine.subscriber import Body, Subscriber
from platform_server.errors import NotSignedIn, RequestError
from wire.protocol import (
    COMPRESSED,
    HEARTBEAT_SECONDS,
    LARGEST_FRAME,
    MOST_BUCKETS,
    PLAIN,
    ClientFrame,
    CloseCode,
    Frame,
    Ping,
    Pong,
    Presence,
    Refetch,
    Subscribe,
    Synced,
    Welcome,
    decode_client,
    encode,
)

log = logging.getLogger(__name__)

SUBSCRIBE_SECONDS = 10.0
"""How long a connection may stay silent before it subscribes."""


REFETCH_SECONDS = 1.0
"""Least time between two readings of buckets for one connection."""


class Seat:
    """One connection: sends what its subscriber gathers, answers what it asks, beats."""

    def __init__(self, socket: WebSocket, district: District, packed: bool) -> None:  # type: ignore[type-arg]
        self._socket = socket
        self._district = district
        self.actor = actor_of(socket)
        self.scope = Scope.of(self.actor)
        self.id = secrets.token_hex(4)
        self._packed = packed
        self._sending = asyncio.Lock()
        self._wanted: Refetch | None = None
        self._wants = asyncio.Event()

    async def send(self, body: Body | Frame) -> None:
        """Send a frame in the form the seat asked for."""
        if isinstance(body, Frame):
            body = Body(encode(body))
        async with self._sending:
            if self._packed:
                await self._socket.send_bytes(body.packed)
            else:
                await self._socket.send_text(body.plain.decode())

    async def begin(self, wanted: Subscribe, subscriber: Subscriber) -> None:
        """Welcome the seat and bring it to a position, by resume if it can be."""
        district = self._district
        resumed = wanted.resume is not None and await asyncio.to_thread(self._resumable, wanted)
        await self.send(
            Welcome(
                district.epoch, subscriber.sent, district.clock.now(), HEARTBEAT_SECONDS,
                district.clock.rate, resumed, district.mark, self.id,
            )
        )  # fmt: skip
        if resumed and wanted.resume is not None:
            await self._catch_up(subscriber, wanted.resume.seq)
        else:
            await self._snapshot(subscriber)
        lookers = district.presence.whole(self.scope)
        if lookers.lookers:
            await self.send(lookers)

    def _resumable(self, wanted: Subscribe) -> bool:
        district = self._district
        assert wanted.resume is not None
        with district.database.reader.connect() as connection:
            return catch_up.can_resume(connection, district.space, district.code, wanted.resume)

    async def _snapshot(self, subscriber: Subscriber) -> None:
        """Send what the scope holds; one made for others a moment ago is brought up to now."""
        district, scope = self._district, self.scope
        snapshot = await district.snapshots.of(scope)
        seq, head = snapshot.seq, snapshot.hash
        more: list[bytes] = []
        if seq < subscriber.sent:
            found = await asyncio.to_thread(district.brought_up, scope, snapshot)
            if found is None:
                snapshot = await district.snapshots.of(scope, anew=True)
                found = snapshot.seq, snapshot.hash, []
            seq, head, more = found
        for page in snapshot.pages:
            await self._send_packed(page)
        for plain in more:
            await self.send(Body(plain))
        await self.send(Synced(seq, head))
        subscriber.caught_up(seq)

    async def _send_packed(self, page: bytes) -> None:
        async with self._sending:
            if self._packed:
                await self._socket.send_bytes(page)
            else:
                plain = zstandard.ZstdDecompressor().decompress(page, LARGEST_FRAME)
                await self._socket.send_text(plain.decode())

    async def _catch_up(self, subscriber: Subscriber, after: int) -> None:
        district = self._district

        def gather() -> list[Frame]:
            with district.database.reader.connect() as connection:
                return list(
                    catch_up.missed(
                        connection, district.space, district.code, self.scope,
                        district.profile.tree, after, subscriber.cmds,
                    )
                )  # fmt: skip

        subscriber.restart()
        for frame in await asyncio.to_thread(gather):
            after = max(after, getattr(frame, "end", after))
            await self.send(frame)
        subscriber.caught_up(after)

    async def forward(self, subscriber: Subscriber) -> None:
        """Send what the hub gathers, for as long as the seat is there."""
        while True:
            for end, body in await subscriber.take():
                if end is None:
                    await self.send(body)
                elif end > subscriber.sent:
                    await self.send(body)
                    subscriber.sent = end
            if subscriber.behind:
                await self._catch_up(subscriber, subscriber.sent)
                await self.send(self._district.presence.whole(self.scope))

    async def beat(self) -> None:
        """Send a bookmark every heartbeat, the first at a random phase.

        Raises:
            NotSignedIn: the session ended meanwhile, and the stream with it.
        """
        await asyncio.sleep(random.random() * HEARTBEAT_SECONDS)
        while True:
            await asyncio.to_thread(actor_of, self._socket)
            await self.send(self._district.hub.bookmark())
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def listen(self) -> None:
        """Answer what the seat says."""
        while True:
            frame = _decoded(await self._socket.receive_data(mode="text"))
            if isinstance(frame, Ping):
                now = self._district.clock.now()
                pong = Pong(frame.t0, now, self._district.clock.now(), self._district.clock.rate)
                await self.send(pong)
            elif isinstance(frame, Presence):
                self._district.presence.look(self.id, frame.ticket)
            elif isinstance(frame, Refetch):
                self._wanted = frame
                self._wants.set()

    async def mend(self) -> None:
        """Send buckets again that the seat found to differ, one question after another."""
        while True:
            await self._wants.wait()
            self._wants.clear()
            wanted = self._wanted
            assert wanted is not None
            buckets = wanted.buckets[:MOST_BUCKETS]
            read = self._district.buckets
            for frame in await asyncio.to_thread(read, self.scope, wanted.no, buckets):
                await self.send(Body(frame))
            await asyncio.sleep(REFETCH_SECONDS)


@websocket("/v1/stream", name="stream")
async def stream(socket: WebSocket) -> None:  # type: ignore[type-arg]
    """One seat's stream, until it leaves or falls silent."""
    offered = socket.scope.get("subprotocols", [])
    protocol = COMPRESSED if COMPRESSED in offered else PLAIN
    await socket.accept(subprotocols=protocol if protocol in offered else None)
    try:
        wanted = await _first_frame(socket)
        district = find_district(socket.app.state.installation, wanted.space, wanted.district)
        await _serve(Seat(socket, district, protocol == COMPRESSED), district, wanted)
    except _NotUnderstood as error:
        await _close(socket, CloseCode.BAD_REQUEST, str(error))
    except NotSignedIn as error:
        await _close(socket, CloseCode.SIGNED_OUT, error.en)
    except RequestError as error:
        await _close(socket, CloseCode.FORBIDDEN, error.en)
    except WebSocketDisconnect:
        log.debug("a seat left")


class _NotUnderstood(Exception):
    """The seat said something that is not in the protocol, or nothing at all."""


async def _first_frame(socket: WebSocket) -> Subscribe:  # type: ignore[type-arg]
    try:
        async with asyncio.timeout(SUBSCRIBE_SECONDS):
            wanted = _decoded(await socket.receive_data(mode="text"))
    except TimeoutError as error:
        raise _NotUnderstood("nothing was subscribed to in time") from error
    if not isinstance(wanted, Subscribe):
        raise _NotUnderstood("the first frame is subscribe")
    return wanted


def _decoded(data: str | bytes) -> ClientFrame:
    try:
        frame: ClientFrame = decode_client(data)
    except msgspec.MsgspecError as error:
        raise _NotUnderstood(str(error)) from error
    return frame


async def _serve(seat: Seat, district: District, wanted: Subscribe) -> None:
    subscriber = district.hub.subscribe(seat.scope, wanted.cmds)
    district.presence.join(seat.id, seat.scope, seat.actor)
    tasks: list[asyncio.Task[None]] = []
    try:
        await seat.begin(wanted, subscriber)
        work = (seat.forward(subscriber), seat.beat(), seat.listen(), seat.mend())
        tasks += [asyncio.create_task(one) for one in work]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        district.hub.unsubscribe(subscriber)
        district.presence.leave(seat.id)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _close(socket: WebSocket, code: CloseCode, reason: str) -> None:  # type: ignore[type-arg]
    try:
        await socket.close(code=int(code), reason=reason[:120])
    except (WebSocketDisconnect, RuntimeError):
        log.debug("the seat was gone before it could be told: %s", reason)

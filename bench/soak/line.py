"""A plain connection to the stream with small buffers, and the fresh copy that it brings."""

from __future__ import annotations

import asyncio
import socket
import time

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from api_client.replica import Replica
from api_client.session import Session
from bench.soak.child import BUFFER
from wire.protocol import LARGEST_FRAME, PLAIN, Snapshot, Synced, decode_server, encode

SILENCE_SECONDS = 30.0
"""Who hears nothing for so long gives up the connection."""


async def line(port: int, token: str) -> connect:
    """A connection to the stream with plain frames and a small buffer."""
    near = socket.socket()
    near.setblocking(False)
    near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    try:
        await asyncio.get_running_loop().sock_connect(near, ("127.0.0.1", port))
    except OSError:
        near.close()
        raise
    return connect(
        f"ws://127.0.0.1:{port}/v1/stream", sock=near, subprotocols=[Subprotocol(PLAIN)],
        additional_headers={"Authorization": f"Bearer {token}"}, compression=None, proxy=None,
        ping_interval=None, close_timeout=1, max_size=LARGEST_FRAME, max_queue=1,
    )  # fmt: skip


async def fresh(port: int, token: str) -> tuple[Session, Replica]:
    """What a seat gets that connects for the first time."""
    session, replica = Session(), Replica()
    async with asyncio.timeout(SILENCE_SECONDS), await line(port, token) as seat:
        await seat.send(encode(session.opened(time.monotonic())), text=True)
        while session.position is None:
            frame = decode_server(await seat.recv())
            if session.received(frame, time.monotonic()):
                assert isinstance(frame, Snapshot | Synced)
                replica.apply(frame)
    return session, replica

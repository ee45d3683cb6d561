"""Many seats in one process: plain websockets that decode what comes and keep what it was.

``python -m bench.listeners FILE`` is told by the JSON in FILE how many seats to open. It makes the
file ``ready`` when all have their first picture, and ends when all have got to the position that
the file ``goal`` names. Then it prints, of each seat, the frames of changes it heard.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from wire.protocol import COMPRESSED, LARGEST_FRAME, Presence, Subscribe, encode

AT_ONCE = 20
"""Seats that take their first picture at the same time."""

LOOK_SECONDS = 0.05
"""Between two looks for the goal."""


class Glimpse(msgspec.Struct):
    """As much of a frame as is looked at: its kind, its range, and each event unread."""

    type: str
    start: int = msgspec.field(default=0, name="from")
    end: int = msgspec.field(default=0, name="to")
    events: list[msgspec.Raw] = []


glimpse = msgspec.json.Decoder(Glimpse).decode


class Listener:
    """One seat."""

    def __init__(self, url: str, token: str) -> None:
        self._url = "ws" + url.removeprefix("http") + "/v1/stream"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._unpack = zstandard.ZstdDecompressor()
        self.synced = asyncio.Event()
        self.moved = asyncio.Event()
        self.end = 0
        self.heard: list[tuple[float, int, int, int, int]] = []

    async def run(self) -> None:
        """Listen until cancelled."""
        async with connect(
            self._url, subprotocols=[Subprotocol(COMPRESSED)], additional_headers=self._headers,
            compression=None, proxy=None, ping_interval=None, max_size=LARGEST_FRAME,
            open_timeout=30, close_timeout=1,
        ) as socket:  # fmt: skip
            await socket.send(encode(Subscribe(cmds=False)), text=True)
            await socket.send(encode(Presence()), text=True)
            await self._listen(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        while True:
            data = await socket.recv(decode=False)
            at = time.monotonic()
            frame = glimpse(self._unpack.decompress(data, LARGEST_FRAME))
            if frame.type == "changes":
                self.heard.append((at, frame.start, frame.end, len(frame.events), len(data)))
                self.end = frame.end
                self.moved.set()
            elif frame.type == "synced":
                self.synced.set()

    async def reach(self, seq: int) -> None:
        """Wait until the seat stands at a position."""
        while self.end < seq:
            self.moved.clear()
            await self.moved.wait()


async def listen(config: dict[str, Any]) -> list[list[tuple[float, int, int, int, int]]]:
    """Open the seats and let them listen up to the goal; what each heard."""
    token = config["tokens"]["seat"]
    seats = [Listener(config["url"], token) for _ in range(config["clients"])]
    running: list[asyncio.Task[None]] = []
    for first in range(0, len(seats), AT_ONCE):
        some = seats[first : first + AT_ONCE]
        running += [asyncio.create_task(seat.run()) for seat in some]
        await _unless_ended(running, *(seat.synced.wait() for seat in some))
    Path(config["ready"]).touch()
    goal = Path(config["goal"])
    while not goal.exists():
        await asyncio.sleep(LOOK_SECONDS)
    last = int(goal.read_text())
    await _unless_ended(running, *(seat.reach(last) for seat in seats))
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return [seat.heard for seat in seats]


async def _unless_ended(running: list[asyncio.Task[None]], *waits: Any) -> None:
    """Wait for all; a seat whose connection ended meanwhile is an error."""

    async def all_of() -> None:
        await asyncio.gather(*waits)

    done = asyncio.create_task(all_of())
    await asyncio.wait([done, *running], return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        if task.done():
            done.cancel()
            task.result()
    await done


def main() -> None:
    """The child's entry point."""
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(json.dumps(asyncio.run(listen(config))), flush=True)


if __name__ == "__main__":
    main()

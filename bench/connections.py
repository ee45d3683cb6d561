"""Many requests at a time over plain connections that stay open: a client that costs little.

What a client's library costs would otherwise be most of what is measured on two cores.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

CONNECTIONS = 64
"""How many requests are under way at the same time."""


class Asked:
    """Requests to one platform as one account."""

    def __init__(self, url: str, token: str) -> None:
        place = urlsplit(url)
        self._host, self._port = place.hostname or "", place.port or 80
        self._head = f"Host: {place.netloc}\r\nAuthorization: Bearer {token}\r\n"

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """A request as it goes over the line."""
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        return f"{method} {path} HTTP/1.1\r\n{self._head}{kind}\r\n".encode() + body

    async def rate(self, requests: Iterator[bytes], seconds: float) -> tuple[float, int]:
        """``(answers a second, answers)`` to requests asked over all connections for a while.

        Raises:
            RuntimeError: an answer was not 200.
        """
        began = time.perf_counter()
        until = began + seconds
        counts = await asyncio.gather(
            *(self._converse(requests, until) for _ in range(CONNECTIONS))
        )
        return sum(counts) / (time.perf_counter() - began), sum(counts)

    async def _converse(self, requests: Iterator[bytes], until: float) -> int:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        count = 0
        try:
            while time.perf_counter() < until:
                writer.write(next(requests))
                await _answer(reader)
                count += 1
        finally:
            writer.close()
            await writer.wait_closed()
        return count


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(f"not 200: {head.decode('latin-1')}")
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)

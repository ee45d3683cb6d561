"""A port in front of the platform's that cuts what passes through it, also inside a frame."""

from __future__ import annotations

import asyncio
import logging

log = logging.getLogger(__name__)

CHUNK = 16 * 1024


class Relay:
    """Passes bytes both ways until told to cut."""

    def __init__(self, port: int) -> None:
        """Prepare.

        Args:
            port: the platform's, on loopback.
        """
        self._port = port
        self._transports: set[asyncio.WriteTransport] = set()
        self._passing: set[asyncio.Task[None]] = set()
        self._left: int | None = None
        self._server: asyncio.Server | None = None
        self.cuts = 0

    async def open(self) -> str:
        """Listen; the address to use in place of the platform's."""
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    async def close(self) -> None:
        """Stop listening and cut what is left."""
        if self._server is not None:
            self._server.close()
        self._abort()
        await asyncio.gather(*self._passing, return_exceptions=True)

    def cut(self, after: int | None = None) -> None:
        """Cut every connection: now, or once so many more bytes have come from the platform.

        With ``after=0`` the next request is carried out and its answer lost.
        """
        if after is None:
            self._abort()
        else:
            self._left = after

    def heal(self) -> None:
        """Forget a cut that has not come about."""
        self._left = None

    def _abort(self) -> None:
        self._left = None
        if self._transports:
            self.cuts += 1
        for transport in self._transports:
            transport.abort()

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passing = asyncio.create_task(self._accept(reader, writer))
        self._passing.add(passing)
        passing.add_done_callback(self._passing.discard)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from a client, and the one to the platform that goes with it."""
        mine = {writer.transport}
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            mine.add(back.transport)
            self._transports |= mine
            up = asyncio.create_task(self._pass(reader, back, False))
            down = asyncio.create_task(self._pass(there, writer, True))
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
        except OSError as error:
            log.debug("the platform is down, so the client's connection ends: %s", error)
        finally:
            self._transports -= mine
            for transport in mine:
                transport.abort()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limited: bool
    ) -> None:
        while data := await reader.read(CHUNK):
            if limited and self._left is not None:
                data, self._left = data[: self._left], self._left - len(data)
                writer.write(data)
                if self._left <= 0:
                    self._abort()
                    return
            else:
                writer.write(data)
            await writer.drain()

"""A platform inside the test's own process: what is said to it, and the far end of a seat."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import SimpleNamespace

from api_client.replica import Replica
from api_client.session import Session
from governance.command import Command
from platform_server.api.stream import Seat, _serve
from platform_server.engine.answers import Applied
from platform_server.engine.district import District
from platform_server.engine.scope import Scope
from platform_server.installation import Installation
from platform_server.security.accounts import Accounts
from tests.governance.world import GRID, WHO
from wire.protocol import Changes, ServerFrame, Snapshot, Subscribe, Synced, decode_server
from wire.rows import TicketRow

WHOLE = Scope("*", "")
NEW = {"channel": "HOTLINE_12345", "text": "井盖缺失", "grid": GRID}


def command(verb: str, ticket: str = "", **args: object) -> Command:
    return Command(uuid.uuid4().hex, verb, ticket, args=args)


async def say(
    district: District, who: str, verb: str, ticket: str = "", at: datetime | None = None, **args
) -> TicketRow:
    answer = await district.writer.submit(command(verb, ticket, **args), WHO[who], at)
    assert isinstance(answer, Applied), answer
    return answer.ticket


class Wire:
    """The far end of a seat: applies what arrives; ``before`` runs ahead of the next frame."""

    def __init__(self, installation: Installation, token: str) -> None:
        self.app = SimpleNamespace(state=SimpleNamespace(installation=installation))
        self.headers = {"authorization": f"Bearer {token}"}
        self.session, self.replica = Session(), Replica()
        self.before: list[Callable[[], Awaitable[None]]] = []
        self.frames: list[ServerFrame] = []
        self.said: asyncio.Queue[str] = asyncio.Queue()
        self.moved = asyncio.Event()

    async def send_text(self, text: str) -> None:
        if self.before:
            await self.before.pop(0)()
        frame = decode_server(text)
        if self.session.received(frame, 0.0):
            assert isinstance(frame, Snapshot | Synced | Changes)
            self.replica.apply(frame)
        self.frames.append(frame)
        self.moved.set()

    async def receive_data(self, mode: str) -> str:
        return await self.said.get()

    async def until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self.moved.clear()
            await self.moved.wait()

    async def reach(self, seq: int) -> None:
        while self.session.position is None or self.session.position.seq < seq:
            self.moved.clear()
            await self.moved.wait()


class Seated:
    """A seat of an account on a space of this process, with all its work going on."""

    def __init__(self, district: District, wire: Wire, subscribe: Subscribe) -> None:
        self.wire = wire
        self.seat = Seat(wire, district, False)
        self._working = asyncio.create_task(_serve(self.seat, district, subscribe))

    async def leave(self) -> None:
        self._working.cancel()
        await asyncio.gather(self._working, return_exceptions=True)


async def seated(district: District, who: str, subscribe: Subscribe | None = None) -> Seated:
    """A seat that has its first picture."""
    book = Accounts(district.database)
    token, _ = book.open_session(WHO[who])
    wire = Wire(Installation(district.database, book, {"live": district}), token)
    subscribe = subscribe or Subscribe()
    wire.session.position = subscribe.resume
    seat = Seated(district, wire, subscribe)
    async with asyncio.timeout(10):
        await wire.reach(0)
    return seat

"""One server a module, one client a test and account; or a space in the test's own process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from api_client.http import Platform
from platform_server.engine.district import District
from platform_server.store.database import Database
from tests.governance.world import PROFILE
from tests.platform.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running platform; a fault it did not answer for fails the module."""
    running = Server(Path(tmp_path_factory.mktemp("platform"))).start().sign_in()
    yield running
    assert running.stop() in (0, -15)
    assert "Traceback" not in running.stderr(), running.stderr()


@pytest.fixture
async def seats(server: Server) -> AsyncIterator[Callable[[str], Platform]]:
    """``seats("dispatcher")`` is that account's client."""
    opened: dict[str, Platform] = {}

    def seat(name: str) -> Platform:
        if name not in opened:
            opened[name] = Platform(server.url, server.tokens[name])
        return opened[name]

    yield seat
    for platform in opened.values():
        await platform.close()


@pytest.fixture
async def raw(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """Plain HTTP as the dispatcher, where status codes are looked at."""
    headers = {"Authorization": f"Bearer {server.tokens['dispatcher']}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = Database(f"sqlite:///{tmp_path}/x.db")
    yield opened
    opened.close()


@pytest.fixture
async def district(database: Database) -> AsyncIterator[District]:
    """The live space on it."""
    running = District(database, "live", PROFILE)
    await running.start()
    yield running
    running.stop()

"""For those who run the platform: alive, ready, figures."""

from __future__ import annotations

import asyncio

from litestar import MediaType, Request, get
from litestar.datastructures import State

from platform_server.errors import Stopping
from platform_server.installation import Installation

Call = Request[object, object, State]


@get("/healthz", name="healthz", sync_to_thread=False)
def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@get("/readyz", name="readyz")
async def readyz(request: Call) -> dict[str, str]:
    """The database answers and commands are taken.

    Raises:
        Stopping: it does not answer.
    """
    installation: Installation = request.app.state.installation
    if not await asyncio.to_thread(installation.database.alive):
        raise Stopping("数据库不可用", "the database does not answer")
    return {"status": "ready"}


@get("/metrics", name="metrics", media_type=MediaType.TEXT, sync_to_thread=False)
def metrics(request: Call) -> str:
    """Figures in the Prometheus text format."""
    installation: Installation = request.app.state.installation
    lines = []
    for space, district in installation.districts.items():
        place = f'{{space="{space}",district="{district.code}"}}'
        lines.append(f"shaotai_seq{place} {district.hub.seq}")
        lines.append(f"shaotai_seats{place} {district.hub.seats}")
    return "\n".join(lines) + "\n"

"""Wiring the platform: routes, guard, errors, OpenAPI. Nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig

from platform_server.api import (
    commands,
    filters,
    health,
    ladder,
    profile,
    session,
    stream,
    tickets,
)
from platform_server.api.guard import guard_route
from platform_server.errors import RequestError
from platform_server.installation import Installation

log = logging.getLogger(__name__)

HANDLERS = [
    session.sign_in, session.sign_out, session.who_am_i,
    commands.commands, commands.file_ticket,
    tickets.list_tickets, tickets.show_ticket, tickets.why, tickets.list_events, tickets.counts,
    profile.show_profile, profile.list_orgs, profile.list_grids, profile.list_classes,
    profile.list_channels, ladder.show_ladder,
    filters.list_filters, filters.keep_filter, filters.drop_filter,
    stream.stream,
    health.healthz, health.readyz, health.metrics,
]  # fmt: skip
"""Every handler; the guard refuses one that the table of routes does not name."""


def create_app(installation: Installation) -> Litestar:
    """The ASGI application of an installation; it starts and stops the installation's spaces."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        await installation.start()
        try:
            yield
        finally:
            installation.stop()

    return Litestar(
        HANDLERS,
        guards=[guard_route],
        lifespan=[lifespan],
        state=State({"installation": installation}),
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=6),
        openapi_config=OpenAPIConfig("Shaotai", "1", path="/schema"),
        exception_handlers={
            RequestError: _request_error,
            HTTPException: _http_error,
            Exception: _our_fault,
        },
        logging_config=None,
    )


def _request_error(request: Request[Any, Any, State], error: RequestError) -> Response[Any]:
    body = {"error": error.error, "zh": error.zh, "en": error.en}
    return Response(body, status_code=error.status)


def _http_error(request: Request[Any, Any, State], error: HTTPException) -> Response[Any]:
    known = {404: ("not_found", "没有这个接口"), 405: ("bad_request", "方法不对")}
    name, zh = known.get(error.status_code, ("bad_request", "请求不合规格"))
    reasons = [
        str(part.get("message", part)) for part in error.extra or [] if isinstance(part, dict)
    ]
    en = "; ".join([error.detail, *reasons])
    return Response({"error": name, "zh": f"{zh}: {en}", "en": en}, status_code=error.status_code)


def _our_fault(request: Request[Any, Any, State], error: Exception) -> Response[Any]:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    body = {"error": "fault", "zh": "平台出错, 已记入日志", "en": "our fault; it is in the log"}
    return Response(body, status_code=500)

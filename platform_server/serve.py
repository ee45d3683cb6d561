"""Running the platform: uvicorn over one installation, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import socket
import sys
import threading
from pathlib import Path

import msgspec
import uvicorn

from platform_server.app import create_app
from platform_server.engine.district import District
from platform_server.errors import StoreError
from platform_server.installation import Installation
from platform_server.jurisdiction import load_profile
from platform_server.security.accounts import Accounts
from platform_server.store.database import Database
from platform_server.store.lock import held

LARGEST_MESSAGE = 64 * 1024
"""Bytes a seat may send in one websocket message."""


class Settings(msgspec.Struct, frozen=True):
    """How to run: where the data is, which jurisdiction, where to listen."""

    database: str
    profile: str = "wujiang"
    host: str = "127.0.0.1"
    port: int = 0
    ready_file: str = ""
    follow_stdin: bool = False


def open_installation(settings: Settings) -> Installation:
    """The installation of the settings.

    Raises:
        StoreError: the database cannot be opened.
        NotFound: there is no such profile.
    """
    profile = load_profile(settings.profile)
    database = Database(settings.database)
    districts = {"live": District(database, "live", profile)}
    return Installation(database, Accounts(database), districts)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, or, if so set, until standard input ends.

    Raises:
        StoreError: the database or the address cannot be used, or another process uses it.
    """
    with held(settings.database):
        _serve(settings)


def _serve(settings: Settings) -> None:
    listener = _listen(settings.host, settings.port)
    installation = open_installation(settings)
    config = uvicorn.Config(
        create_app(installation),
        log_config=None,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
        lifespan="on",
        access_log=False,
    )
    server = _Server(config, settings, listener.getsockname()[1])
    if settings.follow_stdin:
        threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listener]))


class _Server(uvicorn.Server):
    """Tells the ready file once requests are accepted, and removes it when they no longer are."""

    def __init__(self, config: uvicorn.Config, settings: Settings, port: int) -> None:
        super().__init__(config)
        self._settings = settings
        self._port = port

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._settings.ready_file and not self.should_exit:
            url = f"http://{self._settings.host}:{self._port}"
            path = Path(self._settings.ready_file)
            part = path.with_suffix(".part")
            part.write_text(json.dumps({"url": url, "pid": os.getpid()}), "utf-8")
            part.replace(path)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._forget_ready()
        await super().shutdown(sockets)

    def _forget_ready(self) -> None:
        """Remove the ready file, unless another process has written its own there."""
        path = Path(self._settings.ready_file)
        with contextlib.suppress(OSError, ValueError):
            if self._settings.ready_file and json.loads(path.read_bytes())["pid"] == os.getpid():
                path.unlink()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise _no_listening(host, port, error) from error
    listener.listen(256)
    return listener


def _no_listening(host: str, port: int, error: OSError) -> StoreError:
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return StoreError(
            f"端口 {port} 已被占用 ({where}), 请停止占用它的程序, 或换一个 --listen",
            f"port {port} is taken ({where}); stop what uses it, or choose another --listen",
        )
    return StoreError(
        f"不能在 {where} 监听 ({error.strerror}), 请换一个 --listen",
        f"cannot listen on {where} ({error.strerror}); choose another --listen",
    )


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    """A platform started for one seat ends when that seat's process does, however it ended."""
    while os.read(sys.stdin.fileno(), 4096):
        continue
    server.should_exit = True

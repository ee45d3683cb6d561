"""The feed against a platform that is killed under it and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest

from demo.children import Child, stop
from demo.playing import Feed
from shaotai.demo import prepare, start_platform
from tests.demo.watching import SECONDS, Watcher


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.usefixtures("small_past")
async def test_the_feed_goes_on_when_the_platform_is_back(tmp_path: Path) -> None:
    ready = prepare(tmp_path / "d", pace=600)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    tokens = {name: ready.tokens[name] for name in ready.tokens if name.startswith("demo-")}
    children: list[Child] = []
    feed = asyncio.create_task(Feed(url, tokens, 1, ready.opens).run())
    try:
        await asyncio.to_thread(start_platform, ready, children, port)
        watcher = Watcher(url, ready.tokens["supervisor"])
        await watcher.until(lambda: watcher.kinds["reported"] >= 40)
        os.kill(children[0].pid, signal.SIGKILL)
        children[0].wait(SECONDS)
        await asyncio.to_thread(start_platform, ready, children, port)
        watcher.kinds.clear()
        await watcher.until(
            lambda: watcher.kinds["reported"] >= 40 and watcher.kinds["dispatched"] >= 10
        )
        assert not feed.done()
    finally:
        feed.cancel()
        await asyncio.gather(feed, return_exceptions=True)
        stop(children)

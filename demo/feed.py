"""The feed's process: ``python -m demo.feed --server URL --seed N --day ISO``.

It reads one line of JSON from its standard input, ``{account: token}`` for the colleagues of
`demo.cast`, and ends when that input ends (so it never outlives who started it) or on SIGTERM.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from datetime import datetime

from demo.playing import Feed

log = logging.getLogger(__name__)


def main() -> int:
    """Entry point of the child process."""
    parser = ArgumentParser(prog="python -m demo.feed")
    parser.add_argument("--server", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=datetime.fromisoformat, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    tokens: dict[str, str] = json.loads(_first_line())
    return asyncio.run(_until_told(Feed(options.server, tokens, options.seed, options.day)))


async def _until_told(feed: Feed) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    watcher = threading.Thread(target=_watch_input, args=(loop, stop), daemon=True)
    watcher.start()
    running = asyncio.create_task(feed.run())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    ended = running.done() and running.exception()
    if ended:
        log.error("the day has ended: %s", ended)
    running.cancel()
    waiting.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    return 1 if ended else 0


def _first_line() -> bytes:
    """One line, byte by byte, so that nothing of what follows is swallowed."""
    line = b""
    while (byte := os.read(sys.stdin.fileno(), 1)) not in (b"", b"\n"):
        line += byte
    return line


def _watch_input(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    sys.exit(main())

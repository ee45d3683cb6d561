"""``shaotai serve``: the platform in this process."""

from __future__ import annotations

import logging
import signal
from argparse import Namespace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from shaotai.failure import DONE, Failure, usage
from shaotai.language import say
from shaotai.local import platform_errors
from shaotai.logs import log_to_stderr
from shaotai.places import database_url, log_file

log = logging.getLogger(__name__)


def run(options: Namespace) -> int:
    """Serve until told to stop; SIGTERM and Ctrl+C are the ordinary end."""
    if options.bus:
        raise usage(
            "本版只运行单个节点, 请去掉 --bus", "this version runs one node; leave out --bus"
        )
    ready = _ready_file(options.ready_file)
    url = database_url(options.database, options.data)
    signal.signal(signal.SIGTERM, _stop)
    log_to_stderr(log_file())
    with platform_errors():
        from platform_server.serve import Settings, serve

        host, port = options.listen
        words = say("平台启动: 地址 %s 端口 %d, 数据在 %s", "starting: host %s port %d, data in %s")
        log.info(words, host, port, url)
        serve(Settings(url, options.profile, host, port, ready, options.follow_stdin))
    return DONE


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM before and after uvicorn listens for it; by then it has stopped in order."""
    raise SystemExit(DONE)


def _ready_file(name: str) -> str:
    """The path with nothing left there of a run before.

    Raises:
        Failure: it cannot be written.
    """
    if not name:
        return ""
    path = Path(name).expanduser().absolute()
    try:
        path.unlink(missing_ok=True)
        writable = path.parent.is_dir()
    except OSError as error:
        raise _no_ready_file(path) from error
    if not writable:
        raise _no_ready_file(path)
    return str(path)


def _no_ready_file(path: Path) -> Failure:
    return usage(
        f"--ready-file {path} 写不了, 请换一个路径",
        f"--ready-file {path} cannot be written; choose another path",
    )

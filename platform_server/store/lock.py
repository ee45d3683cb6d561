"""One platform a database: a lock on a file beside it, held for as long as the process lives."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platform_server.errors import StoreError
from platform_server.store.database import SQLITE, unusable

IN_MEMORY = ("", ":memory:")


def lock_file(url: str) -> Path | None:
    """The file that stands for the database, ``shaotai.lock`` beside ``shaotai.db``.

    None where nobody else could open the database: it is no file.
    """
    name = url.removeprefix(SQLITE)
    if not url.startswith(SQLITE) or name in IN_MEMORY:
        return None
    return Path(name).resolve().with_suffix(".lock")


@contextmanager
def held(url: str) -> Iterator[None]:
    """Be the only platform on the database inside; the lock goes with the process, however it ends.

    Raises:
        StoreError: another process is, or the file cannot be made.
    """
    path = lock_file(url)
    if path is None:
        yield
        return
    handle = _opened(path)
    try:
        _take(handle, path)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise unusable(path, error) from error


def _take(handle: int, path: Path) -> None:
    """Lock the file and write into it who did."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        who = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "?"
        raise StoreError(
            f"这个数据目录正由进程 {who} 使用: {path.parent}; 请先停止它, 或用 --data 另选目录",
            f"this data directory is in use by process {who}: {path.parent}; "
            "stop it first, or choose another with --data",
        ) from error
    except OSError as error:
        raise unusable(path, error) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)

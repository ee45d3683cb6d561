"""Around the demonstration: its directory, its ending, and the line that says it is coming."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

Tell = Callable[[str, str], None]
"""Says what is being done, in Chinese and English."""


@contextmanager
def directory(given: str) -> Iterator[Path]:
    """The directory given, else one that is removed afterwards."""
    if given:
        yield Path(given).expanduser().absolute()
        return
    made = Path(tempfile.mkdtemp(prefix="shaotai-demo-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM and a terminal that hangs up leave by the door, so that everything is stopped."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def telling() -> Iterator[Tell]:
    """One line on stderr, in both languages, that is gone when the seat opens."""
    shown = sys.stderr.isatty()

    def tell(zh: str, en: str) -> None:
        if shown:
            line = f"{zh} / {en}" if zh else ""
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    if not shown:
        print("准备演示 / preparing the demo", file=sys.stderr, flush=True)
    try:
        yield tell
    finally:
        tell("", "")

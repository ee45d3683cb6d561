"""Tests on real terminals. What they need they fail without: `tests/system/install.sh`."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.platform.server import Server
from tests.system.district import furnish

HERE = Path(__file__).parent
CACHE = Path(
    os.environ.get("SHAOTAI_SYSTEM_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shaotai-system"
)
"""Where install.sh puts what comes from npm."""


def need(*programs: str) -> None:
    """Fail with words if a program is missing."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.fail(f"missing: {', '.join(missing)}; run tests/system/install.sh", pytrace=False)


def until(met: Callable[[], object], seconds: float = 20.0) -> bool:
    """Whether something holds in time; asks the outer world again and again."""
    turn, deadline = threading.Event(), time.monotonic() + seconds
    while not met():
        if time.monotonic() > deadline:
            return False
        turn.wait(0.05)
    return True


@pytest.fixture(scope="session")
def tmux() -> None:
    """tmux is there."""
    need("tmux")


@pytest.fixture(scope="session")
def x11() -> None:
    """An X server without a screen, xterm and what looks at it are there."""
    need("Xvfb", "xterm", "luit", "xdotool", "import", "compare", "xdpyinfo", "fc-list")
    found = subprocess.run(["fc-list"], capture_output=True, text=True, check=True).stdout
    for font in ("Noto Sans Mono CJK SC", "DejaVu Sans Mono"):
        if font not in found:
            pytest.fail(f"missing: the font {font}; run tests/system/install.sh", pytrace=False)


@pytest.fixture(scope="session")
def headless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which xterm.js is installed and its script lies."""
    need("node")
    if not (CACHE / "node_modules/@xterm/headless").is_dir():
        pytest.fail("missing: @xterm/headless; run tests/system/install.sh", pytrace=False)
    folder = tmp_path_factory.mktemp("headless")
    shutil.copy(HERE / "headless.js", folder)
    (folder / "node_modules").symlink_to(CACHE / "node_modules")
    return folder


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running platform with tickets, for real consoles."""
    running = Server(tmp_path_factory.mktemp("platform")).start().sign_in()
    furnish(running)
    yield running
    running.stop()

"""Running the real command as a user would: a process, an environment, a platform child."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

COMMAND = (sys.executable, "-m", "shaotai")
PASSWORD = "correct horse"
CHINESE = re.compile("[\u4e00-\u9fff]")
LIMIT = 120
"""Seconds after which a command that hangs fails its test."""

LONGEST_SERVING = 1200
"""Seconds after which a platform that nobody stopped is ended: longer than all tests take."""


class Ran(msgspec.Struct, frozen=True):
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def environment(home: Path, **more: str) -> dict[str, str]:
    """A user's environment, with nothing of the developer's in it."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "zh_CN.UTF-8", **more}


def shaotai(home: Path, *arguments: str | Path, typed: str = "", **env: str) -> Ran:
    """Run the command without a terminal; ``env`` adds to its environment."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=typed, capture_output=True, encoding="utf-8", timeout=LIMIT,
        env=environment(home, **env), start_new_session=True,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def complained(ran: Ran, code: int) -> str:
    """The one line on stderr of a command that ended with that code."""
    assert ran.code == code, ran
    assert ran.err.startswith("shaotai: ")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith("\n")
    assert "Traceback" not in ran.err
    return ran.err.rstrip("\n")


def add_account(home: Path, data: Path, name: str, role: str, profile: str = "wujiang") -> Path:
    """An account, and the file with a token for it."""
    added = shaotai(
        home, "admin", "account", "add", name, "--role", role, "--data", data,
        "--profile", profile, "--password-stdin", typed=f"{PASSWORD}\n",
    )  # fmt: skip
    assert added.code == 0, added
    made = shaotai(home, "admin", "token", "--account", name, "--data", data)
    assert made.code == 0, made
    path = home / f"{name}.token"
    path.write_text(made.out, "utf-8")
    return path


class Served(msgspec.Struct, frozen=True):
    """A platform that accepts requests."""

    url: str
    process: subprocess.Popen[str]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def served(home: Path, data: Path, *arguments: str | Path) -> Iterator[Served]:
    """A platform as a child on a free port, stopped at the end if it still runs."""
    where = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [*COMMAND, "serve", "--data", str(data), "--listen", where, *map(str, arguments)],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment(home),
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    limit = threading.Timer(LONGEST_SERVING, process.kill)
    limit.start()
    try:
        said = list(iter_until(process.stderr, "Started server process"))
        assert process.poll() is None, said
        answer = httpx.get(f"http://{where}/readyz", trust_env=False, timeout=30)
        assert answer.status_code == 200
        yield Served(f"http://{where}", process)
    finally:
        limit.cancel()
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def iter_until(lines: Iterable[str], words: str) -> Iterator[str]:
    """The lines up to the one with these words; by then the address listens."""
    for line in lines:
        yield line
        if words in line:
            return

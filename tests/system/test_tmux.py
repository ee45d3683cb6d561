"""In tmux: after every key the pane holds the wanted screen, cell by cell."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.console.consoles import ROOT
from tests.platform.server import Server
from tests.system import district as town
from tests.system.conftest import until
from tests.system.wanted import WALK, Twin, unlike
from tests.terminal.emulators import Glass, GlassSeat
from tests.terminal.pty_seat import key_text

SOCKETS = itertools.count()
"""A server each: one that is just ending must not be found by the next."""

KEYS = {"<pagedown>": "NPage", "<enter>": "Enter", "<escape>": "Escape"}


class Pane:
    """A tmux of its own with a program in it."""

    def __init__(self, command: str, width: int, height: int) -> None:
        self.size = (width, height)
        socket = f"shaotai-test-{os.getpid()}-{next(SOCKETS)}"
        self._tmux = ["tmux", "-L", socket, "-f", "/dev/null"]
        self.run(
            "set", "-g", "status", "off", ";", "new-session", "-d", "-x", str(width),
            "-y", str(height), f"cd {shlex.quote(str(ROOT))} && {command}",
        )  # fmt: skip

    def run(self, *words: str) -> str:
        """A command of tmux."""
        done = subprocess.run([*self._tmux, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def glass(self) -> Glass:
        """The pane as it is."""
        shown = Glass(*self.size)
        for y, text in enumerate(self.run("capture-pane", "-p", "-e", "-N").splitlines()):
            shown.feed(f"\x1b[{y + 1}H{text}")
        return shown

    def lines(self) -> list[str]:
        """The pane as text."""
        return self.run("capture-pane", "-p").split("\n")[: self.size[1]]

    def send(self, keys: str) -> None:
        """Press keys, written as for a `PtySeat`."""
        codes = [f"{byte:x}" for byte in key_text(keys).encode()]
        self.run("send-keys", "-H", *codes)

    def close(self) -> None:
        """End it."""
        subprocess.run([*self._tmux, "kill-server"], check=False)


@pytest.fixture(params=[(80, 24), (160, 50)], ids=["80x24", "160x50"])
def pane(tmux: None, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Pane]:
    """A pane with the stage."""
    stage = [sys.executable, "-m", "bench.terminal.stage", "thin", str(tmp_path / "pid")]
    there = Pane(f"exec {shlex.join(stage)}", *request.param)
    yield there
    there.close()


def test_the_pane_is_as_wanted_after_every_key(pane: Pane) -> None:
    twin = Twin()
    for key in ["", *WALK]:
        if key:
            twin.press(key)
            pane.run("send-keys", KEYS.get(key, key))
        wanted = twin.glass(*pane.size)
        if not until(lambda: not unlike(pane.glass(), wanted), 10):  # noqa: B023
            pytest.fail(f"after {key or 'the start'}: {unlike(pane.glass(), wanted)}")


def twin_of(district: Server, mode: str, width: int, height: int) -> GlassSeat:
    """The same console at a terminal that it takes for tmux too."""
    env = {"SHAOTAI_TOKEN_FILE": str(town.token_file(district)), "TMUX": "/tmp/none,1,0"}
    argv = town.argv(district, mode)
    return GlassSeat(
        argv, rows=height, cols=width, term="tmux-256color", env=env, cwd=str(ROOT)
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["--thin", "--rich"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_real_console_shows_the_same_in_tmux(
    tmux: None, district: Server, size: tuple[int, int], mode: str
) -> None:
    with (
        closing(Pane(town.command(district, mode), *size)) as pane,
        twin_of(district, mode, *size) as seat,
    ):
        for keys, shows in town.WALK:
            if keys:
                seat.send(keys)
                pane.send(keys)
            seat.wait_for(shows, 20)
            if not until(lambda: town.alike(pane.lines()) == town.alike(seat.screen()), 10):
                pytest.fail(f"after {keys}:\n" + "\n".join(pane.lines()) + "\n" + seat.dump())
        assert until(lambda: re.search(r"\d+ms 至tmux", pane.lines()[0])), pane.lines()[0]

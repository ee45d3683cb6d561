"""The real console in a real xterm under Xvfb; the pictures in docs/terminals are taken here.

In each: the queue has come, no row is empty, and the bar at the top reaches from the first column
to the last with its last word in it. They are kept in $SHAOTAI_PICTURES, if set.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.console.consoles import ROOT
from tests.platform.server import Server
from tests.system import district as town
from tests.system.conftest import until
from tests.system.test_xterm import server

COLUMNS, ROWS = 80, 24
FONT = ("-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK SC", "-fs", "11")
"""By itself the second one makes each cell as wide as a Chinese character."""

PICTURES = ROOT / "docs" / "terminals"
MOST_BYTES = 60_000

VARIANTS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "xterm": (["-u8"], [], []),
    "xterm-cjk": (["-u8", "-cjk_width"], [], []),
    "xterm-vt100": (["-u8", "-tn", "vt100"], [], []),
    "luit-gb18030": (["-u8"], ["luit", "-encoding", "GB18030", "--"], ["--encoding", "gb18030"]),
}
"""Options of xterm, what the console runs in, and its own options."""


class Grey(NamedTuple):
    """A picture of the window as grey values."""

    width: int
    height: int
    pixels: bytes

    def cells(self, row: int, first: int, last: int) -> bytes:
        """The pixels of some columns of a row."""
        wide, high = self.width / COLUMNS, self.height / ROWS
        left, right = round(first * wide), round((last + 1) * wide)
        lines = range(round(row * high) + 1, round((row + 1) * high) - 1)
        return b"".join(self.pixels[y * self.width + left : y * self.width + right] for y in lines)

    def ground(self, row: int, first: int, last: int) -> int:
        """The commonest value of some columns."""
        return Counter(self.cells(row, first, last)).most_common(1)[0][0]

    def ink(self, row: int, first: int, last: int) -> int:
        """How many pixels differ from their ground."""
        seen, ground = self.cells(row, first, last), self.ground(row, first, last)
        return sum(abs(value - ground) > 60 for value in seen)


class Window:
    """An xterm that fills an X screen's corner."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self.number = ""

    def run(self, *command: str) -> bytes:
        """A program that looks at the display; what it says."""
        done = subprocess.run(command, env=self._environment, capture_output=True, check=False)
        return done.stdout

    def appeared(self) -> bool:
        """Whether it is there."""
        found = self.run("xdotool", "search", "--onlyvisible", "--class", "xterm").split()
        self.number = found[0].decode() if found else ""
        return bool(found)

    def grey(self) -> Grey:
        """What it shows."""
        said = self.run("import", "-window", self.number, "-depth", "8", "pgm:-")
        head = said.split(b"\n", 3)
        width, height = map(int, head[1].split())
        return Grey(width, height, head[3])

    def resting(self) -> Grey:
        """What it shows once that is the queue and only the clock still moves."""
        seen: list[Grey] = [self.grey()]

        def rests() -> bool:
            seen.append(self.grey())
            one, other = seen[-2:]
            same = one.cells(1, 0, 79) == other.cells(1, 0, 79)
            rows = all(one.cells(y, 0, 79) == other.cells(y, 0, 79) for y in range(2, ROWS))
            return same and rows and all(other.ink(y, 0, 79) > 50 for y in range(4, 18))

        assert until(rests, 40), "the queue does not come or does not rest"
        return seen[-1]

    def keep(self, path: Path) -> None:
        """A small picture in a file."""
        reduced = ["-dither", "None", "-colors", "16", "-define", "png:compression-level=9"]
        self.run("import", "-window", self.number, *reduced, "-strip", f"png8:{path}")


@contextmanager
def window(district: Server, variant: str) -> Iterator[Window]:
    """A real console in that xterm."""
    options, wrapper, own = VARIANTS[variant]
    inner = shlex.join(wrapper) + " sh -c " + shlex.quote(town.command(district, *own))
    command = [
        "xterm", *FONT, "-geometry", f"{COLUMNS}x{ROWS}+0+0", "-b", "0", "+sb",
        "-xrm", "*cursorBlink: false", *options, "-e", "sh", "-c", f"exec {inner}",
    ]  # fmt: skip
    with server() as display:
        there = Window(display)
        env = {**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8"}
        for name in ("TMUX", "STY", "COLORTERM", "NO_COLOR"):
            env.pop(name, None)
        with subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            try:
                assert until(there.appeared, 30), "no window"
                yield there
            finally:
                process.terminate()


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_picture_is_whole(x11: None, district: Server, tmp_path: Path, variant: str) -> None:
    keep = os.environ.get("SHAOTAI_PICTURES")
    with window(district, variant) as there:
        seen = there.resting()
        folder = Path(keep) if keep else tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        there.keep(folder / f"{variant}.png")
    bar, paper = seen.ground(0, 0, 0), seen.ground(5, 70, 79)
    assert abs(bar - paper) > 60, "the bar at the top does not stand out"
    assert seen.ground(0, 79, 79) == bar, "the bar ends before the last column"
    assert seen.ink(0, 79, 79) == 0, "the bar's last column is not blank"
    assert seen.ink(0, 75, 78) > 40, "the bar's last word is not there"
    assert (folder / f"{variant}.png").stat().st_size <= MOST_BYTES

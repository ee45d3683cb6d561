"""In a real xterm under Xvfb: pictures after a walk through the views and after a full repaint.

The pictures must be equal, pixel by pixel: what the differences made is what painting anew makes.
In thin mode they must not change either when ambiguous characters are drawn wide, or when the text
goes through luit in GB18030. They are kept in $SHAOTAI_PICTURES, or in a temporary folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.console.consoles import ROOT
from tests.system.conftest import until

GEOMETRY = "80x24"
FONT = ("-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK SC", "-fs", "11")
KEYS = ["j", "j", "Next", "j", "Return", "Next", "Escape", "k", "colon", "p", "q", "Escape"]
CELLS = 3 * 16 * 32
"""Pixels of three cells: the cursor, where a terminal cannot hide it, may stand elsewhere."""

VARIANTS = {
    "xterm": ([], "", {}),
    "cjk-width": (["-cjk_width"], "", {}),
    "vt100": (["-tn", "vt100"], "", {}),
    "luit": ([], "luit -encoding GB18030 --", {"LC_ALL": "zh_CN.GB18030"}),
}
"""Options of xterm, what the stage runs in, and its environment."""


class Window:
    """An xterm on an X server of its own."""

    def __init__(self, display: str, folder: Path) -> None:
        self.environment = {**os.environ, "DISPLAY": display}
        self._folder = folder
        self._count = 0

    def picture(self) -> Path:
        """The screen as it is."""
        self._count += 1
        path = self._folder / f"{self._count}.png"
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, check=True)
        return path

    def settled(self) -> Path:
        """The screen once two looks at it are the same."""
        last = [self.picture()]

        def same() -> bool:
            last.append(self.picture())
            return pixels(*last[-2:]) == 0

        assert until(same), "the screen does not come to rest"
        return last[-1]

    def press(self, key: str) -> None:
        """A key of the keyboard."""
        subprocess.run(["xdotool", "key", key], env=self.environment, check=True)


def pixels(one: Path, other: Path) -> int:
    """How many pixels two pictures differ in."""
    command = ["compare", "-metric", "AE", str(one), str(other), "null:"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return int(float(done.stderr.split()[0]))


def colours(picture: Path) -> int:
    """How many colours are in it."""
    command = ["identify", "-format", "%k", str(picture)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@contextmanager
def server() -> Iterator[str]:
    """An X server; its display."""
    read, write = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        "1400x800x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as process:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            assert number, "Xvfb does not start"
            yield f":{number}"
        finally:
            process.terminate()


@contextmanager
def window(variant: str, mode: str, folder: Path) -> Iterator[Window]:
    """An xterm with the stage in it, once its picture rests."""
    options, wrapper, environment = VARIANTS[variant]
    inner = [f"{name}={value}" for name, value in environment.items()]
    stage = [sys.executable, "-m", "bench.terminal.stage", "thin", str(folder / "pid"), mode]
    command = [
        "xterm", "-u8", *FONT, "-geometry", f"{GEOMETRY}+0+0", "-b", "0",
        "-xrm", "*cursorBlink: false", "-xrm", "*allowSendEvents: true", *options,
        "-e", *wrapper.split(), "env", *inner, *stage,
    ]  # fmt: skip
    with server() as display:
        there = Window(display, folder)
        env = {**there.environment, "LC_ALL": "C.UTF-8"}
        with subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            try:
                moved = ["xdotool", "mousemove", "40", "40"]
                subprocess.run(moved, env=there.environment, check=True)
                assert until(lambda: (folder / "pid").exists(), 60), "the stage does not start"
                yield there
            finally:
                process.terminate()


def walked(variant: str, mode: str, folder: Path) -> tuple[Path, Path]:
    """Pictures after the walk and after painting anew."""
    folder.mkdir(parents=True, exist_ok=True)
    with window(variant, mode, folder) as there:
        assert until(lambda: colours(there.picture()) > 8, 30), "nothing is painted"
        there.settled()
        for key in KEYS:
            there.press(key)
            if key == "Escape":  # by itself, not the beginning of something
                there.settled()
        after = there.settled()
        there.press("ctrl+l")
        there.press("j")
        there.press("k")
        return after, there.settled()


def kept(name: str, picture: Path) -> None:
    """A copy for people to look at."""
    if folder := os.environ.get("SHAOTAI_PICTURES"):
        target = Path(folder) / f"{re.sub('[^a-z0-9-]', '-', name)}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture.read_bytes())


@pytest.mark.parametrize("mode", ["rich", "thin"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_differences_make_what_painting_anew_makes(
    x11: None, tmp_path: Path, variant: str, mode: str
) -> None:
    after, anew = walked(variant, mode, tmp_path)
    kept(f"{variant}-{mode}", after)
    assert colours(after) > 8
    assert pixels(after, anew) <= (CELLS if variant == "vt100" else 0)


def test_thin_mode_looks_the_same_whatever_the_terminal_makes_of_width_and_encoding(
    x11: None, tmp_path: Path
) -> None:
    plain, _ = walked("xterm", "thin", tmp_path / "xterm")
    for variant in ("cjk-width", "luit"):
        other, _ = walked(variant, "thin", tmp_path / variant)
        assert pixels(plain, other) == 0, variant

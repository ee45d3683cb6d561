"""In xterm.js: the stage's own bytes, and random frames, make the wanted screen cell by cell."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyte.graphics as g
import pytest

from console.terminal.cells import look_of
from tests.console.consoles import ROOT
from tests.platform.server import Server
from tests.system import district as town
from tests.system.wanted import WALK, Twin
from tests.terminal.emulators import (
    Glass,
    GlassSeat,
    Replica,
    Seen,
    capabilities,
    pen_of,
    visible,
    written,
)

NAMES = {"<pagedown>": "<pgdn>", "<escape>": "<esc>"}


class Headless:
    """An xterm.js in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def _ask(self, **what: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def write(self, data: bytes) -> None:
        """Output of a program."""
        self._ask(write=base64.b64encode(data).decode())

    def cells(self) -> list[list[Seen]]:
        """What is shown."""
        return [[_seen(cell) for cell in row] for row in self._ask(dump=True)["rows"]]


def _seen(cell: list[Any]) -> Seen:
    chars, width, bold, italic, underline, blink, inverse, strike, fg, bg = cell
    char = "" if width == 0 else chars or " "
    pen = (_name(fg, 30), _name(bg, 40), bold, italic, underline, blink, inverse, strike)
    return visible(char, pen)


def _name(value: Any, base: int) -> str:
    if value is None or isinstance(value, str):
        return value or "default"
    low, high = (g.FG_ANSI, g.FG_AIXTERM) if base == 30 else (g.BG_ANSI, g.BG_AIXTERM)
    if value < 8:
        return low[base + value]
    return high[base + 52 + value] if value < 16 else g.FG_BG_256[value]


@contextmanager
def terminal(folder: Path, width: int, height: int) -> Iterator[Headless]:
    """An xterm.js of that size."""
    command = ["node", "headless.js", str(width), str(height)]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Headless(process)
        assert process.stdin
        process.stdin.close()


def unlike(shown: list[list[Seen]], wanted: list[list[Seen]]) -> list[str]:
    """The first cells that are not as wanted."""
    return [
        f"({x},{y}) shows {one}, wanted {other}"
        for y, rows in enumerate(zip(shown, wanted, strict=True))
        for x, (one, other) in enumerate(zip(*rows, strict=True))
        if one != other and not (one[0] == other[0] == "")
    ][:5]


def cells_of(glass: Glass) -> list[list[Seen]]:
    """What a glass shows."""
    columns, lines = glass.screen.columns, glass.screen.lines
    return [[glass.cell(x, y) for x in range(columns)] for y in range(lines)]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_the_stage_is_as_wanted_after_every_key(
    headless: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    argv = [sys.executable, "-m", "bench.terminal.stage", "thin", str(tmp_path / "pid")]
    twin, width, height = Twin(), *size
    with (
        terminal(headless, width, height) as there,
        GlassSeat(argv, rows=height, cols=width, cwd=str(ROOT)) as seat,
    ):
        read = 0
        for key in ["", *WALK]:
            if key:
                twin.press(key)
                seat.send(NAMES.get(key, key))
            wanted = cells_of(twin.glass(width, height))
            seat.wait_for(lambda _: cells_of(seat.glass) == wanted, 20)  # noqa: B023
            raw = seat.raw
            there.write(raw[read:])
            read = len(raw)
            assert unlike(there.cells(), wanted) == [], f"after {key or 'the start'}"


def moment(seat: GlassSeat) -> tuple[bytes, list[list[Seen]]]:
    """All that was written, and what it has made of the screen."""
    seen: list[tuple[bytes, list[list[Seen]]]] = []

    def look(_: list[str]) -> bool:  # the seat calls it between two reads
        seen.append((seat.raw, cells_of(seat.glass)))
        return True

    seat.wait_for(look)
    return seen[-1]


@pytest.mark.parametrize("mode", ["--thin", "--rich"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_real_console_makes_the_same_screen(
    headless: Path, district: Server, size: tuple[int, int], mode: str
) -> None:
    width, height = size
    env = {"SHAOTAI_TOKEN_FILE": str(town.token_file(district))}
    with (
        terminal(headless, width, height) as there,
        GlassSeat(
            town.argv(district, mode), rows=height, cols=width, env=env, cwd=str(ROOT)
        ) as seat,
    ):
        read = 0
        for keys, shows in town.WALK:
            seat.send(keys)
            seat.wait_for(shows, 20)
            raw, wanted = moment(seat)
            there.write(raw[read:])
            read = len(raw)
            assert unlike(there.cells(), wanted) == [], f"after {keys or 'the start'}"
        assert seat.faults == []


PENS = ("0", "1", "7", "1;31", "4;32", "0;7;33", "44", "38;5;200;48;5;17", "38;2;1;2;3", "91;104")
TEXTS = ("abc 12:34", "盛泽镇", " " * 30, "-" * 40, "盛" * 30, "x", "，｜ a")


@pytest.mark.parametrize("term", ["xterm-256color", "xterm-direct", "vt100", "linux"])
def test_random_frames_are_as_wanted(headless: Path, term: str) -> None:
    rng, (width, height) = random.Random(9), (40, 12)
    bench = Replica(capabilities(term), width, height)
    with terminal(headless, width, height) as there:
        there.write(b"\x1b[?7l")
        for number in range(250):
            pieces = [
                (rng.randrange(width), rng.randrange(height), rng.choice(PENS), rng.choice(TEXTS))
                for _ in range(rng.randrange(1, 6))
            ]
            bench.screen.feed(written(pieces, width, height))
            bench.screen.key_pressed(bench.now)
            bench.now += 1.0
            bench.screen.began(bench.now)
            there.write(bench.take())
            bench.answer()
            wanted = bench.screen.encoder.shown
            expected = [
                [visible(wanted.chars[y][x], pen_of(look_of(wanted.looks[y][x])))
                 for x in range(width)]
                for y in range(height)
            ]  # fmt: skip
            assert unlike(there.cells(), expected) == [], f"frame {number}"

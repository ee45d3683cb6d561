"""``python -m bench.terminal [--quick]``: bytes of the console's screens, and the least there are.

The console's own application with tickets but without a network runs in three terminals: on its
own driver, on Textual's, and on Textual's inside tmux. Bytes are counted at the outer terminal and
compared with the least difference of the screens before and after, computed apart. JSON lines on
standard output, tables to read on the other.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Figure, json_line, median, ratio, table
from bench.proc import cpu_percent, end_on_signals, usage
from bench.terminal.cost import costs
from bench.terminal.minimal import full, least
from bench.terminal.panes import Painted, pane, scenes
from bench.terminal.replay import replayed, unlike

SIZES = ((80, 24), (160, 50))
IDLE_SECONDS = 3.0

GOALS = {
    "tick": 1.1, "cursor down": 1.1, "page": 1.15, "queue to ticket": 1.15,
    "ticket to queue": 1.15, "scroll by one": 1.3, "start": 1.3,
}  # fmt: skip
"""What the console may take, as a multiple of the least."""


def say(text: str) -> None:
    """A line for whoever watches."""
    print(text, file=sys.stderr, flush=True)


def run(kind: str, size: tuple[int, int], folder: Path) -> tuple[list[Painted], list[Figure]]:
    """Every scene in one kind of terminal; what was painted, and how it idles."""
    subject = f"{kind} {size[0]}x{size[1]}"
    with pane(kind, size, folder) as there:
        played = [there.start, *(there.play(scene) for scene in scenes(size[1]))]
        before = usage(there.pid)
        idle = there.idle(IDLE_SECONDS) / IDLE_SECONDS
        cpu = cpu_percent(before, usage(there.pid))
    return played, [
        Figure(subject, "idle", idle, "B/s"), Figure(subject, "idle processor", cpu, "%")
    ]  # fmt: skip


def byte_figures(subject: str, played: list[Painted]) -> list[Figure]:
    """The median of each kind of scene."""
    sizes: dict[str, list[float]] = {}
    for painted in played:
        if painted.scene.counted:
            sizes.setdefault(painted.scene.name, []).append(painted.picture)
    return [Figure(subject, name, median(found), "B", len(found)) for name, found in sizes.items()]


def least_figures(subject: str, played: list[Painted]) -> list[Figure]:
    """The least each scene could take on these screens, proven by replaying."""
    sizes: dict[str, list[float]] = {"start": []}
    begin = full(played[0].grid)
    sizes["start"].append(begin.size)
    hand, old = begin.hand, played[0].grid
    for painted in played[1:]:
        found = least(old, painted.grid, hand)
        if not replayed(old, painted.grid, found, hand):
            raise AssertionError(f"the least difference is wrong: {painted.scene}, {found.text!r}")
        if painted.scene.counted:
            sizes.setdefault(painted.scene.name, []).append(found.size)
        hand, old = found.hand, painted.grid
    return [Figure(subject, name, median(found), "B", len(found)) for name, found in sizes.items()]


def differing(subject: str, one: list[Painted], other: list[Painted]) -> Figure:
    """Cells in which two terminals do not look alike after a scene, at worst."""
    unequal = [len(unlike(a.grid, b.grid)) for a, b in zip(one, other, strict=True)]
    return Figure(subject, "cells not as on Textual's driver", max(unequal), "count", len(unequal))


def ratios(figures: list[Figure], size: str) -> list[Figure]:
    """Ours over the least, with what it may be."""
    ours = {one.name: one for one in figures if one.subject == f"thin {size}"}
    floor = {one.name: one for one in figures if one.subject == f"least {size}"}
    return [
        Figure(f"thin/least {size}", name, ratio(ours[name].value, floor[name].value), "x",
               ours[name].n, f"at most {goal}")
        for name, goal in GOALS.items()
    ]  # fmt: skip


def at_size(size: tuple[int, int], folder: Path) -> list[Figure]:
    """All figures at one size of window."""
    name = f"{size[0]}x{size[1]}"
    found: list[Figure] = []
    stock, idle = run("stock", size, folder)
    found += byte_figures(f"stock {name}", stock) + idle
    for kind in ("thin", "tmux"):
        played, idle = run(kind, size, folder)
        found += byte_figures(f"{kind} {name}", played) + idle
        found.append(differing(f"{kind} {name}", played, stock))
        if kind == "thin":
            asked = sum(len(one.data) - one.picture for one in played)
            note = "bytes of questions to the terminal, not in the other figures"
            found.append(Figure(f"thin {name}", "questions, all scenes", asked, "B", 1, note))
    found += least_figures(f"least {name}", stock)
    found += costs(f"thin {name}", size, stock)
    return ratios(found, name) + found  # a table's unit is the last one's: bytes


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.terminal", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="80x24 only")
    quick = parser.parse_args().quick
    began = time.monotonic()
    end_on_signals()
    with tempfile.TemporaryDirectory(prefix="shaotai-bench-") as folder:
        for size in SIZES[:1] if quick else SIZES:
            figures = at_size(size, Path(folder))
            for figure in figures:
                print(json_line(figure), flush=True)
            name = f"{size[0]}x{size[1]}"
            kinds = [f"{kind} {name}" for kind in ("thin", "least", "thin/least", "stock", "tmux")]
            say("")
            for one in table(figures, kinds):
                say(one)
    say(f"\n{time.monotonic() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

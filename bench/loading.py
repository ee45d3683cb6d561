"""The load as the measurements use it: begun, ended, and gone on with where it stood."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.measure import Figure
from bench.proc import Child, running
from bench.scene import Scene

BEGIN_SECONDS = 20.0
"""How long a load may take to send its first changes."""

LONGEST_SECONDS = 90.0
"""After which a load ends by itself."""


class Loads:
    """One load after another on the same tickets."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._count = 0
        self._state: dict[str, tuple[str, str, bool]] = {
            row.id: (row.state, row.ticket_class, "signed" in row.flags) for row in scene.rows
        }
        self.figures: list[Figure] = []

    @contextmanager
    def steady(self, front: Sequence[str], rate: int) -> Iterator[None]:
        """So many changes a second while the block runs, to those tickets, to any if none."""
        with self._child(front, rate, LONGEST_SECONDS) as child:
            yield
            where = "on screen" if front else "anywhere"
            self._end(child, f"changes applied over HTTP, {rate:,}/s wanted {where}")

    def flood(self, seconds: float) -> None:
        """As many changes as the platform takes, in lists of 100, for so many seconds."""
        with self._child((), 0, seconds) as child:
            child.process.wait(LONGEST_SECONDS)
            self._end(child, "changes applied over HTTP, lists of 100")

    @contextmanager
    def _child(self, front: Sequence[str], rate: int, seconds: float) -> Iterator[Child]:
        self._count += 1
        begun = self._scene.folder / f"load{self._count}.begun"
        told = self._scene.config(
            begun=str(begun),
            front=list(front),
            state=self._state,
            rate=rate,
            seconds=seconds,
        )
        output = self._scene.folder / f"load{self._count}.out"
        file = self._scene.folder / f"load{self._count}.json"
        file.write_bytes(told)
        with running(["-m", "bench.load", str(file)], output) as child:
            child.wait_for(begun, BEGIN_SECONDS)
            yield child

    def _end(self, child: Child, name: str) -> None:
        printed = child.end()
        if not printed:
            raise RuntimeError(f"the load failed: {child.errors.read_text('utf-8')[-2000:]}")
        told = json.loads(printed)
        self._state, done = told["state"], told["done"]
        front, back = done.get("front", 0), done.get("back", 0)
        refused = {name: n for name, n in done.items() if name.startswith("refused")}
        note = (
            f"{front} to tickets in view; {done.get('late', 0)} lots late; refused {refused or 0}"
        )
        rate = (front + back) / told["seconds"]
        self.figures.append(Figure("load", name, rate, "/s", front + back, note))

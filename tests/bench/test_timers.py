"""The bench of timers measures what it says: a small run of it, on a real database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bench.timers import PER_SECOND, measure


def test_a_small_run(tmp_path: Path) -> None:
    figures = {one.name: one for one in measure(tmp_path, 500, 1, timedelta(seconds=3))}
    late = figures[f"late, {PER_SECOND} due a second, p99"]
    assert 0 < late.value < 1000
    assert late.n == PER_SECOND
    assert figures["carried out twice"].value == 0
    assert figures["never carried out"].value == 0
    assert figures["a look with 500 waiting"].value > 0

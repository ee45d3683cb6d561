"""The least that could be: ``python -m bench.floors ansi`` or ``textual``.

``ansi`` is bare Python that writes a list and moves its mark for every key it reads: what no
program in this language can be faster than, and what the harness itself costs. ``textual`` is the
smallest textual app.
"""

from __future__ import annotations

import os
import sys

ROWS = 14
"""Rows of the bare list."""


def ansi() -> None:
    """Read keys, write the difference."""
    import termios
    import tty

    kept = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        lines = "".join(f"\x1b[{y + 5};3H{y:06d} 井盖破损" for y in range(ROWS))
        os.write(1, f"\x1b[2J{lines}\x1b[5;1H>".encode())
        at = 0
        while keys := os.read(0, 1024):
            move = keys.count(b"\x1b[B") - keys.count(b"\x1b[A")
            before, at = at, min(ROWS - 1, max(0, at + move))
            os.write(1, f"\x1b[{before + 5};1H \x1b[{at + 5};1H>".encode())
    finally:
        termios.tcsetattr(0, termios.TCSANOW, kept)


def textual() -> None:
    """One line of text."""
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Least(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("哨台")

    Least().run(mouse=False)


if __name__ == "__main__":
    {"ansi": ansi, "textual": textual}[sys.argv[1]]()

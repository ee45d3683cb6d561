"""Real consoles on real terminals against a real platform."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.platform.server import Server
from tests.terminal.pty_seat import PtySeat

ROOT = Path(__file__).parents[2]


def console(
    server: Server, who: str, *, lang: str = "zh", rows: int = 24, cols: int = 80
) -> PtySeat:
    """A seat of that account, opened by the command a user would type."""
    token_file = server.folder / f"token-{who}"
    token_file.write_text(server.tokens[who], "utf-8")
    token_file.chmod(0o600)
    return PtySeat(
        [sys.executable, "-m", "shaotai", "console", "--server", server.url, "--lang", lang],
        rows=rows,
        cols=cols,
        env={"SHAOTAI_TOKEN_FILE": str(token_file)},
        cwd=str(ROOT),
    )


def text(seat: PtySeat) -> str:
    """The screen as one text."""
    return "\n".join(seat.screen())

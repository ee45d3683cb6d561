"""The real console on a real platform with a few tickets, one of them nasty."""

from __future__ import annotations

import asyncio
import re
import shlex
import sys
from pathlib import Path

from api_client.http import Platform
from tests.platform.server import Server
from tests.platform.steps import dispatched, filed

PLACES = ("盛泽镇目澜路", "平望镇鲈乡路", "黎里镇东阳路", "松陵街道中山路")
FAULTS = ("路口井盖缺失", "烧烤店夜间油烟噪音扰民", "路灯不亮", "夜市占用消防通道")
TICKETS = 60

NASTY = (
    "“引号”……—±×αβЖ①Ⅳ℃→│█★♀ é ｶﾅ ﾊﾝ 한글 עברית \x1b[31m红\x07\x9b2J "
    "e\u0301 \u200d \u202eabc\u202c \ufeff\u00a0\u00ad end"
)
"""What citizens paste: ambiguous and narrow characters, controls, joined ones, both directions.

No emoji: their width is that of the terminal's tables (in xterm.js 5 one cell), nobody asks for it.
"""


def furnish(server: Server, tickets: int = TICKETS) -> None:
    """Fill the queue; ticket 1 is nasty, every third is on its way."""

    async def fill() -> None:
        platform = Platform(server.url, server.tokens["dispatcher"])
        await filed(platform, NASTY, address=NASTY)
        for number in range(2, tickets + 1):
            said = f"{PLACES[number % 4]}{number}号{FAULTS[number // 4 % 4]}, 请尽快处理"
            await (dispatched(platform, text=said) if number % 3 == 0 else filed(platform, said))
        await platform.close()

    asyncio.run(fill())


def token_file(server: Server, who: str = "dispatcher") -> Path:
    """A file with the account's token, readable by its owner only."""
    path = server.folder / f"token-{who}"
    path.write_text(server.tokens[who], "utf-8")
    path.chmod(0o600)
    return path


def argv(server: Server, *options: str) -> list[str]:
    """The command a user would type."""
    return [sys.executable, "-m", "shaotai", "console", "--server", server.url, *options]


def command(server: Server, *options: str) -> str:
    """The same for a shell, with the account's token."""
    words = [f"SHAOTAI_TOKEN_FILE={token_file(server)}", *argv(server, *options)]
    return f"exec env {shlex.join(words)}"


WALK = (
    ("", "000002"),
    ("<down>", "000002"),
    ("<down>", "000004"),
    ("<pgdn>", "剩余"),
    ("<home>", "1 / 60"),
    ("?", "命令与按键"),
    ("<pgdn>", "命令"),
    ("<esc>", "剩余"),
    (":pq 2 szz", ":pq 2 szz"),
    ("<esc>", "剩余"),
    (":nonsense<enter>", "nonsense"),
    ("<esc>", "剩余"),
    ("/路灯", "筛选 路灯"),
    ("<enter>", "筛选 路灯"),
    ("<esc>", "全部在办"),
    ("<enter>", "内容"),
    ("<pgdn>", "经过"),
    ("<esc>", "剩余"),
    (":why 1<enter>", "起算"),
    ("<esc>", "剩余"),
)
"""Keys through the views one by one, and what then stands on the screen."""


def alike(lines: list[str]) -> list[str]:
    """The screen without the measured delay, whose digits move what stands beside it."""
    top = re.sub(r" +", " ", re.sub(r"\d+ms", "#ms", lines[0])).strip()
    return [top, *(one.rstrip() for one in lines[1:])]

"""Thin mode: nothing is emitted whose width could be doubted, in any view, in either language.

What is looked at is the whole stream of a session from its first picture on. Before that the
start-up probe prints one ambiguous character, on purpose: to see how wide the terminal draws it.
The probe erases it again and ends with the question for the attributes, where the stream is cut.
"""

from __future__ import annotations

import asyncio
import re
from unicodedata import east_asian_width

import pytest

from api_client.http import Platform
from console.terminal.probe import AMBIGUOUS, ASK_ATTRIBUTES
from tests.console.consoles import ROOT
from tests.platform.server import Server
from tests.platform.steps import filed
from tests.system.district import NASTY, argv, token_file
from tests.terminal.pty_seat import PtySeat

EMOJI = "👨\u200d👩\u200d👧 🇨🇳 ☎\ufe0f 👍🏽 🅰️"
PLACE = "盛泽镇 “舜新”路·３号…—"

SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")
MOVES = "\r\n\b\x0e\x0f"

VISITS = {
    "zh": (
        ("", "000002"), ("<down>", "000001"), ("<down>", "000002"), ("<enter>", "经过"),
        ("<pgdn>", "经过"), ("<pgup>", "内容"), ("<esc>", "剩余"), (":why 1<enter>", "起算"),
        ("<esc>", "剩余"), ("?", "命令与按键"), ("<end>", "语法"), ("<esc>", "剩余"),
        ("/…“é①", "e(1)"), ("<esc>", "全部在办"), ("/井盖", "筛选 井盖"), ("<esc>", "全部在办"),
        (":bz 1 …—±①é👍", ":bz 1"), ("<tab>", ":bz 1"), ("<enter>", "已备注 000001"),
        (":…“①”—<enter>", "?"), ("<esc>", "剩余"), (":ja 1<enter>", "Enter"), ("<esc>", "剩余"),
        (":pq 1 不存在…①<enter>", "不存在"), ("<esc>", "剩余"),
        ("<tab>", "剩余"), ("<ctrl+l>", "剩余"),
    ),
    "en": (
        ("", "000002"), ("<down>", "000001"), ("<enter>", "History"), ("<pgdn>", "reported"),
        ("<esc>", "soonest"), (":why 1<enter>", "start 20"), ("<esc>", "soonest"),
        ("?", "Commands and keys"), ("<end>", "Commands"), ("<esc>", "soonest"),
        ("/…“é①", "e(1)"), ("<esc>", "soonest"), (":note 1 …—±①é👍<enter>", "000001"),
        (":…“①”—<enter>", "?"), ("<esc>", "soonest"), (":close 1<enter>", "Enter"),
        ("<esc>", "soonest"), ("<tab>", "ticket"), ("<ctrl+l>", "ticket"),
    ),
}  # fmt: skip
"""Keys through every view and into every kind of error, and what then stands on the screen."""


@pytest.fixture(scope="module", autouse=True)
def tickets(server: Server) -> None:
    """Tickets as citizens write them."""

    async def fill() -> None:
        platform = Platform(server.url, server.tokens["dispatcher"])
        for number in range(30):
            await filed(platform, f"{EMOJI if number % 2 else ''}{NASTY}井盖", address=PLACE)
        await platform.close()

    asyncio.run(fill())


def pictures(raw: bytes) -> str:
    """The text of a stream behind the probe, without sequences and moves."""
    probe, asked, text = raw.decode("utf-8").partition(ASK_ATTRIBUTES)
    assert asked, "no probe"
    assert AMBIGUOUS in probe
    return SEQUENCE.sub("", text).translate(dict.fromkeys(map(ord, MOVES)))


def doubtful(text: str) -> set[str]:
    """Characters that are neither printable ASCII nor two cells wide everywhere."""
    return {c for c in text if not " " <= c <= "~" and east_asian_width(c) not in "WF"}


@pytest.mark.parametrize(("rows", "cols"), [(24, 80), (50, 160)])
@pytest.mark.parametrize("lang", VISITS)
def test_nothing_of_doubtful_width_is_sent(server: Server, lang: str, rows: int, cols: int) -> None:
    env = {"SHAOTAI_TOKEN_FILE": str(token_file(server))}
    command = argv(server, "--thin", "--lang", lang)
    with PtySeat(command, rows=rows, cols=cols, env=env, cwd=str(ROOT)) as seat:
        for keys, shows in VISITS[lang]:
            seat.send(keys)
            seat.wait_for(shows)
        seat.send("<ctrl+c><enter>")
        assert seat.wait_exit() == 0
        text = pictures(seat.raw)
    assert len(text) > 5_000
    assert doubtful(text) == set()

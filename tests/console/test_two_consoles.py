"""Two consoles on one platform: each sees the other's work, cuts are said and healed."""

from __future__ import annotations

import asyncio
import time

import pytest

from api_client.clock import ServerClock
from api_client.http import Platform
from api_client.replica import Replica
from api_client.session import Link, Session
from api_client.stream import Stream
from tests.console.consoles import console
from tests.platform.server import Server
from tests.platform.steps import filed
from tests.terminal.pty_seat import PtySeat

NASTY = (
    "路灯\x1b[31m红\x1b]52;c;aGk=\x07 [/nope] [@click=app.quit]点我[/] \x9b2J\x00\u202e倒\u202c "
    "_x000D_ １２３\u00a0…①\ufeff\u200b结尾"
)


def run(errand):
    """The answer of an errand to the platform."""
    return asyncio.run(errand)


async def file(server: Server, text: str) -> str:
    """A report filed by another client; its number."""
    platform = Platform(server.url, server.tokens["dispatcher"])
    row = await filed(platform, text)
    await platform.close()
    return row.number


def test_the_others_change_appears_at_once(server: Server) -> None:
    with console(server, "dispatcher") as mine, console(server, "leader") as others:
        mine.wait_for("待受理0")
        others.wait_for("待受理0")
        delays = []
        for count in range(1, 6):
            mine.send(f":xj 第{count}件 类:其他咨询<enter>")
            mine.wait_for(f"已新建 {count:06d}")
            seen = time.monotonic()
            others.wait_for(f"待受理{count}")
            delays.append(time.monotonic() - seen)
        assert sorted(delays)[2] < 1.0


def test_nasty_text_is_shown_harmlessly(server: Server) -> None:
    number = run(file(server, NASTY + "长" * 9000))
    with console(server, "dispatcher") as seat:
        seat.wait_for("在线")
        start = len(seat.raw)
        seat.send(f":q {number[-6:]}")
        seat.wait_for("去 ")
        seat.send("<enter>")
        seat.wait_for("[/nope] [@click=app.quit]点我[/]")
        seat.wait_for("长长长")
        seat.send("<end>")
        seat.wait_for("经过")
        sent = bytes(seat.raw[start:])
        for poison in (b"\x1b]52", b"\x9b2J", b"\x00", "\u202e".encode(), b"\x1b[31m\xe7\xba\xa2"):
            assert poison not in sent
        assert seat.faults == []
        seat.send("<esc><ctrl+c>")
        seat.wait_for("再按一次")
        seat.send("<enter>")
        assert seat.wait_exit() == 0


def test_a_lost_race_says_who_and_when(server: Server) -> None:
    number = run(file(server, "两席同时受理"))
    with console(server, "dispatcher") as mine:
        mine.wait_for("在线")
        mine.send(f":sl {number[-6:]} 类:其他咨询")
        mine.wait_for("受理 ")
        mine.process.send_signal(19)
        run(other_accepts(server, number))
        mine.send("<enter>")
        mine.process.send_signal(18)
        mine.wait_for("未办 [")
        mine.wait_for(lambda lines: any("周强" in one or "待派遣" in one for one in lines))


async def other_accepts(server: Server, number: str) -> None:
    """The leader accepts it first."""
    platform = Platform(server.url, server.tokens["leader"])
    await platform.command("accept", number, 1, {"class": "ZX0199", "condition": 1})
    await platform.close()


def still_readable(seat: PtySeat) -> None:
    """The rows are there and the cursor moves."""
    seat.send("j")
    seat.wait_for("断线")
    seat.wait_for("数据停在")
    seat.send("?")
    seat.wait_for("命令与按键")
    seat.send("<esc>")
    seat.wait_for("按剩余时限")


@pytest.mark.parametrize("beats", [2])
def test_a_killed_platform_is_said_read_on_and_resumed(server: Server, beats: int) -> None:
    with console(server, "dispatcher") as one, console(server, "leader") as two:
        for seat in (one, two):
            seat.wait_for("在线")
            seat.wait_for("待受理")
        server.kill()
        since = time.monotonic()
        for seat in (one, two):
            seat.wait_for("断线", timeout=3.0 * beats)
        assert time.monotonic() - since < 3.0 * beats
        for seat in (one, two):
            still_readable(seat)
        restart_on_the_same_port(server)
        for seat in (one, two):
            seat.wait_for("在线", timeout=40)
        number = run(file(server, "恢复之后"))
        for seat in (one, two):
            seat.send(f":q {number[-6:]}")
            seat.wait_for("去 ")
            seat.send("<enter>")
            seat.wait_for("恢复之后")
        assert "Traceback" not in server.stderr()


def restart_on_the_same_port(server: Server) -> None:
    """Start the platform again where the consoles look for it."""
    port = int(server.url.rsplit(":", 1)[1])
    server.start(port)


async def test_resuming_takes_no_snapshot(server: Server) -> None:
    """The stream's own count: one snapshot at first, then a resume across a kill."""
    session, replica = Session(), Replica()
    token = server.tokens["dispatcher"]
    live = asyncio.Event()
    stream = Stream(
        server.url, token, session, replica, ServerClock(),
        lambda: live.set() if session.link is Link.LIVE else live.clear(),
    )  # fmt: skip
    task = asyncio.create_task(stream.run(lambda changes: None))
    async with asyncio.timeout(60):
        await live.wait()
        before = session.position
        await asyncio.to_thread(server.kill)
        while live.is_set():
            await asyncio.sleep(0)
        await asyncio.to_thread(restart_on_the_same_port, server)
        await live.wait()
    task.cancel()
    assert (session.resyncs, session.resumes) == (1, 1)
    assert session.position is not None
    assert before is not None
    assert session.position.seq >= before.seq

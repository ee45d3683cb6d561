"""The real console behind 64 kbit/s and 300 ms, on a real platform that changes all the time.

Figures are in `bench/terminal/slow_line.py`; here only that it holds at all, with room for a
machine that is busy. What was measured is printed (`pytest -s`).
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api_client.http import Applied, Platform, command_body, command_id
from bench.proc import usage
from tests.console.consoles import ROOT
from tests.governance.world import GRID
from tests.platform.server import Server
from tests.terminal.relay import SlowSeat

RATE, ROUND_TRIP = 8000.0, 0.3
KEY_SECONDS = ROUND_TRIP + 2.0
"""What a key may take here; the bench says what it does take."""

LIST, LISTS = 25, 24
"""Commands in a request, and requests: 600 changes, as fast as the platform takes them."""


class Load(threading.Thread):
    """New tickets in lists, a bounded number of them."""

    def __init__(self, server: Server, tickets: list[int], lists: int = LISTS) -> None:
        super().__init__(daemon=True)
        self._server, self._tickets, self._lists = server, tickets, lists
        self.added = self.sent = 0
        self._told = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Work."""
        try:
            asyncio.run(self._work())
        except BaseException as failure:  # noqa: BLE001 - told where the thread is joined
            self.failure = failure

    async def _work(self) -> None:
        platform = Platform(self._server.url, self._server.tokens["dispatcher"])
        for number in range(self._lists):
            if self._told.is_set():
                break
            answers = await platform.commands([_new(number, at) for at in range(LIST)])
            self.added += sum(isinstance(one, Applied) for one in answers)
            self._tickets[0] += len(answers)
            self.sent += len(answers)
        await platform.close()

    def end(self) -> None:
        """Take on nothing more, and wait for the end."""
        self._told.set()
        self.done()

    def done(self) -> None:
        """Wait for the end."""
        self.join(60)
        assert not self.is_alive()
        assert self.failure is None, self.failure
        assert self.added == self.sent


def _new(number: int, at: int) -> dict[str, object]:
    text = f"盛泽镇第{number}批第{at}件路口井盖缺失"
    args = {"channel": "HOTLINE_12345", "text": text, "grid": GRID}
    return command_body(command_id(), "new", "", None, args)


@contextmanager
def slow_console(server: Server, rate: float = RATE) -> Iterator[SlowSeat]:
    """A dispatcher's console behind a slow line."""
    token_file = server.folder / "token-slow"
    token_file.write_text(server.tokens["dispatcher"], "utf-8")
    token_file.chmod(0o600)
    with SlowSeat(
        [sys.executable, "-m", "shaotai", "console", "--server", server.url, "--lang", "zh"],
        rate=rate, round_trip=ROUND_TRIP, env={"SHAOTAI_TOKEN_FILE": str(token_file)},
        cwd=str(ROOT),
    ) as seat:  # fmt: skip
        yield seat


@pytest.fixture(scope="module")
def tickets(server: Server) -> list[int]:
    """How many tickets there are, kept by the loads; the first two lists are there already."""
    count = [0]
    load = Load(server, count, 2)
    load.start()
    load.done()
    return count


def shows(seat: SlowSeat, words: str, timeout: float) -> float:
    """Seconds until the glass shows these words."""
    took = seat.seen(lambda lines: any(words in line for line in lines), timeout)
    assert took is not None, f"{words} is not shown\n{seat.dump()}"
    return took


def cursor_at(lines: list[str]) -> int:
    """The line of the cursor's row."""
    return next((y for y, line in enumerate(lines) if line.startswith(">")), -1)


def walk(seat: SlowSeat, keys: int) -> list[float]:
    """Cursor keys one by one; seconds each took to show."""
    times: list[float] = []
    assert seat.seen(lambda lines: cursor_at(lines) > 0, 10) is not None, seat.dump()
    here = cursor_at(seat.screen())
    for number in range(keys):
        key = "j" if (number // 4) % 2 == 0 else "k"
        here += 1 if key == "j" else -1
        seat.send(key)
        took = seat.seen(lambda lines: cursor_at(lines) == here, 10)  # noqa: B023
        assert took is not None, seat.dump()
        times.append(took)
    return times


def test_keys_get_through_while_everything_changes(server: Server, tickets: list[int]) -> None:
    with slow_console(server) as seat:
        shows(seat, f"在办{tickets[0]}", 40)
        load = Load(server, tickets, 50 * LISTS)
        load.start()
        times = walk(seat, 8)
        assert load.is_alive(), "the load ended before the keys did"
        seat.send("<enter>")
        switch = shows(seat, "Esc返回", 10)
        seat.send("<esc>")
        shows(seat, "Enter详情", 10)
        load.end()
        fresh = shows(seat, f"在办{tickets[0]}", 10)
        print(f"keys {max(times):.2f} s, view {switch:.2f} s, newest after {fresh:.2f} s")
        assert sorted(times)[len(times) // 2] < KEY_SECONDS
        assert switch < KEY_SECONDS + 1
        assert seat.faults == []


def test_what_stands_on_the_line_is_little(server: Server, tickets: list[int]) -> None:
    most = 0

    def note(lines: list[str], at: float) -> None:
        nonlocal most
        most = max(most, seat.on_line)

    with slow_console(server) as seat:
        shows(seat, f"在办{tickets[0]}", 40)
        seat.on_arrival = note
        load = Load(server, tickets)
        load.start()
        load.done()
        shows(seat, f"在办{tickets[0]}", 10)
        print(f"at most {most} bytes on the line")
        assert most < RATE  # a second of it; a frame of data is a tenth


def test_a_line_of_9600_bits_shows_the_newest_state(server: Server, tickets: list[int]) -> None:
    with slow_console(server, 960.0) as seat:
        shows(seat, f"在办{tickets[0]}", 60)
        load = Load(server, tickets)
        load.start()
        load.done()
        fresh = shows(seat, f"在办{tickets[0]}", 20)
        print(f"9,600 bit/s: newest after {fresh:.2f} s")


def test_a_stopped_terminal_costs_nothing_and_is_fresh_at_once(
    server: Server, tickets: list[int]
) -> None:
    with slow_console(server) as seat:
        shows(seat, f"在办{tickets[0]}", 40)
        warm = Load(server, tickets, 4)
        warm.start()
        warm.done()
        shows(seat, f"在办{tickets[0]}", 10)
        before = usage(seat.process.pid).rss
        seat.stop()
        load = Load(server, tickets, 4 * LISTS)  # some five seconds
        load.start()
        load.done()
        grown = usage(seat.process.pid).rss - before
        waiting = seat.on_line
        seat.go_on()
        fresh = shows(seat, f"在办{tickets[0]}", 10)
        print(f"{grown:.1f} MB more, {waiting} bytes waited, newest after {fresh:.2f} s")
        assert grown < 20  # 2,400 tickets more lie on the desk too
        assert waiting < 2 * RATE
        walk(seat, 2)

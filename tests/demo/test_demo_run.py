"""The demonstration with its real children: what lives in it, and that nothing outlives it."""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from api_client.errors import NotSignedIn
from api_client.http import Platform
from demo.cast import COLLEAGUES, MARK, SEATS
from platform_server.engine.space import create_space
from platform_server.errors import NotSignedIn as ServerSideNotSignedIn
from platform_server.errors import StoreError
from platform_server.security.accounts import Accounts
from platform_server.store.database import Database
from platform_server.store.lock import held
from shaotai.demo import Options, prepare, run
from shaotai.failure import Failure
from tests.demo.watching import SECONDS, Watcher

ROOT = Path(__file__).parents[2]
LONE = Path(__file__).with_name("lone_demo.py")


@pytest.mark.usefixtures("small_past")
def test_the_day_lives(tmp_path: Path) -> None:
    wanted = {
        "reported": 40, "accepted": 20, "dispatched": 15, "signed": 10, "handle_confirmed": 8,
        "check_passed": 5, "closed": 3, "reported_in": 5, "on_site": 2, "conferred": 2,
        "whistle_rated": 1, "whistle_concluded": 1,
    }  # fmt: skip
    seen: list[Watcher] = []

    def seat(url: str, token: str, account: str) -> int:
        async def follow() -> None:
            watcher = Watcher(url, token)
            seen.append(watcher)
            await watcher.until(
                lambda: all(watcher.kinds[kind] >= least for kind, least in wanted.items())
            )

        asyncio.run(follow())
        return 0

    assert run(Options(data=str(tmp_path / "d"), pace=600), seat) == 0
    watcher = seen[0]
    assert watcher.stream.mark == MARK
    assert watcher.clock.rate == 600
    assert {"reported", "pending_check", "closed"} <= {row.state for row in watcher.replica}
    for name in ("feed.log", "platform.log"):
        log = (tmp_path / "d" / name).read_text("utf-8")
        assert "Traceback" not in log
        assert "ERROR" not in log


@pytest.mark.usefixtures("small_past")
def test_seats_sign_in_with_the_passwords_kept(tmp_path: Path) -> None:
    data = tmp_path / "d"
    seats: dict[str, Any] = {}

    def seat(url: str, token: str, account: str) -> int:
        async def enter() -> None:
            for name, password in json.loads((data / "accounts.json").read_text()).items():
                platform = Platform(url)
                seats[name] = await platform.sign_in(name, password)
                await platform.close()
            seats["mine"] = await (mine := Platform(url, token)).who_am_i()
            await mine.close()
            with pytest.raises(NotSignedIn):
                await (other := Platform(url)).sign_in("leader", "guessed wrong")
            await other.close()

        asyncio.run(enter())
        return 0

    run(Options(data=str(data), role="leader"), seat)
    assert set(seats) == {part.account for part in (*SEATS, *COLLEAGUES)} | {"mine"}
    assert (seats["mine"].name, seats["mine"].role) == ("陈立", "leader")
    assert seats["department"].org == "320509D026"
    assert seats["town"].role == "department"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "accounts.json").stat().st_mode) == 0o600


@pytest.mark.usefixtures("small_past")
def test_clerks_have_a_token_and_no_password(tmp_path: Path) -> None:
    """And the next time, a new token and the account that was there."""
    ready = [prepare(tmp_path / "d") for _ in range(2)]
    clerk = "demo-320509104000"
    assert clerk not in ready[0].passwords
    assert ready[0].tokens[clerk] != ready[1].tokens[clerk]
    database = Database(f"sqlite:///{tmp_path}/d/shaotai.db")
    accounts = Accounts(database)
    for one in ready:
        actor = accounts.session_of(one.tokens[clerk]).actor
        assert (actor.account, actor.role, actor.org) == (clerk, "department", "320509104000")
    for password in ("-", ""):
        with pytest.raises(ServerSideNotSignedIn):
            accounts.sign_in(clerk, password)
    database.close()


@pytest.mark.usefixtures("small_past")
def test_the_second_time_goes_on_from_the_newest_event(tmp_path: Path) -> None:
    first = prepare(tmp_path / "d")
    again = prepare(tmp_path / "d")
    assert first.seeded is not None
    assert first.seeded.refused == {}
    assert again.seeded is None
    assert again.passwords == first.passwords
    assert again.opens <= first.opens
    assert not set(again.tokens.values()) & set(first.tokens.values())
    anew = prepare(tmp_path / "d", fresh=True)
    assert anew.seeded is not None
    assert anew.passwords != first.passwords
    (tmp_path / "d" / "accounts.json").unlink()
    assert prepare(tmp_path / "d").seeded is not None


def test_a_real_platforms_data_is_left_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/shaotai.db")
    with database.writer.begin() as connection:
        create_space(connection, "live", "320509000000")
    database.close()
    with pytest.raises(Failure, match="no demo"):
        prepare(tmp_path, fresh=True)
    assert not (tmp_path / "accounts.json").exists()


@pytest.mark.usefixtures("small_past")
def test_a_directory_in_use_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "d"
    prepare(data)
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    with held(f"sqlite:///{data}/shaotai.db"):
        for fresh in (False, True):
            with pytest.raises(StoreError, match=f"in use by process {os.getpid()}"):
                prepare(data, fresh=fresh)
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


@pytest.mark.usefixtures("small_past")
def test_a_second_demonstration_on_one_directory_is_refused(tmp_path: Path) -> None:
    """Its platform holds the directory, and leaves no ready file behind."""
    options = Options(data=str(tmp_path / "d"))

    def seat(url: str, token: str, account: str) -> int:
        with pytest.raises(StoreError, match="in use by process"):
            run(options._replace(fresh=True), lambda url, token, account: 0)
        return 5

    assert run(options, seat) == 5
    assert not (tmp_path / "d" / "ready.json").exists()


def test_an_unknown_seat_is_named() -> None:
    with pytest.raises(Failure, match="dispatcher, leader") as failed:
        run(Options(role="mayor"), lambda url, token, account: 0)
    assert failed.value.code == 2


class Lone:
    """A demonstration in a process of its own."""

    def __init__(self, data: str, temporary: Path, said: IO[bytes]) -> None:
        self.said = said
        self.process = subprocess.Popen(
            [sys.executable, str(LONE), data],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
        )
        assert self.process.stdout is not None
        said = json.loads(self.process.stdout.readline())
        self.children = {pid: os.pidfd_open(pid) for pid in said["pids"]}
        assert len(self.children) == 2

    def sessions(self) -> set[int]:
        """Session ids of the children."""
        return {os.getsid(pid) for pid in self.children}

    def children_end(self) -> bool:
        """Whether both end within ten seconds."""
        poll = select.poll()
        left = set(self.children.values())
        for handle in left:
            poll.register(handle, select.POLLIN)
        while left and (ended := poll.poll(10_000)):
            for handle, _ in ended:
                poll.unregister(handle)
                left.discard(handle)
        return not left


@contextmanager
def lone(data: str, temporary: Path) -> Iterator[Lone]:
    with tempfile.TemporaryFile() as said:
        one = Lone(data, temporary, said)
        try:
            yield one
        finally:
            one.process.kill()
            one.process.communicate()
            for handle in one.children.values():
                os.close(handle)


def test_leaving_ends_all_and_removes_the_directory(tmp_path: Path) -> None:
    with lone("", tmp_path) as one:
        assert len(list(tmp_path.iterdir())) == 1
        assert os.getsid(0) not in one.sessions()
        assert one.sessions() == set(one.children)
        one.process.communicate(timeout=SECONDS)
        assert one.process.returncode == 7
        assert one.children_end()
        one.said.seek(0)
        assert "准备演示" in one.said.read().decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_by_the_door(tmp_path: Path, number: signal.Signals) -> None:
    with lone("", tmp_path) as one:
        one.process.send_signal(number)
        assert one.process.wait(SECONDS) == 128 + number
        assert one.children_end()
    assert list(tmp_path.iterdir()) == []


def test_children_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    with lone(str(tmp_path / "d"), tmp_path) as one:
        one.process.kill()
        assert one.children_end()

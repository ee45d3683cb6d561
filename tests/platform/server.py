"""The real platform in a process of its own, for tests; run as a module it is that process."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from api_client.http import Platform
from governance.command import Actor
from platform_server.engine.space import SpaceClock, create_space
from platform_server.jurisdiction import load_profile
from platform_server.security.accounts import Accounts
from platform_server.serve import Settings, serve
from platform_server.store.database import Database
from tests.governance.world import WHO

ROOT = Path(__file__).parents[2]
PASSWORD = "a long password"
READY_SECONDS = 40
SEATS = tuple(name for name, actor in WHO.items() if actor.role != "system")


class Server:
    """A platform on a database in ``folder``; it can be killed and started again."""

    def __init__(
        self, folder: Path, seats: Iterable[str] = SEATS, profile: str = "wujiang",
        people: Mapping[str, Actor] = WHO, rate: float = 1.0,
    ) -> None:  # fmt: skip
        self._seats = tuple(seats)
        self._people = people
        self._profile = profile
        self.folder = folder
        self.path = folder / "shaotai.db"
        self.database = f"sqlite:///{self.path}"
        self.tokens: dict[str, str] = {}
        self._log = (folder / "stderr.txt").open("ab")
        with closing(Database(self.database)) as database:
            accounts = Accounts(database)
            for name in self._seats:
                accounts.add(people[name], PASSWORD)
            if rate != 1.0:
                self._hasten(database, rate)

    def _hasten(self, database: Database, rate: float) -> None:
        """A live space whose clock runs so many times as fast, from now on."""
        now, code = time.time(), load_profile(self._profile).district
        with database.writer.begin() as connection:
            create_space(connection, "live", code, SpaceClock(now, now, rate))

    def start(self, port: int = 0) -> Server:
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.platform.server",
                self.database,
                str(ready),
                str(port),
                self._profile,
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=self._log,
        )
        turn = threading.Event()
        for _ in range(READY_SECONDS * 50):
            if ready.exists():
                self.url = json.loads(ready.read_text())["url"]
                return self
            assert self.process.poll() is None, self.stderr()
            turn.wait(0.02)
        raise AssertionError("the platform did not get ready")

    def sign_in(self) -> Server:
        """Sign the accounts in, as seats do."""

        async def each(account: str) -> str:
            platform = Platform(self.url)
            seat = await platform.sign_in(account, PASSWORD)
            await platform.close()
            assert seat.account == account
            return platform.token

        for name in self._seats:
            self.tokens[name] = asyncio.run(each(self._people[name].account))
        return self

    def kill(self) -> None:
        """As when the power fails."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """As an operator stops it; the exit code."""
        self.process.terminate()
        return self.process.wait(timeout=15)

    def stderr(self) -> str:
        """What the process complained about."""
        return (self.folder / "stderr.txt").read_text("utf-8")

    def files(self) -> list[Path]:
        """The database with its write-ahead log."""
        return [path for path in self.folder.iterdir() if path.name.startswith(self.path.name)]


if __name__ == "__main__":
    import logging

    from platform_server.engine import district

    logging.basicConfig(level=logging.WARNING)
    district.SUMS_SECONDS = 1.0  # a test does not wait ten seconds for the next checksums
    serve(
        Settings(
            sys.argv[1], sys.argv[4], port=int(sys.argv[3]), ready_file=sys.argv[2],
            follow_stdin=True,
        )
    )  # fmt: skip

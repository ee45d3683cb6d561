"""A district with thousands of open tickets on a real platform process."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import select

from bench.proc import Child, running
from demo.past import Past
from demo.plan import LIVES
from demo.report_text import Composer
from governance.calendar import CHINA
from governance.command import Actor
from governance.profile import Profile
from platform_server.engine.space import SpaceClock, create_space
from platform_server.jurisdiction import load_profile
from platform_server.security.accounts import Accounts
from platform_server.seeding import SeedReport, Step, seed
from platform_server.store.database import Database
from platform_server.store.schema import tickets
from wire.rows import TicketRow

OPENS = datetime(2026, 7, 14, 9, 0, tzinfo=CHINA)
"""A working morning: the space's time when measuring begins. It runs at the speed of real time."""

READY_SECONDS = 30.0

SHARES = (("reported", 0.8), ("pending_dispatch", 0.1), ("unsigned", 0.05), ("signed", 0.05))
"""What the tickets are doing, as parts of all."""

HOT = 240
"""Signed tickets among them that are due within ten minutes: the top of every queue."""

ROLES = {
    "demo-intake": "dispatcher",
    "demo-dispatch": "dispatcher",
    "demo-departments": "department",
    "demo-grid": "grid",
    "demo-leader": "leader",
    "seat": "dispatcher",
}
"""Accounts, all of the whole district; ``seat`` is the one whose console is measured."""


class Scene(NamedTuple):
    """The platform as the measurements see it.

    Attributes:
        tokens: bearer token by account.
        rows: every open ticket, soonest due first, as it stood before anything was measured.
        filled: how the filling went.
    """

    folder: Path
    url: str
    pid: int
    tokens: dict[str, str]
    rows: list[TicketRow]
    filled: SeedReport

    def config(self, **more: object) -> bytes:
        """What a child of the bench is told, as JSON."""
        body = {"url": self.url, "tokens": self.tokens, **more}
        return json.dumps(body).encode()


@contextmanager
def scene(folder: Path, count: int) -> Iterator[Scene]:
    """A platform process with so many open tickets, for as long as the block runs."""
    profile = load_profile("wujiang")
    database = Database(f"sqlite:///{folder / 'shaotai.db'}")
    try:
        filled = fill(database, profile, count)
        tokens = _accounts(Accounts(database), profile)
        rows = open_rows(database)
        _start_clock(database, profile)
    finally:
        database.close()
    ready = folder / "ready.json"
    argv = [
        "-m", "shaotai", "serve", "--data", str(folder), "--listen", "127.0.0.1:0",
        "--ready-file", str(ready), "--follow-stdin",
    ]  # fmt: skip
    with running(argv, folder / "platform.out") as platform:
        url = _url(platform, ready)
        yield Scene(folder, url, platform.process.pid, tokens, rows, filled)


def fill(database: Database, profile: Profile, count: int) -> SeedReport:
    """Carry out the commands that ``count`` open tickets stand on, by the platform's own rules."""
    past = Past(random.Random(7), profile, OPENS, Composer.load())
    steps: list[Step] = []
    for number, (life, mood) in enumerate(_lives(count)):
        deeds = LIVES[life](past, past.case(life), mood)
        steps += [Step(at, actor_of(who, profile), verb, str(number), args)
                  for at, who, verb, args in deeds]  # fmt: skip
    steps.sort(key=lambda step: step.at)
    clock = SpaceClock(time.time(), OPENS.timestamp())
    return seed(database, "live", profile, clock, "演示", steps)


def _lives(count: int) -> Iterator[tuple[str, str]]:
    """What becomes of each ticket, and whether it presses."""
    hot = min(HOT, count // 20)
    for life, share in SHARES:
        for number in range(round(count * share)):
            yield life, "hot" if life == "signed" and number < hot else "calm"


def actor_of(account: str, profile: Profile) -> Actor:
    """An account of the bench; its unit is the district."""
    return Actor(account, account, ROLES[account], profile.district, account)


def _accounts(accounts: Accounts, profile: Profile) -> dict[str, str]:
    for account in ROLES:
        accounts.add(actor_of(account, profile), f"bench-{account}-1")
    return {one: accounts.open_session(actor_of(one, profile))[0] for one in ROLES}


def open_rows(database: Database) -> list[TicketRow]:
    """Every open ticket as it stands, soonest due first."""
    decode = msgspec.json.Decoder(TicketRow).decode
    query = select(tickets.c.row).where(tickets.c.open).order_by(tickets.c.due, tickets.c.id)
    with database.reader.connect() as connection:
        return [decode(row.row) for row in connection.execute(query)]


def _start_clock(database: Database, profile: Profile) -> None:
    with database.writer.begin() as connection:
        clock = SpaceClock(time.time(), OPENS.timestamp())
        create_space(connection, "live", profile.district, clock, "演示")


def _url(platform: Child, ready: Path) -> str:
    platform.wait_for(ready, READY_SECONDS)
    return str(json.loads(ready.read_text("utf-8"))["url"])

"""``shaotai demo``: a platform, a day's feed and a seat, all of which end when the seat is left."""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
import time
from collections.abc import Callable
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from typing import NamedTuple

from demo import plan
from demo.backstage import Tell, directory, ended_by_signals, telling
from demo.cast import COLLEAGUES, MARK, SEATS, Part, staff, unit_of
from demo.children import Child, stop
from demo.report_text import Composer
from demo.worktime import opening_day
from governance.calendar import CHINA
from governance.command import Actor
from governance.profile import Profile
from platform_server.engine.space import SpaceClock, create_space
from platform_server.jurisdiction import load_profile
from platform_server.security.accounts import Accounts
from platform_server.seeding import SeedReport, Step, mark_of, newest_event_at, seed
from platform_server.store.database import Database
from platform_server.store.lock import held
from shaotai.failure import FOUND_WANTING, OUR_FAULT, Failure, usage
from shaotai.places import SQLITE, database_url

PACE = 20.0
"""Seconds of the demonstration's day in a real one."""

OPENS = clock_time(9)
"""The hour at which the demonstration begins."""

START_SECONDS = 0.7
"""Real seconds from here until a seat shows its first picture: a new day begins so much later."""

READY_SECONDS = 60.0
"""How long the platform may take to accept requests."""

SPACE = "live"
SECRETS_FILE = "accounts.json"
READY_FILE = "ready.json"


class Options(NamedTuple):
    """What the command line says; ``data`` is empty for a directory that is removed at the end."""

    data: str = ""
    profile: str = "wujiang"
    seed: int = 1
    pace: float = PACE
    role: str = "dispatcher"
    fresh: bool = False


class Prepared(NamedTuple):
    """A demonstration ready to run.

    Attributes:
        opens: the space's time at which it begins or goes on.
        passwords: of every account; they stand in ``accounts.json`` as well.
        tokens: bearer tokens, for this run, of every account, those without a password included.
        seeded: what was filed, None where the log of an earlier run goes on.
    """

    data: Path
    profile: str
    opens: datetime
    passwords: dict[str, str]
    tokens: dict[str, str]
    seeded: SeedReport | None


OpenConsole = Callable[[str, str, str], int]
"""Opens a seat at a URL with a token for an account; returns the exit code when it is left."""


def run(options: Options, open_console: OpenConsole) -> int:
    """Start everything, open the seat, and stop everything, however it is left.

    Raises:
        Failure: there is no such seat, or the demonstration cannot be started.
    """
    if options.role not in {part.account for part in SEATS}:
        known = ", ".join(part.account for part in SEATS)
        raise usage(
            f"没有席位 {options.role}, 可选: {known}",
            f"there is no seat {options.role}; choose one of: {known}",
        )
    children: list[Child] = []
    with ended_by_signals(), directory(options.data) as data:
        try:
            with telling() as tell:
                ready = prepare(
                    data, options.profile, options.seed, options.pace, options.fresh, tell
                )
                tell("启动平台", "starting the platform")
                url = start_platform(ready, children)
                children.append(_feed(ready, url, options.seed))
            return open_console(url, ready.tokens[options.role], options.role)
        finally:
            stop(children)


def prepare(
    data: Path,
    profile_name: str = "wujiang",
    seed_number: int = 1,
    pace: float = PACE,
    fresh: bool = False,
    tell: Tell = lambda zh, en: None,
) -> Prepared:
    """Make the directory's demonstration, or set the one that is there going again.

    Raises:
        Failure: the directory holds something else.
        StoreError: another process uses it.
    """
    profile = load_profile(profile_name)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = database_url("", str(data))
    with held(url):
        opens, passwords, tokens, seeded = _prepare(
            data, url, profile, seed_number, pace, fresh, tell
        )
    return Prepared(data, profile_name, opens, passwords, tokens, seeded)


def _prepare(
    data: Path, url: str, profile: Profile, seed_number: int, pace: float, fresh: bool, tell: Tell
) -> tuple[datetime, dict[str, str], dict[str, str], SeedReport | None]:
    """As `prepare`, in a directory that nobody else uses: opening, passwords, tokens, seeded."""
    file, secret = Path(url.removeprefix(SQLITE)), data / SECRETS_FILE
    if file.exists():
        _refuse_foreign(url, data)
        if fresh or not secret.exists():
            for name in (file.name, f"{file.name}-wal", f"{file.name}-shm", SECRETS_FILE):
                (data / name).unlink(missing_ok=True)
    database = Database(url)
    try:
        accounts = Accounts(database)
        opens, seeded = None, None
        if secret.exists():
            passwords: dict[str, str] = json.loads(secret.read_text("utf-8"))
            opens = newest_event_at(database, SPACE, profile.district)
        if opens is None:
            passwords = _add_accounts(accounts, profile)
            opens = datetime.combine(opening_day(profile.calendar), OPENS, CHINA)
            seeded = _seed(database, profile, opens, seed_number, tell)
            _keep_secret(secret, passwords)
        tokens = {name: accounts.open_session(accounts.actor(name))[0] for name in passwords}
        tokens |= accounts.enlist(clerks(profile))
        _set_clock(database, profile, opens, pace, START_SECONDS if seeded else 0.0)
    finally:
        database.close()
    return opens, passwords, tokens, seeded


def _refuse_foreign(url: str, data: Path) -> None:
    """Leave alone a platform that is not a demonstration."""
    database = Database(url)
    try:
        mark = mark_of(database, SPACE)
    finally:
        database.close()
    if mark not in (None, MARK):
        raise Failure(
            FOUND_WANTING,
            f"{data} 里是正式平台的数据, 演示请用 --data 另选目录",
            f"{data} holds a platform that is no demo; choose another directory with --data",
        )


def actor_of(part: Part, profile: Profile) -> Actor:
    """The account of a part in a jurisdiction."""
    org = unit_of(part, profile.tree, profile.district)
    return Actor(part.account, part.name, part.role, org, part.seat)


def clerks(profile: Profile) -> list[Actor]:
    """Who speaks for a single unit each."""
    units = ((org.code, org.level) for org in profile.tree.orgs.values())
    return [Actor(one.account, one.name, one.role, one.unit) for one in staff(units)]


def colleagues(profile: Profile) -> dict[str, Actor]:
    """Everybody simulated, by account."""
    listed = [actor_of(part, profile) for part in COLLEAGUES]
    return {actor.account: actor for actor in (*listed, *clerks(profile))}


def _add_accounts(accounts: Accounts, profile: Profile) -> dict[str, str]:
    passwords = {part.account: secrets.token_urlsafe(12) for part in (*SEATS, *COLLEAGUES)}
    for part in (*SEATS, *COLLEAGUES):
        accounts.add(actor_of(part, profile), passwords[part.account])
    return passwords


def _seed(
    database: Database, profile: Profile, opens: datetime, number: int, tell: Tell
) -> SeedReport:
    actors = colleagues(profile)
    past = plan.history(random.Random(number), profile, opens, Composer.load())

    def progress(done: int) -> None:
        part = done * 100 // len(past)
        tell(f"写入演示工单 {part}%", f"filing the demo's tickets {part}%")

    clock = SpaceClock(time.time(), opens.timestamp())
    steps = (Step(one.at, actors[one.actor], one.verb, one.ticket, one.args) for one in past)
    return seed(database, SPACE, profile, clock, MARK, steps, progress)


def _set_clock(
    database: Database, profile: Profile, opens: datetime, pace: float, delay: float
) -> None:
    clock = SpaceClock(time.time() + delay, opens.timestamp(), pace)
    with database.writer.begin() as connection:
        create_space(connection, SPACE, profile.district, clock, MARK)


def _keep_secret(file: Path, passwords: dict[str, str]) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(passwords, out, indent=1)


def start_platform(ready: Prepared, children: list[Child], port: int = 0) -> str:
    """Start the platform on loopback; its address, once it accepts requests.

    Args:
        children: the new child is added here at once, so that it is stopped in any case.
        port: 0 for one that is free.

    Raises:
        Failure: it does not come up.
    """
    file = ready.data / READY_FILE
    file.unlink(missing_ok=True)
    place = ["--data", str(ready.data), "--profile", ready.profile]
    ways = ["--listen", f"127.0.0.1:{port}", "--ready-file", str(file), "--follow-stdin"]
    argv = [sys.executable, "-m", "shaotai", "serve", *place, *ways]
    child = Child(argv, ready.data / "platform.log", env={"SHAOTAI_DATA": str(ready.data)})
    children.append(child)
    until = time.monotonic() + READY_SECONDS
    while not file.exists():
        if not child.running or time.monotonic() > until:
            last = child.log.read_text("utf-8", "replace").strip().splitlines()[-1:] or [""]
            raise Failure(
                OUR_FAULT,
                f"演示平台没有启动: {last[0]}",
                f"the demo's platform did not start: {last[0]}",
            )
        time.sleep(0.02)
    return str(json.loads(file.read_text("utf-8"))["url"])


def _feed(ready: Prepared, url: str, number: int) -> Child:
    day = ready.opens.isoformat()
    argv = [
        sys.executable, "-m", "demo.feed", "--server", url, "--seed", str(number), "--day", day
    ]  # fmt: skip
    persons = {part.account for part in SEATS}
    tokens = {name: token for name, token in ready.tokens.items() if name not in persons}
    return Child(argv, ready.data / "feed.log", json.dumps(tokens).encode() + b"\n")

"""Timers: how late they are carried out at a hundred a second, and what a hundred thousand cost.

``python -m bench.timers`` prints the figures alone. A timer is late by the real time from its due
time to the moment at which its fact is on disk and in the frame that seats are sent.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bench.measure import Figure, json_line, percentile, ratio, table
from governance.calendar import CHINA
from governance.command import Actor
from governance.profile import Profile
from platform_server.engine import statements
from platform_server.engine.district import District
from platform_server.engine.firing import SYSTEM
from platform_server.engine.place import Place
from platform_server.engine.scope import Scope
from platform_server.engine.space import SpaceClock, create_space
from platform_server.engine.ticker import Ticker
from platform_server.engine.timetable import keep_up
from platform_server.jurisdiction import load_profile
from platform_server.seeding import Step, seed
from platform_server.store.database import Database
from platform_server.store.schema import events, timers
from wire.protocol import Changes, decode_server

SUBJECT = "timers"
RUNNING = 100_000
FEW = 1_000
PER_SECOND = 100
SECONDS = 10
LOOKS = 2_000
"""How often the next due time is asked for."""

LEAD = timedelta(seconds=6)
"""Time to get ready before the first timer falls due."""

PARTS = (50, 99, 100)
"""Percentiles; the last is the latest of all."""

NEW = {"channel": "HOTLINE_12345", "text": "路口井盖缺失"}
REMINDED_AFTER = timedelta(minutes=15)
"""An intake that is not filed by then puts a reminder: that is the timer that falls due here."""


def measure(
    folder: Path, running: int = RUNNING, seconds: int = SECONDS, lead: timedelta = LEAD
) -> list[Figure]:
    """All figures, on databases in the folder; ``lead`` is the time to get ready."""
    profile = load_profile("wujiang")
    figures = ticking(folder, profile, running)
    return [*figures, *lateness(folder, profile, running, seconds, lead)]


# -- the cost of standing by -----------------------------------------------------------------


def ticking(folder: Path, profile: Profile, running: int) -> list[Figure]:
    """What a look at the next due time costs with few and with many timers waiting."""
    cost = {}
    for waiting in (FEW, running):
        database = Database(f"sqlite:///{folder / f'ticks{waiting}.db'}")
        place = Place("live", profile.district, profile)
        with database.writer.begin() as connection:
            create_space(connection, "live", profile.district)
            statements.ADD_TIMERS.run(connection, list(_waiting(place, waiting)))
        cost[waiting] = _looks(Ticker(database, place, SpaceClock(0.0, 0.0)))
        database.close()
    return [
        *(
            Figure(SUBJECT, f"a look with {waiting:,} waiting", took, "ms", LOOKS)
            for waiting, took in cost.items()
        ),
        Figure(SUBJECT, "the same, many to few", ratio(cost[running], cost[FEW]), "x", LOOKS),
    ]


def _looks(ticker: Ticker) -> float:
    """Milliseconds of one look, asked of the database each time."""
    now = datetime.now(CHINA)
    ticker.overdue(now)
    began = time.perf_counter()
    for _ in range(LOOKS):
        ticker.forget()
        if ticker.overdue(now):
            raise RuntimeError("nothing should be due")
    return 1000 * (time.perf_counter() - began) / LOOKS


def _waiting(place: Place, count: int) -> Iterator[dict[str, str]]:
    """Rows of timers that fall due in the coming year."""
    start = datetime.now(CHINA).replace(microsecond=0) + timedelta(days=1)
    for number in range(count):
        due = (start + timedelta(seconds=300 * number)).isoformat()
        ticket = f"waiting{number:08d}"
        yield {**place.key(), "ticket": ticket, "key": "card", "due": due, "wake": due}


# -- falling due -----------------------------------------------------------------------------


def lateness(
    folder: Path, profile: Profile, running: int, seconds: int, lead: timedelta
) -> list[Figure]:
    """How late timers are that fall due at a hundred a second, with many others waiting."""
    database = Database(f"sqlite:///{folder / 'late.db'}")
    place = Place("live", profile.district, profile)
    with database.writer.begin() as connection:
        create_space(connection, "live", profile.district)
        keep_up(connection, place)
        statements.ADD_TIMERS.run(connection, list(_waiting(place, running)))
    count = PER_SECOND * seconds
    first = (datetime.now(CHINA) + lead).replace(microsecond=0)
    _due_each_second(database, profile, first, count)
    late = asyncio.run(_late(database, profile, first, count))
    done, tickets, left = _counted(database)
    database.close()
    name = f"late, {PER_SECOND} due a second"
    return [
        *(Figure(SUBJECT, f"{name}, p{part}", _at(late, part), "ms", count) for part in PARTS),
        Figure(SUBJECT, "carried out twice", done - tickets, "count", count),
        Figure(SUBJECT, "never carried out", left - running, "count", count),
    ]


def _counted(database: Database) -> tuple[int, int, int]:
    """Facts of timers, the tickets they are of, and rows of timers left."""
    by_itself = events.c.actor == SYSTEM.account
    of_tickets = func.count(events.c.ticket.distinct())
    with database.reader.connect() as connection:
        done, tickets = connection.execute(select(func.count(), of_tickets).where(by_itself)).one()
        left = connection.execute(select(func.count()).select_from(timers)).scalar_one()
    return done, tickets, left


def _at(late: list[float], part: int) -> float:
    return 1000 * (max(late) if part == 100 else percentile(late, part))


def _due_each_second(database: Database, profile: Profile, first: datetime, count: int) -> None:
    """Reports whose reminders fall due a hundred a second."""
    seat = Actor("bench", "压测", "dispatcher", profile.district)
    steps = (
        Step(
            first + timedelta(seconds=number // PER_SECOND) - REMINDED_AFTER,
            seat, "new", str(number), dict(NEW),
        )
        for number in range(count)
    )  # fmt: skip
    report = seed(database, "live", profile, SpaceClock(0.0, 0.0), "", steps)
    if report.refused:
        raise RuntimeError(f"not all reports were taken: {report.refused}")


async def _late(
    database: Database, profile: Profile, first: datetime, expected: int
) -> list[float]:
    """Seconds by which each was late, from its due time to the frame that tells the seats."""
    if datetime.now(CHINA) >= first:
        raise RuntimeError("this machine is too slow to prepare in time; try again when it is idle")
    district = District(database, "live", profile)
    follower, late = district.hub.subscribe(Scope("*", "")), list[float]()
    await district.start()
    async with asyncio.timeout(expected / PER_SECOND + 30):
        while len(late) < expected:
            for _, body in await follower.take():
                frame, now = decode_server(body.plain), time.time()
                if isinstance(frame, Changes):
                    late += [now - event.at.timestamp() for event in frame.events]
    district.stop()
    return late


def main() -> None:
    """Print the figures as JSON lines, and a table on standard error."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    for figure in figures:
        print(json_line(figure))
    print("\n".join(table(figures, (SUBJECT,))), file=sys.stderr)


if __name__ == "__main__":
    main()

"""Filling a space with a past: commands at given times, carried out by the one real writer's rules.

The log then looks as if it had happened: every fact has its time, actor and place in the chain.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from governance.command import Actor, Command
from governance.profile import Profile
from platform_server.engine.answers import Answer, Applied, Refused
from platform_server.engine.execute import Execution
from platform_server.engine.firing import Firing
from platform_server.engine.place import Place
from platform_server.engine.space import SpaceClock, create_space, read_head, write_head
from platform_server.engine.timetable import keep_up
from platform_server.store.database import Database
from platform_server.store.schema import events, spaces

LARGEST_GROUP = 400
"""Commands that share one commit."""

MOST_TIMERS = 100_000
"""Timers that may fall due between the first and the last of them."""


class Step(NamedTuple):
    """A command of the past. ``ticket`` is the caller's own key; ``new`` gives it its number."""

    at: datetime
    actor: Actor
    verb: str
    ticket: str
    args: dict[str, Any]


class SeedReport(NamedTuple):
    """What came of it: commands applied, tickets begun, refusals by rule and verb, seconds."""

    applied: int
    tickets: int
    refused: dict[str, int]
    seconds: float


Progress = Callable[[int], None]


def seed(
    database: Database,
    space: str,
    profile: Profile,
    clock: SpaceClock,
    mark: str,
    steps: Iterable[Step],
    progress: Progress = lambda done: None,
) -> SeedReport:
    """Create the space and carry out the steps in order.

    Nothing is on disk for certain before this returns: a seed that is cut off is begun anew.

    Args:
        clock: the space's clock from now on.
        mark: the word that every screen of the space shows.
        progress: told after each commit how many steps are done.

    Raises:
        Exception: whatever a command failed with, other than a refusal; the seed is cut off.
    """
    began = time.perf_counter()
    sowing = _Sowing(database, Place(space, profile.district, profile))
    with _hurried(database):
        with database.writer.begin() as connection:
            create_space(connection, space, profile.district, clock, mark)
            keep_up(connection, sowing.place)
        for step in steps:
            if sowing.must_commit(step):
                progress(sowing.commit())
            sowing.waiting.append(step)
        progress(sowing.commit())
    seconds = time.perf_counter() - began
    return SeedReport(sowing.applied, len(sowing.numbers), dict(sowing.refused), seconds)


def newest_event_at(database: Database, space: str, district: str) -> datetime | None:
    """When the newest event of the space happened there; None where nothing has."""
    query = (
        select(events.c.at)
        .where(events.c.space == space, events.c.district == district)
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    with database.reader.connect() as connection:
        at = connection.execute(query).scalar()
    return datetime.fromisoformat(at) if at else None


def mark_of(database: Database, space: str) -> str | None:
    """The mark of a space in whatever district; None where there is no such space."""
    with database.reader.connect() as connection:
        return connection.execute(select(spaces.c.mark).where(spaces.c.space == space)).scalar()


class _Sowing:
    """Steps on their way into the log, and the numbers that tickets were given."""

    def __init__(self, database: Database, place: Place) -> None:
        self._database = database
        self.place = place
        self._done = 0
        self.waiting: list[Step] = []
        self.numbers: dict[str, str] = {}
        self.applied = 0
        self.refused: Counter[str] = Counter()

    def must_commit(self, step: Step) -> bool:
        """Whether what waits goes first: the group is full, or gives the step's ticket a number."""
        unknown = step.verb != "new" and step.ticket not in self.numbers
        return unknown or len(self.waiting) >= LARGEST_GROUP

    def commit(self) -> int:
        """Carry out what waits; returns how many steps were carried out or refused so far."""
        jobs = [
            (self._command(number, step), step.actor, step.at)
            for number, step in enumerate(self.waiting, self._done + 1)
        ]
        with self._database.writer.begin() as connection:
            answers = _run_dated(connection, self.place, jobs)
        for step, answer in zip(self.waiting, answers, strict=True):
            self._note(step, answer)
        self._done += len(self.waiting)
        self.waiting.clear()
        return self._done

    def _command(self, number: int, step: Step) -> Command:
        ticket = self.numbers.get(step.ticket, "") if step.verb != "new" else ""
        return Command(f"seed-{number:07d}", step.verb, ticket, args=step.args)

    def _note(self, step: Step, answer: Answer | Exception) -> None:
        if isinstance(answer, Applied):
            self.applied += 1
            self.numbers[step.ticket] = answer.ticket.id
        elif isinstance(answer, Refused):
            self.refused[f"{step.verb} {answer.rule}: {answer.en}"] += 1
        else:
            raise answer


def _run_dated(
    connection: Connection, place: Place, jobs: list[tuple[Command, Actor, datetime]]
) -> list[Answer | Exception]:
    """Carry out commands at their times, and before each what has fallen due by then."""
    if not jobs:
        return []
    head = read_head(connection, place.space, place.district)
    execution = Execution(connection, place, head)
    execution.look_up(command for command, _, _ in jobs)
    firing = Firing(execution, jobs[-1][2])
    firing.load(connection, place, MOST_TIMERS)
    answers = []
    for command, actor, at in jobs:
        firing.run(at)
        answers.append(execution.attempt(command, actor, at)[0])
    execution.flush()
    write_head(connection, place.space, place.district, head)
    return answers


@contextmanager
def _hurried(database: Database) -> Iterator[None]:
    """Commits do not wait for the disk inside; at the end everything is brought there at once."""
    _pragma(database, "PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        _pragma(database, "PRAGMA synchronous=FULL", "PRAGMA wal_checkpoint(TRUNCATE)")


def _pragma(database: Database, *pragmas: str) -> None:
    """Set the pooled writing connection, outside of any transaction."""
    connection = database.writer.raw_connection()
    try:
        for pragma in pragmas:
            connection.cursor().execute(pragma)
    finally:
        connection.close()

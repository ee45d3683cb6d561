"""The one writer of a space: commits commands in groups as they come, then publishes.

What has come due by itself goes before the commands that wait.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from governance.calendar import CHINA
from governance.command import Actor, Command
from platform_server.engine.answers import Answer
from platform_server.engine.execute import Change, Execution
from platform_server.engine.place import Place
from platform_server.engine.record import HalfDone
from platform_server.engine.space import SpaceClock, read_head, write_head
from platform_server.engine.ticker import Ticker
from platform_server.errors import Stopping
from platform_server.store.database import Database

LARGEST_GROUP = 128
"""Commands that may share one commit."""

log = logging.getLogger(__name__)

Publish = Callable[[list[Change]], None]


class Job(NamedTuple):
    """A command waiting for the writer; ``at`` is a given time, None for the space's own."""

    command: Command
    actor: Actor
    at: datetime | None
    answer: asyncio.Future[Answer]


def run_group(
    connection: Connection,
    place: Place,
    jobs: list[tuple[Command, Actor, datetime]],
) -> tuple[list[Answer | Exception], list[Change]]:
    """Carry out commands in the caller's transaction; one that fails leaves nothing behind.

    The group is written together. Where the database refuses that, each command is carried out for
    itself, so that a bad one does not take the others along.

    Raises:
        OperationalError: the database failed (disk full, input or output); the transaction may be
            gone with it, so nothing of the group counts.
    """
    try:
        with connection.begin_nested():
            return _run_together(connection, place, jobs)
    except (IntegrityError, HalfDone) as error:
        if len(jobs) == 1:
            log.exception("command %s failed", jobs[0][0].id)
            return [error], []
    answers: list[Answer | Exception] = []
    changes: list[Change] = []
    for job in jobs:
        alone = run_group(connection, place, [job])
        answers += alone[0]
        changes += alone[1]
    return answers, changes


def _run_together(
    connection: Connection, place: Place, jobs: list[tuple[Command, Actor, datetime]]
) -> tuple[list[Answer | Exception], list[Change]]:
    answers: list[Answer | Exception] = []
    changes: list[Change] = []
    execution = Execution(connection, place, read_head(connection, place.space, place.district))
    execution.look_up(command for command, _, _ in jobs)
    for command, actor, now in jobs:
        answer, changed = execution.attempt(command, actor, now)
        answers.append(answer)
        changes += changed
    execution.flush()
    write_head(connection, place.space, place.district, execution.head)
    return answers, changes


class Writer:
    """Runs in a thread of its own, the only one that appends to the space's log."""

    def __init__(
        self, database: Database, place: Place, clock: SpaceClock, publish: Publish
    ) -> None:
        self._database = database
        self._place = place
        self._clock = clock
        self._publish = publish
        self._ticker = Ticker(database, place, clock)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._stopping = False

    def start(self) -> None:
        """Begin to take commands."""
        self._thread.start()

    async def submit(self, command: Command, actor: Actor, at: datetime | None = None) -> Answer:
        """The answer to a command, once it is on disk.

        Raises:
            Stopping: the platform is going down; nothing was carried out.
        """
        if self._stopping:
            raise Stopping("平台正在停止, 请稍后重试", "the platform is stopping, try again")
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._jobs.put(Job(command, actor, at, future))
        return await future

    def stop(self) -> None:
        """Finish what has been taken and end."""
        self._stopping = True
        self._jobs.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while True:
            self._fire()
            try:
                job = self._jobs.get(timeout=self._ticker.seconds())
            except queue.Empty:
                continue
            if job is None:
                return
            group = [job]
            while len(group) < LARGEST_GROUP and not self._jobs.empty():
                more = self._jobs.get()
                if more is None:
                    self._jobs.put(None)
                    break
                group.append(more)
            self._commit(group)
            self._ticker.forget()

    def _fire(self) -> None:
        """Carry out all that has come due."""
        while not self._stopping and self._ticker.overdue(now := self._clock.now()):
            changes = self._ticker.fire(now)
            if changes:
                self._publish(changes)

    def _commit(self, group: list[Job]) -> None:
        now = self._clock.now()
        jobs = [(job.command, job.actor, whole_second(job.at or now)) for job in group]
        try:
            with self._database.writer.begin() as connection:
                answers, changes = run_group(connection, self._place, jobs)
        except Exception as error:
            log.exception("a group of %d commands was not committed", len(group))
            answers, changes = [error] * len(group), []
        if changes:
            self._publish(changes)
        self._settle(group, answers)

    def _settle(self, group: list[Job], answers: list[Answer | Exception]) -> None:
        """Wake whoever waits, a loop at a time: waking it for each answer takes as long as many."""
        waiting: dict[asyncio.AbstractEventLoop, list[Settled]] = defaultdict(list)
        for job, answer in zip(group, answers, strict=True):
            waiting[job.answer.get_loop()].append((job.answer, answer))
        for loop, settled in waiting.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle_all, settled)


def whole_second(at: datetime) -> datetime:
    """The log keeps whole seconds of the district's own time, so that its times sort as text."""
    return at.astimezone(CHINA).replace(microsecond=0)


Settled = tuple["asyncio.Future[Answer]", Answer | Exception]
"""A future and what it is to become."""


def _settle_all(settled: list[Settled]) -> None:
    for future, answer in settled:
        if future.cancelled():
            continue
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)

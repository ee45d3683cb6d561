"""Sending a file's reports at their own times, a number of times faster.

The commands are those of an import, letter for letter: whatever was imported or replayed before is
answered as known. Only when they go is different.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

import msgspec

from intake.reader import Reading
from intake.report import Report
from intake.sending import LARGEST_LIST, Sending

GATHER_SECONDS = 0.2
"""Reports due within this time go together."""

LONGEST_WAIT = 1.0
"""Seconds after which a wait is looked at again, and the person watching told."""


class Progress(msgspec.Struct, frozen=True):
    """Where a replay stands: how many reports are answered, the time reached, seconds to wait."""

    done: int
    reached: datetime | None
    wait: float


class Replay:
    """Sends reports, given in order of time, each when it is due.

    Args:
        sending: what sends and counts.
        pace: how many seconds of the file pass in a real one.
        done: how many reports an earlier run got answers for; these go at once, without waiting,
            and the time of the last of them is where the schedule goes on.
        told: told of every step and, while waiting, at least every `LONGEST_WAIT`.
        clock: real seconds, never going back.
        sleep: how to wait.
    """

    def __init__(
        self,
        sending: Sending,
        pace: float,
        done: int,
        told: Callable[[Progress], None],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.done = 0
        self.reached: datetime | None = None
        self._sending = sending
        self._pace = pace
        self._skip = done
        self._told = told
        self._clock = clock
        self._sleep = sleep
        self._began = 0.0
        self._first: datetime | None = None
        self._gathered: list[Report] = []

    async def run(self, reports: Iterable[Report], reading: Reading) -> None:
        """Send all.

        Raises:
            ClientError: as `Sending.send`; what is answered is in `done`.
        """
        for report in reports:
            if self.done + len(self._gathered) < self._skip:
                await self._catch_up(report, reading)
                continue
            wait = self._seconds_until(report)
            if wait > GATHER_SECONDS:
                await self._flush(reading)
                await self._wait_for(report)
            await self._gather(report, reading)
        await self._flush(reading)

    async def _catch_up(self, report: Report, reading: Reading) -> None:
        await self._gather(report, reading)
        if self.done + len(self._gathered) == self._skip:
            await self._flush(reading)

    async def _gather(self, report: Report, reading: Reading) -> None:
        if len(self._gathered) == LARGEST_LIST:
            await self._flush(reading)
        self._gathered.append(report)

    async def _flush(self, reading: Reading) -> None:
        if not self._gathered:
            return
        for report in self._gathered:
            await self._sending.add(report, reading)
        await self._sending.flush(reading)
        self.done += len(self._gathered)
        self.reached = self._gathered[-1].at
        self._gathered = []
        self._told(Progress(self.done, self.reached, 0.0))

    def _seconds_until(self, report: Report) -> float:
        """Real seconds until a report is due; negative if the replay is behind."""
        if report.at is None:
            return 0.0
        if self._first is None:
            self._first, self._began = self.reached or report.at, self._clock()
        due = (report.at - self._first).total_seconds() / self._pace
        return self._began + due - self._clock()

    async def _wait_for(self, report: Report) -> None:
        while (wait := self._seconds_until(report)) > 0:
            self._told(Progress(self.done, self.reached, wait))
            await self._sleep(min(wait, LONGEST_WAIT))

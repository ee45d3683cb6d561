"""``shaotai replay``: a file's rows at their own times, faster.

A row keeps the time of report it has in the file: a replay decides when a row is sent, never what
it says. So a row replayed and a row imported are the same command, and the platform takes it once.
A row whose time lies in the platform's future is refused by the platform and reported like any
other refused row; inventing another time for it would be a false record.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from datetime import datetime
from typing import NamedTuple

from api_client.errors import ClientError
from api_client.http import Platform
from intake import IntakeError, Reading
from intake.replay import Progress, Replay
from intake.sending import Sending, Tally, note_problem
from intake.timetable import Timetable
from shaotai.failure import DONE, FOUND_WANTING, INTERRUPTED, Failure
from shaotai.import_report import ImportReport, show_summary
from shaotai.importing import END_OF_LOG, check_channel, open_file
from shaotai.language import emit, one_line, say
from shaotai.remote import as_failure, client_errors, enter, server_url
from shaotai.replay_position import Position

SHORT = "%Y-%m-%d %H:%M"


class _Session(NamedTuple):
    """Where a replay sends to; ``epoch`` names the log, ``since`` is where it ended before."""

    platform: Platform
    channel: str
    space: str
    account: str
    since: int
    epoch: str


class _Run:
    """One replay: what it sends through, what it tells, how far it came."""

    def __init__(
        self,
        session: _Session,
        reading: Reading,
        timetable: Timetable,
        sending: Sending,
        pace: float,
    ) -> None:
        self.reading = reading
        self.timetable = timetable
        self.sending = sending
        where = (session.epoch, session.space, session.channel, session.account)
        self.position = Position(reading, *where)
        self.replay = Replay(sending, pace, self.position.done, self.told)

    def told(self, progress: Progress) -> None:
        """Keep the position, and show it on a terminal."""
        if not progress.wait:
            self.position.keep(max(progress.done, self.position.done))
        if sys.stderr.isatty():
            words = self.words(progress.done, progress.reached)
            if progress.wait:
                seconds = f"{progress.wait:.0f}"
                words += say(f", {seconds} 秒后下一行", f", next in {seconds} s")
            print(f"\r{one_line(words)}\x1b[K", end="", file=sys.stderr, flush=True)

    def words(self, done: int, reached: datetime | None) -> str:
        """How far that is."""
        rows = self.timetable.rows
        at = say(f"已到 {reached:{SHORT}}, ", f"at {reached:{SHORT}}, ") if reached else ""
        return at + say(f"已送 {done} / {rows} 行", f"{done} of {rows} rows sent")


def run(options: Namespace) -> int:
    """Replay until the end of the file or Ctrl+C; both end with the figures."""
    url = server_url(options.server)
    reading = open_file(options)
    session = asyncio.run(_enter(options, url))
    with ImportReport(options.report, reading.path) as report:
        sending = Sending(
            session.platform, session.channel, session.account, session.since, report.add, _quiet
        )
        with _timetable(reading, sending.tally, report) as timetable:
            it = _Run(session, reading, timetable, sending, options.pace)
            _announce(it, options.pace)
            return _play(it, report, session.platform)


def _quiet(tally: Tally) -> None:
    """A list was answered; `_Run.told` says so."""


def _timetable(reading: Reading, tally: Tally, report: ImportReport) -> Timetable:
    try:
        found = Timetable(reading, lambda row: note_problem(tally, row, report.add))
    except IntakeError as error:
        raise Failure(FOUND_WANTING, error.zh, error.en) from error
    tally.rows = reading.counts.records
    return found


async def _enter(options: Namespace, url: str) -> _Session:
    platform = Platform(url, space=options.space)
    try:
        with client_errors():
            seat = await enter(platform, options.account)
            check_channel(options.channel, await platform.channels())
            log = await platform.events(END_OF_LOG, 1)
        # The connection belongs to this event loop; the replay's own comes later.
        fresh = Platform(url, platform.token, options.space)
        since, epoch = int(log["last"]), str(log["epoch"])
        return _Session(fresh, options.channel, options.space, seat.account, since, epoch)
    finally:
        await platform.close()


def _announce(it: _Run, pace: float) -> None:
    rows, first, last = it.timetable.rows, it.timetable.first, it.timetable.last
    if first is None or last is None:
        return
    seconds = (last - first).total_seconds() / pace
    hours, minutes = divmod(round(seconds / 60), 60)
    name = one_line(it.reading.path.name)
    emit(
        say(
            f"{name}: {rows} 行, {first:{SHORT}} 至 {last:{SHORT}}, 约需 {hours} 时 {minutes} 分",
            f"{name}: {rows} rows, {first:{SHORT}} to {last:{SHORT}}, "
            f"about {hours} h {minutes} min",
        )
    )
    if it.position.done:
        done = it.position.done
        emit(say(f"接着上次的 {done} 行继续", f"going on behind the {done} rows of last time"))
    sys.stdout.flush()


def _play(it: _Run, report: ImportReport, platform: Platform) -> int:
    try:
        asyncio.run(_send(it, platform))
    except KeyboardInterrupt:
        show_summary(it.reading, it.sending.tally, report)
        emit(_stopped(it))
        return INTERRUPTED
    except ClientError as error:
        raise as_failure(error, f"; {_stopped(it)}", f"; {_stopped(it)}") from error
    it.position.forget()
    show_summary(it.reading, it.sending.tally, report)
    return FOUND_WANTING if it.sending.tally.refused else DONE


async def _send(it: _Run, platform: Platform) -> None:
    try:
        await it.replay.run(it.timetable, it.reading)
    finally:
        await platform.close()


def _stopped(it: _Run) -> str:
    how_far = it.words(it.replay.done, it.replay.reached)
    return say(
        f"停在: {how_far}; 再次运行接着送, 不会重复立件",
        f"stopped: {how_far}; run it again to go on, nothing is filed twice",
    )

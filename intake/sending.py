"""Filing what was read with the platform, in lists, so that a second run adds nothing.

A command's id is derived from all it says, so a list that was cut off may be sent again, and so
may the whole file: the platform answers ``duplicate`` for what it has, by the command's id or by
the number the source gave the row.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import msgspec

from api_client.errors import ClientError, Denied, PlatformFault, Refused, Unreachable
from api_client.http import Answer, Applied, command_body
from intake.errors import SourceError
from intake.reader import Reading
from intake.report import Report, RowProblem

LARGEST_LIST = 200
"""Commands in one request."""

LARGEST_BYTES = 1_000_000
"""Bytes of commands in one request; the platform takes ten times as much."""

PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each further attempt with the same list."""

KEYS = uuid.UUID("6f2b8a52-8f0f-5d6c-9a3e-0c7f5b1d4e29")
"""The name space of the ids of imported rows."""


class NotTaken(msgspec.Struct, frozen=True):
    """One row that made no ticket, and why; a line of the report file."""

    line: int
    column: str
    reason: str
    zh: str
    en: str
    value: str


class Tally(msgspec.Struct):
    """What became of the rows so far.

    ``already`` were on the platform before; of these ``by_number`` were known by their number
    only, so their text may differ from what the platform has. ``refused`` counts by reason.
    """

    rows: int = 0
    taken: int = 0
    already: int = 0
    by_number: int = 0
    repeated: int = 0
    refused: dict[str, int] = msgspec.field(default_factory=dict)


class Commands(Protocol):
    """The part of `api_client.http.Platform` that sending needs."""

    async def commands(self, bodies: list[dict[str, Any]]) -> list[Answer]:
        """Carry out commands, each answered for itself."""


class Sending:
    """Sends one reading's rows; ``tally`` holds at any time what became of them.

    Args:
        platform: where to.
        channel: code of the channel the rows came through.
        account: whose session it is; what another account files has other ids.
        since: the log's position before the first row; what an earlier attempt of this run
            achieved lies behind it and counts as taken.
        not_taken: told of every row that made no ticket, in the file's order within a list.
        progress: told after every list.
        pauses: seconds before each further attempt.
        sleep: how to wait.
    """

    def __init__(
        self,
        platform: Commands,
        channel: str,
        account: str,
        since: int,
        not_taken: Callable[[NotTaken], None],
        progress: Callable[[Tally], None],
        pauses: Sequence[float] = PAUSES,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.tally = Tally()
        self._platform = platform
        self._channel = channel
        self._account = account
        self._since = since
        self._not_taken = not_taken
        self._progress = progress
        self._pauses = pauses
        self._sleep = sleep
        self._waiting: list[tuple[Report, dict[str, Any]]] = []
        self._bytes = 0

    async def send(self, reading: Reading) -> None:
        """Send every row.

        Raises:
            SourceError: the file broke off; the rows before that are sent.
            Denied, NotSignedIn: the account may not do this, or its session has ended.
            Unreachable, PlatformFault: no answer after all attempts; sending the file again is
                safe.
        """
        try:
            for item in reading:
                self.tally.rows += 1
                if isinstance(item, RowProblem):
                    note_problem(self.tally, item, self._not_taken)
                else:
                    await self.add(item, reading)
        except SourceError:
            await self.flush(reading)
            raise
        await self.flush(reading)

    async def add(self, item: Report, reading: Reading) -> None:
        """One more report for the list, which goes first if it is full. Raises as `send` does."""
        body = command_of(item, self._channel, self._account)
        size = len(msgspec.json.encode(body))
        full = len(self._waiting) == LARGEST_LIST or self._bytes + size > LARGEST_BYTES
        if full and self._waiting:
            await self.flush(reading)
        self._waiting.append((item, body))
        self._bytes += size

    async def flush(self, reading: Reading) -> None:
        """Send what waits. Raises as `send` does."""
        if not self._waiting:
            return
        sent, self._waiting, self._bytes = self._waiting, [], 0
        answers = await self._answers([body for _, body in sent])
        for (report, _), answer in zip(sent, answers, strict=True):
            self._note(report, answer, reading)
        self._progress(self.tally)

    async def _answers(self, bodies: list[dict[str, Any]]) -> list[Answer]:
        for pause in self._pauses:
            try:
                return await self._platform.commands(bodies)
            except (Unreachable, PlatformFault):
                await self._sleep(pause)
        return await self._platform.commands(bodies)

    def _note(self, report: Report, answer: Answer, reading: Reading) -> None:
        if isinstance(answer, Denied):
            raise answer
        if isinstance(answer, ClientError):
            found = _refused(report, answer, reading)
            self.tally.refused[found.reason] = self.tally.refused.get(found.reason, 0) + 1
            self._not_taken(found)
        elif answer.outcome == "applied" or answer.seq > self._since:
            self.tally.taken += 1
        else:
            self.tally.already += 1
            self._note_by_number(report, answer, reading)

    def _note_by_number(self, report: Report, answer: Applied, reading: Reading) -> None:
        """No ``seq``: the platform knows the number, but not this very row."""
        if answer.seq:
            return
        self.tally.by_number += 1
        ticket, unit = answer.ticket.number, reading.unit
        self._not_taken(
            NotTaken(
                line=report.line,
                column=reading.column_map.number,
                reason="known_number",
                zh=f"{unit.zh.format(report.line)}: 编号“{report.external}”已是工单 {ticket}, "
                "由别的账号立件或内容与当时不尽相同, 未改动; 如有补充请在该工单备注",
                en=f"{unit.en.format(report.line)}: number “{report.external}” is ticket {ticket} "
                "already, filed by another account or with other content, and left as it is; "
                "add a note there if needed",
                value=report.external,
            )
        )


def command_of(report: Report, channel: str, account: str) -> dict[str, Any]:
    """The command that files a report. An account's equal reports give equal commands.

    The account is in the id because the platform answers a repeated id to its first account only;
    what another account sends again it knows by the source's number.
    """
    said = {
        "channel": channel,
        "text": report.text,
        "external": report.external,
        "category": report.category,
        "address": report.address,
        "reporter": {"name": report.reporter} if report.reporter else None,
        "at": report.at.isoformat() if report.at else None,
    }
    args: dict[str, Any] = {name: value for name, value in said.items() if value}
    if report.lng is not None and report.lat is not None:
        args |= {"lng": report.lng, "lat": report.lat}
    name = msgspec.json.encode([account, args]).decode()
    return command_body(uuid.uuid5(KEYS, name).hex, "new", "", None, args)


def note_problem(tally: Tally, found: RowProblem, not_taken: Callable[[NotTaken], None]) -> None:
    """Count a row that the file itself spoils."""
    if found.reason == "repeated":
        tally.repeated += 1
    else:
        tally.refused[found.reason] = tally.refused.get(found.reason, 0) + 1
    fields = (found.line, found.column, found.reason, found.zh, found.en, found.value)
    not_taken(NotTaken(*fields))


def check(reading: Reading, not_taken: Callable[[NotTaken], None]) -> Tally:
    """Read a file as `Sending` would, without sending; ``taken`` are the rows it would send.

    Raises:
        SourceError: the file broke off.
    """
    tally = Tally()
    for item in reading:
        tally.rows += 1
        if isinstance(item, RowProblem):
            note_problem(tally, item, not_taken)
        else:
            tally.taken += 1
    return tally


def _refused(report: Report, answer: ClientError, reading: Reading) -> NotTaken:
    """A row the platform does not take, by the rule it names."""
    column_map, unit = reading.column_map, reading.unit
    rule = answer.rule if isinstance(answer, Refused) else "fault"
    missing = answer.missing if isinstance(answer, Refused) else ()
    named = {
        "text": column_map.text_columns,
        "category": column_map.category,
        "address": column_map.address,
        "name": (column_map.reporter,),
        "at": (column_map.time.column,) if column_map.time else (),
        "lng": (column_map.place.lng,) if column_map.place else (),
        "lat": (column_map.place.lat,) if column_map.place else (),
        "channel": ("--channel",),
    }
    column = next((named[one][-1] for one in missing if named.get(one)), column_map.number)
    line = report.line
    return NotTaken(
        line=line,
        column=column,
        reason=f"platform:{rule}",
        zh=f"{unit.zh.format(line)}“{column}”列: 平台不收, {answer.zh}",
        en=f"{unit.en.format(line)}, column {column}: the platform refuses it, {answer.en}",
        value=report.external,
    )

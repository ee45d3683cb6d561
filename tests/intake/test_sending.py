"""Sending in lists: what is counted, what is tried again, what ends it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api_client.errors import Denied, PlatformFault, Refused, Unreachable
from api_client.http import Answer, Applied
from intake import read
from intake.errors import UnterminatedQuote
from intake.report import Report
from intake.sending import LARGEST_BYTES, LARGEST_LIST, NotTaken, Sending, check, command_of
from tests.intake.intake_lookalikes import LABELLED, labelled_row, saved, table
from wire.rows import TicketRow

SINCE = 100
DOWN = Unreachable("断了", "down")
FAULT = PlatformFault("出错", "fault")


def ticket(number: str) -> TicketRow:
    """A row with this number; nothing else of it matters here."""
    made = dict.fromkeys(TicketRow.__struct_fields__, "")
    return TicketRow(**{**made, "number": number})  # type: ignore[arg-type]


class Platform:
    """Remembers commands by id and number as the real one does; fails when told to."""

    def __init__(self) -> None:
        self.seq = SINCE
        self.lists: list[list[dict[str, Any]]] = []
        self.before: list[Exception] = []
        self.after: list[Exception] = []
        self.refuse: Callable[[dict[str, Any]], Answer | None] = lambda body: None
        self.answers: dict[str, Applied] = {}
        self.numbers: dict[str, TicketRow] = {}

    async def commands(self, bodies: list[dict[str, Any]]) -> list[Answer]:
        if self.before:
            raise self.before.pop(0)
        self.lists.append(bodies)
        answers = [self._one(body) for body in bodies]
        if self.after:
            raise self.after.pop(0)
        return answers

    def _one(self, body: dict[str, Any]) -> Answer:
        key, number = body["id"], body["args"]["external"]
        refused = self.refuse(body)
        if refused is not None:
            return refused
        if key in self.answers:
            return msgspec.structs.replace(self.answers[key], outcome="duplicate")
        if number in self.numbers:
            return Applied(key, "duplicate", 0, self.numbers[number])
        self.seq += 1
        self.numbers[number] = ticket(f"T{number}")
        self.answers[key] = Applied(key, "applied", self.seq, self.numbers[number])
        return self.answers[key]


class Run:
    """A sending with its waits and rows not taken written down."""

    def __init__(self, platform: Platform, account: str = "d01") -> None:
        self.waited: list[float] = []
        self.rows: list[NotTaken] = []
        self.progress: list[int] = []
        self.sending = Sending(
            platform, "MEDIA", account, platform.seq, self.rows.append,
            lambda tally: self.progress.append(tally.taken), (1.0, 2.0), self._wait,
        )  # fmt: skip

    async def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)


def batch(folder: Path, count: int, **changed: str) -> Path:
    return saved(folder, table(LABELLED, [labelled_row(str(n), **changed) for n in range(count)]))


async def test_lists_of_two_hundred(tmp_path: Path) -> None:
    platform = Platform()
    run = Run(platform)
    await run.sending.send(read(batch(tmp_path, 2 * LARGEST_LIST + 1)))
    assert [len(one) for one in platform.lists] == [LARGEST_LIST, LARGEST_LIST, 1]
    assert run.progress == [200, 400, 401]
    assert (run.sending.tally.rows, run.sending.tally.taken, run.rows) == (401, 401, [])
    again = Run(platform)
    await again.sending.send(read(tmp_path / "batch.csv"))
    assert (again.sending.tally.taken, again.sending.tally.already) == (0, 401)
    assert again.sending.tally.by_number == 0


async def test_long_texts_make_shorter_lists(tmp_path: Path) -> None:
    platform = Platform()
    run = Run(platform)
    await run.sending.send(read(batch(tmp_path, 60, body="长" * 19_000)))
    assert run.sending.tally.taken == 60
    assert len(platform.lists) > 1
    assert all(len(msgspec.json.encode(one)) <= LARGEST_BYTES * 1.01 for one in platform.lists)


async def test_a_lost_answer_counts_as_taken(tmp_path: Path) -> None:
    platform = Platform()
    platform.after = [DOWN, FAULT]
    run = Run(platform)
    await run.sending.send(read(batch(tmp_path, 5)))
    assert run.waited == [1.0, 2.0]
    assert (run.sending.tally.taken, run.sending.tally.already) == (5, 0)


@pytest.mark.parametrize("error", [DOWN, FAULT])
async def test_after_all_attempts_it_ends_and_may_be_run_again(
    error: Exception, tmp_path: Path
) -> None:
    platform = Platform()
    run = Run(platform)
    reading = read(batch(tmp_path, LARGEST_LIST + 7))

    def cut(body: dict[str, Any]) -> None:
        if len(platform.lists) == 1:
            platform.before = [error] * 3

    platform.refuse = cut
    with pytest.raises(type(error)):
        await run.sending.send(reading)
    assert run.waited == [1.0, 2.0]
    assert run.sending.tally.taken == LARGEST_LIST
    second = Run(platform)
    await second.sending.send(reading)
    assert (second.sending.tally.taken, second.sending.tally.already) == (7, LARGEST_LIST)


async def test_a_refused_row_is_named_and_the_rest_taken(tmp_path: Path) -> None:
    platform = Platform()
    refused = Refused("过长", "too long", "I2", ("text",), None)
    platform.refuse = lambda body: refused if body["args"]["external"] == "3" else None
    run = Run(platform)
    await run.sending.send(read(batch(tmp_path, 5)))
    assert (run.sending.tally.taken, run.sending.tally.refused) == (4, {"platform:I2": 1})
    (row,) = run.rows
    assert (row.reason, row.column, row.value) == ("platform:I2", "留言详情", "3")
    assert f"line {row.line}" in row.en
    assert f"第 {row.line} 行" in row.zh


async def test_denied_ends_it_at_once(tmp_path: Path) -> None:
    platform = Platform()
    platform.refuse = lambda body: Denied("无权", "denied")
    run = Run(platform)
    with pytest.raises(Denied):
        await run.sending.send(read(batch(tmp_path, 3 * LARGEST_LIST)))
    assert len(platform.lists) == 1


async def test_rows_before_a_break_are_sent(tmp_path: Path) -> None:
    text = table(LABELLED, [labelled_row("1"), labelled_row("2")]) + '3,U1,"open\r\n'
    run = Run(Platform())
    with pytest.raises(UnterminatedQuote):
        await run.sending.send(read(saved(tmp_path, text)))
    assert run.sending.tally.taken == 2


async def test_a_known_number_with_other_content(tmp_path: Path) -> None:
    platform = Platform()
    await Run(platform).sending.send(read(batch(tmp_path, 2)))
    run = Run(platform)
    await run.sending.send(read(batch(tmp_path, 2, body="另一件事")))
    assert (run.sending.tally.already, run.sending.tally.by_number) == (2, 2)
    assert [row.reason for row in run.rows] == ["known_number", "known_number"]
    assert "T1" in run.rows[1].en


async def test_another_account_with_the_same_file_is_told_what_is_there(tmp_path: Path) -> None:
    platform = Platform()
    await Run(platform).sending.send(read(batch(tmp_path, 3)))
    run = Run(platform, "d02")
    await run.sending.send(read(tmp_path / "batch.csv"))
    tally = run.sending.tally
    assert (tally.taken, tally.already, tally.by_number, tally.refused) == (0, 3, 3, {})
    assert "别的账号" in run.rows[0].zh


def test_checking_counts_without_sending(tmp_path: Path) -> None:
    rows = [labelled_row("1"), labelled_row("1"), labelled_row(""), labelled_row("2")]
    told: list[NotTaken] = []
    tally = check(read(saved(tmp_path, table(LABELLED, rows))), told.append)
    assert (tally.rows, tally.taken, tally.repeated) == (4, 2, 1)
    assert tally.refused == {"missing_number": 1}
    assert [row.reason for row in told] == ["repeated", "missing_number"]


def test_commands_are_the_same_for_the_same_report_only() -> None:
    at = datetime.fromisoformat("2020-01-06T12:09:38+08:00")
    report = Report(2, "7", "路灯不亮", "城建", "U1", "", at)
    body = command_of(report, "MEDIA", "d01")
    assert body == command_of(msgspec.structs.replace(report, line=9), "MEDIA", "d01")
    assert body["args"] == {
        "channel": "MEDIA", "text": "路灯不亮", "external": "7", "category": "城建",
        "reporter": {"name": "U1"}, "at": "2020-01-06T12:09:38+08:00",
    }  # fmt: skip
    others = [
        command_of(report, "MEDIA", "d02"),
        command_of(report, "VIDEO", "d01"),
        command_of(msgspec.structs.replace(report, external="8"), "MEDIA", "d01"),
        command_of(msgspec.structs.replace(report, text="井盖坏了"), "MEDIA", "d01"),
    ]
    assert len({body["id"], *(one["id"] for one in others)}) == 5

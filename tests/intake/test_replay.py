"""Replaying: in order of time, at the rows' own intervals, going on where it ended."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api_client.errors import Unreachable
from intake import Reading, Report, RowProblem, read
from intake.errors import UnterminatedQuote
from intake.replay import GATHER_SECONDS, LONGEST_WAIT, Progress, Replay
from intake.sending import LARGEST_LIST, Sending, command_of
from intake.timetable import Timetable
from tests.intake.intake_lookalikes import LABELLED, labelled_row, saved, table
from tests.intake.test_sending import DOWN, Platform

START = datetime(2020, 1, 6, 9, 0, 0)


def row(number: str, minutes: float) -> list[str]:
    at = START + timedelta(minutes=minutes)
    return labelled_row(number, at=f"{at:%Y/%m/%d %H:%M:%S}")


def reading_of(folder: Path, *rows: list[str]) -> Reading:
    return read(saved(folder, table(LABELLED, rows)))


def problems_of(reading: Reading) -> tuple[list[str], list[RowProblem]]:
    """Numbers in order of time, and rows not taken."""
    told: list[RowProblem] = []
    with Timetable(reading, told.append) as timetable:
        assert timetable.rows == len(list(timetable))
        return [report.external for report in timetable], told


class Stage:
    """A replay whose time passes only by waiting; notes when each report was filed."""

    def __init__(self, reading: Reading, pace: float, done: int = 0) -> None:
        self.platform = Platform()
        self.now = 1_000.0
        self.filed: dict[str, float] = {}
        self.told: list[Progress] = []
        self.longest = 0.0
        self._reading = reading
        self.platform.refuse = self._note
        self.sending = Sending(
            self.platform, "MEDIA", "d01", 100, lambda row: None, lambda tally: None, ()
        )
        self.replay = Replay(
            self.sending, pace, done, self.told.append, lambda: self.now, self._wait
        )

    def _note(self, body: dict[str, dict[str, str]]) -> None:
        self.filed[body["args"]["external"]] = self.now - 1_000.0

    async def _wait(self, seconds: float) -> None:
        assert seconds > 0
        self.longest = max(self.longest, seconds)
        self.now += seconds

    async def run(self) -> dict[str, float]:
        with Timetable(self._reading, lambda row: None) as timetable:
            await self.replay.run(timetable, self._reading)
        return self.filed


def test_the_timetable_is_in_order_of_time_then_of_the_file(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, row("3", 9), row("1", 0), row("2a", 5), row("2b", 5), labelled_row("0", at=""),
        row("x", 1)[:3], row("3", 9),
    )  # fmt: skip
    order, told = problems_of(reading)
    assert order == ["1", "2a", "2b", "3"]
    assert [found.reason for found in told] == ["no_time", "wrong_column_count", "repeated"]
    assert (told[0].column, told[0].line) == ("留言时间", 6 + 12)


def test_reports_keep_all_they_say(tmp_path: Path) -> None:
    """A replayed report is the imported one: the same command under the same id."""
    reading = reading_of(tmp_path, row("2", 5), row("1", 0))
    with Timetable(reading, lambda row: None) as timetable:
        replayed = [command_of(report, "MEDIA", "d01") for report in timetable]
        assert (timetable.first, timetable.last) == tuple(report.at for report in timetable)
    imported = [command_of(one, "MEDIA", "d01") for one in reading if isinstance(one, Report)]
    assert replayed == imported[::-1]


def test_a_file_that_breaks_off_makes_no_timetable(tmp_path: Path) -> None:
    text = table(LABELLED, [row("1", 0)]) + '2,U1,"open\r\n'
    with pytest.raises(UnterminatedQuote):
        problems_of(read(saved(tmp_path, text)))


async def test_each_goes_at_its_own_time(tmp_path: Path) -> None:
    stage = Stage(reading_of(tmp_path, row("3", 180), row("1", 0), row("2", 60)), 3_600)
    assert await stage.run() == {"1": 0.0, "2": 1.0, "3": 3.0}
    assert stage.longest <= LONGEST_WAIT
    assert [one.done for one in stage.told if not one.wait] == [1, 2, 3]
    assert stage.told[-1].reached == stage.replay.reached
    assert any(1 < one.wait <= 2 for one in stage.told)


async def test_what_is_due_together_goes_together(tmp_path: Path) -> None:
    rows = [row(f"{number}", number / 100) for number in range(700)]
    stage = Stage(reading_of(tmp_path, *rows), 60)
    filed = await stage.run()
    assert len(filed) == 700
    assert len(stage.platform.lists) <= 7.1 / GATHER_SECONDS
    for number in range(700):
        due = int(number * 0.6) / 60
        assert due - GATHER_SECONDS <= filed[f"{number}"] <= due + GATHER_SECONDS


async def test_a_burst_goes_in_lists(tmp_path: Path) -> None:
    stage = Stage(reading_of(tmp_path, *(row(f"{number}", 0) for number in range(450))), 1)
    assert set((await stage.run()).values()) == {0.0}
    assert [len(one) for one in stage.platform.lists] == [LARGEST_LIST, LARGEST_LIST, 50]


async def test_going_on_waits_only_for_what_is_new(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, *(row(f"{hour}", 60 * hour) for hour in range(6)))
    stage = Stage(reading, 3_600, done=3)
    filed = await stage.run()
    assert filed == {"0": 0.0, "1": 0.0, "2": 0.0, "3": 1.0, "4": 2.0, "5": 3.0}
    assert [len(one) for one in stage.platform.lists] == [3, 1, 1, 1]


@pytest.mark.parametrize("done", [6, 900])
async def test_a_position_at_or_behind_the_end(tmp_path: Path, done: int) -> None:
    reading = reading_of(tmp_path, *(row(f"{hour}", 60 * hour) for hour in range(6)))
    stage = Stage(reading, 1, done=done)
    assert set((await stage.run()).values()) == {0.0}
    assert stage.replay.done == 6


async def test_a_cut_link_ends_it_with_its_position(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, *(row(f"{hour}", 60 * hour) for hour in range(6)))
    stage = Stage(reading, 3_600)
    keep = stage._note

    def cut(body: dict[str, dict[str, str]]) -> None:
        keep(body)
        if len(stage.filed) == 3:
            stage.platform.before = [DOWN]

    stage.platform.refuse = cut
    with pytest.raises(Unreachable):
        await stage.run()
    assert (stage.replay.done, stage.sending.tally.taken) == (3, 3)
    assert stage.replay.reached is not None
    assert stage.replay.reached.isoformat() == "2020-01-06T11:00:00+08:00"

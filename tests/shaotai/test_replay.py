"""Replaying with the real command into a real platform."""

import json
import os
import pty
import signal
from pathlib import Path

import httpx

from tests.intake.intake_lookalikes import LABELLED, labelled_row, saved, table
from tests.shaotai.command_runs import COMMAND, Ran, complained, environment, shaotai
from tests.shaotai.conftest import Living
from tests.shaotai.test_import import bring, figures, read_until


def batch(folder: Path, *times: str) -> Path:
    rows = [labelled_row(f"{number}", at=at) for number, at in enumerate(times, start=1)]
    return saved(folder, table(LABELLED, rows))


def replay(living: Living, home: Path, *arguments: str | Path, **env: str) -> Ran:
    more = {"SHAOTAI_TOKEN_FILE": str(living.dispatcher), "LANG": "en_GB.UTF-8", **env}
    return shaotai(home, "replay", *arguments, "--server", living.url, **more)


def test_a_replay_is_an_import_in_order_of_time(living: Living, tmp_path: Path) -> None:
    path = batch(tmp_path, "2020/1/8 12:00:00", "2020/1/6 12:00:00", "", "2020/1/7 12:00:00")
    run = (path, "--channel", "POLICE_110", "--pace", "600000", "--report", tmp_path / "bad.jsonl")
    first = replay(living, tmp_path, *run)
    assert (first.code, first.err, figures(first)) == (1, "", (3, 0, 0, 1))
    assert "3 rows, 2020-01-06 12:00 to 2020-01-08 12:00, about 0 h 0 min" in first.out
    found = json.loads((tmp_path / "bad.jsonl").read_text("utf-8"))
    assert (found["line"], found["reason"]) == (10, "no_time")
    again = replay(living, tmp_path, *run)
    assert (again.code, figures(again)) == (1, (0, 3, 0, 1))
    imported = bring(living, tmp_path, path, "--channel", "POLICE_110")
    assert figures(imported) == (1, 3, 0, 0)
    assert "by number only" not in again.out + imported.out
    assert days_in_order_of_filing(living, tmp_path) == ["06", "07", "08"]


def days_in_order_of_filing(living: Living, home: Path) -> list[str]:
    """The days of January on which the replayed tickets were reported, by their numbers."""
    answer = httpx.get(
        f"{living.url}/v1/tickets", params={"channel": "POLICE_110", "limit": "10"},
        headers={"Authorization": f"Bearer {living.dispatcher.read_text('utf-8').strip()}"},
        trust_env=False,
    )  # fmt: skip
    found = sorted((one["number"], one["at"]) for one in answer.json()["tickets"])
    return [at[8:10] for _, at in found if at.startswith("2020-01-")]


def test_times_to_come_are_refused(living: Living, tmp_path: Path) -> None:
    path = batch(tmp_path, "2199/1/6 12:00:00", "2199/1/6 12:00:09")
    run = (path, "--channel", "POLICE_110_RISK", "--pace", "900", "--report", tmp_path / "bad")
    ran = replay(living, tmp_path, *run)
    assert (ran.code, ran.err, figures(ran)) == (1, "", (0, 0, 0, 2))
    found = [json.loads(line) for line in (tmp_path / "bad").read_text("utf-8").splitlines()]
    assert [(one["line"], one["column"]) for one in found] == [(2, "留言时间"), (6, "留言时间")]


def test_it_can_be_stopped_and_goes_on(living: Living, tmp_path: Path) -> None:
    path = batch(tmp_path, "2020/1/6 12:00:00", "2020/1/6 13:00:00", "2020/1/6 12:00:00")
    run = (path, "--channel", "LEADER_ORDER")
    first = start(living, tmp_path, *run, "--pace", "1")
    assert "约需 1 时 0 分" in read_until(first.terminal, "秒后下一行")
    shown = first.interrupt()
    assert "停在: 已到 2020-01-06 12:00, 已送 2 / 3 行" in shown
    assert "收下: 2" in shown
    kept = tmp_path / ".local/state/shaotai/replays"
    assert len(list(kept.iterdir())) == 1
    second = replay(living, tmp_path, *run, "--pace", "360000")
    assert "going on behind the 2 rows of last time" in second.out
    assert (second.code, second.err, figures(second)) == (0, "", (1, 2, 0, 0))
    assert not list(kept.iterdir())


def test_what_cannot_be_replayed_says_so(living: Living, tmp_path: Path) -> None:
    path = batch(tmp_path, "2020/1/6 12:00:00")
    run = (path, "--channel", "MEDIA")
    complained(replay(living, tmp_path, *run), 2)
    complained(replay(living, tmp_path, *run, "--pace", "0"), 2)
    complained(replay(living, tmp_path, path, "--channel", "NONE", "--pace", "9"), 2)
    auditor = {"SHAOTAI_TOKEN_FILE": str(living.auditor)}
    complained(replay(living, tmp_path, *run, "--pace", "9", **auditor), 4)
    cut = saved(tmp_path, table(LABELLED, [labelled_row("1")]) + '2,U1,"open\r\n')
    complained(replay(living, tmp_path, cut, "--channel", "MEDIA", "--pace", "9"), 1)
    (tmp_path / "file").write_text("", "utf-8")
    nowhere = {"SHAOTAI_DATA": str(tmp_path / "file")}
    batch(tmp_path, "2020/1/6 12:00:00")
    line = complained(replay(living, tmp_path, *run, "--pace", "9", **nowhere), 1)
    assert "SHAOTAI_DATA" in line


class Seated:
    """The command in a terminal of its own."""

    def __init__(self, child: int, terminal: int) -> None:
        self.child = child
        self.terminal = terminal

    def interrupt(self) -> str:
        """Press Ctrl+C; what is shown from then on. The command ends with 130."""
        os.write(self.terminal, b"\x03")
        shown = read_until(self.terminal, "不会重复立件")
        code = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        os.close(self.terminal)
        assert code == 128 + signal.SIGINT
        assert "Traceback" not in shown
        return shown


def start(living: Living, home: Path, *arguments: str | Path) -> Seated:
    env = environment(home, SHAOTAI_TOKEN_FILE=str(living.dispatcher), SHAOTAI_SERVER=living.url)
    child, terminal = pty.fork()
    if child == 0:
        os.execve(COMMAND[0], [*COMMAND, "replay", *map(str, arguments)], env)
    return Seated(child, terminal)

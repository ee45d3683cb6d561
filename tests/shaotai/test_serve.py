"""The platform as a process: ready file, its ends, what keeps it from starting."""

import json
import signal
import socket
from pathlib import Path

import pytest

from tests.shaotai.command_runs import complained, served, shaotai


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ready_file_and_orderly_end(tmp_path: Path, number: signal.Signals) -> None:
    ready, data = tmp_path / "ready.json", tmp_path / "data"
    ready.write_text('{"url": "http://stale"}', "utf-8")
    with served(tmp_path, data, "--ready-file", ready) as platform:
        told = json.loads(ready.read_text("utf-8"))
        assert told == {"url": platform.url, "pid": platform.process.pid}
        platform.process.send_signal(number)
        _, log = platform.process.communicate(timeout=30)
    assert platform.process.returncode == 0
    assert "Traceback" not in log
    assert all(" INFO " in line for line in log.splitlines())
    assert data.stat().st_mode & 0o077 == 0


def test_it_ends_with_its_standard_input(tmp_path: Path) -> None:
    with served(tmp_path, tmp_path / "data", "--follow-stdin") as platform:
        platform.process.communicate(timeout=30)
    assert platform.process.returncode == 0


def test_what_keeps_it_from_starting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = shaotai(tmp_path, "serve", "--data", tmp_path / "data", "--listen", where)
    assert where in last_line(ran.err)
    assert ran.code == 1
    unknown = shaotai(tmp_path, "serve", "--data", tmp_path / "data", "--profile", "atlantis",
                      "--listen", "127.0.0.1:0")  # fmt: skip
    assert unknown.code == 1
    assert "wujiang" in last_line(unknown.err)
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    ran = shaotai(tmp_path, "serve", "--database", f"sqlite:///{broken}",
                  "--listen", "127.0.0.1:0")  # fmt: skip
    assert ran.code == 1
    assert "broken.db" in last_line(ran.err)


def test_a_data_directory_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    line = complained(shaotai(tmp_path, "serve", "--data", tmp_path / "file" / "data"), 1)
    assert "--data" in line


def last_line(err: str) -> str:
    """Behind the lines of the log comes one that says what is wrong."""
    assert "Traceback" not in err
    *_, last = err.splitlines()
    assert last.startswith("shaotai: ")
    return last

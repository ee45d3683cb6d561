"""The platform as a process: ready file, its ends, what keeps it from starting."""

import json
import signal
import socket
from pathlib import Path

import httpx
import pytest

from platform_server.jurisdiction import load_profile
from tests.shaotai.command_runs import add_account, complained, served, shaotai


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
    assert not ready.exists()
    assert "Traceback" not in log
    assert all(" INFO " in line for line in log.splitlines())
    assert data.stat().st_mode & 0o077 == 0


def test_a_ready_file_of_another_process_is_left(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with served(tmp_path, tmp_path / "data", "--ready-file", ready):
        ready.write_text('{"url": "http://other", "pid": 1}', "utf-8")
    assert ready.exists()


@pytest.mark.parametrize("profile", ["xiangcheng", "qinhuai", "gulou"])
def test_it_serves_each_district(tmp_path: Path, profile: str) -> None:
    data = tmp_path / "data"
    token = add_account(tmp_path, data, "wang", "dispatcher", profile)
    with served(tmp_path, data, "--profile", profile) as platform:
        headers = {"Authorization": f"Bearer {token.read_text('utf-8').strip()}"}
        ladder = httpx.get(f"{platform.url}/v1/ladder", headers=headers, trust_env=False).json()
    assert [one["rung"] for one in ladder["rungs"]] == list(load_profile(profile).ladder.rungs)


def test_one_platform_a_data_directory(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for attempt in range(2):
        with served(tmp_path, data) as first:
            ran = shaotai(tmp_path, "serve", "--data", data, "--listen", "127.0.0.1:0")
            assert ran.code == 1
            assert f"正由进程 {first.process.pid} 使用" in last_line(ran.err)
            link = tmp_path / f"link{attempt}"
            link.symlink_to(data)
            ran = shaotai(
                tmp_path, "serve", "--database", f"sqlite:///{link}/shaotai.db",
                "--listen", "127.0.0.1:0", LANG="en_GB.UTF-8",
            )  # fmt: skip
            assert ran.code == 1
            assert f"in use by process {first.process.pid}" in last_line(ran.err)
            listed = shaotai(tmp_path, "admin", "account", "list", "--data", data)
            assert listed.code == 0
            first.process.kill()


def test_it_ends_with_its_standard_input(tmp_path: Path) -> None:
    with served(tmp_path, tmp_path / "data", "--follow-stdin") as platform:
        platform.process.communicate(timeout=30)
    assert platform.process.returncode == 0


def test_what_keeps_it_from_starting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = shaotai(tmp_path, "serve", "--data", tmp_path / "data", "--listen", where)
        english = shaotai(tmp_path, "serve", "--data", tmp_path / "data", "--listen", where,
                          LANG="en_GB.UTF-8")  # fmt: skip
    assert f"已被占用 ({where})" in last_line(ran.err)
    assert f"is taken ({where})" in last_line(english.err)
    assert all("--listen" in last_line(one.err) for one in (ran, english))
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
    assert "broken.db 不能用 (file is not a database)" in last_line(ran.err)
    assert "--data" in last_line(ran.err)


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
